"""What became of a gift: hours, pieces and the members it served, for whoever gave it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from rantai.machines.models import Booking, BookingStatus, Machine, MachineUse
from rantai.records.models import Account, Cooperative
from rantai.records.queries import OFFICE, has_role, owned_by


def gifts_visible_to(viewer: Account) -> QuerySet[Machine]:
    """The office answers to the donors."""
    rows = owned_by(viewer, Machine.objects.exclude(donor="")).order_by("donor", "code")
    return rows if has_role(viewer, *OFFICE) else rows.none()


@dataclass(frozen=True, slots=True)
class GiftMonth:
    month: date
    minutes: int
    pieces: int
    members: int


@dataclass(frozen=True, slots=True)
class GiftUse:
    """The use of one gift between two days; no member is named."""

    machine: Machine
    first: date
    last: date
    minutes: int
    pieces: int
    members: int
    missed: int
    months: list[GiftMonth]

    @property
    def hours(self) -> float:
        return self.minutes / 60


SUMS: dict[str, Any] = {
    "minutes": Sum("minutes"),
    "pieces": Sum("pieces"),
    "members": Count("workshop", distinct=True),
}


def gift_uses(
    cooperative: Cooperative, machines: list[Machine], first: date, last: date
) -> list[GiftUse]:
    """One row for each machine, in the given order; three questions, however many machines.

    With the return of a machine its report closes: later periods do not name it any more.
    """
    machines = [each for each in machines if not each.returned_on or each.returned_on > first]
    rows = (
        MachineUse.objects.current()
        .filter(
            cooperative=cooperative,
            machine__in=[machine.pk for machine in machines],
            used_on__range=(first, last),
            minutes__gt=0,
        )
        .order_by()
    )
    whole: dict[int, tuple[int, int | None, int]] = {
        key: (minutes, pieces, members)
        for key, minutes, pieces, members in rows.values("machine")
        .annotate(**SUMS)
        .values_list("machine", *SUMS)
    }
    months: defaultdict[int, list[GiftMonth]] = defaultdict(list)
    by_month = (
        rows.annotate(month=TruncMonth("used_on"))
        .values("machine", "month")
        .annotate(**SUMS)
        .order_by("month")
        .values_list("machine", "month", *SUMS)
    )
    for key, month, minutes, pieces, members in by_month:
        months[key].append(GiftMonth(month, minutes, pieces or 0, members))
    missed = dict(_missed(cooperative, machines, first, last))
    used = []
    for machine in machines:
        minutes, pieces, members = whole.get(machine.pk, (0, 0, 0))
        used.append(
            GiftUse(
                machine,
                first,
                last,
                minutes,
                pieces or 0,
                members,
                missed.get(machine.pk, 0),
                months[machine.pk],
            )
        )
    return used


def last_year_used(cooperative: Cooperative, today: date) -> tuple[date, date]:
    """The calendar year in which anything was last used, up to today."""
    last = (
        MachineUse.objects.filter(cooperative=cooperative)
        .order_by("-used_on")
        .values_list("used_on", flat=True)
        .first()
    ) or today
    return last.replace(month=1, day=1), min(last.replace(month=12, day=31), today)


def _missed(
    cooperative: Cooperative, machines: list[Machine], first: date, last: date
) -> Iterator[tuple[int, int]]:
    yield from (
        Booking.objects.filter(
            Q(starts_at__date__gte=first) & Q(starts_at__date__lte=last),
            cooperative=cooperative,
            machine__in=[machine.pk for machine in machines],
            status=BookingStatus.NO_SHOW,
        )
        .values_list("machine")
        .annotate(Count("pk"))
        .order_by()
    )
