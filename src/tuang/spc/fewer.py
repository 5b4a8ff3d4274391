"""Are there fewer rejects than before, or is it chance?"""

from math import exp, lgamma

from tuang.spc.rejects import RejectRate


def chance_if_unchanged(before: RejectRate, after: RejectRate) -> float:
    """How likely so few rejects are afterwards if nothing has changed; Fisher's exact test.

    One-sided: with all rejects of both stretches dealt at random over all their pieces, the
    chance that the later stretch gets as few as it got, or fewer. Between 0 and 1.
    before, after: rejected of inspected, of the same defect and the same process.
    Source: Fisher, The Design of Experiments (1935), chapter 2.

    >>> from tuang.spc.rejects import rejects_per_million
    >>> before, after = rejects_per_million(7, 600), rejects_per_million(0, 600)
    >>> round(chance_if_unchanged(before, after), 4)
    0.0077
    """
    pieces = before.inspected + after.inspected
    rejects = before.rejected + after.rejected
    least = max(0, rejects - before.inspected)
    whole = _log_ways(pieces, after.inspected)
    dealt = (
        _log_ways(rejects, few) + _log_ways(pieces - rejects, after.inspected - few) - whole
        for few in range(least, after.rejected + 1)
    )
    return min(1.0, sum(map(exp, dealt)))


def _log_ways(of: int, taken: int) -> float:
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
