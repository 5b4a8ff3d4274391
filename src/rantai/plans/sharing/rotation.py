"""Giliran: lots to those whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rantai.plans.sharing.problem import Candidate


@dataclass(frozen=True)
class Turns:
    """Pieces and lots per workshop, in the order of the queue."""

    pieces: dict[str, int]
    lots: dict[str, int]
    lot_pieces: int


def lot_in_boxes(lot_pieces: int, pack_size: int, quantity: int) -> int:
    """The lot rounded up to full boxes; the whole quantity when that is less."""
    return min(-(-lot_pieces // pack_size) * pack_size, quantity)


def take_turns(
    by_turn: Sequence[Candidate],
    limit: Mapping[str, int],
    *,
    quantity: int,
    pack_size: int,
    lot: int,
) -> Turns:
    """One lot a turn, round the queue until the lots are gone or nobody has room for one.

    What is left over, less than a lot or lots that found no room, tops up those already
    served, in full boxes and with the partial box last, so nobody gets less than a lot.
    """
    pieces = {candidate.workshop: 0 for candidate in by_turn}
    lots = dict.fromkeys(pieces, 0)
    left = quantity
    served = True
    while served:
        served = False
        for shop in pieces:
            if 0 < lot <= left and limit[shop] - pieces[shop] >= lot:
                pieces[shop] += lot
                lots[shop] += 1
                left -= lot
                served = True
    for shop in (each for each, count in lots.items() if count):
        room = limit[shop] - pieces[shop]
        extra = left if room >= left else room // pack_size * pack_size
        pieces[shop] += extra
        left -= extra
    return Turns(pieces, lots, lot)
