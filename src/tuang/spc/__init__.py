"""Is the process stable, is it capable, and how sure can a short stream be.

What needs numpy or a compiler is asked of its own module, so that a chart on a page never waits
for it: `study` (capability studies), `many` and `summaries` (thousands of characteristics) and
`run_length` (false alarms).
"""

from tuang.spc.attributes import attribute_chart, attribute_standard
from tuang.spc.capability import Capability, capability
from tuang.spc.charts import (
    Chart,
    Kind,
    Point,
    Standard,
    Track,
    individuals_chart,
    standard_of,
    xbar_chart,
)
from tuang.spc.limits import ControlLimits, individuals_limits
from tuang.spc.rejects import RejectRate, rejects_per_million
from tuang.spc.runs import NELSON, WESTERN_ELECTRIC, RunRule, Signal, signals
from tuang.spc.short_run import Piece, short_run_chart
from tuang.spc.spread import Spread, Within, spread_within
from tuang.spc.stability import why_unstable
from tuang.spc.stream import Stream, Verdict
from tuang.spc.time_weighted import Cusum, cusum, ewma_chart

__all__ = [
    "NELSON",
    "WESTERN_ELECTRIC",
    "Capability",
    "Chart",
    "ControlLimits",
    "Cusum",
    "Kind",
    "Piece",
    "Point",
    "RejectRate",
    "RunRule",
    "Signal",
    "Spread",
    "Standard",
    "Stream",
    "Track",
    "Verdict",
    "Within",
    "attribute_chart",
    "attribute_standard",
    "capability",
    "cusum",
    "ewma_chart",
    "individuals_chart",
    "individuals_limits",
    "rejects_per_million",
    "short_run_chart",
    "signals",
    "spread_within",
    "standard_of",
    "why_unstable",
    "xbar_chart",
]
