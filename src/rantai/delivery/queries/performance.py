"""What was received, handed over, claimed and scrapped, by workshop or month by month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Any, Literal

from django.db.models import Case, DecimalField, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from rantai.delivery.models import BoxContent, BoxStatus, Shipment
from rantai.delivery.scoring import Measure
from rantai.orders.models import CallOffKind
from rantai.orders.queries import confirmed_call_offs
from rantai.orders.rules import month_after
from rantai.plans.models import ReceivedTally, WorkOrder, WorkOrderStatus
from rantai.quality.models import EightD, Inspection, ScrapCost
from rantai.quality.queries.effect import claim_rules, clock_on
from rantai.records.models import Cooperative
from rantai.shopfloor.models import Scrap
from tuang.spc import RejectRate, rejects_per_million

By = Literal["workshop", "month"]
Kilograms = DecimalField(max_digits=16, decimal_places=3)
Rupiah = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, and the day up to which a promise can have been broken."""

    first: date
    last: date
    today: date

    @classmethod
    def back_from(cls, month: date, months: int, today: date) -> "Span":
        return cls(month_after(month, 1 - months), month, today)

    @property
    def months(self) -> list[date]:
        count = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        return [month_after(self.first, place) for place in range(count)]

    @property
    def after(self) -> date:
        return month_after(self.last)


@dataclass(slots=True)
class Performance:
    """Counts of one workshop, one month or the whole co-operative; rates only from counts."""

    accepted: int = 0
    rejected: int = 0
    accepted_kg: Decimal = Decimal(0)
    on_time: int = 0
    late: int = 0
    claims: int = 0
    answered_in_time: int = 0
    answered_late: int = 0
    answer_hours: list[float] = field(default_factory=list)
    scrap_pieces: int = 0
    scrap_rupiah: int = 0
    unpriced: int = 0
    """Pieces scrapped where no cost was decided for that place and day."""

    @property
    def received(self) -> int:
        return self.accepted + self.rejected

    @property
    def rate(self) -> RejectRate | None:
        return _rate(self.rejected, self.received) if self.received else None

    @property
    def orders(self) -> int:
        return self.on_time + self.late

    @property
    def on_time_pct(self) -> float | None:
        return 100 * self.on_time / self.orders if self.orders else None

    @property
    def answered_pct(self) -> float | None:
        answered = self.answered_in_time + self.answered_late
        return 100 * self.answered_in_time / answered if answered else None

    @property
    def mean_answer_hours(self) -> float | None:
        return sum(self.answer_hours) / len(self.answer_hours) if self.answer_hours else None

    @property
    def cost_per_kg(self) -> float | None:
        """Nothing is said while a part of the scrap has no cost: it would look too good."""
        if not self.accepted_kg or self.unpriced:
            return None
        return self.scrap_rupiah / float(self.accepted_kg)

    @property
    def is_empty(self) -> bool:
        return not (self.received or self.orders or self.claims or self.scrap_pieces)

    @property
    def values(self) -> dict[Measure, float | None]:
        """For a score. Where nothing was received, no claim is no merit."""
        return {
            Measure.PPM: self.rate.per_million if self.rate else None,
            Measure.ON_TIME: self.on_time_pct,
            Measure.CLAIMS: self.claims if self.received or self.claims else None,
            Measure.RESPONSE: self.answered_pct,
            Measure.COST: self.cost_per_kg,
        }


@lru_cache(maxsize=10_000)
def _rate(rejected: int, received: int) -> RejectRate:
    """Exact limits take a millisecond or two, and a board asks for hundreds again and again."""
    return rejects_per_million(rejected, received)


Performances = defaultdict[Any, Performance]


def by_workshop(
    cooperative: Cooperative, span: Span, workshop_id: int | None = None
) -> dict[int, Performance]:
    return _performances(cooperative, span, "workshop", workshop_id)


def by_month(
    cooperative: Cooperative, span: Span, workshop_id: int | None = None
) -> dict[date, Performance]:
    """Of one workshop, or of the co-operative as the supplier its customers see.

    A workshop is on time when its pieces passed inspection by the day its work order was due: what
    happens after that is not in its hands. The co-operative is on time when the pieces left.
    """
    found = _performances(cooperative, span, "month", workshop_id)
    if workshop_id is None:
        for month, (on_time, late) in _shipped_on_time(cooperative, span).items():
            found[month].on_time, found[month].late = on_time, late
    return {month: found[month] for month in span.months}


def as_supplier(
    cooperative: Cooperative, span: Span, parts: Mapping[Any, Performance]
) -> Performance:
    """All workshops together, on time by what left and not by what each handed over."""
    whole = together(parts)
    shipped = _shipped_on_time(cooperative, span).values()
    whole.on_time = sum(on_time for on_time, _late in shipped)
    whole.late = sum(late for _on_time, late in shipped)
    return whole


def together(parts: Mapping[Any, Performance]) -> Performance:
    total = Performance()
    for part in parts.values():
        for name in Performance.__slots__:
            setattr(total, name, getattr(total, name) + getattr(part, name))
    return total


def _performances(
    cooperative: Cooperative, span: Span, by: By, workshop_id: int | None
) -> Performances:
    found: Performances = defaultdict(Performance)
    _add_received(found, cooperative, span, by, workshop_id)
    if by == "workshop" or workshop_id is not None:
        _add_handed_over(found, cooperative, span, by, workshop_id)
    _add_claims(found, cooperative, span, by, workshop_id)
    _add_scrap(found, cooperative, span, by, workshop_id)
    return found


def _add_received(
    found: Performances, cooperative: Cooperative, span: Span, by: By, workshop_id: int | None
) -> None:
    rows = ReceivedTally.objects.filter(
        cooperative=cooperative, month__gte=span.first, month__lte=span.last
    )
    if workshop_id is not None:
        rows = rows.filter(workshop_id=workshop_id)
    sums = (
        rows.order_by()
        .values_list("workshop_id" if by == "workshop" else "month")
        .annotate(
            Sum("accepted"),
            Sum("rejected"),
            kg=Sum(F("accepted") * F("part__mass_kg"), output_field=Kilograms),
        )
    )
    for key, accepted, rejected, kg in sums:
        found[key].accepted, found[key].rejected, found[key].accepted_kg = accepted, rejected, kg


def _add_handed_over(
    found: Performances, cooperative: Cooperative, span: Span, by: By, workshop_id: int | None
) -> None:
    for shop, month, is_on_time in handed_over(cooperative, span, workshop_id):
        performance = found[shop if by == "workshop" else month]
        performance.on_time += is_on_time
        performance.late += not is_on_time


def handed_over(
    cooperative: Cooperative, span: Span, workshop_id: int | None = None
) -> Iterator[tuple[int, date, bool]]:
    """Accepted work orders due in the span and before today: did all their pieces pass in time?"""
    asked: dict[str, Any] = {
        "status": WorkOrderStatus.ACCEPTED,
        "due_on__gte": span.first,
        "due_on__lt": min(span.after, span.today),
    }
    if workshop_id is not None:
        asked["workshop_id"] = workshop_id
    orders = WorkOrder.objects.filter(cooperative=cooperative, **asked)
    due = list(orders.order_by().values_list("pk", "workshop_id", "due_on", "quantity", "given_up"))
    passed = _passed_in_time(cooperative, asked, {day for _pk, _shop, day, *_rest in due})
    for pk, shop, day, quantity, given_up in due:
        yield shop, day.replace(day=1), not given_up and passed.get(pk, 0) >= quantity


def _passed_in_time(
    cooperative: Cooperative, asked: Mapping[str, Any], days: set[date]
) -> dict[int, int]:
    """Pieces of each order that inspection accepted by its day.

    Few days are due days, so each is a condition of its own: the database then compares moments,
    and needs no day of each of a hundred thousand inspections.
    """
    if not days:
        return {}
    in_time = Q()
    for day in days:
        in_time |= Q(lot__work_order__due_on=day, occurred_at__lt=_end_of(day))
    rows = (
        Inspection.objects.current()
        .filter(in_time, cooperative=cooperative)
        .filter(**{f"lot__work_order__{name}": value for name, value in asked.items()})
        .order_by()
        .values_list("lot__work_order")
        .annotate(Sum("accepted"))
    )
    return dict(rows)


def _add_claims(
    found: Performances, cooperative: Cooperative, span: Span, by: By, workshop_id: int | None
) -> None:
    rows = EightD.objects.filter(
        cooperative=cooperative,
        claimed_at__gte=start_of(span.first),
        claimed_at__lt=start_of(span.after),
    )
    if workshop_id is not None:
        rows = rows.filter(workshop_id=workshop_id)
    rules = claim_rules(cooperative.pk)
    told: Iterable[Any] = rows.order_by().values_list(
        "workshop_id", "claimed_at", "first_answers__occurred_at"
    )
    for shop, claimed, answered in told:
        day = timezone.localdate(claimed)
        performance = found[shop if by == "workshop" else day.replace(day=1)]
        performance.claims += 1
        allowed = timedelta(hours=clock_on(rules, day).answer_hours)
        if answered is not None:
            performance.answer_hours.append((answered - claimed).total_seconds() / 3600)
        if answered is not None and answered - claimed <= allowed:
            performance.answered_in_time += 1
        elif answered is not None or claimed + allowed < _end_of(span.today):
            performance.answered_late += 1


def _add_scrap(
    found: Performances, cooperative: Cooperative, span: Span, by: By, workshop_id: int | None
) -> None:
    rows = Scrap.objects.current().filter(
        cooperative=cooperative,
        occurred_at__gte=start_of(span.first),
        occurred_at__lt=start_of(span.after),
    )
    if workshop_id is not None:
        rows = rows.filter(lot__workshop_id=workshop_id)
    for key, pieces, priced, rupiah in _costed(rows, cooperative, span, by):
        performance = found[key]
        performance.scrap_pieces += pieces
        performance.unpriced += pieces - (priced or 0)
        performance.scrap_rupiah += round(rupiah or 0)


def _costed(
    rows: QuerySet[Scrap], cooperative: Cooperative, span: Span, by: By
) -> list[tuple[Any, int, int | None, Decimal | None]]:
    """Pieces, those with a cost, and what they cost, each at the cost of its place and day."""
    rates = ScrapCost.objects.filter(cooperative=cooperative).order_by("-valid_from")
    holds = [
        (Q(place=rate.place, occurred_at__gte=start_of(rate.valid_from)), rate.rupiah_per_kg)
        for rate in rates
    ]
    if not holds:  # nothing is decided: a condition nothing meets
        holds = [(Q(place="", quantity=0), 0)]
    rate = Case(
        *(When(condition, then=Value(rupiah)) for condition, rupiah in holds),
        output_field=IntegerField(),
    )
    key = F("lot__workshop_id") if by == "workshop" else month_of("occurred_at", span)
    sums = (
        rows.order_by()
        .annotate(key=key, rate=rate)
        .values_list("key")
        .annotate(
            Sum("quantity"),
            priced=Sum("quantity", filter=Q(rate__isnull=False)),
            rupiah=Sum(
                F("quantity") * F("lot__work_order__revision__part__mass_kg") * F("rate"),
                output_field=Rupiah,
            ),
        )
    )
    months = span.months
    return [(row[0] if by == "workshop" else months[row[0]], *row[1:]) for row in sums]


def month_of(moment: str, span: Span) -> Case:
    """The place of a moment's month in the span, by comparison: quicker than asking its date."""
    return Case(
        *(
            When(
                **{
                    f"{moment}__gte": start_of(month),
                    f"{moment}__lt": start_of(month_after(month)),
                },
                then=Value(place),
            )
            for place, month in enumerate(span.months)
        ),
        output_field=IntegerField(),
    )


def _shipped_on_time(cooperative: Cooperative, span: Span) -> dict[date, tuple[int, int]]:
    """By month of the day due, call-offs whose pieces had left by then, and those whose had not.

    Cumulative, as the customer counts: pieces that leave early serve the next call-off, and a
    call-off is late as long as any before it is still open.
    """
    shipped = _cumulative_shipped(cooperative)
    calls = (
        confirmed_call_offs(cooperative)
        .filter(kind=CallOffKind.FIRM, due_on__lt=min(span.after, span.today))
        .order_by("line__schedule__customer", "line__revision__part", "due_on", "pk")
        .values_list("line__schedule__customer", "line__revision__part", "due_on", "quantity")
    )
    found: dict[date, tuple[int, int]] = {}
    for stream, rows in groupby(calls, key=lambda row: row[:2]):
        due = [(day, pieces) for _customer, _part, day, pieces in rows]
        for (day, _pieces), called in zip(
            due, accumulate(pieces for _day, pieces in due), strict=True
        ):
            if day < span.first:
                continue
            left = sum(pieces for gone, pieces in shipped[stream] if gone <= day)
            on_time, late = found.get(day.replace(day=1), (0, 0))
            is_on_time = left >= called
            found[day.replace(day=1)] = on_time + is_on_time, late + (not is_on_time)
    return found


def _cumulative_shipped(
    cooperative: Cooperative,
) -> defaultdict[tuple[int, int], list[tuple[date, int]]]:
    """By customer and part: the day of each shipment and the pieces on it."""
    days = {
        pk: timezone.localdate(at)
        for pk, at in Shipment.objects.filter(cooperative=cooperative).values_list(
            "pk", "shipped_at"
        )
    }
    rows = (
        BoxContent.objects.filter(cooperative=cooperative, box__status=BoxStatus.SHIPPED)
        .order_by()
        .values_list("box__customer", "box__revision__part", "box__shipment")
        .annotate(Sum("quantity"))
    )
    found: defaultdict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
    for customer, part, shipment, pieces in rows:
        found[customer, part].append((days[shipment], pieces))
    return found


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1))
