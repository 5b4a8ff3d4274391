"""Packing, shipping, certifying and receiving: every write of this room."""

from rantai.delivery.actions.packing import (
    BoxNotPacked,
    NotEnoughFree,
    open_box,
    pack,
)
from rantai.delivery.actions.receiving import (
    AlreadyReceived,
    CountsDoNotFit,
    PeriodClosed,
    close_receiving,
    record_receipt,
)
from rantai.delivery.actions.shipping import NothingToShip, ship

__all__ = [
    "AlreadyReceived",
    "BoxNotPacked",
    "CountsDoNotFit",
    "NotEnoughFree",
    "NothingToShip",
    "PeriodClosed",
    "close_receiving",
    "open_box",
    "pack",
    "record_receipt",
    "ship",
]
