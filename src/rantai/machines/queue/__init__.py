"""Whose turn it is on a shared machine, and which hours it gets; pure, without Django."""

from rantai.machines.queue.calendar import Opening, Slot, Span, first_free, place_in_turn
from rantai.machines.queue.fees import charged_minutes, no_show_fee
from rantai.machines.queue.turns import Asked, Because, Turn, TurnRule, in_turn

__all__ = [
    "Asked",
    "Because",
    "Opening",
    "Slot",
    "Span",
    "Turn",
    "TurnRule",
    "charged_minutes",
    "first_free",
    "in_turn",
    "no_show_fee",
    "place_in_turn",
]
