"""Pours, and the castings counted from them at shake-out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.parts.models import Tracing
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    NoReason,
    NothingCounted,
    NothingWeighed,
    already_told,
    correcting,
    identity,
    lock_heat,
    plain,
    recording_for,
    refuse_impossible_time,
    shown,
)
from rantai.shopfloor.actions.moulding import moulds_behind
from rantai.shopfloor.actions.tallies import begin_tally, tally_recount
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    FurnaceMoment,
    Heat,
    HeatDecision,
    HeatStatus,
    MomentKind,
    Pour,
    Recount,
)
from rantai.shopfloor.queries.counts import count_of
from rantai.shopfloor.rules import ladle_letter, lot_code, serial
from rantai.traceability.actions import Strand, add_node, add_nodes, join, link, recount_strand

CASTING_LOT = "casting_lot"
CASTING = "casting"

LONGEST_POUR = timedelta(hours=2)
"""Iron in a ladle is solid long before; a longer pour is a slip of the hand on the clock."""


class WaitForLab(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Wait for the lab: this heat is not released yet."))


class PouredBeforeRelease(Refusal):
    def __init__(self, released_at: datetime) -> None:
        super().__init__(
            _("The lab released this heat on %(moment)s, after this pour. Check the times.")
            % {"moment": shown(released_at)}
        )


class PourOnHold(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(heat)s is on hold. Do not pour; wait for the lab's decision.")
            % {"heat": heat.code}
        )


class EndsBeforeInoculation(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The pour ends before the inoculation. Check both times."))


class PourTooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("More than two hours lie between inoculation and the end. Check both times.")
        )


class AlreadyCounted(Refusal):
    def __init__(self, lot: CastingLot) -> None:
        super().__init__(
            _("This ladle is already counted as lot %(lot)s. Correct its count instead.")
            % {"lot": lot.code}
        )


class NumbersAlreadyGiven(Refusal):
    def __init__(self, lot: CastingLot, numbered: int) -> None:
        super().__init__(
            _(
                "%(numbered)s pieces of %(lot)s already carry a number. Record those that are "
                "not there as scrap."
            )
            % {"numbered": numbered, "lot": lot.code}
        )


class FewerThanUsed(Refusal):
    def __init__(self, used: int) -> None:
        super().__init__(
            _("%(used)s pieces of this lot are already scrapped or machined. Write at least that.")
            % {"used": used}
        )


@transaction.atomic
def start_clock(
    *,
    heat: Heat,
    kind: MomentKind,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> FurnaceMoment:
    """Keep when iron was tapped or a ladle inoculated; the pour keeps it for good."""
    cooperative = recording_for(by, heat.workshop)
    if known := already_told(FurnaceMoment, cooperative, fact_id):
        return known
    moment = FurnaceMoment.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        heat=heat,
        kind=kind,
    )
    write_audit(f"clock.{kind}", heat, by=by, at=at)
    return moment


@transaction.atomic
def record_pour(
    *,
    heat: Heat,
    temperature_c: int,
    inoculated_at: datetime,
    ended_at: datetime,
    mass_kg: Decimal,
    by: Account,
    at: datetime,
    fact_id: UUID | None = None,
    is_done: bool = False,
) -> Pour:
    """Write down one ladle, poured while the lab's release stood.

    With `is_done` the ladle is empty, release or not; who calls sees to it that the heat is held.
    """
    cooperative = recording_for(by, heat.workshop)
    locked = lock_heat(heat)
    if known := already_told(Pour, cooperative, fact_id):
        return known
    _refuse_times(locked, inoculated_at=inoculated_at, ended_at=ended_at, at=at)
    if mass_kg <= 0:
        raise NothingWeighed
    if not is_done:
        _refuse_unreleased(locked, ended_at)
    pour = Pour.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=ended_at),
        **identity(fact_id),
        heat=locked,
        ladle=(only_one(_last_ladle(cooperative.pk, locked.pk)) or 0) + 1,
        inoculated_at=inoculated_at,
        ended_at=ended_at,
        temperature_c=temperature_c,
        mass_kg=mass_kg,
    )
    write_audit("pour.recorded", locked, by=by, at=at, **_said(pour))
    return pour


@prepared
def _last_ladle(owner: int, heat: int) -> QuerySet[Pour, int]:
    rows = Pour.objects.filter(cooperative_id=owner, heat=heat).order_by("-ladle")
    return rows.values_list("ladle", flat=True)[:1]


def _said(pour: Pour) -> dict[str, str | int]:
    return {
        "ladle": ladle_letter(pour.ladle),
        "temperature_c": pour.temperature_c,
        "mass_kg": plain(pour.mass_kg),
    }


def _refuse_times(heat: Heat, *, inoculated_at: datetime, ended_at: datetime, at: datetime) -> None:
    refuse_impossible_time(heat, occurred_at=inoculated_at, at=at)
    refuse_impossible_time(heat, occurred_at=ended_at, at=at)
    if ended_at < inoculated_at:
        raise EndsBeforeInoculation
    if ended_at - inoculated_at > LONGEST_POUR:
        raise PourTooLong


def _refuse_unreleased(heat: Heat, ended_at: datetime) -> None:
    """The lab's word that stood when the ladle ran dry decides, however late it is written down.

    Iron poured before a hold was spoken is poured: it is recorded, and its castings are held.
    """
    decisions = _decisions(heat.cooperative_id, heat.pk)
    if not any(decision.status == HeatStatus.RELEASED for decision in decisions):
        raise PourOnHold(heat) if heat.status == HeatStatus.HELD else WaitForLab
    standing = [decision for decision in decisions if decision.occurred_at <= ended_at]
    if not standing:
        raise PouredBeforeRelease(decisions[0].occurred_at)
    if standing[-1].status == HeatStatus.HELD:
        raise PourOnHold(heat)
    if standing[-1].status != HeatStatus.RELEASED:
        raise WaitForLab


@prepared
def _decisions(owner: int, heat: int) -> QuerySet[HeatDecision]:
    rows: QuerySet[HeatDecision] = HeatDecision.objects.current().filter(
        cooperative_id=owner, heat=heat
    )
    return rows.order_by("occurred_at", "pk")


@transaction.atomic
def correct_pour(
    *,
    pour: Pour,
    because: str,
    by: Account,
    at: datetime,
    temperature_c: int | None = None,
    mass_kg: Decimal | None = None,
    inoculated_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Pour:
    """Put right what was written wrongly about a ladle; what is not given stays."""
    recording_for(by, pour.heat.workshop, Role.LAB)
    heat = lock_heat(pour.heat)
    inoculated, ended = inoculated_at or pour.inoculated_at, ended_at or pour.ended_at
    _refuse_times(heat, inoculated_at=inoculated, ended_at=ended, at=at)
    mass = pour.mass_kg if mass_kg is None else mass_kg
    if mass <= 0:
        raise NothingWeighed
    correction = correcting(pour, because=because, by=by, at=at)
    correction["occurred_at"] = ended
    corrected = Pour.objects.create(
        **correction,
        heat=heat,
        ladle=pour.ladle,
        inoculated_at=inoculated,
        ended_at=ended,
        temperature_c=pour.temperature_c if temperature_c is None else temperature_c,
        mass_kg=mass,
    )
    write_audit("pour.corrected", heat, by=by, at=at, because=because, **_said(corrected))
    return corrected


@transaction.atomic
def count_castings(
    *,
    pour: Pour,
    quantity: int,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> CastingLot:
    """Count a ladle's castings at shake-out: one lot, and a number for each serial piece.

    A hold on the heat, or on the moulds it filled, reaches the new lot and its pieces through the
    trace graph.
    """
    cooperative = recording_for(by, pour.heat.workshop)
    moulds = moulds_behind(pour)
    heat = lock_heat(pour.heat, *moulds)
    # Somebody may have named or taken back moulds of this ladle until the heat was ours.
    moulds = moulds_behind(pour)
    refuse_impossible_time(heat, occurred_at=occurred_at, at=at)
    if quantity < 1:
        raise NothingCounted
    code = lot_code(heat.code, pour.ladle)
    if counted := only_one(_lots_with_code(cooperative.pk, code)):
        raise AlreadyCounted(counted)
    lot = CastingLot.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        code=code,
        node=add_node(cooperative=cooperative, kind=CASTING_LOT, code=code),
        pour=pour,
        heat=heat,
        work_order=pour.heat.work_order,
        workshop=pour.heat.workshop,
        quantity=quantity,
    )
    link(
        child=lot.node,
        strands=[Strand(heat.node, quantity), *map(Strand, moulds)],
    )
    begin_tally(lot)
    _number_pieces(lot, range(1, quantity + 1))
    write_audit("castings.counted", heat, by=by, at=at, lot=code, quantity=quantity)
    return lot


@prepared
def _lots_with_code(owner: int, code: str) -> QuerySet[CastingLot]:
    return CastingLot.objects.filter(cooperative_id=owner, code=code)


def _number_pieces(lot: CastingLot, numbers: Sequence[int]) -> None:
    if lot.work_order.revision.part.traced_by != Tracing.PIECE or not numbers:
        return
    serials = [serial(lot.code, number) for number in numbers]
    nodes = add_nodes(cooperative=lot.cooperative, kind=CASTING, codes=serials)
    Casting.objects.bulk_create(
        Casting(cooperative_id=lot.cooperative_id, lot=lot, node=node, serial=node.code)
        for node in nodes
    )
    join(parents_of={node.pk: [Strand(lot.node, 1)] for node in nodes}, children=nodes)


@transaction.atomic
def recount_lot(
    *, lot: CastingLot, quantity: int, because: str, by: Account, at: datetime
) -> Recount:
    """Put another count in place of a lot's; the lot keeps its code and all that hangs on it."""
    cooperative = recording_for(by, lot.workshop, Role.LAB)
    heat = lock_heat(lot.heat, lot.node)
    count = count_of(lot)
    if quantity < (used := max(count.scrapped, count.machined, 1)):
        raise FewerThanUsed(used)
    numbered = Casting.objects.filter(cooperative=cooperative, lot=lot).count()
    if quantity < numbered:
        raise NumbersAlreadyGiven(lot, numbered)
    recount = _recount(lot, quantity, because, by=by, at=at)
    tally_recount(lot, quantity - count.cast)
    recount_strand(parent=heat.node, child=lot.node, quantity=quantity)
    if numbered:
        _number_pieces(lot, range(numbered + 1, quantity + 1))
    write_audit(
        "castings.recounted",
        heat,
        by=by,
        at=at,
        lot=lot.code,
        old=count.cast,
        new=quantity,
        because=because,
    )
    return recount


def _recount(lot: CastingLot, quantity: int, because: str, *, by: Account, at: datetime) -> Recount:
    """The first recount stands beside the lot's own count; a later one replaces the one before."""
    if not because.strip():
        raise NoReason
    before = Recount.objects.current().filter(cooperative_id=lot.cooperative_id, lot=lot).first()
    return Recount.objects.create(
        **stamp(cooperative=lot.cooperative, by=by, at=at, occurred_at=lot.occurred_at),
        lot=lot,
        quantity=quantity,
        replaces=before,
        replaced_because=because.strip(),
    )
