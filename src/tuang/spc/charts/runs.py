"""Run rules: patterns that a stable process shows too seldom to be chance."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tuang.spc.charts._history import NOTHING_YET, advance, shown
from tuang.spc.charts.limits import ControlLimits


class RunRule(StrEnum):
    """A pattern that asks for a look at the process."""

    BEYOND_LIMIT = "beyond-limit"
    TWO_OF_THREE = "two-of-three"
    FOUR_OF_FIVE = "four-of-five"
    EIGHT_ON_ONE_SIDE = "eight-on-one-side"
    NINE_ON_ONE_SIDE = "nine-on-one-side"
    SIX_IN_TREND = "six-in-trend"
    FOURTEEN_ALTERNATING = "fourteen-alternating"
    FIFTEEN_WITHIN = "fifteen-within"
    EIGHT_BEYOND = "eight-beyond"


WESTERN_ELECTRIC = (
    RunRule.BEYOND_LIMIT,
    RunRule.TWO_OF_THREE,
    RunRule.FOUR_OF_FIVE,
    RunRule.EIGHT_ON_ONE_SIDE,
)
"""The four tests for instability, in the order of the handbook: rule 1 to 4."""

NELSON = (
    RunRule.BEYOND_LIMIT,
    RunRule.NINE_ON_ONE_SIDE,
    RunRule.SIX_IN_TREND,
    RunRule.FOURTEEN_ALTERNATING,
    RunRule.TWO_OF_THREE,
    RunRule.FOUR_OF_FIVE,
    RunRule.FIFTEEN_WITHIN,
    RunRule.EIGHT_BEYOND,
)
"""The eight tests, in Nelson's order: rule 1 to 8."""

_BITS = {rule: 1 << place for place, rule in enumerate(RunRule)}


@dataclass(frozen=True, order=True)
class Signal:
    """The point at which a pattern was complete, counted from 0, and the rule it met."""

    index: int
    rule: RunRule


def signals(
    readings: Sequence[float],
    limits: ControlLimits,
    rules: Collection[RunRule] = WESTERN_ELECTRIC,
) -> tuple[Signal, ...]:
    """Every point that completes a pattern, in order of point and then of rule.

    readings: in the order taken, in the unit of the limits. A reading on a limit is
    not beyond it, and one on the centre line is on neither side. A pattern that goes
    on signals again at each further point. In "two of three" and "four of five" the
    point that signals is itself one of the two or four. "Eight beyond" are eight in a row
    outside one sigma with points on both sides.
    Raises ValueError for a rule that is not a RunRule.
    Source: Western Electric, Statistical Quality Control Handbook (1956), tests 1 to 4
    for instability; Nelson, Journal of Quality Technology 16 (1984) 237-239.

    >>> steady = ControlLimits(7.0, 10.0, 13.0, 1.0, 1.128, 3.685)
    >>> signals([10.1, 9.8, 13.2], steady)
    (Signal(index=2, rule=<RunRule.BEYOND_LIMIT: 'beyond-limit'>),)
    """
    sigma = limits.sigma
    offsets = [reading - limits.centre for reading in readings]
    return patterns(((offset, sigma, abs(offset) > 3 * sigma) for offset in offsets), rules)


def patterns(
    places: Iterable[tuple[float, float, bool]], rules: Collection[RunRule]
) -> tuple[Signal, ...]:
    """The signals of points given by offset from the centre, own sigma, and beyond limits or not.

    Where sigma changes from point to point, rising and falling are judged on offset / sigma.
    """
    wanted = [(rule, _BITS[rule]) for rule in chosen(rules)]
    found: list[Signal] = []
    words, before, sigma_before = NOTHING_YET, 0.0, 0.0
    for index, (offset, sigma, is_beyond) in enumerate(places):
        if index == 0 or sigma == sigma_before:
            step = offset - before if index else 0.0
        else:
            step = _in_sigmas(offset, sigma) - _in_sigmas(before, sigma_before)
        words = advance(words, offset, sigma, step)
        before, sigma_before = offset, sigma
        if bits := shown(words, is_beyond):
            found += [Signal(index, rule) for rule, bit in wanted if bits & bit]
    return tuple(found)


def chosen(rules: Collection[RunRule]) -> list[RunRule]:
    """The rules in their own order, each once; raises ValueError for one that is unknown."""
    known = {RunRule(each) for each in rules}
    return [rule for rule in RunRule if rule in known]


def rules_in(bits: int) -> tuple[RunRule, ...]:
    """The rules behind one bit each, as the engine for many charts returns them.

    >>> rules_in(0b101)
    (<RunRule.BEYOND_LIMIT: 'beyond-limit'>, <RunRule.FOUR_OF_FIVE: 'four-of-five'>)
    """
    return tuple(rule for rule, bit in _BITS.items() if bits & bit)


def bits_of(rules: Collection[RunRule]) -> int:
    """One bit a rule; the inverse of `rules_in`."""
    return sum(_BITS[rule] for rule in chosen(rules))


def _in_sigmas(offset: float, sigma: float) -> float:
    return offset / sigma if sigma else 0.0
