"""What a phone may tell of the furnace hall, and the action each kind of fact becomes.

A phone without signal cannot know what the office did meanwhile. What was done with iron is
written down even where a rule would have refused it beforehand; the fact then tells of its
conflict, and everything it reached is held until a person has looked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from rantai.machines.actions import MachineUnfit
from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.plans.queries import work_order_with_code
from rantai.records.inbox.envelopes import Moment
from rantai.records.inbox.files import Announced
from rantai.records.inbox.kinds import Contested, Kind, Made, Shape, Telling, Waits
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import (
    ChargeLine,
    close_moulds,
    count_castings,
    fill_moulds,
    load_charges,
    make_cores,
    make_remark,
    mix_sand,
    open_heat,
    record_machining,
    record_pour,
    record_scrap,
    start_clock,
    take_sample,
)
from rantai.shopfloor.actions.castings import AlreadyMachined, AlreadyScrap, MoreThanLeft
from rantai.shopfloor.actions.materials import NotEnoughLeft
from rantai.shopfloor.actions.melting import FurnaceNotReady, WorkOrderNotAccepted
from rantai.shopfloor.actions.moulding import (
    MOST_MOULDS,
    MouldsClosedAlready,
    MouldsFilledAlready,
)
from rantai.shopfloor.actions.pouring import (
    AlreadyCounted,
    PouredBeforeRelease,
    PourOnHold,
    WaitForLab,
)
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    CoreLot,
    Defect,
    Heat,
    MomentKind,
    MouldRun,
    Place,
    Pour,
    RemarkKind,
    SandBatch,
)
from rantai.shopfloor.queries.moulds import (
    as_they_stand,
    closed_already,
    thing_with_name,
)
from rantai.shopfloor.queries.visible import (
    begun_about,
    furnace_with_code,
    heat_with_code,
    lot_with_code,
    machine_tool_with_code,
    material_lot_with_code,
    pour_with_name,
)
from rantai.shopfloor.rules import ladle_letter
from rantai.traceability.actions import OnHold

SAME_HEAT = timedelta(minutes=30)
"""Two heats of one furnace that begin closer than this are most likely one, tapped in twice."""

LONGEST_VOICE_SECONDS = 120

Code = Annotated[str, Field(min_length=1, max_length=60)]
# A scale may tell three places, of which two are kept; what they would make nothing is no mass.
Mass = Annotated[Decimal, Field(ge=Decimal("0.01"), le=100_000, max_digits=9, decimal_places=3)]
Pieces = Annotated[int, Field(ge=1, le=1_000_000)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Figure = Annotated[Decimal, Field(ge=0, le=9_999, max_digits=5, decimal_places=1)]
MouldNumber = Annotated[int, Field(ge=1, le=MOST_MOULDS)]
MadeT = TypeVar("MadeT")
ThingT = TypeVar("ThingT", SandBatch, CoreLot, MouldRun)


class Opened(Shape):
    work_order: Code
    furnace: Code


class Charged(Shape):
    heat: Code
    material_lot: Code
    mass_kg: Mass


class OfHeat(Shape):
    heat: Code
    ladle: Annotated[int, Field(ge=1, le=99)] | None = None


class Poured(Shape):
    heat: Code
    temperature_c: Annotated[int, Field(ge=900, le=1800)]
    mass_kg: Mass
    inoculated_at: Moment
    ended_at: Moment
    tapped_at: Moment | None = None


class Counted(Shape):
    pour: UUID
    quantity: Pieces


class SandMixed(Shape):
    moisture_pct: Percent | None = None
    compactability_pct: Percent | None = None
    green_strength_kpa: Figure | None = None
    permeability: Figure | None = None


class CoresMade(Shape):
    core_box: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: Pieces
    binder: Annotated[str, Field(max_length=60)] = ""
    usable_hours: Annotated[int, Field(ge=1, le=8760)] | None = None


class MouldsClosed(Shape):
    work_order: Code
    pattern: Annotated[str, Field(min_length=1, max_length=40)]
    first: MouldNumber
    last: MouldNumber
    hardness: Annotated[int, Field(ge=0, le=100)] | None = None
    sand_batch: UUID | None = None
    core_lot: UUID | None = None


class MouldsFilled(Shape):
    pour: UUID
    run: UUID
    first: MouldNumber
    last: MouldNumber


class Scrapped(Shape):
    lot: Code
    quantity: Pieces = 1
    defect: Annotated[str, Field(min_length=1, max_length=4)]
    place: Place = Place.WORKSHOP
    spot: Annotated[str, Field(max_length=60)] = ""
    piece: Annotated[str, Field(max_length=40)] | None = None


class Machined(Shape):
    lot: Code
    machine: Code
    quantity: Pieces | None = None
    pieces: Annotated[list[Code], Field(max_length=500)] = []


class Noted(Shape):
    about: Code
    text: Annotated[str, Field(min_length=1, max_length=500)]


class Photographed(Announced):
    about: Code


class Spoken(Announced):
    about: Code
    seconds: Annotated[int, Field(ge=1, le=LONGEST_VOICE_SECONDS)]


def heat_named(telling: Telling, reference: str) -> Heat:
    return heat_with_code(telling.by, telling.made_by(reference))


def lot_named(telling: Telling, reference: str) -> CastingLot:
    return lot_with_code(telling.by, telling.made_by(reference))


def despite(first: Callable[[bool], MadeT], *rules: type[Refusal]) -> tuple[MadeT, str]:
    """Do it by the rules, or, where one of these refuses, write down that it was done anyway."""
    try:
        return first(False), ""
    except rules as refused:
        return first(True), refused.sentence


def _open(telling: Telling, data: Opened) -> Made:
    order = work_order_with_code(telling.by, data.work_order)
    furnace = furnace_with_code(order.workshop, data.furnace)
    twin = begun_about(telling.by, furnace, telling.occurred_at, SAME_HEAT)
    heat, conflict = despite(
        lambda is_done: open_heat(
            work_order=order,
            furnace=furnace,
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            is_done=is_done,
        ),
        WorkOrderNotAccepted,
        MachineUnfit,
        FurnaceNotReady,
    )
    holds = [heat.node] if conflict or twin else []
    if twin is not None:
        holds.append(twin.node)
        conflict = _(
            "Heats %(one)s and %(other)s of one furnace began at nearly the same time."
        ) % {
            "one": twin.code,
            "other": heat.code,
        }
    return Made(heat.code, conflict, holds)


def _charge(telling: Telling, data: Charged) -> Made:
    heat = heat_named(telling, data.heat)
    lot = material_lot_with_code(telling.by, data.material_lot)
    _charges, conflict = despite(
        lambda is_done: load_charges(
            heat=heat,
            lines=[ChargeLine(lot, data.mass_kg, telling.fact)],
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            is_done=is_done,
        ),
        NotEnoughLeft,
    )
    return Made(heat.code, conflict, [heat.node] if conflict else [])


def _sample(telling: Telling, data: OfHeat) -> Made:
    heat = heat_named(telling, data.heat)
    sample = take_sample(
        heat=heat,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
    )
    return Made(f"{heat.code} / {sample.number}")


def _tap(telling: Telling, data: OfHeat) -> Made:
    return _clock(telling, data, MomentKind.TAPPED)


def _inoculate(telling: Telling, data: OfHeat) -> Made:
    return _clock(telling, data, MomentKind.INOCULATED)


def _clock(telling: Telling, data: OfHeat, kind: MomentKind) -> Made:
    heat = heat_named(telling, data.heat)
    start_clock(
        heat=heat,
        kind=kind,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
    )
    return Made(heat.code)


def _pour(telling: Telling, data: Poured) -> Made:
    heat = heat_named(telling, data.heat)
    lag = telling.occurred_at - data.ended_at

    def ours(moment: datetime) -> datetime:
        # The fact's own time is corrected; the times inside it were read off the same clock.
        return moment + lag

    try:
        pour, conflict = despite(
            lambda is_done: record_pour(
                heat=heat,
                temperature_c=data.temperature_c,
                inoculated_at=ours(data.inoculated_at),
                ended_at=telling.occurred_at,
                mass_kg=data.mass_kg,
                by=telling.by,
                at=telling.at,
                fact_id=telling.fact,
                is_done=is_done,
            ),
            PouredBeforeRelease,
            PourOnHold,
        )
    except WaitForLab as waits:
        raise Waits(waits.sentence) from waits
    return Made(
        f"{heat.code} {ladle_letter(pour.ladle)}", conflict, [heat.node] if conflict else []
    )


def _count(telling: Telling, data: Counted) -> Made:
    pour = _pour_named(telling, data.pour)
    try:
        lot = count_castings(
            pour=pour,
            quantity=data.quantity,
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except AlreadyCounted as counted:
        raise Contested(counted, [pour.heat.node]) from counted
    return Made(lot.code)


def _pour_named(telling: Telling, name: UUID) -> Pour:
    """A ladle keeps the name of its fact, or of the page's entry; it may still be on its way."""
    try:
        return pour_with_name(telling.by, name)
    except Http404:
        telling.made_by(str(name))
        raise


def _mix_sand(telling: Telling, data: SandMixed) -> Made:
    batch = mix_sand(workshop=_shop_of(telling), **_as_told(telling), **data.model_dump())
    return Made(batch.code)


def _make_cores(telling: Telling, data: CoresMade) -> Made:
    said = data.model_dump(exclude={"usable_hours"})
    hours = data.usable_hours
    lot = make_cores(
        workshop=_shop_of(telling),
        usable_until=telling.occurred_at + timedelta(hours=hours) if hours else None,
        **_as_told(telling),
        **said,
    )
    return Made(lot.code)


def _close_moulds(telling: Telling, data: MouldsClosed) -> Made:
    order = work_order_with_code(telling.by, data.work_order)
    # A phone names a batch and a run as they were first told.
    sand = data.sand_batch and _thing(telling, SandBatch, data.sand_batch, also_corrected=True)
    cores = data.core_lot and _thing(telling, CoreLot, data.core_lot)
    said = data.model_dump(include={"pattern", "first", "last", "hardness"})
    run, conflict = despite(
        lambda is_done: close_moulds(
            work_order=order,
            sand_batch=sand or None,
            core_lot=cores or None,
            is_done=is_done,
            **_as_told(telling),
            **said,
        ),
        MouldsClosedAlready,
        OnHold,
    )
    if not conflict:
        return Made(run.code)
    # Which of the two a ladle filled, nobody can tell from the number on the box.
    day = timezone.localdate(telling.occurred_at)
    twin = closed_already(order.workshop, data.pattern, (data.first, data.last), day, but=run)
    return Made(run.code, conflict, [run.node, *([twin.node] if twin else [])])


def _fill_moulds(telling: Telling, data: MouldsFilled) -> Made:
    pour = _pour_named(telling, data.pour)
    named = _thing(telling, MouldRun, data.run, also_corrected=True)
    run = as_they_stand([named])[named.node_id]
    _filled, conflict = despite(
        lambda is_done: fill_moulds(
            pour=pour,
            run=run,
            first=data.first,
            last=data.last,
            by=telling.by,
            at=telling.at,
            fact_id=telling.fact,
            is_done=is_done,
        ),
        MouldsFilledAlready,
        OnHold,
    )
    return Made(run.code, conflict, [run.node] if conflict else [])


def _as_told(telling: Telling) -> dict[str, Any]:
    return {
        "by": telling.by,
        "at": telling.at,
        "occurred_at": telling.occurred_at,
        "fact_id": telling.fact,
    }


def _shop_of(telling: Telling) -> Workshop:
    workshop = workshop_of(telling.by)
    if workshop is None:
        raise Http404
    return workshop


def _thing(
    telling: Telling, kind: type[ThingT], name: UUID, *, also_corrected: bool = False
) -> ThingT:
    """A thing of the floor by the name of its fact; from a phone it may still be on its way."""
    try:
        return thing_with_name(kind, telling.by, name, also_corrected=also_corrected)
    except Http404:
        telling.made_by(str(name))
        raise


def _is_name(reference: str) -> bool:
    try:
        UUID(reference)
    except ValueError:
        return False
    return True


def _scrap(telling: Telling, data: Scrapped) -> Made:
    lot = lot_named(telling, data.lot)
    try:
        record_scrap(
            lot=lot,
            defect=_defect(data.defect),
            place=data.place,
            by=telling.by,
            at=telling.at,
            quantity=data.quantity,
            casting=_pieces_of(lot, [data.piece])[0] if data.piece else None,
            spot=data.spot,
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except (AlreadyScrap, MoreThanLeft) as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


def _machine(telling: Telling, data: Machined) -> Made:
    lot = lot_named(telling, data.lot)
    machine = machine_tool_with_code(lot.workshop, data.machine)
    try:
        record_machining(
            lot=lot,
            machine=machine,
            by=telling.by,
            at=telling.at,
            quantity=data.quantity,
            castings=_pieces_of(lot, data.pieces),
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except (AlreadyScrap, AlreadyMachined, MoreThanLeft) as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


def _defect(code: str) -> Defect:
    found = only_one(_defects_with_code(code))
    if found is None:
        raise Http404
    return found


@prepared
def _defects_with_code(code: str) -> QuerySet[Defect]:
    return Defect.objects.filter(code=code)


def _pieces_of(lot: CastingLot, serials: list[str]) -> list[Casting]:
    rows = _castings_of(lot.cooperative_id, lot.pk, serials)
    found = {each.serial: each for each in rows}
    if not found.keys() >= set(serials):
        raise Http404
    return [found[each] for each in serials]


@prepared
def _castings_of(owner: int, lot: UUID, serials: list[str]) -> QuerySet[Casting]:
    return Casting.objects.filter(cooperative_id=owner, lot=lot, serial__in=serials)


def _text(telling: Telling, data: Noted) -> Made:
    return _remark(telling, data.about, RemarkKind.TEXT, text=data.text)


def _photo(telling: Telling, data: Photographed) -> Made:
    return _remark(telling, data.about, RemarkKind.PHOTO, sha256=data.sha256)


def _voice(telling: Telling, data: Spoken) -> Made:
    return _remark(telling, data.about, RemarkKind.VOICE, sha256=data.sha256, seconds=data.seconds)


def _remark(telling: Telling, about: str, kind: RemarkKind, **said: Any) -> Made:
    code = telling.made_by(about)
    heat, lot = _heat_and_lot(telling.by, code)
    make_remark(
        heat=heat,
        lot=lot,
        about=UUID(about) if _is_name(about) else None,
        kind=kind,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
        **said,
    )
    return Made(code)


def _heat_and_lot(teller: Account, code: str) -> tuple[Heat, CastingLot | None]:
    try:
        lot = lot_with_code(teller, code)
    except Http404:
        # A sample and a ladle are named by their heat, and a sign of their own behind a space.
        return heat_with_code(teller, code.partition(" ")[0]), None
    return lot.heat, lot


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("heat.opened", Opened, _open),
        Kind("charge.loaded", Charged, _charge),
        Kind("sample.taken", OfHeat, _sample),
        Kind("heat.tapped", OfHeat, _tap),
        Kind("heat.inoculated", OfHeat, _inoculate),
        Kind("pour.recorded", Poured, _pour),
        Kind("sand.mixed", SandMixed, _mix_sand),
        Kind("cores.made", CoresMade, _make_cores),
        Kind("moulds.closed", MouldsClosed, _close_moulds),
        Kind("moulds.filled", MouldsFilled, _fill_moulds),
        Kind("castings.counted", Counted, _count),
        Kind("scrap.recorded", Scrapped, _scrap),
        Kind("machining.recorded", Machined, _machine),
        Kind("note.written", Noted, _text),
        Kind("photo.taken", Photographed, _photo),
        Kind("voice.recorded", Spoken, _voice),
    )
}
