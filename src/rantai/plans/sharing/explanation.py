"""The steps of a share as data: the same for the planner and for the member."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from rantai.plans.sharing.boxes import Boxes
from rantai.plans.sharing.problem import (
    BALANCE_STEP,
    ByCapacity,
    ByRecord,
    Candidate,
    FirstAndSecond,
    Rotation,
    Sharing,
)
from rantai.plans.sharing.result import Step, StepKind
from rantai.plans.sharing.rotation import Turns


def rule(sharing: Sharing, candidate: Candidate) -> Step:
    """The rule, and what in it concerns this workshop."""
    values: dict[str, int | str | None] = {
        "rule": sharing.rule.name,
        "candidates": len(sharing.candidates),
    }
    match sharing.rule:
        case ByCapacity():
            values["capacity_pieces"] = candidate.capacity_pieces
            values["total_capacity_pieces"] = sum(
                each.capacity_pieces for each in sharing.candidates
            )
        case ByRecord():
            values |= _record(sharing.rule, sharing.candidates, candidate)
        case Rotation(lot_pieces):
            values["lot_pieces"] = lot_pieces
        case FirstAndSecond(first_percent):
            values["first_percent"] = f"{first_percent:f}"
            values["source"] = candidate.source
            values["of_this_source"] = sum(
                each.source == candidate.source for each in sharing.candidates
            )
    return Step(StepKind.RULE, values)


def _record(
    by: ByRecord, candidates: Sequence[Candidate], own: Candidate
) -> dict[str, int | str | None]:
    good = [each for each in candidates if by.is_good(each.accepted_percent)]
    accepted = own.accepted_percent
    return {
        "capacity_pieces": own.capacity_pieces,
        "total_capacity_pieces": sum(each.capacity_pieces for each in candidates),
        "good_capacity_pieces": sum(each.capacity_pieces for each in good),
        "good": len(good),
        "record_percent": f"{by.record_percent:f}",
        "least_percent": f"{by.least_percent:f}",
        "months": by.months,
        "received_pieces": own.received_pieces,
        # Cut, not rounded: just below the least must not read as the least.
        "accepted_percent": None
        if accepted is None
        else f"{accepted.quantize(Decimal('0.01'), ROUND_DOWN):f}",
        "is_good": int(by.is_good(accepted)),
    }


def limit(candidate: Candidate) -> Step:
    """The most this workshop can get, and what makes it so."""
    return Step(
        StepKind.LIMIT,
        {
            "capacity_pieces": candidate.capacity_pieces,
            "load_pieces": candidate.load_pieces,
            "free_pieces": candidate.free_pieces,
            "cap_pieces": candidate.cap_pieces,
            "limit_pieces": candidate.limit_pieces,
        },
    )


def entitled(placed: int, by_rule: Fraction, entitled_pieces: Fraction) -> Step:
    """The part of the placed pieces by the rule alone, and within everybody's limits."""
    return Step(
        StepKind.ENTITLED,
        {
            "placed_pieces": placed,
            "by_rule": as_text(by_rule),
            "entitled": as_text(entitled_pieces),
        },
    )


def balance(candidate: Candidate, entitled_pieces: Fraction, how: Boxes) -> Step:
    """What is owed from before, and what all claims were lowered by to fit."""
    return Step(
        StepKind.BALANCE,
        {
            "balance": as_text(Fraction(candidate.balance_pieces)),
            "claim": as_text(entitled_pieces + Fraction(candidate.balance_pieces)),
            "all_lowered_by": as_text(how.levelled),
        },
    )


def turn(candidate: Candidate, turns: Turns) -> Step:
    """The place in the queue and the lots that came to it."""
    served = candidate.last_served_on
    return Step(
        StepKind.TURN,
        {
            "place": list(turns.pieces).index(candidate.workshop) + 1,
            "last_served_on": served.isoformat() if served else None,
            "balance": as_text(Fraction(candidate.balance_pieces)),
            "lot_pieces": turns.lot_pieces,
            "lots": turns.lots[candidate.workshop],
        },
    )


def limit_hit(candidate: Candidate) -> Step:
    """Which limit kept this workshop from more."""
    capped = candidate.cap_pieces is not None and candidate.cap_pieces <= candidate.free_pieces
    return Step(
        StepKind.LIMIT_HIT,
        {
            "limit": "cap" if capped else "free-capacity",
            "limit_pieces": candidate.limit_pieces,
        },
    )


def rounding(pack_size: int, pieces: int, how: Boxes, shop: str) -> Step:
    """From pieces to boxes: before, after, and the partial box if it came here."""
    partial = pieces - how.full[shop] * pack_size
    return Step(
        StepKind.ROUNDING,
        {
            "pack_size": pack_size,
            "before": as_text(how.before_rounding[shop]),
            "full_boxes": how.full[shop],
            "partial_box_pieces": partial,
        },
    )


def given(pieces: int, entitled_pieces: Fraction, before: Decimal, after: Decimal) -> Step:
    """The share, and the balance that it leaves."""
    return Step(
        StepKind.GIVEN,
        {
            "pieces": pieces,
            "entitled": as_text(entitled_pieces),
            "balance_before": as_text(Fraction(before)),
            "balance_after": as_text(Fraction(after)),
        },
    )


def as_text(pieces: Fraction) -> str:
    """Pieces with four decimals, for showing; sums are made from the exact fractions."""
    return str(Decimal(round(pieces / Fraction(BALANCE_STEP))) * BALANCE_STEP)
