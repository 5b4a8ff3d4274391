"""Whole boxes from claims: the nearest split to what is entitled and owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rantai.plans.sharing.problem import Candidate


@dataclass(frozen=True)
class Boxes:
    """Full boxes per workshop, who takes the partial box, and how the claims were met."""

    full: dict[str, int]
    partial_to: str | None
    before_rounding: dict[str, Fraction]
    levelled: Fraction


def most_boxes(limit: Mapping[str, int], boxes: int, pack_size: int) -> int:
    """As many of the full boxes as the workshops can hold."""
    return min(boxes, sum(each // pack_size for each in limit.values()))


def takes_partial_box(
    by_claim: Sequence[Candidate], limit: Mapping[str, int], boxes: int, pack_size: int, rest: int
) -> str | None:
    """The most owed workshop that has room for it without pushing out a full box."""
    if rest == 0:
        return None
    hold = sum(each // pack_size for each in limit.values())
    for candidate in by_claim:
        room = limit[candidate.workshop]
        lost = room // pack_size - (room - rest) // pack_size
        if room >= rest and hold - lost >= boxes:
            return candidate.workshop
    return None


def nearest_boxes(
    by_claim: Sequence[Candidate],
    claim: Mapping[str, Fraction],
    limit: Mapping[str, int],
    *,
    boxes: int,
    pack_size: int,
    partial_to: str | None,
    rest: int,
) -> Boxes:
    """Full boxes by largest remainder of the claims, each within its limit.

    Claims need not add up to what there is: balances of workshops absent today are
    missing, and a claim below zero or above the limit cannot be met. All are then
    lowered or raised by one same amount until they fit, before boxes are counted.
    """
    held = {
        shop: (each - (rest if shop == partial_to else 0)) // pack_size * pack_size
        for shop, each in limit.items()
    }
    wanted = {shop: each - (rest if shop == partial_to else 0) for shop, each in claim.items()}
    levelled = _level(wanted, held, boxes * pack_size)
    fitted = {shop: _clamp(each - levelled, held[shop]) for shop, each in wanted.items()}

    full = {shop: int(each // pack_size) for shop, each in fitted.items()}
    spare = boxes - sum(full.values())
    # sorted() keeps the order of claims where remainders are the same.
    by_remainder = sorted(
        (candidate.workshop for candidate in by_claim),
        key=lambda shop: full[shop] * pack_size - fitted[shop],
    )
    for shop in by_remainder[:spare]:
        full[shop] += 1
    return Boxes(full, partial_to, fitted, levelled)


def _level(wanted: Mapping[str, Fraction], held: Mapping[str, int], total: int) -> Fraction:
    """The amount by which every claim is lowered so that together they make the total."""

    def met(level: Fraction) -> Fraction:
        return sum((_clamp(each - level, held[shop]) for shop, each in wanted.items()), Fraction(0))

    if not wanted or met(Fraction(0)) == total:
        return Fraction(0)
    # Between two neighbouring bends the sum is a straight line, so it is enough to find them.
    bends = sorted({bend for shop, each in wanted.items() for bend in (each, each - held[shop])})
    low, high = 0, len(bends) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if met(bends[middle]) >= total else (low, middle)
    upper, lower = met(bends[low]), met(bends[high])
    if upper == lower:
        return bends[low]
    return bends[low] + (bends[high] - bends[low]) * (upper - total) / (upper - lower)


def _clamp(pieces: Fraction, most: int) -> Fraction:
    return min(max(pieces, Fraction(0)), Fraction(most))
