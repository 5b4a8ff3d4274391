"""Moulds, their fillings and their sand put right; what was written before stays readable."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    AlreadyCorrected,
    correcting,
    lock_heat,
    plain,
    recording_for,
)
from rantai.shopfloor.actions.moulding import (
    MouldsClosedAlready,
    lock_floor,
    moulds_behind,
    refuse_impossible,
    refuse_impossible_cores,
    refuse_unmeasurable,
)
from rantai.shopfloor.models import CastingLot, CoreLot, FilledMoulds, MouldRun, SandBatch
from rantai.shopfloor.queries.moulds import as_first_told, closed_already, fills_of, first_told
from rantai.shopfloor.rules import SAND_TESTS, ladle_letter
from rantai.traceability.actions import OnHold, Strand, link, lock, unlink


class Unsaid(Enum):
    """What a correction does not speak of; nothing at all would say that there was none."""

    UNSAID = auto()


UNSAID = Unsaid.UNSAID


class FilledBeyond(Refusal):
    def __init__(self, filled: Sequence[FilledMoulds]) -> None:
        numbers = ", ".join(each.numbers for each in filled)
        super().__init__(
            _(
                "Moulds %(numbers)s of it are filled already. Keep those among the numbers, or "
                "take back on the heat's page what was not filled."
            )
            % {"numbers": numbers}
        )


@transaction.atomic
def correct_moulds(
    *,
    run: MouldRun,
    because: str,
    by: Account,
    at: datetime,
    pattern: str | None = None,
    first: int | None = None,
    last: int | None = None,
    hardness: int | None = None,
    sand_batch: SandBatch | Unsaid | None = UNSAID,
    core_lot: CoreLot | Unsaid | None = UNSAID,
) -> MouldRun:
    """Put right what was written wrongly about a run; it keeps its code and all it leads to.

    With other sand or cores its castings come from those, and so do the holds on them. While the
    run is held, only the lab exchanges them: a hold is not shaken off by a correction.
    """
    cooperative = recording_for(by, run.workshop, Role.LAB)
    was = {"sand_batch": run.sand_batch, "core_lot": run.core_lot}
    parts: dict[str, Any] = {
        "sand_batch": run.sand_batch if sand_batch is UNSAID else sand_batch,
        "core_lot": run.core_lot if core_lot is UNSAID else core_lot,
    }
    if any(part is not None and part.workshop_id != run.workshop_id for part in parts.values()):
        raise Http404
    gone = _nodes(was.values()) - _nodes(parts.values())
    come = _nodes(parts.values()) - _nodes(was.values())
    # As whoever closes moulds: both would find the numbers free.
    lock_floor(cooperative.pk, run.workshop_id)
    nodes = {node.pk: node for node in lock(cooperative.pk, {run.node_id, *gone, *come})}
    if gone and nodes[run.node_id].is_held and not has_role(by, Role.LAB):
        raise OnHold([nodes[run.node_id]])
    said: dict[str, Any] = {
        "pattern": run.pattern if pattern is None else pattern.strip(),
        "first": run.first if first is None else first,
        "last": run.last if last is None else last,
        "hardness": run.hardness if hardness is None else hardness,
    }
    refuse_impossible(**said)
    span = (said["first"], said["last"])
    filled = fills_of([run]).get(run.node_id, ())
    if any(each.first < span[0] or each.last > span[1] for each in filled):
        raise FilledBeyond(filled)
    day = timezone.localdate(run.occurred_at)
    if twins := closed_already(run.workshop, said["pattern"], span, day, but=run):
        raise MouldsClosedAlready(twins[0])
    corrected = MouldRun.objects.create(
        **correcting(run, because=because, by=by, at=at),
        **said,
        code=run.code,
        node_id=run.node_id,
        workshop=run.workshop,
        work_order=run.work_order,
        # Named as phones name them, whatever of them was corrected since.
        **{name: part and first_told(part) for name, part in parts.items()},
    )
    for part in gone:
        unlink(parent=nodes[part], children=[nodes[run.node_id]])
    if come:
        link(child=nodes[run.node_id], strands=[Strand(nodes[part]) for part in come])
    write_audit(
        "moulds.corrected",
        as_first_told([run])[run.node_id],
        by=by,
        at=at,
        old=_written(run),
        new=_written(corrected),
        because=because,
    )
    return corrected


def _nodes(parts: Iterable[SandBatch | CoreLot | None]) -> set[int]:
    return {part.node_id for part in parts if part is not None}


def _written(run: MouldRun) -> str:
    said = (run.pattern, run.numbers, run.hardness, run.sand_batch, run.core_lot)
    return " ".join(str(each) for each in said if each is not None)


@transaction.atomic
def take_back_filling(
    *, filled: FilledMoulds, because: str, by: Account, at: datetime
) -> FilledMoulds:
    """This ladle did not fill these moulds: its castings no longer lead to their sand and cores.

    While the run is held, only the lab does it; what is held by then stays so until the hold is
    closed.
    """
    pour, run = filled.pour, filled.run
    cooperative = recording_for(by, pour.heat.workshop, Role.LAB)
    counted = CastingLot.objects.filter(
        cooperative=cooperative, heat=pour.heat, pour__ladle=pour.ladle
    ).select_related("node")
    lots = {lot.node_id: lot.node for lot in counted}
    heat = lock_heat(pour.heat, run.node, *lots.values())
    if filled.is_taken_back:
        raise AlreadyCorrected
    if run.node.is_held and not has_role(by, Role.LAB):
        raise OnHold([run.node])
    none: FilledMoulds = FilledMoulds.objects.create(
        **correcting(filled, because=because, by=by, at=at), pour=pour, run=run, first=0, last=0
    )
    if run.node_id not in {node.pk for node in moulds_behind(pour)}:
        unlink(parent=run.node, children=list(lots.values()))
    write_audit(
        "moulds.taken_back",
        heat,
        by=by,
        at=at,
        ladle=ladle_letter(pour.ladle),
        moulds=run.code,
        numbers=filled.numbers,
        because=none.replaced_because,
    )
    return none


@transaction.atomic
def correct_sand(
    *, batch: SandBatch, because: str, by: Account, at: datetime, **tests: Decimal
) -> SandBatch:
    """Put a test of sand right; the batch keeps its code and all that was made of it."""
    cooperative = recording_for(by, batch.workshop, Role.LAB)
    lock(cooperative.pk, [batch.node_id])
    refuse_unmeasurable(tests)
    corrected = SandBatch.objects.create(
        **correcting(batch, because=because, by=by, at=at),
        **{name: tests.get(name, getattr(batch, name)) for name in SAND_TESTS},
        code=batch.code,
        node_id=batch.node_id,
        workshop=batch.workshop,
    )
    write_audit(
        "sand.corrected",
        as_first_told([batch])[batch.node_id],
        by=by,
        at=at,
        code=batch.code,
        old=_tested(batch, tests),
        new=_tested(corrected, tests),
        because=corrected.replaced_because,
    )
    return corrected


@transaction.atomic
def correct_cores(
    *,
    lot: CoreLot,
    because: str,
    by: Account,
    at: datetime,
    core_box: str | None = None,
    quantity: int | None = None,
    binder: str | None = None,
    usable_until: datetime | None = None,
) -> CoreLot:
    """Put the figures of a core lot right; it keeps its code and all that was made with it."""
    cooperative = recording_for(by, lot.workshop, Role.LAB)
    lock(cooperative.pk, [lot.node_id])
    said: dict[str, Any] = {
        "core_box": lot.core_box if core_box is None else core_box.strip(),
        "quantity": lot.quantity if quantity is None else quantity,
        "binder": lot.binder if binder is None else binder.strip(),
        "usable_until": usable_until or lot.usable_until,
    }
    refuse_impossible_cores(
        core_box=said["core_box"],
        quantity=said["quantity"],
        usable_until=said["usable_until"],
        made_at=lot.occurred_at,
    )
    corrected = CoreLot.objects.create(
        **correcting(lot, because=because, by=by, at=at),
        **said,
        code=lot.code,
        node_id=lot.node_id,
        workshop=lot.workshop,
    )
    changed = [name for name in said if said[name] != getattr(lot, name)]
    write_audit(
        "cores.corrected",
        as_first_told([lot])[lot.node_id],
        by=by,
        at=at,
        code=lot.code,
        old=_figures(lot, changed),
        new=_figures(corrected, changed),
        because=corrected.replaced_because,
    )
    return corrected


def _figures(lot: CoreLot, changed: Iterable[str]) -> dict[str, str]:
    values = {name: getattr(lot, name) for name in changed}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in values.items()
        if value is not None
    }


def _tested(batch: SandBatch, tests: Iterable[str]) -> dict[str, str]:
    values = {name: getattr(batch, name) for name in tests}
    return {name: plain(value) for name, value in values.items() if value is not None}
