"""Facts that can be corrected, found again by the heat they belong to."""

from uuid import UUID

from rantai.records.models import Fact
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    FilledMoulds,
    Heat,
    Machining,
    Pour,
    Reading,
    Scrap,
)

# How each kind of fact leads back to its heat; the key stands in the address.
_OF_HEAT = {
    "charge": (Charge, "heat", ("material_lot__node", "heat__workshop")),
    "reading": (Reading, "sample__heat", ("sample__heat__workshop", "instrument")),
    "pour": (Pour, "heat", ("heat__workshop",)),
    "filling": (FilledMoulds, "pour__heat", ("pour__heat__workshop", "run__node")),
    "count": (CastingLot, "heat", ("heat__workshop", "workshop", "node")),
    "scrap": (Scrap, "lot__heat", ("lot__heat__workshop", "lot__workshop", "lot__node", "defect")),
    "machining": (
        Machining,
        "lot__heat",
        ("lot__heat__workshop", "lot__workshop", "lot__node", "machine"),
    ),
}


def fact_to_correct(heat: Heat, kind: str, fact_id: UUID) -> Fact | None:
    """A fact of this heat as it now stands; a heat that may be seen may be asked about."""
    if kind not in _OF_HEAT:
        return None
    model, path, related = _OF_HEAT[kind]
    rows = model.objects.current().select_related(*related)
    found: Fact | None = rows.filter(
        **{"cooperative_id": heat.cooperative_id, path: heat, "pk": fact_id}
    ).first()
    return found
