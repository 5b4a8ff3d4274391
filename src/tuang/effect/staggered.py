"""Difference in differences: helped workshops against those not yet helped at that time."""

from collections.abc import Sequence
from math import log, sqrt
from statistics import fmean

from scipy.special import stdtrit

from tuang.effect.problem import Stream, UnusableSeries
from tuang.effect.result import Effect, unknown

FEWEST_WORKSHOPS = 4
"""Helped, and not yet helped; with fewer, one odd workshop decides everything."""


def staggered(streams: Sequence[Stream], *, window: int = 6, confidence: float = 0.95) -> Effect:
    """The mean change of helped workshops, less that of workshops not helped in the same months.

    Each helped workshop is compared over `window` periods before and from its help on with every
    workshop that was not helped until that window was over; one helped earlier never serves as a
    comparison, which is what biases a two-way fixed-effects fit. Counts: logarithm of the rate
    over each window, half an event added. Error by leaving out one workshop at a time (jackknife),
    with as many degrees of freedom as the smaller group has, less one.

    Sources: Callaway and Sant'Anna (2021), not-yet-treated comparison; Haldane (1956) and Anscombe
    (1956) for the half event; Tukey (1958) for the jackknife. Raises UnusableSeries for a window
    below one period, counts beside measured values, or a confidence that is no share.
    """
    if window < 1:
        raise UnusableSeries("window", "needs at least one period on each side.")
    if not 0.5 <= confidence < 1:
        raise UnusableSeries("confidence", f"{confidence} does not lie between 0.5 and 1.")
    if len({stream.counts for stream in streams if stream.points}) > 1:
        raise UnusableSeries("exposure", "is given for some workshops only; give it for all.")
    counts = any(stream.counts for stream in streams)
    compared = _compared(streams, window)
    helped = len(compared)
    others = len({name for _, rivals in compared.values() for name in rivals})
    if min(helped, others) < FEWEST_WORKSHOPS:
        return unknown(
            confidence,
            counts,
            helped,
            others,
            f"{helped} helped workshops and {others} not yet helped have the periods needed; "
            f"{FEWEST_WORKSHOPS} each needed",
        )
    change = _mean(compared, None)
    everyone = [*compared, *{name for _, rivals in compared.values() for name in rivals}]
    left_out = [_mean(compared, one) for one in dict.fromkeys(everyone)]
    size = len(left_out)
    middle = fmean(left_out)
    error = sqrt((size - 1) / size * sum((each - middle) ** 2 for each in left_out))
    reach = float(stdtrit(min(helped, others) - 1, 0.5 + confidence / 2)) * error
    return Effect(change, change - reach, change + reach, confidence, counts, helped, others)


Compared = dict[int, tuple[float, dict[int, float]]]
"""For each helped workshop its own change, and that of each one not yet helped."""


def _compared(streams: Sequence[Stream], window: int) -> Compared:
    found: Compared = {}
    for place, stream in enumerate(streams):
        start = stream.helped_from
        if start is None or (own := _change(stream, start, window)) is None:
            continue
        rivals = {
            other: change
            for other, rival in enumerate(streams)
            if other != place
            and (rival.helped_from is None or rival.helped_from >= start + window)
            and (change := _change(rival, start, window)) is not None
        }
        if rivals:
            found[place] = own, rivals
    return found


def _change(stream: Stream, start: int, window: int) -> float | None:
    """From the window before to the window after; None where one of them has no period."""
    before = [point for point in stream.points if start - window <= point.period < start]
    after = [point for point in stream.points if start <= point.period < start + window]
    if not before or not after:
        return None
    if not stream.counts:
        return fmean(point.value for point in after) - fmean(point.value for point in before)
    rates = [
        log((sum(p.value for p in side) + 0.5) / sum(p.exposure or 0.0 for p in side))
        for side in (before, after)
    ]
    return rates[1] - rates[0]


def _mean(compared: Compared, without: int | None) -> float:
    changes = [
        own - fmean(change for other, change in rivals.items() if other != without)
        for place, (own, rivals) in compared.items()
        if place != without and any(other != without for other in rivals)
    ]
    return fmean(changes)
