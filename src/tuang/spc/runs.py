"""Run rules: patterns that a stable process shows too seldom to be chance."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tuang.spc.limits import ControlLimits


class RunRule(StrEnum):
    """A pattern that asks for a look at the process."""

    BEYOND_LIMIT = "beyond-limit"
    TWO_OF_THREE = "two-of-three"
    FOUR_OF_FIVE = "four-of-five"
    EIGHT_ON_ONE_SIDE = "eight-on-one-side"
    NINE_ON_ONE_SIDE = "nine-on-one-side"
    SIX_IN_TREND = "six-in-trend"
    FOURTEEN_ALTERNATING = "fourteen-alternating"


WESTERN_ELECTRIC = (
    RunRule.BEYOND_LIMIT,
    RunRule.TWO_OF_THREE,
    RunRule.FOUR_OF_FIVE,
    RunRule.EIGHT_ON_ONE_SIDE,
)
NELSON = (
    RunRule.BEYOND_LIMIT,
    RunRule.NINE_ON_ONE_SIDE,
    RunRule.SIX_IN_TREND,
    RunRule.FOURTEEN_ALTERNATING,
)


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
    point that signals is itself one of the two or four.
    Raises ValueError for a rule that is not a RunRule.
    Source: Western Electric, Statistical Quality Control Handbook (1956), tests 1 to 4
    for instability; Nelson, Journal of Quality Technology 16 (1984) 237-239, tests 1 to 4.

    >>> steady = ControlLimits(7.0, 10.0, 13.0, 1.0, 1.128, 3.685)
    >>> signals([10.1, 9.8, 13.2], steady)
    (Signal(index=2, rule=<RunRule.BEYOND_LIMIT: 'beyond-limit'>),)
    """
    wanted = [RunRule(rule) for rule in RunRule if rule in {RunRule(each) for each in rules}]
    offsets = [reading - limits.centre for reading in readings]
    found = []
    for index in range(len(readings)):
        for rule in wanted:
            span, shows = _PATTERNS[rule]
            start = index + 1 - span
            if start >= 0 and shows(offsets[start : index + 1], limits.sigma):
                found.append(Signal(index, rule))
    return tuple(found)


def _beyond_limit(offsets: Sequence[float], sigma: float) -> bool:
    return abs(offsets[-1]) > 3 * sigma


def _two_of_three(offsets: Sequence[float], sigma: float) -> bool:
    return _mostly_beyond(offsets, 2 * sigma, at_least=2)


def _four_of_five(offsets: Sequence[float], sigma: float) -> bool:
    return _mostly_beyond(offsets, sigma, at_least=4)


def _mostly_beyond(offsets: Sequence[float], zone: float, at_least: int) -> bool:
    side = 1 if offsets[-1] > 0 else -1
    beyond = [side * offset > zone for offset in offsets]
    return beyond[-1] and sum(beyond) >= at_least


def _on_one_side(offsets: Sequence[float], _sigma: float) -> bool:
    return all(offset > 0 for offset in offsets) or all(offset < 0 for offset in offsets)


def _in_trend(offsets: Sequence[float], _sigma: float) -> bool:
    steps = _steps(offsets)
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _alternating(offsets: Sequence[float], _sigma: float) -> bool:
    return all(before * after < 0 for before, after in pairwise(_steps(offsets)))


def _steps(offsets: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(offsets)]


_PATTERNS: dict[RunRule, tuple[int, Callable[[Sequence[float], float], bool]]] = {
    RunRule.BEYOND_LIMIT: (1, _beyond_limit),
    # Two or four points complete the pattern even before three or five were taken,
    # but a shorter window would judge them against fewer chances than the rule allows.
    RunRule.TWO_OF_THREE: (3, _two_of_three),
    RunRule.FOUR_OF_FIVE: (5, _four_of_five),
    RunRule.EIGHT_ON_ONE_SIDE: (8, _on_one_side),
    RunRule.NINE_ON_ONE_SIDE: (9, _on_one_side),
    RunRule.SIX_IN_TREND: (6, _in_trend),
    RunRule.FOURTEEN_ALTERNATING: (14, _alternating),
}
