"""Did it help: the change since a training or an action, with an honest interval."""

from tuang.effect.interrupted import FEWEST_EVENTS, FEWEST_PERIODS, interrupted
from tuang.effect.problem import Point, Stream, UnusableSeries
from tuang.effect.result import Effect, Verdict
from tuang.effect.staggered import FEWEST_WORKSHOPS, staggered

__all__ = [
    "FEWEST_EVENTS",
    "FEWEST_PERIODS",
    "FEWEST_WORKSHOPS",
    "Effect",
    "Point",
    "Stream",
    "UnusableSeries",
    "Verdict",
    "interrupted",
    "staggered",
]
