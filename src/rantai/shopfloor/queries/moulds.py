"""Moulds, their sand and their cores: whose, which are still empty, and what they are held to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format

from rantai.members.models import Workshop
from rantai.members.queries import in_sight, seen, workshop_of
from rantai.plans.models import WorkOrder
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import (
    CoreLot,
    FilledMoulds,
    Heat,
    MouldLimit,
    MouldMeasure,
    MouldRun,
    Pour,
    SandBatch,
)
from rantai.shopfloor.queries.visible import own_or_all
from rantai.shopfloor.rules import SAND_TESTS, Span, spans_left

MadeT = TypeVar("MadeT", SandBatch, CoreLot, MouldRun)

CARRIED = timedelta(days=7)
"""Longer nobody leaves a green sand mould standing, or a batch of sand lying."""
CORES_KEEP = timedelta(days=30)
"""Dry and oiled cores last for weeks in a rack."""
SAME_SHIFT = timedelta(hours=12)
"""Sand and cores are sometimes written down after the moulds that were made of them."""


def sand_batches_visible_to(viewer: Account) -> QuerySet[SandBatch]:
    """The office sees all; a workshop's people their own. What sand holds is nobody else's."""
    return own_or_all(viewer, SandBatch.objects.current())


def core_lots_visible_to(viewer: Account) -> QuerySet[CoreLot]:
    return own_or_all(viewer, CoreLot.objects.current())


def mould_runs_visible_to(viewer: Account) -> QuerySet[MouldRun]:
    return own_or_all(viewer, MouldRun.objects.current())


def thing_with_name(
    kind: type[MadeT], viewer: Account, name: UUID, *, also_corrected: bool
) -> MadeT:
    """One that this person sees, by the name of its fact; raises Http404 where there is none."""
    found: MadeT = seen(_with_name(kind, also_corrected), viewer, name)
    return found


@cache
def _with_name(
    kind: type[MadeT], also_corrected: bool
) -> Callable[[int, int | None, UUID], list[MadeT]]:
    def with_name(owner: int, workshop: int | None, name: UUID) -> QuerySet[MadeT]:
        facts = kind.objects.all() if also_corrected else kind.objects.current()
        rows = cast(QuerySet[MadeT], facts.select_related("node"))
        return in_sight(rows, owner, workshop).filter(pk=name)

    return prepared(with_name)


def closed_already(
    workshop: Workshop, pattern: str, span: Span, day: date, *, but: MouldRun | None = None
) -> list[MouldRun]:
    """The runs of this pattern and day, other than one, that hold any of these numbers."""
    begins = timezone.make_aware(datetime.combine(day, time()))
    twins = (
        MouldRun.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            pattern__iexact=pattern.strip(),
            first__lte=span[1],
            last__gte=span[0],
            occurred_at__gte=begins,
            occurred_at__lt=begins + timedelta(days=1),
        )
        .exclude(node__in=[but.node_id] if but else [])
        .select_related("node")
        .order_by("occurred_at", "pk")
    )
    return list(twins)


def filled_already(run: MouldRun, span: Span) -> FilledMoulds | None:
    """What filled one of these moulds before."""
    first, last = span
    return only_one(_filled_within(run.cooperative_id, run.node_id, first, last))


@prepared
def _filled_within(owner: int, run: int, first: int, last: int) -> QuerySet[FilledMoulds]:
    rows: QuerySet[FilledMoulds] = FilledMoulds.objects.current().filter(
        cooperative_id=owner, run__node=run, first__lte=last, last__gte=first
    )
    return rows.select_related("run", "pour__heat").order_by("occurred_at", "pk")[:1]


class Limit(NamedTuple):
    """What a measure is held to, as far as anyone decided."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def words(self) -> str:
        low, high = (None if each is None else number_format(each.normalize()) for each in self)
        if low and high:
            return f"{low}–{high}"
        return f"≥ {low}" if low else f"≤ {high}" if high else ""

    def state_of(self, value: Decimal | int | None) -> str:
        """The look's word; empty where there is nothing to judge, or nothing to judge by."""
        if value is None or (self.low is None and self.high is None):
            return ""
        if self.low is not None and value < self.low:
            return "below"
        return "above" if self.high is not None and value > self.high else "ok"


NO_LIMIT = Limit()


def tests_written(batch: SandBatch) -> list[str]:
    """What was tested of a batch, in words: the measure, the figure and its unit."""
    values = {MouldMeasure(name): getattr(batch, name) for name in SAND_TESTS}
    return [
        f"{measure.label} {number_format(value.normalize())} {measure.unit}".strip()
        for measure, value in values.items()
        if value is not None
    ]


def cores_written(lot: CoreLot) -> list[str]:
    """What stands of a core lot, in words: its box, how many, of what, and until when."""
    until = lot.usable_until and date_format(
        timezone.localtime(lot.usable_until), "DATETIME_FORMAT"
    )
    return [each for each in (lot.core_box, number_format(lot.quantity), lot.binder, until) if each]


def mould_limits_on(workshop: Workshop, day: date) -> dict[str, Limit]:
    """By measure, the workshop's own newest limit, else the co-operative's."""
    rows = MouldLimit.objects.filter(
        Q(workshop=workshop) | Q(workshop__isnull=True),
        cooperative_id=workshop.cooperative_id,
        valid_from__lte=day,
    ).order_by("valid_from", "pk")
    found: dict[str, Limit] = {}
    # The common ones first, so that a workshop's own takes their place whatever its day.
    for row in sorted(rows, key=lambda each: each.workshop_id is not None):
        found[row.measure] = Limit(row.low, row.high)
    return found


class LimitRow(NamedTuple):
    row: MouldLimit
    limit: Limit


def limit_rows(viewer: Account) -> list[LimitRow]:
    rows = mould_limits_visible_to(viewer).order_by("measure", "-valid_from", "pk")
    return [LimitRow(row, Limit(row.low, row.high)) for row in rows]


def mould_limits_visible_to(viewer: Account) -> QuerySet[MouldLimit]:
    """The office sees everyone's; a workshop's people their own and the common ones."""
    rows = owned_by(viewer, MouldLimit.objects.select_related("workshop"))
    if has_role(viewer, *OFFICE):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    return rows.filter(Q(workshop=workshop) | Q(workshop__isnull=True))


@dataclass(frozen=True)
class RunSheet:
    """A run of moulds, what of it is still empty, and what its hardness says."""

    run: MouldRun
    filled: Sequence[FilledMoulds]
    limit: Limit

    @property
    def left(self) -> list[Span]:
        return spans_left(
            (self.run.first, self.run.last), [(each.first, each.last) for each in self.filled]
        )

    @property
    def empty(self) -> int:
        return sum(last - first + 1 for first, last in self.left)

    @property
    def state(self) -> str:
        return self.limit.state_of(self.run.hardness)


def with_parts(runs: QuerySet[MouldRun]) -> QuerySet[MouldRun]:
    return runs.select_related(
        "node",
        "workshop",
        "sand_batch__node",
        "core_lot__node",
        "work_order__revision__part",
        "recorded_by",
    )


def run_sheets(runs: Iterable[MouldRun]) -> list[RunSheet]:
    """Read runs fetched by `with_parts`, each by the limits of its own day."""
    rows = list(runs)
    known: dict[tuple[int, date], Limit] = {}
    filled = fills_of(rows)
    sheets = []
    for run in rows:
        day = timezone.localdate(run.occurred_at)
        if (key := (run.workshop_id, day)) not in known:
            limits = mould_limits_on(run.workshop, day)
            known[key] = limits.get(MouldMeasure.HARDNESS, NO_LIMIT)
        sheets.append(RunSheet(run, filled.get(run.node_id, ()), known[key]))
    return sheets


def fills_of(runs: Sequence[MouldRun]) -> Mapping[int, Sequence[FilledMoulds]]:
    """What was filled of each run, by its node: a corrected run is another fact of the same."""
    by_node: defaultdict[int, list[FilledMoulds]] = defaultdict(list)
    if runs:
        rows = FilledMoulds.objects.current().filter(
            cooperative_id=runs[0].cooperative_id,
            run__node__in={run.node_id for run in runs},
            last__gt=0,
        )
        for filled in rows.select_related("run").order_by("first"):
            by_node[filled.run.node_id].append(filled)
    return by_node


def runs_since(workshop: Workshop, since: datetime) -> QuerySet[MouldRun]:
    rows = MouldRun.objects.current().filter(
        cooperative_id=workshop.cooperative_id, workshop=workshop, occurred_at__gt=since
    )
    return with_parts(rows).order_by("occurred_at", "pk")


def sand_at_hand(workshop: Workshop, at: datetime) -> QuerySet[SandBatch]:
    """What may still lie there, the newest first; nothing that is on hold is offered."""
    rows: QuerySet[SandBatch] = SandBatch.objects.current().filter(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        occurred_at__gt=at - CARRIED,
        node__open_holds=0,
    )
    return rows.order_by("-occurred_at", "-pk")


def cores_at_hand(workshop: Workshop, at: datetime) -> QuerySet[CoreLot]:
    rows: QuerySet[CoreLot] = CoreLot.objects.current().filter(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        occurred_at__gt=at - CORES_KEEP,
        node__open_holds=0,
    )
    return rows.order_by("-occurred_at", "-pk")


def sand_of(run: MouldRun) -> QuerySet[SandBatch]:
    """Sand that these moulds can have been made of, whatever holds it by now."""
    rows: QuerySet[SandBatch] = SandBatch.objects.current().filter(
        Q(node=run.sand_batch and run.sand_batch.node_id)
        | Q(
            occurred_at__gt=run.occurred_at - CARRIED,
            occurred_at__lt=run.occurred_at + SAME_SHIFT,
        ),
        cooperative_id=run.cooperative_id,
        workshop=run.workshop,
    )
    return rows.order_by("-occurred_at", "-pk")


def cores_of(run: MouldRun) -> QuerySet[CoreLot]:
    """Cores that can lie in these moulds, whatever holds them by now."""
    rows: QuerySet[CoreLot] = CoreLot.objects.current().filter(
        Q(node=run.core_lot and run.core_lot.node_id)
        | Q(
            occurred_at__gt=run.occurred_at - CORES_KEEP,
            occurred_at__lt=run.occurred_at + SAME_SHIFT,
        ),
        cooperative_id=run.cooperative_id,
        workshop=run.workshop,
    )
    return rows.order_by("-occurred_at", "-pk")


def last_run_of(workshop: Workshop, order: WorkOrder) -> MouldRun | None:
    """The newest run of this part here, whose pattern, sand and cores are offered again."""
    last: MouldRun | None = (
        MouldRun.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            work_order__revision__part_id=order.revision.part_id,
        )
        .select_related("sand_batch", "core_lot")
        .order_by("-occurred_at", "-pk")
        .first()
    )
    return last


def next_number_of(workshop: Workshop, pattern: str, day: date) -> int:
    """The number after the last of this pattern that day; each day begins with 1."""
    begins = timezone.make_aware(datetime.combine(day, time()))
    last: int | None = (
        MouldRun.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            pattern__iexact=pattern,
            occurred_at__gte=begins,
            occurred_at__lt=begins + timedelta(days=1),
        )
        .aggregate(last=Max("last"))["last"]
    )
    return (last or 0) + 1


def open_runs_for(heat: Heat, at: datetime) -> list[RunSheet]:
    """Runs with empty moulds that nothing holds, those of the heat's own work order first."""
    sheets = run_sheets(runs_since(heat.workshop, at - CARRIED))
    free = [each for each in sheets if each.empty and not each.run.node.is_held]
    return sorted(free, key=lambda each: each.run.work_order_id != heat.work_order_id)


FilledByLadle = Mapping[tuple[int, int], Sequence[FilledMoulds]]


def filled_by(pours: Collection[Pour]) -> FilledByLadle:
    """Which moulds each ladle filled, by heat and ladle: a corrected pour keeps its ladle.

    What was taken back is among them, to be read as what it was and why it is not any more.
    """
    by_ladle: defaultdict[tuple[int, int], list[FilledMoulds]] = defaultdict(list)
    if not pours:
        return by_ladle
    rows = (
        FilledMoulds.objects.current()
        .filter(
            cooperative_id=next(iter(pours)).cooperative_id,
            pour__heat__in={pour.heat_id for pour in pours},
        )
        .select_related("pour", "run", "replaces", "recorded_by")
        .order_by("occurred_at", "pk")
    )
    found = list(rows)
    runs = as_they_stand([filled.run for filled in found])
    for filled in found:
        filled.run = runs[filled.run.node_id]
        by_ladle[filled.pour.heat_id, filled.pour.ladle].append(filled)
    return by_ladle


def as_they_stand(runs: Sequence[MouldRun]) -> dict[int, MouldRun]:
    """The same runs as last corrected, by their nodes."""
    if not runs:
        return {}
    rows = _standing(runs[0].cooperative_id, {run.node_id for run in runs})
    return {run.node_id: run for run in rows}


@prepared
def _standing(owner: int, nodes: set[int]) -> QuerySet[MouldRun]:
    return with_parts(MouldRun.objects.current().filter(cooperative_id=owner, node__in=nodes))


def first_told(made: MadeT) -> MadeT:
    return made if made.replaces_id is None else as_first_told([made])[made.node_id]


def as_first_told(made: Sequence[MadeT]) -> dict[int, MadeT]:
    """The facts with which they began, by their nodes; phones know them by the name of that."""
    if not made:
        return {}
    rows = type(made[0]).objects.filter(
        cooperative_id=made[0].cooperative_id,
        node__in={each.node_id for each in made},
        replaces__isnull=True,
    )
    return {each.node_id: each for each in rows}
