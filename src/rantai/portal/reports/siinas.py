"""A member's report on its industry, filled from daily records; what is unknown says why.

The fields follow Permenperin 13/2025 as far as an excerpt tells them; their names are ours, and
the member checks and sends them. Nothing is sent from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Max, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.members.models import CapacityAudit, ReportField, Workshop
from rantai.members.queries import typed_figures, workers_of
from rantai.portal.reports.periods import Period
from rantai.settlement.models import SettlementLine
from rantai.shopfloor.models import CastingLot, Charge, EnergyUse, MaterialClass

Kilograms = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the report: a value with its unit and source, or why there is none."""

    group: str
    name: str
    value: Decimal | None
    unit: str
    source: str
    is_small: bool = True
    """Asked of a small firm too; the others of medium and large ones only."""

    @property
    def is_known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Report:
    workshop: Workshop
    period: Period
    lines: list[Line]

    @property
    def known(self) -> int:
        return sum(line.is_known for line in self.lines)


def report_of(workshop: Workshop, period: Period, today: date) -> Report:
    typed = {
        field: figure.value
        for field, figure in typed_figures(workshop, period.first, period.last).items()
    }
    lines = [
        *_investment(workshop, typed),
        *_capacity(workshop, period),
        *_production(workshop, period),
        *_materials(workshop, period),
        *_workforce(workshop, period, today),
        *_supplies(workshop, period, typed),
        *_machines(workshop, period),
        *_larger(workshop, period, typed),
    ]
    return Report(workshop, period, lines)


def _typed(group: str, field: ReportField, unit: str, typed: dict[str, Decimal], **kw: Any) -> Line:
    value = typed.get(field)
    source = (
        _("typed by the member")
        if value is not None
        else _("no record tells it; type it if you know it")
    )
    return Line(group, str(ReportField(field).label), value, unit, source, **kw)


def _investment(workshop: Workshop, typed: dict[str, Decimal]) -> Iterator[Line]:
    group = _("Investment")
    yield _typed(group, ReportField.INVESTMENT, "Rp", typed)
    yield _typed(group, ReportField.LAND, "Rp", typed)


def _capacity(workshop: Workshop, period: Period) -> Iterator[Line]:
    group, name = _("Capacity"), _("Installed capacity, good castings")
    audit = (
        CapacityAudit.objects.filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            valid_from__lte=period.last,
        )
        .order_by("-valid_from")
        .first()
    )
    if audit is None:
        yield Line(group, name, None, "kg", _("capacity was never audited"))
        return
    source = _("audit of %(day)s, times %(months)s months") % {
        "day": date_format(audit.valid_from, "j M Y"),
        "months": period.months,
    }
    yield Line(group, name, Decimal(audit.kg_per_month * period.months), "kg", source)


def lots_cast(workshop: Workshop, first: date, last: date) -> QuerySet[CastingLot]:
    rows: QuerySet[CastingLot] = CastingLot.objects.current().filter(
        _within("occurred_at", first, last),
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
    )
    return rows


def last_cast(workshop: Workshop) -> date | None:
    """The day on which the workshop last had castings counted."""
    rows = CastingLot.objects.filter(cooperative_id=workshop.cooperative_id, workshop=workshop)
    last: datetime | None = rows.aggregate(last=Max("occurred_at"))["last"]
    return localdate(last) if last else None


def _production(workshop: Workshop, period: Period) -> Iterator[Line]:
    group = _("Production")
    rows = (
        lots_cast(workshop, period.first, period.last)
        .order_by()
        .values_list("work_order__revision__part__number", "work_order__revision__part__name")
        .annotate(
            pieces=Sum(F("tally__cast") - F("tally__scrapped")),
            kg=Sum(
                (F("tally__cast") - F("tally__scrapped"))
                * F("work_order__revision__part__mass_kg"),
                output_field=Kilograms,
            ),
        )
        .order_by("work_order__revision__part__number")
    )
    made = list(rows)
    if not made:
        yield Line(group, _("Good castings"), None, "kg", _("no casting was counted"))
    source = _("castings counted, less what was scrapped in the house")
    for number, name, pieces, kg in made:
        yield Line(group, f"{number} {name}", Decimal(pieces), _("pieces"), source)
        yield Line(group, f"{number} {name}", Decimal(kg), "kg", source)


def charged_by_class(workshop: Workshop, first: date, last: date) -> dict[str, Decimal]:
    """Kilograms of each class of material that went into a workshop's heats."""
    rows = (
        Charge.objects.current()
        .filter(
            _within("heat__started_at", first, last),
            cooperative_id=workshop.cooperative_id,
            heat__workshop=workshop,
        )
        .order_by()
        .values_list("material_lot__material_class")
        .annotate(Sum("mass_kg"))
    )
    return dict(rows)


def _materials(workshop: Workshop, period: Period) -> Iterator[Line]:
    group = _("Raw materials")
    charged = charged_by_class(workshop, period.first, period.last)
    if not charged:
        yield Line(group, _("Raw materials"), None, "kg", _("no charge was weighed"))
    for kind in MaterialClass:
        # Returns are the workshop's own metal, melted again: not bought, so not reported.
        if kind in charged and kind != MaterialClass.RETURNS:
            source = _("weighed into the furnaces")
            yield Line(group, str(kind.label), charged[kind], "kg", source)


def _workforce(workshop: Workshop, period: Period, today: date) -> Iterator[Line]:
    group, name = _("Workforce"), _("Workers at the end of the period")
    day = min(period.last, today)
    workers = workers_of(workshop, day)
    if not workers:
        yield Line(group, name, None, "", _("no worker is entered"))
        return
    source = _("people entered, on %(day)s") % {"day": date_format(day, "j M Y")}
    yield Line(group, name, Decimal(len(workers)), _("people"), source)


def _supplies(workshop: Workshop, period: Period, typed: dict[str, Decimal]) -> Iterator[Line]:
    yield _typed(_("Raw water"), ReportField.WATER, "m³", typed)
    yield _typed(_("Fuels and lubricants"), ReportField.FUELS, "l", typed)
    used = dict(
        EnergyUse.objects.current()
        .filter(
            _within("heat__started_at", period.first, period.last),
            cooperative_id=workshop.cooperative_id,
            heat__workshop=workshop,
        )
        .order_by()
        .values_list("source")
        .annotate(Sum("amount"))
    )
    for source, group, name, unit in (
        ("coke", _("Fuels and lubricants"), _("Coke"), "kg"),
        ("kwh", _("Electricity"), _("Electricity of the furnaces"), "kWh"),
    ):
        known = used.get(source)
        why = _("read at each heat") if known is not None else _("no heat had it read")
        yield Line(group, name, known, unit, why)
    yield _typed(_("Electricity"), ReportField.OWN_POWER, "kWh", typed)


def _machines(workshop: Workshop, period: Period) -> Iterator[Line]:
    group = _("Machines and equipment")
    own = list(
        Machine.objects.filter(
            Q(received_on__isnull=True) | Q(received_on__lte=period.last),
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
        ).order_by("kind")
    )
    if not own:
        yield Line(group, _("Machines"), None, "", _("no machine is entered"))
    for kind in MachineKind:
        count = sum(each.kind == kind for each in own)
        if count:
            source = _("machines entered")
            yield Line(group, str(kind.label), Decimal(count), _("machines"), source)


def sales_between(workshop: Workshop, first: date, last: date) -> int | None:
    """What the co-operative paid for accepted pieces in periods that ended in these days."""
    found: int | None = SettlementLine.objects.filter(
        cooperative_id=workshop.cooperative_id,
        statement__workshop=workshop,
        statement__settlement__period_to__range=(first, last),
    ).aggregate(total=Sum("member_rupiah"))["total"]
    return found


def _larger(workshop: Workshop, period: Period, typed: dict[str, Decimal]) -> Iterator[Line]:
    """What medium and large firms report beside the others."""
    group = _("Sales")
    sold = sales_between(workshop, period.first, period.last)
    why = _("settlements closed in the period") if sold is not None else _("none was closed")
    value = None if sold is None else Decimal(sold)
    yield Line(group, _("Sales to the co-operative"), value, "Rp", why, is_small=False)
    yield _typed(group, ReportField.SALES_ELSEWHERE, "Rp", typed, is_small=False)
    unknown = _("no record tells it; the member's own books do")
    for group in (
        _("Ownership share"),
        _("Own generation and power sold"),
        _("Expenses"),
        _("Plan of production and distribution"),
        _("Waste treatment"),
        _("INDI 4.0"),
    ):
        yield Line(group, group, None, "", unknown, is_small=False)


def _within(field: str, first: date, last: date) -> Q:
    zone = get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return Q(**{f"{field}__gte": begin, f"{field}__lt": end})
