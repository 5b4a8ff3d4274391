"""Inspections, nonconformities, what was decided about them, and the cure of their cause."""

from rantai.quality.models.charts import ChartPoint, FrozenLimits, ScrapCost, Stream
from rantai.quality.models.eightd import (
    ActionDone,
    Aim,
    Branch,
    ClaimRule,
    Closing,
    ContainedAt,
    Containment,
    CorrectiveAction,
    EightD,
    FirstAnswer,
    Measure,
    TeamPlace,
    Why,
)
from rantai.quality.models.inspection import (
    Decision,
    Disposition,
    Inspection,
    Measurement,
    Nonconformity,
    NonconformityStatus,
    PieceVerdict,
)

__all__ = [
    "ActionDone",
    "Aim",
    "Branch",
    "ChartPoint",
    "ClaimRule",
    "Closing",
    "ContainedAt",
    "Containment",
    "CorrectiveAction",
    "Decision",
    "Disposition",
    "EightD",
    "FirstAnswer",
    "FrozenLimits",
    "Inspection",
    "Measure",
    "Measurement",
    "Nonconformity",
    "NonconformityStatus",
    "PieceVerdict",
    "ScrapCost",
    "Stream",
    "TeamPlace",
    "Why",
]
