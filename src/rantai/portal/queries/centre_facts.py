"""What the co-operatives of a centre did in a month, counted for the ministry's summary rows.

The only reads that go over several co-operatives; one after the other, never joined.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from rantai.delivery.models import BoxContent, BoxStatus, ReceiptLine
from rantai.delivery.queries import standing_lines
from rantai.delivery.queries.performance import Span, handed_over
from rantai.machines.models import Machine
from rantai.members.models import MembershipStatus
from rantai.members.queries import membership_on, people_on
from rantai.orders.rules import month_after
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.portal.queries.local_facts import local_costs
from rantai.records.models import Centre, Cooperative
from rantai.settlement.models import SettlementLine

BELONG = frozenset({MembershipStatus.ACTIVE, MembershipStatus.DORMANT, MembershipStatus.DECEASED})


class Measured(NamedTuple):
    """A measure of a month and each firm's part of it; a rate's parts are two numbers each."""

    measure: str
    amounts: dict[str, list[int]]


Month = defaultdict[str, defaultdict[int, int]]
"""By measure, each firm's sum."""


def measured_in(centre: Centre, months: list[date], today: date) -> Iterator[tuple[date, Measured]]:
    """Every measure of every month in which anything was recorded."""
    tallies: defaultdict[date, Month] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for cooperative in centre.cooperatives.all():
        for month in months:
            _count_people(cooperative, month, tallies[month])
        _count_pieces(cooperative, months[0], tallies)
        _count_orders(cooperative, months, today, tallies)
        for month, workshop_id, local, rest in local_costs(cooperative, months[0]):
            tallies[month]["cost_local"][workshop_id] += local
            tallies[month]["cost_rest"][workshop_id] += rest
    for month in months:
        for measured in _measured(tallies[month]):
            yield month, measured


SUMS = (
    "members",
    "workers",
    "machines",
    "pieces_ordered",
    "pieces_shipped",
    "pieces_accepted",
    "value_invoiced",
)
RATES = {
    "reject_ppm": ("pieces_accepted", "pieces_rejected"),
    "on_time": ("orders_on_time", "orders_late"),
    "local_content": ("cost_local", "cost_rest"),
}
"""A rate and the two sums it is made of."""


def _measured(month: Month) -> Iterator[Measured]:
    for measure in SUMS:
        if tally := month.get(measure):
            yield Measured(measure, {str(firm): [part] for firm, part in tally.items()})
    for measure, (one, other) in RATES.items():
        first: Mapping[int, int] = month.get(one, {})
        second: Mapping[int, int] = month.get(other, {})
        parts = {
            str(firm): [first.get(firm, 0), second.get(firm, 0)]
            for firm in sorted({*first, *second})
        }
        if any(map(sum, parts.values())):
            yield Measured(measure, parts)


def _count_people(cooperative: Cooperative, month: date, tallies: Month) -> None:
    """As they stood on the month's last day."""
    last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    members = {
        workshop_id
        for workshop_id, status in membership_on(cooperative, last_day).items()
        if status in BELONG
    }
    for workshop_id in members:
        tallies["members"][workshop_id] += 1
    for workshop_id in people_on(cooperative, last_day).values_list("workshop_id", flat=True):
        if workshop_id in members:
            tallies["workers"][workshop_id] += 1
    for workshop_id in _machines_on(cooperative, last_day):
        if workshop_id in members:
            tallies["machines"][workshop_id] += 1


def _count_pieces(cooperative: Cooperative, since: date, tallies: defaultdict[date, Month]) -> None:
    for day, workshop_id, pieces in _shipped(cooperative, since):
        tallies[day.replace(day=1)]["pieces_shipped"][workshop_id] += pieces
    for day, workshop_id, accepted, rejected in _received(cooperative, since):
        month = tallies[day.replace(day=1)]
        month["pieces_accepted"][workshop_id] += accepted
        month["pieces_rejected"][workshop_id] += rejected
    for day, workshop_id, rupiah in _invoiced(cooperative, since):
        tallies[day.replace(day=1)]["value_invoiced"][workshop_id] += rupiah


def _machines_on(cooperative: Cooperative, day: date) -> Iterator[int]:
    """Whose machines stand in the workshops; a machine has no day of purchase, so it counts now."""
    rows = Machine.objects.filter(
        Q(returned_on__isnull=True) | Q(returned_on__gt=day),
        cooperative=cooperative,
        workshop__isnull=False,
    )
    yield from rows.values_list("workshop_id", flat=True)


def _count_orders(
    cooperative: Cooperative, months: list[date], today: date, tallies: defaultdict[date, Month]
) -> None:
    """Pieces ordered, and the orders that are on time by the rule of the scorecards."""
    ordered = (
        WorkOrder.objects.filter(
            cooperative=cooperative,
            due_on__gte=months[0],
            due_on__lt=month_after(months[-1]),
        )
        .exclude(status=WorkOrderStatus.DECLINED)
        .values_list("workshop_id", "due_on", "quantity")
    )
    for workshop_id, due_on, quantity in ordered:
        tallies[due_on.replace(day=1)]["pieces_ordered"][workshop_id] += quantity
    span = Span(months[0], months[-1], today)
    for workshop_id, month, is_on_time in handed_over(cooperative, span):
        tallies[month]["orders_on_time"][workshop_id] += is_on_time
        tallies[month]["orders_late"][workshop_id] += not is_on_time


def _shipped(cooperative: Cooperative, since: date) -> QuerySet[BoxContent, tuple[date, int, int]]:
    return BoxContent.objects.filter(
        cooperative=cooperative,
        box__status=BoxStatus.SHIPPED,
        box__shipment__shipped_at__date__gte=since,
    ).values_list("box__shipment__shipped_at__date", "lot__workshop_id", "quantity")


def _received(
    cooperative: Cooperative, since: date
) -> QuerySet[ReceiptLine, tuple[date, int, int, int]]:
    return (
        standing_lines(cooperative.pk)
        .filter(receipt__received_on__gte=since)
        .values_list("receipt__received_on", "content__lot__workshop_id", "accepted", "rejected")
    )


def _invoiced(
    cooperative: Cooperative, since: date
) -> QuerySet[SettlementLine, tuple[date, int, int]]:
    """What the customer was invoiced for each member's pieces, in the month the period ended."""
    return (
        SettlementLine.objects.filter(
            cooperative=cooperative, statement__settlement__period_to__gte=since
        )
        .annotate(day=F("statement__settlement__period_to"))
        .values_list("day", "statement__workshop_id", "customer_rupiah")
    )
