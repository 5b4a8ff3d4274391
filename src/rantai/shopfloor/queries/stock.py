"""What is left of a material lot, and which lots a heat is likely to take."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from rantai.records.models import Account
from rantai.records.prepared import prepared
from rantai.shopfloor.models import Charge, Heat, MaterialLot
from rantai.shopfloor.queries.visible import material_lots_for, material_lots_visible_to

SCALE_KG = Decimal("0.01")
"""What a scale can tell apart, and what a mass is kept in."""

OFFERED = 6
"""Materials offered when this furnace has no earlier heat to go by; more do not fit a phone."""


def stock_of(lots: Iterable[MaterialLot]) -> dict[int, Decimal]:
    """Kilograms left of each lot: received less charged, as last corrected."""
    rows = list(lots)
    if not rows:
        return {}
    taken = dict(_taken(rows[0].cooperative_id, [lot.pk for lot in rows]))
    # SQLite adds up in floats: 0.3 - 0.1 - 0.2 would leave a hair, or lack one.
    return {lot.pk: lot.mass_kg - taken.get(lot.pk, Decimal(0)).quantize(SCALE_KG) for lot in rows}


@prepared
def _taken(owner: int, lots: list[int]) -> QuerySet[Charge, tuple[Any, ...]]:
    rows = Charge.objects.current().filter(cooperative_id=owner, material_lot__in=lots)
    return rows.values_list("material_lot_id").annotate(kg=Sum("mass_kg"))


@dataclass(frozen=True, slots=True)
class StockRow:
    lot: MaterialLot
    left_kg: Decimal

    @property
    def charged_kg(self) -> Decimal:
        charged: Decimal = self.lot.mass_kg - self.left_kg
        return charged


def material_stock(lots: QuerySet[MaterialLot]) -> list[StockRow]:
    """Lots with what is left of them, by material, the one to be used first on top."""
    rows = list(lots.order_by("material", "received_on", "code"))
    stock = stock_of(rows)
    return [StockRow(lot, stock[lot.pk]) for lot in rows]


def names_known_to(viewer: Account) -> dict[str, list[str]]:
    """Materials and suppliers written before, so that one thing keeps one name."""
    lots = material_lots_visible_to(viewer).order_by()
    return {
        "materials": sorted(set(lots.values_list("material", flat=True))),
        "suppliers": sorted(set(lots.values_list("supplier", flat=True))),
    }


def lots_in_stock(heat: Heat) -> dict[MaterialLot, Decimal]:
    """Lots this heat can be charged with, the oldest first, each with what is left of it."""
    lots = material_lots_for(heat.workshop).order_by("received_on", "code")
    stock = stock_of(lots)
    return {lot: stock[lot.pk] for lot in lots if stock[lot.pk] > 0 and not lot.node.is_held}


def lots_offered(heat: Heat, in_stock: Iterable[MaterialLot]) -> list[MaterialLot]:
    """One lot for each material of the last heat of this furnace and part, never with its mass.

    The lot used last is offered while it lasts, then the oldest of that material.
    """
    lots = list(in_stock)
    last = (
        Heat.objects.filter(
            cooperative_id=heat.cooperative_id,
            furnace_id=heat.furnace_id,
            work_order__revision__part_id=heat.work_order.revision.part_id,
            charges__isnull=False,
        )
        .exclude(pk=heat.pk)
        .order_by("-started_at")
        .first()
    )
    if last is None:
        return list({lot.material: lot for lot in reversed(lots)}.values())[::-1][:OFFERED]
    used = (
        Charge.objects.current()
        .filter(cooperative_id=heat.cooperative_id, heat=last, mass_kg__gt=0)
        .order_by("occurred_at", "pk")
        .values_list("material_lot_id", "material_lot__material")
    )
    chosen: dict[str, MaterialLot] = {}
    for lot_id, material in used:
        same = [lot for lot in lots if lot.material == material]
        best = next((lot for lot in same if lot.pk == lot_id), same[0] if same else None)
        if best and material not in chosen:
            chosen[material] = best
    return list(chosen.values())
