"""The floor as it is: open pieces, furnaces and promises, laid out as the planner's problem."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from rantai.machines.models import Machine, MachineClosure, MachineKind, MachineState
from rantai.machines.queries import Unfit, why_unfit
from rantai.members.models import MembershipStatus
from rantai.members.queries import membership_on
from rantai.orders.queries import confirmed_call_offs
from rantai.parts.models import Approval, PartRevision
from rantai.plans.models import FurnaceStop, PlanningTerms, WorkOrder
from rantai.plans.queries.layout import Asked, Floor, Wish, laid_out, metal_kg
from rantai.plans.queries.orders import LIVE, months_visible_to
from rantai.records.models import Account, Cooperative

SUNDAY = 6


def working_days_from(first: date, count: int) -> list[date]:
    """So many days from Monday to Saturday."""
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.weekday() != SUNDAY:
            days.append(day)
        day += timedelta(days=1)
    return days


def terms_on(cooperative: Cooperative, day: date) -> PlanningTerms | None:
    return PlanningTerms.objects.filter(cooperative=cooperative, valid_from__lte=day).first()


def floor_of(
    viewer: Account,
    cooperative: Cooperative,
    terms: PlanningTerms,
    at: datetime,
    *,
    count: int,
    wish: Wish | None = None,
    without: Iterable[int] = (),
) -> Floor:
    """What is open now and where it can be melted; `without` are workshops that drop out."""
    today = timezone.localdate(at)
    days = working_days_from(today, count)
    standing = membership_on(cooperative, today)
    gone = {pk for pk, status in standing.items() if status != MembershipStatus.ACTIVE}
    gone |= set(without)
    melting, used = _under_way(cooperative, at)
    own, freed = _open_orders(cooperative, terms, gone, melting)
    free = _nobodys(viewer, cooperative, freed)
    revisions = {each.revision.pk: each.revision for each in own} | free_revisions(free)
    calls = _remaining_calls(cooperative, revisions, own, free, today)
    asked = _asked_for(own, free, revisions, calls, wish)
    approved = _approved(cooperative, {each.revision.pk for each in asked}, today)
    furnaces, unfit = _furnaces(cooperative, gone, today)
    laid = laid_out(terms, days, asked, approved, furnaces, used, _closed(cooperative, days), calls)
    laid.facts["unfit"] = unfit
    return laid


def free_revisions(free: dict[PartRevision, int]) -> dict[int, PartRevision]:
    return {revision.pk: revision for revision in free}


# What is open


def _under_way(
    cooperative: Cooperative, at: datetime
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Heats of today by relation, for heats hang on orders from a room above: the furnace of each
    uncounted one by its work order, and how many positions each furnace has used."""
    morning = datetime.combine(timezone.localdate(at), time(), timezone.get_current_timezone())
    rows = (
        WorkOrder.objects.filter(
            cooperative=cooperative, heats__started_at__gte=morning, heats__started_at__lte=at
        )
        .values_list("pk", "heats__pk", "heats__furnace_id", "heats__status")
        .annotate(lots=Count("heats__casting_lots"))
        .order_by("heats__pk")
    )
    melting: dict[int, list[int]] = defaultdict(list)
    used: dict[int, int] = defaultdict(int)
    for order, _heat, furnace, status, lots in rows:
        used[furnace] += 1
        # A heat that is held may never become pieces: the plan does not count on it.
        if not lots and status != "held":
            melting[order].append(furnace)
    return melting, used


def _open_orders(
    cooperative: Cooperative,
    terms: PlanningTerms,
    gone: set[int],
    melting: dict[int, list[int]],
) -> tuple[list[Asked], dict[PartRevision, int]]:
    orders = (
        WorkOrder.objects.filter(
            cooperative=cooperative, status__in=LIVE, quantity__gt=F("given_up") + F("made")
        )
        .select_related("workshop", "revision__part", "revision__grade")
        .order_by("workshop__code", "revision__part__number", "code")
    )
    taps = dict(
        Machine.objects.filter(
            cooperative=cooperative, pk__in={each for row in melting.values() for each in row}
        ).values_list("pk", "capacity_kg")
    )
    own: dict[tuple[int, int], Asked] = {}
    freed: dict[PartRevision, int] = defaultdict(int)
    for order in orders:
        coming = sum(
            int((taps[furnace] or 0) / metal_kg(order.revision, terms))
            for furnace in melting[order.pk]
        )
        pieces = max(0, order.wanted - order.made - coming)
        if not pieces:
            continue
        if order.workshop_id in gone:
            freed[order.revision] += pieces
            continue
        name = f"{order.workshop.code} {order.revision}"
        key = (order.workshop_id, order.revision_id)
        asked = own.setdefault(key, Asked(name, order.workshop.code, order.revision, 0))
        asked.pieces += pieces
    return list(own.values()), freed


def _nobodys(
    viewer: Account, cooperative: Cooperative, freed: dict[PartRevision, int]
) -> dict[PartRevision, int]:
    """Confirmed pieces that no workshop has, and those of workshops that are out."""
    free: dict[PartRevision, int] = defaultdict(int, freed)
    rows = [row for row in months_visible_to(viewer) if row.count.to_allocate]
    wanted = {row.revision.pk for row in rows}
    known = PartRevision.objects.select_related("part", "grade").filter(
        cooperative=cooperative, pk__in=wanted
    )
    revisions = known.in_bulk()
    for row in rows:
        free[revisions[row.revision.pk]] += row.count.to_allocate
    return free


def _remaining_calls(
    cooperative: Cooperative,
    revisions: dict[int, PartRevision],
    own: Sequence[Asked],
    free: dict[PartRevision, int],
    today: date,
) -> dict[int, list[dict[str, Any]]]:
    """What is still to be cast of each call-off: what was made covers the earliest ones."""
    lacking: dict[int, int] = defaultdict(int)
    for each in own:
        lacking[each.revision.pk] += each.pieces
    for revision, pieces in free.items():
        lacking[revision.pk] += pieces
    rows = (
        confirmed_call_offs(cooperative)
        .filter(line__revision__in=list(revisions))
        .order_by("-due_on", "-pk")
        .values_list("line__revision_id", "due_on", "quantity", "line__schedule__customer__name")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for key, due_on, quantity, customer in rows:
        if part := min(quantity, lacking[key]):
            lacking[key] -= part
            found[key].append({"customer": customer, "due_on": due_on, "pieces": part})
    for key, pieces in lacking.items():
        if pieces:
            found[key].append({"customer": "", "due_on": today, "pieces": pieces})
    return {key: calls[::-1] for key, calls in found.items()}


def _asked_for(
    own: Sequence[Asked],
    free: dict[PartRevision, int],
    revisions: dict[int, PartRevision],
    calls: dict[int, list[dict[str, Any]]],
    wish: Wish | None,
) -> list[Asked]:
    asked = [*own]
    asked += [Asked(str(each), "", each, pieces) for each, pieces in free.items() if pieces]
    for each in asked:
        each.calls = _part_of(each.pieces, calls[each.revision.pk])
    if wish is not None:
        name = f"+ {wish.revision}"
        calls_of_wish = [(wish.due_on, wish.pieces)]
        asked.append(Asked(name, "", wish.revision, wish.pieces, calls_of_wish, is_wish=True))
    return asked


def _part_of(pieces: int, calls: Sequence[dict[str, Any]]) -> list[tuple[date, int]]:
    """A workshop's sub-schedule: its part of every call-off, whole pieces, nothing left over."""
    total = sum(call["pieces"] for call in calls)
    given, running, part = 0, 0, []
    for call in calls:
        running += call["pieces"]
        upto = pieces * running // total
        part.append((call["due_on"], upto - given))
        given = upto
    return part


# Where it can be melted


def _approved(cooperative: Cooperative, revisions: set[int], day: date) -> dict[int, set[int]]:
    rows = Approval.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        cooperative=cooperative,
        revision__in=revisions,
        approved_on__lte=day,
        valid_until__gte=day,
    ).values_list("revision_id", "workshop_id")
    found: dict[int, set[int]] = defaultdict(set)
    for revision, workshop in rows:
        found[revision].add(workshop)
    return found


def _furnaces(
    cooperative: Cooperative, gone: set[int], today: date
) -> tuple[list[Machine], list[dict[str, Any]]]:
    """Those that may be planned, and why the others of working members may not."""
    furnaces = list(
        Machine.objects.filter(
            cooperative=cooperative,
            kind=MachineKind.FURNACE,
            workshop__isnull=False,
            capacity_kg__gt=0,
        )
        .exclude(workshop__in=gone)
        .select_related("workshop")
        .order_by("workshop__code", "code")
    )
    unfit = why_unfit(furnaces, today)
    ready = [each for each in furnaces if each.state == MachineState.READY and each.pk not in unfit]
    return ready, [_as_fact(each) for each in unfit.values()]


def _as_fact(unfit: Unfit) -> dict[str, Any]:
    """Kept with the plan, in no language: the reason was true when the plan was drafted."""
    told: dict[str, Any] = {"furnace": unfit.machine.code}
    if unfit.breakdown is not None:
        since = unfit.breakdown.occurred_at.isoformat()
        return {**told, "broken": unfit.breakdown.what, "since": since}
    return {**told, "due": [each.plan.name for each in unfit.overdue]}


def _closed(cooperative: Cooperative, days: Sequence[date]) -> dict[int, set[int]]:
    """Days on which a furnace stands: maintenance as the machines' room has it, and stops told."""
    first, last = days[0], days[-1]
    stood = [
        (stop.furnace_id, stop.first_day, stop.last_day)
        for stop in FurnaceStop.objects.filter(
            cooperative=cooperative, last_day__gte=first, first_day__lte=last
        )
    ]
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    stood += [
        (each.machine_id, timezone.localdate(each.starts_at), timezone.localdate(each.ends_at))
        for each in MachineClosure.objects.filter(
            cooperative=cooperative, machine__kind=MachineKind.FURNACE, ends_at__gt=begin
        )
    ]
    closed: dict[int, set[int]] = defaultdict(set)
    for furnace, begins, ends in stood:
        closed[furnace] |= {n for n, day in enumerate(days) if begins <= day <= ends}
    return closed
