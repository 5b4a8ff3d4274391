"""Whether a chart shows a process steady enough for its capability to mean anything."""

from collections.abc import Collection
from math import comb

from tuang.spc.charts.measured import ONLY_LIMITS, Chart, Kind, Track, individuals_chart, xbar_chart
from tuang.spc.charts.runs import RunRule
from tuang.spc.spread import Subgroups, Within

FEW_POINTS = 35
"""Below so many points none may be beyond; from here on chance alone puts one there (ASTM)."""
CHANCE = 0.0027
_ONE_IN_A_HUNDRED = 0.99
_FAR_PLACE, _FAR_SPREAD = 4.5, 6.0


def why_unstable(
    subgroups: Subgroups, way: Within, rules: Collection[RunRule] = ONLY_LIMITS
) -> tuple[str, ...]:
    """A sentence for each thing that speaks against a stable process; none when it is stable.

    The chart of means (or single readings) and that of ranges or deviations are asked; moving
    ranges are not, since they repeat what single readings show and raise false alarms.
    Below 35 points none may lie beyond the limits. From 35 on as many may as a stable process
    exceeds in one study of a hundred: 1 of 35, 2 of 100, but none further than 4.5 sigmas (6
    for spreads). Any other rule switched on may not signal at all.
    Source: ASTM Manual on Presentation of Data and Control Chart Analysis (MNL 7), part 3.
    """
    chart = _chart_of(subgroups, way, rules)
    against = _against(chart.location, "the chart of places", _FAR_PLACE)
    if chart.dispersion is not None and chart.kind is not Kind.I_MR:
        against += _against(chart.dispersion, "the chart of spreads", _FAR_SPREAD)
    return tuple(against)


def most_beyond(points: int) -> int:
    """How many of so many points may lie beyond three-sigma limits of a stable process.

    >>> [most_beyond(points) for points in (25, 34, 35, 100, 1800)]
    [0, 0, 1, 2, 11]
    """
    if points < FEW_POINTS:
        return 0
    most, reached = -1, 0.0
    while reached < _ONE_IN_A_HUNDRED:
        most += 1
        reached += comb(points, most) * CHANCE**most * (1 - CHANCE) ** (points - most)
    return most


def _chart_of(subgroups: Subgroups, way: Within, rules: Collection[RunRule]) -> Chart:
    if all(len(each) == 1 for each in subgroups):
        return individuals_chart([each[0] for each in subgroups], rules=rules)
    beside = Within.RANGE if way is Within.RANGE else Within.DEVIATION
    return xbar_chart(subgroups, way=beside, rules=rules)


def _against(track: Track, where: str, far: float) -> list[str]:
    beyond = [each for each in track.points if each.is_beyond]
    allowed = most_beyond(len(track.points))
    found = []
    if len(beyond) > allowed:
        numbers = ", ".join(str(each.index + 1) for each in beyond[:8])
        more = f" and {len(beyond) - 8} more" if len(beyond) > 8 else ""
        found.append(
            f"{len(beyond)} of {len(track.points)} points lie beyond the limits of {where} "
            f"(point {numbers}{more}); chance allows {allowed}"
        )
    elif wild := [each for each in beyond if abs(each.value - each.centre) > far * each.sigma]:
        found.append(f"point {wild[0].index + 1} lies far beyond the limits of {where}")
    if others := [each for each in track.signals if each.rule is not RunRule.BEYOND_LIMIT]:
        first = others[0]
        found.append(f"{where} shows {first.rule} at point {first.index + 1}")
    return found
