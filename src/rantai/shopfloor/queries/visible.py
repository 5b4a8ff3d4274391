"""Whose heats, lots and materials a person may see."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from rantai.machines.models import Machine, MachineKind, MachineState
from rantai.machines.queries import why_unfit
from rantai.machines.reasons import unfit_line
from rantai.members.models import Workshop
from rantai.members.queries import in_sight, seen, sight_of, workshop_of
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import WORKSHOP, OwnedT, has_role, owned_by
from rantai.shopfloor.models import CastingLot, Heat, MaterialLot, Pour, Reading

DOUBLE_TAP = timedelta(seconds=30)

# Databases disagree on whether nothing sorts first or last.
LONG_AGO = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())


def heats_visible_to(viewer: Account) -> QuerySet[Heat]:
    """The office sees every heat; a workshop's people see their own; recipes are nobody else's."""
    return own_or_all(viewer, Heat.objects.all())


def lots_visible_to(viewer: Account) -> QuerySet[CastingLot]:
    return own_or_all(viewer, CastingLot.objects.current())


def own_or_all(viewer: Account, rows: QuerySet[OwnedT]) -> QuerySet[OwnedT]:
    sight = sight_of(viewer)
    return in_sight(rows, *sight) if sight else rows.none()


def heat_with_code(viewer: Account, code: str) -> Heat:
    """One of the heats this person sees; raises Http404 where there is none."""
    return seen(_heats_with_code, viewer, code)


@prepared
def _heats_with_code(owner: int, workshop: int | None, code: str) -> QuerySet[Heat]:
    rows = Heat.objects.select_related("workshop").filter(code=code)
    return in_sight(rows, owner, workshop)


def pour_with_name(viewer: Account, name: UUID) -> Pour:
    """A ladle has no code, but the name of its fact; raises Http404 where there is none."""
    return seen(_pours_with_name, viewer, name)


@prepared
def _pours_with_name(owner: int, workshop: int | None, name: UUID) -> QuerySet[Pour]:
    rows = Pour.objects.select_related(
        "heat__node", "heat__workshop", "heat__work_order__revision__part"
    )
    mine = rows.filter(cooperative_id=owner, pk=name)
    return mine if workshop is None else mine.filter(heat__workshop=workshop)


def lot_with_code(viewer: Account, code: str) -> CastingLot:
    """One of the lots this person sees, with its heat and part; raises Http404 where none is."""
    return seen(_lots_with_code, viewer, code)


@prepared
def _lots_with_code(owner: int, workshop: int | None, code: str) -> QuerySet[CastingLot]:
    rows: QuerySet[CastingLot] = CastingLot.objects.current().select_related(
        "node", "heat__workshop", "workshop", "work_order__revision__part", "cooperative"
    )
    return in_sight(rows, owner, workshop).filter(code=code)


def material_lots_visible_to(viewer: Account) -> QuerySet[MaterialLot]:
    """The office sees every lot; a workshop's people their own and the co-operative's store."""
    lots = MaterialLot.objects.select_related("workshop", "node")
    sight = sight_of(viewer)
    return _in_reach(lots, *sight) if sight else lots.none()


def _in_reach(
    lots: QuerySet[MaterialLot], owner: int, workshop: int | None
) -> QuerySet[MaterialLot]:
    mine = lots.filter(cooperative_id=owner)
    return mine if workshop is None else mine.filter(_in_reach_of(workshop))


def material_lot_with_code(viewer: Account, code: str) -> MaterialLot:
    """One of the lots this person sees; raises Http404 where there is none."""
    return seen(_material_lots_with_code, viewer, code)


@prepared
def _material_lots_with_code(owner: int, workshop: int | None, code: str) -> QuerySet[MaterialLot]:
    lots = MaterialLot.objects.select_related("node").filter(code=code)
    return _in_reach(lots, owner, workshop)


def material_lots_for(workshop: Workshop) -> QuerySet[MaterialLot]:
    """What a workshop's furnace can be charged with: its own lots and the co-operative's."""
    return MaterialLot.objects.select_related("node").filter(
        _in_reach_of(workshop), cooperative_id=workshop.cooperative_id
    )


def _in_reach_of(workshop: Workshop | int) -> Q:
    return Q(workshop=workshop) | Q(workshop__isnull=True)


def work_orders_open_to(viewer: Account) -> QuerySet[WorkOrder]:
    """Accepted work orders that this person's workshop may melt for, the soonest due first."""
    rows = owned_by(viewer, WorkOrder.objects.filter(status=WorkOrderStatus.ACCEPTED))
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    return (
        rows.filter(workshop=workshop)
        .select_related("revision__part", "revision__grade", "workshop")
        .order_by("due_on", "code")
    )


def all_furnaces_of(workshop: Workshop) -> QuerySet[Machine]:
    """The workshop's furnaces, ready or not; iron may have melted in one before it broke."""
    return Machine.objects.filter(
        cooperative_id=workshop.cooperative_id, workshop=workshop, kind=MachineKind.FURNACE
    )


def furnace_with_code(workshop: Workshop, code: str) -> Machine:
    """One of all the workshop's furnaces; raises Http404 where there is none."""
    found = only_one(_furnaces_with_code(workshop.cooperative_id, workshop.pk, code))
    if found is None:
        raise Http404
    return found


@prepared
def _furnaces_with_code(owner: int, workshop: int, code: str) -> QuerySet[Machine]:
    rows = Machine.objects.filter(cooperative_id=owner, workshop=workshop, code=code)
    return rows.filter(kind=MachineKind.FURNACE)


def furnaces_of(workshop: Workshop) -> QuerySet[Machine]:
    """The workshop's ready furnaces, the one used last first."""
    return (
        all_furnaces_of(workshop)
        .filter(state=MachineState.READY)
        .alias(last_heat=Coalesce(Max("heats__started_at"), LONG_AGO))
        .order_by("-last_heat", "code")
    )


def unfit_furnaces(workshop: Workshop, today: date) -> dict[int, str]:
    """Which of the workshop's furnaces nobody may melt in today, each with its reason."""
    return {
        key: unfit_line(unfit)
        for key, unfit in why_unfit(all_furnaces_of(workshop).order_by("code"), today).items()
    }


def machine_tools_for(workshop: Workshop) -> QuerySet[Machine]:
    """Ready lathes and mills within reach, the workshop's own first, the one used last on top."""
    return _machine_tools(workshop.cooperative_id, workshop.pk).order_by("workshop_id", "code")


def machine_tool_with_code(workshop: Workshop, code: str) -> Machine:
    """One of `machine_tools_for` this workshop; raises Http404 where there is none."""
    found = only_one(_machine_tools_with_code(workshop.cooperative_id, workshop.pk, code))
    if found is None:
        raise Http404
    return found


@prepared
def _machine_tools_with_code(owner: int, workshop: int, code: str) -> QuerySet[Machine]:
    return _machine_tools(owner, workshop).filter(code=code)


def _machine_tools(owner: int, workshop: int) -> QuerySet[Machine]:
    return Machine.objects.filter(
        Q(workshop=workshop) | Q(workshop__isnull=True),
        cooperative_id=owner,
        kind__in=(MachineKind.LATHE, MachineKind.MILL),
        state=MachineState.READY,
    )


def spectrometers_for(viewer: Account) -> QuerySet[Machine]:
    """The spectrometers, the one used last first."""
    rows = owned_by(viewer, Machine.objects.filter(kind=MachineKind.SPECTROMETER))
    readings = Reading.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), instrument_id=OuterRef("pk")
    ).order_by("-occurred_at")
    last_read = Coalesce(Subquery(readings.values("occurred_at")[:1]), LONG_AGO)
    return rows.alias(last_read=last_read).order_by("-last_read", "code")


def just_opened(
    viewer: Account, work_order: WorkOrder, furnace: Machine, at: datetime
) -> Heat | None:
    """The heat that a double tap on the button opened a moment ago, still without a charge."""
    return (
        heats_visible_to(viewer)
        .filter(
            work_order=work_order,
            furnace=furnace,
            started_by_id=viewer.pk,
            started_at__gt=at - DOUBLE_TAP,
            charges__isnull=True,
        )
        .first()
    )


def begun_about(viewer: Account, furnace: Machine, moment: datetime, near: timedelta) -> list[Heat]:
    """The heats of this furnace that began so near this moment."""
    sight = sight_of(viewer)
    if sight is None:
        return []
    return _begun_between(*sight, furnace.pk, moment - near, moment + near)


@prepared
def _begun_between(
    owner: int, workshop: int | None, furnace: int, after: datetime, before: datetime
) -> QuerySet[Heat]:
    rows = Heat.objects.filter(furnace=furnace, started_at__gt=after, started_at__lt=before)
    return in_sight(rows.order_by("started_at", "pk"), owner, workshop).select_related("node")
