"""Whether a chart shows a process steady enough for its capability to mean anything."""

from collections.abc import Collection, Sequence
from itertools import groupby
from math import ceil
from statistics import NormalDist

from tuang.spc._binomial import chance_of_at_most
from tuang.spc._poisson import chance_of_more_than
from tuang.spc.charts.attributes import PIECES, attribute_chart
from tuang.spc.charts.measured import ONLY_LIMITS, Chart, Kind, Track, individuals_chart, xbar_chart
from tuang.spc.charts.runs import RunRule
from tuang.spc.factors import d2, d3, range_tail
from tuang.spc.spread import Subgroups, Within

FEW_POINTS = 35
"""Below so many points none may be beyond; from here on chance alone puts one there (ASTM)."""
CHANCE = 0.0027
"""That a place of a stable process lies beyond three sigmas."""
_RARE = 0.01  # of all studies of a stable process
_FAR = 4.5
_LONGER_TAIL = 4 / 3  # a range or deviation strays so much further, in its own sigmas


def why_unstable(
    subgroups: Subgroups, way: Within, rules: Collection[RunRule] = ONLY_LIMITS
) -> tuple[str, ...]:
    """A sentence for each thing that speaks against a stable process; none when it is stable.

    The chart of means (or single readings) and that of ranges or deviations are asked; moving
    ranges are not, since they repeat what single readings show and raise false alarms.
    Below 35 points none may lie beyond the limits. From 35 on as many may as a stable process
    exceeds in one study of a hundred: 1 of 35, 2 of 100, with the chance that ranges of this size
    have of their own; but none further than 4.5 sigmas (6 for spreads; more in studies of over
    1,000 points). No run on one side of the centre may be so long that one study in a hundred
    would show it by chance (11 of 25, 14 of 100). Any other rule switched on may not signal at all.
    Source: ASTM Manual on Presentation of Data and Control Chart Analysis (MNL 7), part 3.
    """
    chart = _chart_of(subgroups, way, rules)
    points = len(chart.location.points)
    far = max(_FAR, NormalDist().inv_cdf(1 - _RARE / 2 / points))
    against = _against(chart.location, "the chart of places", far, CHANCE)
    against += _run_against(chart.location, longest_run(points))
    if chart.dispersion is not None and chart.kind is not Kind.I_MR:
        against += _against(
            chart.dispersion, "the chart of spreads", _LONGER_TAIL * far, _chance_of(chart)
        )
    return tuple(against)


def why_unstable_counts(
    kind: Kind,
    counts: Sequence[int],
    sizes: Sequence[float],
    rules: Collection[RunRule] = ONLY_LIMITS,
) -> tuple[str, ...]:
    """The same question of a chart of counts.

    Counts fall unevenly about their centre: where most samples have none, a long run below it is
    no news. So the length of a run is judged by the chance of the likelier side at the mean size.
    """
    chart = attribute_chart(kind, counts, sizes, rules=rules)
    (standard,) = chart.standards
    points = len(counts)
    against = _against(chart.location, "the chart of counts", _FAR, CHANCE)
    side = _likelier_side(kind in PIECES, standard.centre, sum(sizes) / points)
    return tuple(against + _run_against(chart.location, longest_run(points, side)))


def _likelier_side(is_share: bool, centre: float, size: float) -> float:
    expected, whole = centre * size, max(1, round(size))
    below = ceil(expected) - 1
    if below < 0 or (is_share and below >= whole):
        return 0.5
    if is_share:
        chance = chance_of_at_most(below, whole, centre)
    else:
        chance = 1 - chance_of_more_than(below, expected)
    return max(chance, 1 - chance)


def most_beyond(points: int, chance: float = CHANCE) -> int:
    """How many of so many points of a stable process may lie beyond, each with this chance.

    >>> [most_beyond(points) for points in (25, 34, 35, 100, 1800, 1_000_000)]
    [0, 0, 1, 2, 11, 2821]
    """
    if points < FEW_POINTS:
        return 0
    most = int(points * chance)
    while chance_of_at_most(most, points, chance) < 1 - _RARE:
        most += 1
    return most


def longest_run(points: int, side: float = 0.5) -> int:
    """The length from which a run on one side comes by chance in under 1 of 100 studies.

    side: the chance of the likelier side.

    >>> [longest_run(points) for points in (25, 100, 1800)]
    [11, 14, 18]
    """
    length = 1
    while length <= points and _runs(points, length, side) > _RARE:
        length += 1
    return length


def _runs(points: int, length: int, side: float) -> float:
    """How many runs of a length or more to expect: one may begin at once or where sides change."""
    starts = 1 + (points - length) * (1 - side)
    return starts * side**length + (1 + (points - length) * side) * (1 - side) ** length


def _run_against(track: Track, length: int) -> list[str]:
    sides = [(each.value > each.centre) - (each.value < each.centre) for each in track.points]
    end = 0
    for side, run in groupby(sides):
        count = len(list(run))
        end += count
        if side and count >= length:
            return [f"{count} points in a row, up to point {end}, lie on one side of the centre"]
    return []


def _chart_of(subgroups: Subgroups, way: Within, rules: Collection[RunRule]) -> Chart:
    if all(len(each) == 1 for each in subgroups):
        return individuals_chart([each[0] for each in subgroups], rules=rules)
    beside = Within.RANGE if way is Within.RANGE else Within.DEVIATION
    return xbar_chart(subgroups, way=beside, rules=rules)


def _chance_of(chart: Chart) -> float:
    """That a range of the smallest size lies beyond its limit; a deviation hardly differs."""
    assert chart.dispersion is not None
    size = min(int(point.size) for point in chart.dispersion.points)
    return range_tail(size, d2(size) + 3 * d3(size))


def _against(track: Track, where: str, far: float, chance: float) -> list[str]:
    beyond = [each for each in track.points if each.is_beyond]
    allowed = most_beyond(len(track.points), chance)
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
