"""Weights of local content that are known to us: offered to the planner to check, never entered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rantai.members.size_classes import Evidence


@dataclass(frozen=True, slots=True)
class KnownWeights:
    version: str
    valid_from: date
    material_pct: Decimal
    labour_pct: Decimal
    overhead_pct: Decimal
    source: str
    evidence: Evidence


KNOWN_WEIGHTS = (
    KnownWeights(
        "Permenperin 35/2025",
        date(2025, 12, 11),
        Decimal(75),
        Decimal(10),
        Decimal(15),
        "Kepala P3DN Kemenperin di disway.id, 19 Des 2025; Pasal 4 menurut alatanindonesia.id",
        Evidence.SECOND_HAND,
    ),
)
"""Two of the press and of consultants say the same; its Annex I goes before this table."""


def weights_to_check(after: date | None) -> KnownWeights | None:
    """The newest that came into force after the rule the co-operative entered last."""
    later = [each for each in KNOWN_WEIGHTS if after is None or each.valid_from > after]
    return max(later, key=lambda each: each.valid_from, default=None)
