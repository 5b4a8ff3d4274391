"""Is the process stable, is it capable, and how sure can a short stream be."""

from tuang.spc.capability import Capability, capability
from tuang.spc.limits import ControlLimits, individuals_limits
from tuang.spc.rejects import RejectRate, rejects_per_million
from tuang.spc.runs import NELSON, WESTERN_ELECTRIC, RunRule, Signal, signals

__all__ = [
    "NELSON",
    "WESTERN_ELECTRIC",
    "Capability",
    "ControlLimits",
    "RejectRate",
    "RunRule",
    "Signal",
    "capability",
    "individuals_limits",
    "rejects_per_million",
    "signals",
]
