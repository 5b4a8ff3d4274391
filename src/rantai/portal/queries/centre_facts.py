"""What the co-operatives of a centre did in a month, counted for the ministry's summary rows.

The only reads that go over several co-operatives; one after the other, never joined.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet

from rantai.delivery.models import BoxContent, BoxStatus, ReceiptLine
from rantai.delivery.queries import standing_lines
from rantai.members.models import MembershipStatus
from rantai.members.queries import membership_on, people_on
from rantai.portal.rules import rejects_ppm
from rantai.records.models import Centre, Cooperative
from rantai.settlement.models import SettlementLine

BELONG = frozenset({MembershipStatus.ACTIVE, MembershipStatus.DORMANT, MembershipStatus.DECEASED})


class Measured(NamedTuple):
    measure: str
    value: Decimal
    firms: int


@dataclass(slots=True)
class Tally:
    """A sum and the firms behind it."""

    total: int = 0
    firms: set[int] = field(default_factory=set)

    def add(self, amount: int, firm: int) -> None:
        self.total += amount
        self.firms.add(firm)


Month = defaultdict[str, Tally]


def measured_in(centre: Centre, months: list[date]) -> Iterator[tuple[date, Measured]]:
    """Every measure of every month in which anything was recorded."""
    tallies: defaultdict[date, Month] = defaultdict(lambda: defaultdict(Tally))
    for cooperative in centre.cooperatives.all():
        for month in months:
            _count_people(cooperative, month, tallies[month])
        _count_pieces(cooperative, months[0], tallies)
    for month in months:
        for measured in _measured(tallies[month]):
            yield month, measured


def _measured(month: Month) -> Iterator[Measured]:
    for measure in ("members", "workers", "pieces_shipped", "pieces_accepted", "value_invoiced"):
        if tally := month.get(measure):
            yield Measured(measure, Decimal(tally.total), len(tally.firms))
    accepted, rejected = month.get("pieces_accepted"), month.get("pieces_rejected")
    if accepted and rejected:
        ppm = rejects_ppm(accepted.total, rejected.total)
        if ppm is not None:
            yield Measured("reject_ppm", ppm, len(accepted.firms | rejected.firms))


def _count_people(cooperative: Cooperative, month: date, tallies: Month) -> None:
    """As they stood on the month's last day."""
    last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    members = {
        workshop_id
        for workshop_id, status in membership_on(cooperative, last_day).items()
        if status in BELONG
    }
    for workshop_id in members:
        tallies["members"].add(1, workshop_id)
    for workshop_id in people_on(cooperative, last_day).values_list("workshop_id", flat=True):
        if workshop_id in members:
            tallies["workers"].add(1, workshop_id)


def _count_pieces(cooperative: Cooperative, since: date, tallies: defaultdict[date, Month]) -> None:
    for day, workshop_id, pieces in _shipped(cooperative, since):
        tallies[day.replace(day=1)]["pieces_shipped"].add(pieces, workshop_id)
    for day, workshop_id, accepted, rejected in _received(cooperative, since):
        month = tallies[day.replace(day=1)]
        month["pieces_accepted"].add(accepted, workshop_id)
        month["pieces_rejected"].add(rejected, workshop_id)
    for day, workshop_id, rupiah in _invoiced(cooperative, since):
        tallies[day.replace(day=1)]["value_invoiced"].add(rupiah, workshop_id)


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
