"""Each measure month by month for every workshop: what "did it help" is computed from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import DecimalField, F, Sum

from rantai.delivery.queries.performance import Span, handed_over, month_of, start_of
from rantai.mentoring.models import Aimed
from rantai.plans.queries import received_by_month
from rantai.quality.models import ChartPoint
from rantai.quality.rules import Limits, index_of
from rantai.records.models import Cooperative
from rantai.shopfloor.models import CastingLot, EnergySource, EnergyUse

FEWEST_READINGS = 10
"""In one month; a Ppk of fewer swings more than any help could move it."""


@dataclass(frozen=True, slots=True)
class Month:
    """So many of so many, or a value; `of` is None for a value."""

    value: float
    of: float | None


Series = defaultdict[int, dict[date, Month]]
"""By workshop and month; a month without a record is left out."""


def series_of(cooperative: Cooperative, measure: str, span: Span) -> Series:
    found: Series = defaultdict(dict)
    {
        Aimed.REJECTS: _add_rejects,
        Aimed.SCRAP: _add_scrap,
        Aimed.LATE: _add_late,
        Aimed.PPK: _add_ppk,
        Aimed.ENERGY: _add_energy,
    }[Aimed(measure)](found, cooperative, span)
    return found


def _add_rejects(found: Series, cooperative: Cooperative, span: Span) -> None:
    for (shop, month), said in received_by_month(cooperative.pk, span.first).items():
        if said.pieces and month <= span.last:
            found[shop][month] = Month(said.rejected, said.pieces)


def _add_scrap(found: Series, cooperative: Cooperative, span: Span) -> None:
    months = span.months
    sums = (
        CastingLot.objects.filter(
            cooperative=cooperative,
            occurred_at__gte=start_of(span.first),
            occurred_at__lt=start_of(span.after),
        )
        .order_by()
        .annotate(month=month_of("occurred_at", span))
        .values_list("workshop_id", "month")
        .annotate(Sum("tally__scrapped"), Sum("tally__cast"))
    )
    for shop, place, scrapped, cast in sums:
        if cast:
            found[shop][months[place]] = Month(scrapped, cast)


def _add_late(found: Series, cooperative: Cooperative, span: Span) -> None:
    counts: defaultdict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
    for shop, month, is_on_time in handed_over(cooperative, span):
        counts[shop, month][0] += not is_on_time
        counts[shop, month][1] += 1
    for (shop, month), (late, orders) in counts.items():
        found[shop][month] = Month(late, orders)


def _add_ppk(found: Series, cooperative: Cooperative, span: Span) -> None:
    rows = (
        ChartPoint.objects.filter(
            cooperative=cooperative,
            occurred_at__gte=start_of(span.first),
            occurred_at__lt=start_of(span.after),
        )
        .annotate(month=month_of("occurred_at", span))
        .values_list(
            "stream_id",
            "stream__workshop_id",
            "month",
            "stream__characteristic__lower",
            "stream__characteristic__upper",
            "readings",
        )
    )
    readings: defaultdict[tuple[int, int, int, Limits], list[float]] = defaultdict(list)
    for stream, shop, place, lower, upper, values in rows:
        readings[stream, shop, place, Limits(lower, upper)].extend(values)
    months = span.months
    for (_stream, shop, place, drawing), values in readings.items():
        fit = index_of(values, drawing) if len(values) >= FEWEST_READINGS else None
        if fit is not None:
            known = found[shop].get(months[place])
            least = min(known.value, fit.ppk) if known else fit.ppk
            found[shop][months[place]] = Month(least, None)


def _add_energy(found: Series, cooperative: Cooperative, span: Span) -> None:
    """Kilowatt-hours for each tonne of good castings of the same heats' month."""
    mine = {
        "heat__started_at__gte": start_of(span.first),
        "heat__started_at__lt": start_of(span.after),
        "cooperative": cooperative,
    }
    used = (
        EnergyUse.objects.current()
        .filter(source=EnergySource.ELECTRICITY, **mine)
        .order_by()
        .annotate(month=month_of("heat__started_at", span))
        .values_list("heat__workshop_id", "month")
        .annotate(Sum("amount"))
    )
    good = (
        CastingLot.objects.filter(**mine)
        .order_by()
        .annotate(month=month_of("heat__started_at", span))
        .values_list("heat__workshop_id", "month")
        .annotate(
            kg=Sum(
                (F("tally__cast") - F("tally__scrapped"))
                * F("work_order__revision__part__mass_kg"),
                output_field=DecimalField(max_digits=16, decimal_places=3),
            )
        )
    )
    kilograms = {(shop, place): kg for shop, place, kg in good}
    months = span.months
    for shop, place, kwh in used:
        if kg := kilograms.get((shop, place)):
            found[shop][months[place]] = Month(float(kwh) * 1000 / float(kg), None)
