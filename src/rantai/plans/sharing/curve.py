"""What a larger part for good records buys and costs: the points that the members choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from rantai.plans.sharing.entitlement import weights
from rantai.plans.sharing.problem import ByRecord, Candidate

PARTS = (0, 10, 20, 30, 40, 50)
"""Percent of the pieces for good records; beyond a half, capacity would count for less."""
THOUSAND = 1000


@dataclass(frozen=True)
class CurvePoint:
    """Of a thousand pieces shared so, by the weights alone, before boxes, limits and balances.

    rejected_pieces: as many as customers would reject if each workshop's record held; a workshop
    without one counts as all together. smallest, largest: a workshop's part over its part by
    capacity. gini: of these, 0 where all get their part by capacity.
    """

    record_percent: int
    rejected_pieces: Decimal
    smallest: Decimal
    largest: Decimal
    gini: Decimal


def curve(rule: ByRecord, candidates: Sequence[Candidate]) -> list[CurvePoint]:
    """Empty where nobody has both capacity and a record: then there is nothing to choose."""
    able = [each for each in candidates if each.capacity_pieces > 0]
    received = sum(each.received_pieces for each in able)
    if not received:
        return []
    rejected = sum(_rejected_part(each, Fraction(0)) * each.received_pieces for each in able)
    together = Fraction(rejected) / received
    return [
        _point(replace(rule, record_percent=Decimal(percent)), able, together) for percent in PARTS
    ]


def _rejected_part(candidate: Candidate, otherwise: Fraction) -> Fraction:
    if candidate.accepted_percent is None:
        return otherwise
    return 1 - Fraction(candidate.accepted_percent) / 100


def _point(rule: ByRecord, able: Sequence[Candidate], together: Fraction) -> CurvePoint:
    weight = weights(rule, able)
    whole, capacity = sum(weight.values()), sum(each.capacity_pieces for each in able)
    part = {shop: each / whole for shop, each in weight.items()}
    over = sorted(part[each.workshop] / Fraction(each.capacity_pieces, capacity) for each in able)
    return CurvePoint(
        record_percent=int(rule.record_percent),
        rejected_pieces=_decimal(
            THOUSAND
            * sum(
                (part[each.workshop] * _rejected_part(each, together) for each in able),
                Fraction(0),
            )
        ),
        smallest=_decimal(over[0]),
        largest=_decimal(over[-1]),
        gini=_decimal(gini(over)),
    )


def gini(ordered: Sequence[Fraction]) -> Fraction:
    """The Gini coefficient of values from the smallest up (Gini 1912).

    >>> gini([Fraction(0), Fraction(0), Fraction(0), Fraction(4)])
    Fraction(3, 4)
    """
    count = len(ordered)
    ranked = sum((2 * rank - count - 1) * each for rank, each in enumerate(ordered, start=1))
    return Fraction(ranked) / (count * sum(ordered))


def _decimal(exact: Fraction) -> Decimal:
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001"))
