"""What part of each element really arrives, learnt from weighed charges and readings."""

from tuang.charge.recovery.learn import (
    BadBurn,
    Drift,
    Learnt,
    LearntRecovery,
    TrendPoint,
    learn_recoveries,
)
from tuang.charge.recovery.prior import Z95, Prior, even_spread, stated_prior
from tuang.charge.recovery.record import ChargedLine, HeatRecord, UnusableRecord

__all__ = [
    "Z95",
    "BadBurn",
    "ChargedLine",
    "Drift",
    "HeatRecord",
    "Learnt",
    "LearntRecovery",
    "Prior",
    "TrendPoint",
    "UnusableRecord",
    "even_spread",
    "learn_recoveries",
    "stated_prior",
]
