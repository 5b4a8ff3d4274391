"""What a workshop's phone carries, so that it can work a week without signal.

Limits and names, what is begun, what lies in the yard; never a measurement of another heat to
copy from. Numbers travel as text, so that no phone rounds them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.parts.models import ChartKind, ControlPlan, ControlPlanItem, PartRevision
from rantai.parts.queries import plan_in_force
from rantai.records.database.kept import Kept
from rantai.records.models import Account
from rantai.shopfloor.models import (
    Casting,
    Charge,
    Defect,
    FurnaceMoment,
    Heat,
    HeatStatus,
    MaterialLot,
    MomentKind,
    Remark,
)
from rantai.shopfloor.queries.heats import HeatSheet, PourSheet, sheets_of, with_facts
from rantai.shopfloor.queries.mould_day import moulds_told
from rantai.shopfloor.queries.progress import OrderProgress, progress_of
from rantai.shopfloor.queries.stock import stock_of
from rantai.shopfloor.queries.visible import (
    furnaces_of,
    heats_visible_to,
    machine_tools_for,
    material_lots_for,
    unfit_furnaces,
    work_orders_open_to,
)
from rantai.shopfloor.rules import decimal_text

CARRIED = timedelta(days=7)
PARTS: Kept[Any] = Kept(seconds=60, most=3_000)
"""All together forty questions, asked by every phone of a crew at each of its contacts. A charge
changes the heats and the yard, and leaves the orders and the machines as they were.
"""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Told = dict[str, Any]


def day_of(viewer: Account, at: datetime) -> Told:
    """Everything the rooms below tell a phone; empty lists for whoever works in no workshop."""
    workshop = workshop_of(viewer)
    if workshop is None:
        return {
            "workshop": None,
            **{key: [] for key in ("orders", "furnaces", "machine_tools", "materials", "heats")},
            "defects": _defects(),
            "moulds": moulds_told(None, at),
        }
    today = timezone.localdate(at)
    asked = asked_by(viewer, at)

    def part(make: Callable[[], Any]) -> Any:
        return PARTS.ask((make.__name__, workshop.pk, asked), make)

    def orders() -> list[Told]:
        begun = progress_of(work_orders_open_to(viewer))
        return _orders([each for each in begun if each.left], today, workshop)

    def furnaces() -> Told:
        return _furnaces(workshop, today)

    def machine_tools() -> list[Told]:
        return [{"code": each.code, "name": str(each)} for each in machine_tools_for(workshop)]

    def materials() -> list[Told]:
        return _materials(workshop)

    def heats() -> list[Told]:
        recent = with_facts(heats_visible_to(viewer).filter(started_at__gt=at - CARRIED))
        return _heats(sheets_of(recent.order_by("started_at"), with_moulds=True))

    def moulds() -> Told:
        return moulds_told(workshop, at)

    return {
        "workshop": {"code": workshop.code, "name": workshop.name},
        "orders": part(orders),
        **part(furnaces),
        "machine_tools": part(machine_tools),
        "materials": part(materials),
        "defects": part(_defects),
        "heats": part(heats),
        "moulds": part(moulds),
    }


def asked_by(viewer: Account, at: datetime) -> tuple[object, ...]:
    """What a part of the day depends on beside rows: who reads it, in what language, which day.

    By the minute it would be asked for under another name each time, and what nobody can ask for
    any more would fill the shelf: that it is a minute old at most is seen to by who keeps it.
    """
    return viewer.pk, viewer.role, viewer.cooperative_id, get_language(), timezone.localdate(at)


def _furnaces(workshop: Workshop, today: date) -> Told:
    """Those to choose from, and in words why the others are not among them."""
    unfit = unfit_furnaces(workshop, today)
    return {
        "furnaces": [
            {"code": each.code, "name": str(each)}
            for each in furnaces_of(workshop)
            if each.pk not in unfit
        ],
        "unfit": list(unfit.values()),
    }


def _defects() -> list[Told]:
    return [
        {"code": each.code, "name": each.name, "name_en": each.name_en}
        for each in Defect.objects.all()
    ]


def _materials(workshop: Workshop) -> list[Told]:
    lots = list(material_lots_for(workshop))
    left = stock_of(lots)
    return [
        {"code": lot.code, "material": lot.material, "left_kg": decimal_text(left[lot.pk])}
        for lot in lots
        if left[lot.pk] > 0 and not lot.node.is_held
    ]


def _orders(orders: Sequence[OrderProgress], on: Any, workshop: Workshop) -> list[Told]:
    revisions = {each.order.revision_id: each.order.revision for each in orders}
    plans = {pk: plan_told(plan_in_force(revision, on)) for pk, revision in revisions.items()}
    windows = {pk: _windows(revision) for pk, revision in revisions.items()}
    materials = {pk: _last_materials(revision, workshop) for pk, revision in revisions.items()}
    return [
        {
            "code": each.order.code,
            "part": part_told(each.order.revision),
            "revision": each.order.revision.revision,
            "grade": each.order.revision.grade.code,
            "wanted": each.wanted,
            "left": each.left,
            "due_on": each.order.due_on.isoformat(),
            "pour_min_c": each.order.revision.pour_temperature_min_c,
            "pour_max_c": each.order.revision.pour_temperature_max_c,
            "pour_within_minutes": each.order.revision.pour_within_minutes,
            "windows": windows[each.order.revision_id],
            "plan": plans[each.order.revision_id],
            "last_materials": materials[each.order.revision_id],
        }
        for each in orders
    ]


def part_told(revision: PartRevision) -> Told:
    part = revision.part
    return {
        "number": part.number,
        "name": part.name,
        "traced_by": part.traced_by,
        "mass_kg": decimal_text(part.mass_kg),
        "is_machined": part.is_machined,
    }


def _windows(revision: PartRevision) -> list[Told]:
    return [
        {
            "element": each.element,
            "min": decimal_text(each.minimum_pct),
            "max": decimal_text(each.maximum_pct),
        }
        for each in revision.grade.windows.all()
    ]


def plan_told(plan: ControlPlan | None) -> Told | None:
    if plan is None:
        return None
    items: Iterable[ControlPlanItem] = plan.items.select_related("characteristic", "gauge")
    return {
        "id": plan.pk,
        "items": [
            {
                "id": each.pk,
                "name": each.characteristic.name,
                "name_en": each.characteristic.name_en,
                "unit": each.characteristic.unit,
                "lower": decimal_text(each.characteristic.lower),
                "upper": decimal_text(each.characteristic.upper),
                "sample_size": each.sample_size,
                "is_counted": each.is_counted,
                "counts_pieces": bool(each.chart) and ChartKind(each.chart).counts_pieces,
                "accept_up_to": each.accept_up_to,
                "method": each.method,
                "gauge": each.gauge.code if each.gauge else None,
                "reaction": each.reaction,
            }
            for each in items
        ],
    }


def _last_materials(revision: PartRevision, workshop: Workshop) -> list[str]:
    """The lots of the last heat of this part here, in the order they went in; never their mass."""
    last = (
        Heat.objects.filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            work_order__revision__part_id=revision.part_id,
            charges__isnull=False,
        )
        .order_by("-started_at")
        .first()
    )
    if last is None:
        return []
    used = (
        Charge.objects.current()
        .filter(cooperative_id=workshop.cooperative_id, heat=last, mass_kg__gt=0)
        .order_by("occurred_at", "pk")
        .values_list("material_lot", flat=True)
    )
    lots = MaterialLot.objects.filter(cooperative_id=workshop.cooperative_id).in_bulk(list(used))
    return list(dict.fromkeys(lots[each].code for each in used))


def _heats(sheets: Sequence[HeatSheet]) -> list[Told]:
    lots = [each.lot for sheet in sheets for each in sheet.pours if each.lot]
    pieces: dict[Any, list[str]] = {}
    if lots:
        rows = Casting.objects.filter(
            cooperative_id=lots[0].cooperative_id, lot__in=[lot.pk for lot in lots]
        ).order_by("serial")
        for lot, serial in rows.values_list("lot_id", "serial"):
            pieces.setdefault(lot, []).append(serial)
    clocks, remarks = _clocks(sheets), _remarks(sheets)
    return [
        {
            **_heat(sheet, pieces),
            "clocks": clocks.get(sheet.heat.pk, {}),
            "remarks": remarks.get(sheet.heat.pk, []),
        }
        for sheet in sheets
    ]


def _clocks(sheets: Sequence[HeatSheet]) -> dict[int, dict[str, str]]:
    """What still runs at a furnace: the tap, and the inoculation of a ladle not yet poured."""
    poured = {sheet.heat.pk: [each.pour.ended_at for each in sheet.pours] for sheet in sheets}
    running: dict[int, dict[str, str]] = {}
    for moment in _of_heats(FurnaceMoment.objects.current(), sheets):
        ended = poured[moment.heat_id]
        if moment.kind == MomentKind.TAPPED or moment.occurred_at > max(ended, default=LONG_AGO):
            running.setdefault(moment.heat_id, {})[moment.kind] = moment.occurred_at.isoformat()
    return running


def _remarks(sheets: Sequence[HeatSheet]) -> dict[int, list[Told]]:
    """What the last shift wrote, and that it took photos; those are looked at on a page."""
    told: dict[int, list[Told]] = {}
    for each in _of_heats(Remark.objects.current().select_related("recorded_by"), sheets):
        said = {"kind": each.kind, "text": each.text, "by": each.recorded_by.name}
        told.setdefault(each.heat_id, []).append(
            {"id": str(each.pk), "at": each.occurred_at.isoformat(), **said}
        )
    return told


def _of_heats(rows: Any, sheets: Sequence[HeatSheet]) -> Any:
    if not sheets:
        return rows.none()
    owner = sheets[0].heat.cooperative_id
    return rows.filter(cooperative_id=owner, heat__in=[sheet.heat.pk for sheet in sheets])


def _heat(sheet: HeatSheet, pieces: dict[Any, list[str]]) -> Told:
    heat = sheet.heat
    return {
        "id": heat.code,
        "code": heat.code,
        "work_order": heat.work_order.code,
        "furnace": heat.furnace.code,
        "started_at": heat.started_at.isoformat(),
        "started_by": heat.started_by.name,
        "status": heat.status,
        "is_released": heat.status == HeatStatus.RELEASED,
        "step": str(sheet.step),
        "charges": [
            {
                "id": str(each.fact.pk),
                "material_lot": each.fact.material_lot.code,
                "material": each.fact.material_lot.material,
                "mass_kg": decimal_text(each.fact.mass_kg),
            }
            for each in sheet.charges
        ],
        "samples": [
            {
                "id": str(each.sample.pk),
                "number": each.sample.number,
                "at": each.sample.occurred_at.isoformat(),
                "lines": [
                    {
                        "element": line.window.element,
                        "value_pct": decimal_text(line.reading.value_pct) if line.reading else None,
                        "state": line.state,
                    }
                    for line in each.verdict.lines
                ],
            }
            for each in sheet.samples
        ],
        "pours": [
            {
                "id": str(each.pour.pk),
                "ladle": each.letter,
                "temperature_c": each.pour.temperature_c,
                "mass_kg": decimal_text(each.pour.mass_kg),
                "inoculated_at": each.pour.inoculated_at.isoformat(),
                "ended_at": each.pour.ended_at.isoformat(),
                "moulds": [
                    f"{filled.run.pattern} {filled.numbers}"
                    for filled in each.filled
                    if not filled.is_taken_back
                ],
            }
            for each in sheet.pours
        ],
        "lots": [_lot(each, pieces) for each in sheet.pours if each.lot],
    }


def _lot(sheet: PourSheet, pieces: dict[Any, list[str]]) -> Told:
    assert sheet.lot is not None
    assert sheet.count is not None
    return {
        "id": str(sheet.lot.pk),
        "code": sheet.lot.code,
        "pour": str(sheet.pour.pk),
        "quantity": sheet.count.cast,
        "left": sheet.count.left,
        "to_machine": sheet.count.to_machine,
        "pieces": pieces.get(sheet.lot.pk, []),
    }
