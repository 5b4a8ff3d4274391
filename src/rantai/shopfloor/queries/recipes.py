"""A heat's charge sheet: what is planned, what is weighed, and what lies between."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from rantai.shopfloor.models import (
    Charge,
    ChargeSheet,
    FurnaceFigures,
    Heat,
    LeftOut,
    MaterialLot,
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One lot of a sheet: planned, weighed, and what lies between."""

    lot: MaterialLot
    planned_kg: Decimal
    weighed_kg: Decimal
    step_kg: Decimal

    @property
    def is_weighed(self) -> bool:
        return self.weighed_kg > 0

    @property
    def left_kg(self) -> Decimal:
        return max(Decimal(0), self.planned_kg - self.weighed_kg)

    @property
    def difference_kg(self) -> Decimal:
        return self.weighed_kg - self.planned_kg

    @property
    def verdict(self) -> str:
        """`ok` within a step of the scale, else `above` or `below`; empty before the weighing."""
        if not self.is_weighed:
            return ""
        if abs(self.difference_kg) <= self.step_kg:
            return "ok"
        return "above" if self.difference_kg > 0 else "below"


@dataclass(frozen=True, slots=True)
class WeighingSheet:
    """A heat's sheet as it stands, with everything weighed so far."""

    heat: Heat
    sheet: ChargeSheet | None
    lines: Sequence[SheetLine]
    left_out: Sequence[LeftOut]
    without_card: Sequence[str]

    @property
    def next_line(self) -> SheetLine | None:
        return next((line for line in self.lines if not line.is_weighed), None)

    @property
    def weighed_kg(self) -> Decimal:
        return sum((line.weighed_kg for line in self.lines), Decimal(0))


def scale_step(heat: Heat) -> Decimal:
    """What the furnace's scale can show; half a kilogram where nobody wrote it down."""
    figures = furnace_figures_of(heat)
    return figures.scale_step_kg if figures else Decimal("0.5")


def furnace_figures_of(heat: Heat) -> FurnaceFigures | None:
    return (
        FurnaceFigures.objects.filter(
            cooperative_id=heat.cooperative_id,
            furnace_id=heat.furnace_id,
            valid_from__lte=timezone.localdate(heat.started_at),
        )
        .order_by("-valid_from")
        .first()
    )


def weighed_of(heat: Heat) -> dict[int, Decimal]:
    """Kilograms already in the furnace, by lot."""
    return dict(
        Charge.objects.current()
        .filter(cooperative_id=heat.cooperative_id, heat=heat, mass_kg__gt=0)
        .values_list("material_lot_id")
        .annotate(kg=Sum("mass_kg"))
    )


def recipe_of(heat: Heat, without_card: Sequence[str] = ()) -> WeighingSheet:
    sheet = (
        ChargeSheet.objects.current()
        .filter(cooperative_id=heat.cooperative_id, heat=heat)
        .order_by("pk")
        .last()
    )
    weighed, step = weighed_of(heat), scale_step(heat)
    planned = dict(sheet.lines.values_list("material_lot_id", "mass_kg")) if sheet else {}
    lots = MaterialLot.objects.in_bulk({*planned, *weighed}) if planned or weighed else {}
    return WeighingSheet(
        heat=heat,
        sheet=sheet,
        lines=[
            SheetLine(lots[pk], planned.get(pk, Decimal(0)), weighed.get(pk, Decimal(0)), step)
            for pk in dict.fromkeys((*planned, *weighed))
        ],
        left_out=list(
            LeftOut.objects.current().filter(cooperative_id=heat.cooperative_id, heat=heat)
        ),
        without_card=without_card,
    )


def split_over_lots(
    kg_by_material: Mapping[str, Decimal], in_stock: Mapping[MaterialLot, Decimal]
) -> dict[MaterialLot, Decimal]:
    """Lay each material's kilograms on as few of its lots as hold them: every lot is a weighing.

    One lot is taken where one holds all that is wanted, the oldest such; else the largest goes in
    whole, and so on with what is still wanted. Lots come the oldest first.
    """
    lots_of: defaultdict[str, dict[MaterialLot, Decimal]] = defaultdict(dict)
    for lot, left in in_stock.items():
        lots_of[lot.material][lot] = left
    laid: dict[MaterialLot, Decimal] = {}
    for material, wanted in kg_by_material.items():
        lots = lots_of[material]
        while wanted > 0 and lots:
            enough = (lot for lot, left in lots.items() if left >= wanted)
            lot = next(enough, None) or max(lots, key=lambda each: lots[each])
            laid[lot] = min(lots.pop(lot), wanted)
            wanted -= laid[lot]
    return laid
