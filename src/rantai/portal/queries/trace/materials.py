"""What went into the heats of a trace; those who may not see a charge get its codes only."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from rantai.portal.queries.trace.reach import Kind, Reach
from rantai.records.prepared import prepared
from rantai.shopfloor.models import Charge, MaterialClass, MaterialLot


class Charged(NamedTuple):
    """So much of a material lot in a heat; without a mass for those who may not see it."""

    heat_code: str
    lot_code: str
    material: str
    mass_kg: Decimal | None


def charges_of(reach: Reach) -> dict[str, list[Charged]]:
    """The charge lines of every heat in the trace, heat by heat."""
    only_lot = reach.subject.pk if reach.subject.kind == Kind.MATERIAL_LOT else None
    found: defaultdict[str, dict[str, Charged]] = defaultdict(dict)
    for heat, lot, material, kind, mass in _loaded(reach.owner, reach.ids(Kind.HEAT), only_lot):
        if not reach.sees_recipes:
            found[heat][lot] = Charged(heat, lot, str(MaterialClass(kind).label), None)
            continue
        if not reach.sees_kilograms:
            found[heat][lot] = Charged(heat, lot, material, None)
            continue
        before = found[heat].get(lot)
        total = mass + (before.mass_kg if before and before.mass_kg else Decimal(0))
        found[heat][lot] = Charged(heat, lot, material, total)
    return {heat: list(lots.values()) for heat, lots in found.items()}


@prepared
def _loaded(
    owner: int, heats: list[int], only_lot: int | None
) -> QuerySet[Charge, tuple[Any, ...]]:
    rows = Charge.objects.current().filter(cooperative_id=owner, heat__node__in=heats)
    if only_lot is not None:
        rows = rows.filter(material_lot__node=only_lot)
    return rows.order_by("occurred_at").values_list(
        "heat__code",
        "material_lot__code",
        "material_lot__material",
        "material_lot__material_class",
        "mass_kg",
    )


def material_lot_of(reach: Reach) -> MaterialLot | None:
    return (
        MaterialLot.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related("workshop")
        .first()
    )
