"""What went into the heats of a trace; those who may not see a charge get its codes only."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from rantai.portal.queries.trace.reach import Kind, Reach
from rantai.records.prepared import prepared
from rantai.shopfloor.models import Charge, Leftover, MaterialClass, MaterialLot


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


class Returned(NamedTuple):
    """Iron of a heat that became no casting and lies in the yard as a lot, to be melted again."""

    heat_code: str
    lot_code: str
    material: str
    mass_kg: Decimal | None


def returns_of(reach: Reach) -> list[Returned]:
    """Of a lot the heat it was left over from; of a heat the lots it left."""
    whose = {Kind.MATERIAL_LOT: _left_as, Kind.HEAT: _left_by}
    if reach.subject.kind not in whose:
        return []
    rows = whose[Kind(reach.subject.kind)](reach.owner, reach.subject.pk)
    if not rows:
        return []
    seen = {node.code for node in (*reach.behind, *reach.ahead)} | {reach.subject.code}
    return [
        Returned(heat, lot, material, mass if reach.sees_kilograms else None)
        for heat, lot, material, mass in rows
        # What this person may not see of the trace is not told here either.
        if {heat, lot} <= seen
    ]


@prepared
def _left_as(owner: int, lot: int) -> QuerySet[Leftover, tuple[Any, ...]]:
    return _told(Leftover.objects.current().filter(cooperative_id=owner, material_lot__node=lot))


@prepared
def _left_by(owner: int, heat: int) -> QuerySet[Leftover, tuple[Any, ...]]:
    rows = Leftover.objects.current().filter(cooperative_id=owner, heat__node=heat)
    return _told(rows.filter(material_lot__isnull=False))


def _told(rows: QuerySet[Leftover]) -> QuerySet[Leftover, tuple[Any, ...]]:
    return rows.order_by("occurred_at").values_list(
        "heat__code", "material_lot__code", "material_lot__material", "mass_kg"
    )


def material_lot_of(reach: Reach) -> MaterialLot | None:
    return (
        MaterialLot.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related("workshop")
        .first()
    )
