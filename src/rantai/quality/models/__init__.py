"""Inspections, what they stopped, and the charts their readings stand on."""

from rantai.quality.models.charts import ChartPoint, FrozenLimits, ScrapCost, Stream
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
    "ChartPoint",
    "Decision",
    "Disposition",
    "FrozenLimits",
    "Inspection",
    "Measurement",
    "Nonconformity",
    "NonconformityStatus",
    "PieceVerdict",
    "ScrapCost",
    "Stream",
]
