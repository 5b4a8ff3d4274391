"""What each workshop is entitled to under the rule, before boxes are thought of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from rantai.plans.sharing.problem import (
    BALANCE_STEP,
    ByCapacity,
    ByRecord,
    Candidate,
    FirstAndSecond,
    Rule,
    Source,
)

Pieces = dict[str, Fraction]


def weights(rule: Rule, candidates: Sequence[Candidate]) -> Pieces:
    """How the rule weighs the candidates against each other."""
    match rule:
        case ByCapacity():
            return {each.workshop: Fraction(each.capacity_pieces) for each in candidates}
        case ByRecord():
            return _by_record(rule, candidates)
        case FirstAndSecond(first_percent):
            percent = {
                Source.FIRST: Fraction(first_percent),
                Source.SECOND: 100 - Fraction(first_percent),
            }
            sharing_it = Counter(each.source for each in candidates)
            return {
                each.workshop: percent[each.source] / sharing_it[each.source]
                for each in candidates
                if each.source is not None
            }
        case _:
            return {each.workshop: Fraction(1) for each in candidates}


def _by_record(rule: ByRecord, candidates: Sequence[Candidate]) -> Pieces:
    """Two parts, each by capacity: one among all, one among those with a good record."""
    capacity = {each.workshop: Fraction(each.capacity_pieces) for each in candidates}
    good = {
        each.workshop: capacity[each.workshop] if rule.is_good(each.accepted_percent) else 0
        for each in candidates
    }
    of_all, of_good = sum(capacity.values()), sum(good.values())
    if not of_all or not of_good:
        return capacity
    kept = Fraction(rule.record_percent) / 100
    return {
        shop: (1 - kept) * each / of_all + kept * Fraction(good[shop], of_good)
        for shop, each in capacity.items()
    }


def in_proportion(total: int, weight: Mapping[str, Fraction]) -> Pieces:
    """The total by weight alone; equally when nobody has any weight."""
    whole = sum(weight.values())
    if whole == 0:
        return {workshop: Fraction(total, len(weight)) for workshop in weight}
    return {workshop: total * each / whole for workshop, each in weight.items()}


def within_limits(total: int, weight: Mapping[str, Fraction], limit: Mapping[str, int]) -> Pieces:
    """The total by weight, where nobody is entitled to more than it could make.

    What a full workshop cannot take is shared among the rest in the same proportion, so
    nobody builds up a claim to pieces it had no room for. Those without weight come in
    only when all the others are full. The limits together must hold the total.
    """
    entitled = dict.fromkeys(weight, Fraction(0))
    left = Fraction(total)
    weighty = {workshop: each for workshop, each in weight.items() if each > 0}
    weightless = {workshop: Fraction(1) for workshop, each in weight.items() if each == 0}
    for group in (weighty, weightless):
        while left and group:
            per_weight = left / sum(group.values())
            full = [shop for shop, each in group.items() if each * per_weight >= limit[shop]]
            if not full:
                entitled |= {shop: each * per_weight for shop, each in group.items()}
                return entitled
            for shop in full:
                entitled[shop] = Fraction(limit[shop])
                left -= limit[shop]
                del group[shop]
    return entitled


def to_balance_steps(
    entitled: Mapping[str, Fraction], by_claim: Iterable[str]
) -> dict[str, Decimal]:
    """Entitlements cut to the step that balances are kept in, with the same sum.

    The cut is by largest remainder, to the most owed first, so that a balance written
    down can be added up over the years and still come to zero.
    """
    steps = {shop: each / Fraction(BALANCE_STEP) for shop, each in entitled.items()}
    whole = {shop: each.numerator // each.denominator for shop, each in steps.items()}
    missing = int(sum(steps.values())) - sum(whole.values())
    order = sorted(by_claim, key=lambda shop: whole[shop] - steps[shop])
    for shop in order[:missing]:
        whole[shop] += 1
    return {shop: each * BALANCE_STEP for shop, each in whole.items()}
