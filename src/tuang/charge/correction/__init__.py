"""What to throw on a bath that misses its window, or why this furnace cannot correct it."""

from tuang.charge.correction.problem import Addition, CorrectionProblem
from tuang.charge.correction.result import (
    BindingLimit,
    CorrectionPlan,
    CorrectionStatus,
    Nearest,
    Relief,
)
from tuang.charge.correction.solve import cheapest_correction, cost_of_correcting

__all__ = [
    "Addition",
    "BindingLimit",
    "CorrectionPlan",
    "CorrectionProblem",
    "CorrectionStatus",
    "Nearest",
    "Relief",
    "cheapest_correction",
    "cost_of_correcting",
]
