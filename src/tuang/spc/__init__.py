"""Is the process stable, is it capable, and how sure can a short stream be.

What needs numpy or a compiler is asked of its own module, so that a chart on a page never waits
for it: `studies.study` (capability studies), `many.engine` and `many.summaries` (thousands of
characteristics) and `many.run_length` (false alarms).
"""

from tuang.spc.charts.attributes import attribute_chart, attribute_point, attribute_standard
from tuang.spc.charts.limits import ControlLimits, individuals_limits
from tuang.spc.charts.measured import (
    Chart,
    Kind,
    Point,
    Standard,
    Track,
    individuals_chart,
    standard_of,
    xbar_chart,
)
from tuang.spc.charts.runs import NELSON, WESTERN_ELECTRIC, RunRule, Signal, signals
from tuang.spc.charts.short_run import Piece, short_run_chart
from tuang.spc.charts.stability import why_unstable, why_unstable_counts
from tuang.spc.charts.stream import Stream, Verdict
from tuang.spc.charts.time_weighted import Cusum, cusum, ewma_chart
from tuang.spc.fewer import chance_if_unchanged
from tuang.spc.rejects import (
    RejectRate,
    defects_per_million,
    rejects_per_million,
    wilson_per_million,
)
from tuang.spc.spread import Spread, Within, spread_within
from tuang.spc.studies.bound import Capability, capability

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
    "attribute_point",
    "attribute_standard",
    "capability",
    "chance_if_unchanged",
    "cusum",
    "defects_per_million",
    "ewma_chart",
    "individuals_chart",
    "individuals_limits",
    "rejects_per_million",
    "short_run_chart",
    "signals",
    "spread_within",
    "standard_of",
    "why_unstable",
    "why_unstable_counts",
    "wilson_per_million",
    "xbar_chart",
]
