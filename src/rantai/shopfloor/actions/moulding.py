"""Sand mixed, cores made, moulds closed, and which of them a ladle filled."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account, Cooperative
from rantai.records.prepared import prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    CLOCKS_DIFFER,
    NothingCounted,
    NotYet,
    already_told,
    identity,
    lock_heat,
    plain,
    recording_for,
)
from rantai.shopfloor.models import CastingLot, CoreLot, FilledMoulds, MouldRun, Pour, SandBatch
from rantai.shopfloor.queries.moulds import (
    closed_already,
    filled_already,
    first_told,
)
from rantai.shopfloor.rules import ladle_letter, shop_prefix, span_words
from rantai.traceability.actions import (
    Strand,
    add_node,
    link,
    refuse_if_held,
)
from rantai.traceability.models import Link, Node

SAND_BATCH, CORE_LOT, MOULDS = "sand_batch", "core_lot", "moulds"

MOST_MOULDS = 2_000
"""More boxes than any floor holds; a larger number is a slip of the finger."""


class NoPattern(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say which pattern it is, as it is painted on it."))


class NoCoreBox(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say which core box it is, as it is painted on it."))


class NumbersBackwards(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The numbers go from the first to the last, from 1 to 2,000. Write them again.")
        )


class AboveTheScale(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A hardness tester shows 0 to 100. Read it again."))


class NotMeasurable(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No sand measures that. Read the instrument again."))


class UsableBeforeMade(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cores are usable until after they are made. Check both times."))


class MouldsClosedAlready(Refusal):
    def __init__(self, run: MouldRun) -> None:
        super().__init__(
            _(
                "Moulds %(numbers)s of pattern %(pattern)s are already closed that day as "
                "%(run)s. Look at the numbers on the boxes."
            )
            % {"numbers": run.numbers, "pattern": run.pattern, "run": run.code}
        )


class NotOfThisRun(Refusal):
    def __init__(self, run: MouldRun) -> None:
        super().__init__(
            _("%(run)s has moulds %(numbers)s only. Choose among those, or another run.")
            % {"run": run.code, "numbers": run.numbers}
        )


class NumbersPutRight(Refusal):
    """A phone names numbers that a correction took away from the run."""

    def __init__(self, run: MouldRun) -> None:
        super().__init__(
            _(
                "%(run)s was corrected and has moulds %(numbers)s only: %(because)s. Open the heat "
                "and choose the ladle's moulds again, or have the run corrected first."
            )
            % {"run": run.code, "numbers": run.numbers, "because": run.replaced_because}
        )


class MouldsFilledAlready(Refusal):
    def __init__(self, filled: FilledMoulds) -> None:
        pour = filled.pour
        super().__init__(
            _(
                "Moulds %(numbers)s of %(run)s are already filled, from ladle %(ladle)s of heat "
                "%(heat)s. Look at the numbers on the boxes."
            )
            % {
                "numbers": filled.numbers,
                "run": filled.run.code,
                "ladle": ladle_letter(pour.ladle),
                "heat": pour.heat.code,
            }
        )


@transaction.atomic
def mix_sand(
    *,
    workshop: Workshop,
    by: Account,
    at: datetime,
    moisture_pct: Decimal | None = None,
    compactability_pct: Decimal | None = None,
    green_strength_kpa: Decimal | None = None,
    permeability: Decimal | None = None,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> SandBatch:
    """Write down a batch of sand, with whatever of it was tested."""
    cooperative = recording_for(by, workshop)
    if known := already_told(SandBatch, cooperative, fact_id):
        return known
    _refuse_future(occurred_at, at)
    tests = {
        "moisture_pct": moisture_pct,
        "compactability_pct": compactability_pct,
        "green_strength_kpa": green_strength_kpa,
        "permeability": permeability,
    }
    found = {name: value for name, value in tests.items() if value is not None}
    refuse_unmeasurable(found)
    code, node = _born("PS", SAND_BATCH, workshop, occurred_at or at)
    batch = SandBatch.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        **tests,
        code=code,
        node=node,
        workshop=workshop,
    )
    said = {name: plain(value) for name, value in found.items()}
    write_audit("sand.mixed", batch, by=by, at=at, code=code, **said)
    return batch


@transaction.atomic
def make_cores(
    *,
    workshop: Workshop,
    core_box: str,
    quantity: int,
    by: Account,
    at: datetime,
    binder: str = "",
    usable_until: datetime | None = None,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> CoreLot:
    """Write down cores made together in one box."""
    cooperative = recording_for(by, workshop)
    if known := already_told(CoreLot, cooperative, fact_id):
        return known
    _refuse_future(occurred_at, at)
    refuse_impossible_cores(
        core_box=core_box,
        quantity=quantity,
        usable_until=usable_until,
        made_at=occurred_at or at,
    )
    code, node = _born("IN", CORE_LOT, workshop, occurred_at or at)
    lot = CoreLot.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        code=code,
        node=node,
        workshop=workshop,
        core_box=core_box.strip(),
        binder=binder.strip(),
        quantity=quantity,
        usable_until=usable_until,
    )
    write_audit(
        "cores.made", lot, by=by, at=at, code=code, core_box=lot.core_box, quantity=quantity
    )
    return lot


@transaction.atomic
def close_moulds(
    *,
    work_order: WorkOrder,
    pattern: str,
    first: int,
    last: int,
    by: Account,
    at: datetime,
    hardness: int | None = None,
    sand_batch: SandBatch | None = None,
    core_lot: CoreLot | None = None,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
    is_done: bool = False,
) -> MouldRun:
    """Write down moulds closed one after another. A soft one is told, and never refused.

    With `is_done` they stand there, whoever numbered them before and whatever is on hold; who
    calls sees to it that the pieces are held.
    """
    cooperative = recording_for(by, work_order.workshop)
    # Two who close moulds of one floor at once would both find the numbers free.
    workshop = lock_floor(cooperative.pk, work_order.workshop_id)
    if known := already_told(MouldRun, cooperative, fact_id):
        return known
    _refuse_future(occurred_at, at)
    refuse_impossible(pattern=pattern, first=first, last=last, hardness=hardness)
    parts = [each for each in (sand_batch, core_lot) if each is not None]
    if any(each.workshop_id != workshop.pk for each in parts):
        raise Http404
    moment = occurred_at or at
    twins = closed_already(workshop, pattern, (first, last), timezone.localdate(moment))
    if twins and not is_done:
        raise MouldsClosedAlready(twins[0])
    code, node = _born("CT", MOULDS, workshop, moment)
    run = MouldRun.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        code=code,
        node=node,
        workshop=workshop,
        work_order=work_order,
        pattern=pattern.strip(),
        first=first,
        last=last,
        hardness=hardness,
        # Named as phones name them, whatever of them was corrected since.
        sand_batch=sand_batch and first_told(sand_batch),
        core_lot=core_lot and first_told(core_lot),
    )
    if parts:
        link(child=node, strands=[Strand(each.node) for each in parts], refuse_held=not is_done)
    write_audit(
        "moulds.closed",
        run,
        by=by,
        at=at,
        code=code,
        pattern=run.pattern,
        numbers=run.numbers,
        **({} if hardness is None else {"hardness": hardness}),
    )
    return run


def lock_floor(owner: int, workshop: int) -> Workshop:
    """Let one at a time give numbers to the moulds of a floor."""
    (floor,) = _floor_to_lock(owner, workshop)
    return floor


@prepared
def _floor_to_lock(owner: int, workshop: int) -> QuerySet[Workshop]:
    rows = Workshop.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("cooperative").filter(cooperative_id=owner, pk=workshop)


@transaction.atomic
def fill_moulds(
    *,
    pour: Pour,
    run: MouldRun,
    first: int,
    last: int,
    by: Account,
    at: datetime,
    fact_id: UUID | None = None,
    is_done: bool = False,
) -> FilledMoulds:
    """Say which moulds a ladle filled; its castings then come from their sand and cores too.

    With `is_done` iron is in them, whoever filled them before and whatever is on hold; who calls
    sees to it that the pieces are held.
    """
    cooperative = recording_for(by, pour.heat.workshop)
    if run.workshop_id != pour.heat.workshop_id:
        raise Http404
    # In the order a hold takes them, and so that of two who fill one mould the second sees it.
    heat = lock_heat(pour.heat, run.node)
    if known := already_told(FilledMoulds, cooperative, fact_id):
        return known
    if not run.first <= first <= last <= run.last:
        raise NumbersPutRight(run) if run.replaces_id else NotOfThisRun(run)
    if not is_done:
        if twin := filled_already(run, (first, last)):
            raise MouldsFilledAlready(twin)
        refuse_if_held(cooperative=cooperative, nodes=[run.node])
    filled = FilledMoulds.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=pour.ended_at),
        **identity(fact_id),
        pour=pour,
        run=run,
        first=first,
        last=last,
    )
    for lot in _lots_of_ladle(cooperative.pk, heat.pk, pour.ladle):
        _lead_into(cooperative, run.node, lot.node)
    write_audit(
        "moulds.filled",
        heat,
        by=by,
        at=at,
        ladle=ladle_letter(pour.ladle),
        moulds=run.code,
        numbers=span_words((first, last)),
    )
    return filled


def refuse_unmeasurable(tests: Mapping[str, Decimal]) -> None:
    if any(value < 0 or value > (100 if "pct" in name else 9_999) for name, value in tests.items()):
        raise NotMeasurable


def refuse_impossible_cores(
    *, core_box: str, quantity: int, usable_until: datetime | None, made_at: datetime
) -> None:
    if not core_box.strip():
        raise NoCoreBox
    if quantity < 1:
        raise NothingCounted
    if usable_until is not None and usable_until <= made_at:
        raise UsableBeforeMade


def refuse_impossible(*, pattern: str, first: int, last: int, hardness: int | None) -> None:
    if not pattern.strip():
        raise NoPattern
    if not 1 <= first <= last <= MOST_MOULDS:
        raise NumbersBackwards
    if hardness is not None and not 0 <= hardness <= 100:
        raise AboveTheScale


@prepared
def _lots_of_ladle(owner: int, heat: int, ladle: int) -> QuerySet[CastingLot]:
    rows = CastingLot.objects.filter(cooperative_id=owner, heat=heat, pour__ladle=ladle)
    return rows.select_related("node")


def moulds_behind(pour: Pour) -> list[Node]:
    """The runs that a ladle filled moulds of, for the lot that is counted from it."""
    return _runs_behind(pour.cooperative_id, pour.heat_id, pour.ladle)


@prepared
def _runs_behind(owner: int, heat: int, ladle: int) -> QuerySet[Node]:
    filled = FilledMoulds.objects.current().filter(
        cooperative_id=owner, pour__heat=heat, pour__ladle=ladle, last__gt=0
    )
    return Node.objects.filter(cooperative_id=owner, pk__in=filled.values("run__node"))


def _lead_into(cooperative: Cooperative, run: Node, lot: Node) -> None:
    if not Link.objects.filter(cooperative=cooperative, parent=run, child=lot).exists():
        link(child=lot, strands=[Strand(run)])


def _born(letters: str, kind: str, workshop: Workshop, moment: datetime) -> tuple[str, Node]:
    """A code and a node of its own, numbered through the day."""
    owner = workshop.cooperative
    prefix = shop_prefix(letters, workshop.code, timezone.localdate(moment))
    code = f"{prefix}{next_number(cooperative=owner, prefix=prefix)}"
    return code, add_node(cooperative=owner, kind=kind, code=code)


def _refuse_future(occurred_at: datetime | None, at: datetime) -> None:
    if occurred_at is not None and occurred_at > at + CLOCKS_DIFFER:
        raise NotYet(occurred_at)
