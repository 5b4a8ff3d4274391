"""Each workshop's quality record: what customers accepted and rejected of its pieces."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from rantai.parts.models import Part
from rantai.plans.models import ReceivedTally


@dataclass(frozen=True, slots=True)
class Received:
    accepted: int
    rejected: int

    @property
    def pieces(self) -> int:
        return self.accepted + self.rejected

    @property
    def accepted_percent(self) -> Decimal | None:
        """None where nothing was received: no record is neither a good one nor a bad one."""
        return Decimal(100 * self.accepted) / self.pieces if self.pieces else None


def received_between(
    cooperative_id: int, since: date, until: date, part: Part | None = None
) -> dict[int, Received]:
    """By workshop, over the months that begin from `since` up to and including `until`."""
    rows = ReceivedTally.objects.filter(
        cooperative_id=cooperative_id, month__gte=since, month__lte=until
    )
    if part is not None:
        rows = rows.filter(part=part)
    sums = rows.order_by().values_list("workshop_id").annotate(Sum("accepted"), Sum("rejected"))
    return {workshop: Received(*pieces) for workshop, *pieces in sums}


NOTHING_RECEIVED = Received(0, 0)


def record_of(part: Part, months: int, on: date) -> dict[int, Received]:
    """By workshop, what came of a part in so many whole months before that of the day."""
    last = on.replace(day=1) - timedelta(days=1)
    passed = 12 * last.year + last.month - months
    since = date(passed // 12, passed % 12 + 1, 1)
    return received_between(part.cooperative_id, since, last, part)


def received_by_month(
    cooperative_id: int, since: date, workshop_id: int | None = None
) -> dict[tuple[int, date], Received]:
    """By workshop and month, of every workshop or of one."""
    rows = ReceivedTally.objects.filter(cooperative_id=cooperative_id, month__gte=since)
    if workshop_id is not None:
        rows = rows.filter(workshop_id=workshop_id)
    sums = rows.order_by().values_list("workshop_id", "month")
    return {
        (workshop, month): Received(*pieces)
        for workshop, month, *pieces in sums.annotate(Sum("accepted"), Sum("rejected"))
    }
