"""Inspections, what they stopped, and the charts their readings stand on."""

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
    "Decision",
    "Disposition",
    "Inspection",
    "Measurement",
    "Nonconformity",
    "NonconformityStatus",
    "PieceVerdict",
]
