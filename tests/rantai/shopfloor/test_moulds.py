"""Sand, cores and moulds: facts of a floor, and the way from them to every casting."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from rantai.plans.models import WorkOrder
from rantai.records.identifiers import uuid7
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import (
    correct_cores,
    correct_moulds,
    correct_sand,
    count_castings,
    fill_moulds,
    mix_sand,
    pouring,
    set_mould_limit,
    take_back_filling,
)
from rantai.shopfloor.actions._guards import (
    AlreadyCorrected,
    NoReason,
    NothingCounted,
    NotYet,
    OtherWorkshop,
    lock_heat,
)
from rantai.shopfloor.actions.furnace_rules import DayTaken
from rantai.shopfloor.actions.mould_corrections import FilledBeyond
from rantai.shopfloor.actions.mould_limits import NoLimit, NoRoom
from rantai.shopfloor.actions.moulding import (
    AboveTheScale,
    MouldsClosedAlready,
    MouldsFilledAlready,
    NoCoreBox,
    NoPattern,
    NotMeasurable,
    NotOfThisRun,
    NumbersBackwards,
    UsableBeforeMade,
)
from rantai.shopfloor.models import CoreLot, Heat, MouldMeasure, MouldRun, SandBatch
from rantai.shopfloor.queries.moulds import (
    mould_limits_on,
    mould_runs_visible_to,
    open_runs_for,
    run_sheets,
    with_parts,
)
from rantai.traceability.actions import OnHold, hold, release
from rantai.traceability.models import Node
from rantai.traceability.queries import origin_ids, reached_ids
from tests.cast import Cast
from tests.rantai.shopfloor.moulds import cores, moulds, sand
from tests.rantai.shopfloor.story import accepted_order, poured, poured_lot, released_heat


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return accepted_order(cast)


def node_of(thing: Any) -> Node:
    return Node.objects.get(pk=thing.node_id)


def test_sand_cores_and_moulds_bear_the_code_of_their_shop_and_day(
    cast: Cast, order: WorkOrder
) -> None:
    batch, lot = sand(cast), cores(cast)
    run = moulds(cast, order, sand_batch=batch, core_lot=lot)
    assert (batch.code, lot.code, run.code) == (
        "PS-017-190412-1",
        "IN-017-190412-1",
        "CT-017-190412-1",
    )
    assert {batch.node_id, lot.node_id, run.node_id} == origin_ids(run.node)
    assert sand(cast).code == "PS-017-190412-2"
    keys = list(AuditEntry.objects.order_by("-number").values_list("key", flat=True)[:4])
    assert keys == ["sand.mixed", "moulds.closed", "cores.made", "sand.mixed"]


def test_nothing_of_sand_need_be_tested_but_what_is_must_be_possible(cast: Cast) -> None:
    assert mix_sand(workshop=cast.workshop_a, by=cast.operator, at=cast.at).moisture_pct is None
    for wrong in ({"moisture_pct": Decimal(101)}, {"permeability": Decimal(-1)}):
        with pytest.raises(NotMeasurable):
            sand(cast, **wrong)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"pattern": "  "}, NoPattern),
        ({"first": 0}, NumbersBackwards),
        ({"first": 25}, NumbersBackwards),
        ({"last": 2_001}, NumbersBackwards),
        ({"hardness": 101}, AboveTheScale),
    ],
)
def test_what_no_mould_can_be_is_refused(
    cast: Cast, order: WorkOrder, said: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        moulds(cast, order, **said)
    assert not MouldRun.objects.exists()


def test_what_no_core_can_be_is_refused(cast: Cast) -> None:
    with pytest.raises(NoCoreBox):
        cores(cast, core_box=" ")
    with pytest.raises(NothingCounted):
        cores(cast, quantity=0)
    with pytest.raises(UsableBeforeMade):
        cores(cast, usable_until=cast.at - timedelta(hours=1))
    with pytest.raises(NotYet):
        cores(cast, occurred_at=cast.at + timedelta(hours=1))


def test_one_number_of_a_pattern_is_closed_once_a_day(cast: Cast, order: WorkOrder) -> None:
    first = moulds(cast, order)
    with pytest.raises(MouldsClosedAlready, match=first.code):
        moulds(cast, order, pattern="p-2", first=24, last=30)
    moulds(cast, order, first=25, last=30)
    moulds(cast, order, pattern="P-3")
    tomorrow = cast.at + timedelta(days=1)
    moulds(cast, order, at=tomorrow, occurred_at=tomorrow)
    both = moulds(cast, order, is_done=True)
    assert both.numbers == first.numbers == "1–24"


def test_the_same_fact_twice_is_one(cast: Cast, order: WorkOrder) -> None:
    names = [uuid7() for _ in range(4)]
    heat = released_heat(cast)
    pour = poured(cast, heat)
    for _ in range(2):
        batch, lot = sand(cast, fact_id=names[0]), cores(cast, fact_id=names[1])
        run = moulds(cast, order, fact_id=names[2], sand_batch=batch, core_lot=lot)
        fill_moulds(
            pour=pour, run=run, first=1, last=9, by=cast.operator, at=cast.at, fact_id=names[3]
        )
    assert (SandBatch.objects.count(), CoreLot.objects.count(), run.filled.count()) == (1, 1, 1)


def test_a_ladle_fills_moulds_once_and_only_those_of_the_run(cast: Cast, order: WorkOrder) -> None:
    run, heat = moulds(cast, order), released_heat(cast)
    one, two = poured(cast, heat), poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    fill_moulds(pour=one, run=run, first=1, last=12, **who)
    with pytest.raises(MouldsFilledAlready, match="1–12"):
        fill_moulds(pour=two, run=run, first=12, last=20, **who)
    with pytest.raises(NotOfThisRun):
        fill_moulds(pour=two, run=run, first=20, last=25, **who)
    fill_moulds(pour=two, run=run, first=20, last=24, **who)
    (sheet,) = run_sheets(with_parts(MouldRun.objects.all()))
    assert (sheet.left, sheet.empty) == ([(13, 19)], 7)


def test_castings_come_from_the_moulds_their_sand_and_their_cores(
    cast: Cast, order: WorkOrder
) -> None:
    batch, lot = sand(cast), cores(cast)
    run = moulds(cast, order, sand_batch=batch, core_lot=lot)
    heat = released_heat(cast, order)
    pour = poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    fill_moulds(pour=pour, run=run, first=1, last=20, **who)
    fill_moulds(pour=pour, run=run, first=21, last=24, **who)
    castings = count_castings(pour=pour, quantity=24, **who)
    assert {batch.node_id, lot.node_id, run.node_id, heat.node_id} <= origin_ids(castings.node)
    assert castings.node_id in reached_ids(batch.node)


def test_moulds_named_after_the_count_lead_into_the_lot_all_the_same(
    cast: Cast, order: WorkOrder
) -> None:
    castings, batch = poured_lot(cast), sand(cast)
    run = moulds(cast, order, sand_batch=batch)
    hold(root=batch.node, reason="Pasir basah", by=cast.lab, at=cast.at)
    assert node_of(run).is_held
    said: dict[str, Any] = {"pour": castings.pour, "run": run, "first": 1, "last": 24}
    with pytest.raises(OnHold):
        fill_moulds(**said, by=cast.operator, at=cast.at)
    assert not node_of(castings).is_held
    fill_moulds(**said, by=cast.operator, at=cast.at, is_done=True)
    assert node_of(castings).is_held


def test_a_hold_on_a_core_lot_reaches_every_casting_and_no_other(
    cast: Cast, order: WorkOrder
) -> None:
    lot, heat = cores(cast), released_heat(cast, order)
    cored, plain = moulds(cast, order, core_lot=lot), moulds(cast, order, pattern="P-3")
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    lots = []
    for run in (cored, plain):
        pour = poured(cast, heat)
        fill_moulds(pour=pour, run=run, first=1, last=24, **who)
        lots.append(count_castings(pour=pour, quantity=20, **who))
    hold(root=lot.node, reason="Inti lembap", by=cast.lab, at=cast.at)
    assert [node_of(each).is_held for each in lots] == [True, False]
    assert not node_of(heat).is_held
    assert [each.run for each in open_runs_for(heat, cast.at)] == []


def test_what_is_on_hold_goes_into_no_mould_unless_it_is_done(cast: Cast, order: WorkOrder) -> None:
    batch = sand(cast)
    hold(root=batch.node, reason="Pasir basah", by=cast.lab, at=cast.at)
    with pytest.raises(OnHold):
        moulds(cast, order, sand_batch=batch)
    assert not MouldRun.objects.exists()
    assert node_of(moulds(cast, order, sand_batch=batch, is_done=True)).is_held


def test_without_moulds_everything_goes_on_as_before(cast: Cast) -> None:
    castings = poured_lot(cast)
    kinds = Node.objects.filter(pk__in=origin_ids(castings.node)).values_list("kind", flat=True)
    assert set(kinds) == {"casting_lot", "heat", "material_lot"}


def test_a_corrected_run_keeps_its_code_its_castings_and_what_it_was(
    cast: Cast, order: WorkOrder
) -> None:
    run, heat = moulds(cast, order, hardness=8), released_heat(cast, order)
    pour = poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    fill_moulds(pour=pour, run=run, first=3, last=12, **who)
    right = correct_moulds(run=run, last=30, hardness=85, because="Salah ketik", **who)
    assert (right.code, right.node_id, right.numbers) == (run.code, run.node_id, "1–30")
    (sheet,) = run_sheets(with_parts(MouldRun.objects.current()))
    assert (sheet.run, sheet.left) == (right, [(1, 2), (13, 30)])
    assert right.replaces == run
    with pytest.raises(AlreadyCorrected):
        correct_moulds(run=run, hardness=84, because="Lagi", **who)
    for wrong, refusal in (
        ({"last": 11}, FilledBeyond),
        ({"first": 4}, FilledBeyond),
        ({"first": 31}, NumbersBackwards),
        ({"hardness": 101}, AboveTheScale),
        ({"because": "  "}, NoReason),
    ):
        with pytest.raises(refusal):
            correct_moulds(run=right, **{"because": "x", **who, **wrong})
    moulds(cast, order, first=31, last=40)
    with pytest.raises(MouldsClosedAlready):
        correct_moulds(run=right, last=31, because="x", **who)
    with pytest.raises(MouldsFilledAlready):
        fill_moulds(pour=pour, run=right, first=12, last=13, **who)
    fill_moulds(pour=pour, run=right, first=25, last=30, **who)
    castings = count_castings(pour=pour, quantity=16, **who)
    assert run.node_id in origin_ids(castings.node)
    for person in (cast.owner_b, cast.stranger):
        with pytest.raises((OtherWorkshop, Http404)):
            correct_moulds(run=right, hardness=80, because="x", by=person, at=cast.at)


def test_a_filling_taken_back_takes_its_castings_out_of_the_sands_trace(
    cast: Cast, order: WorkOrder
) -> None:
    batch = sand(cast)
    run, heat = moulds(cast, order, sand_batch=batch), released_heat(cast, order)
    one, two = poured(cast, heat), poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    wrong = fill_moulds(pour=one, run=run, first=1, last=9, **who)
    fill_moulds(pour=one, run=run, first=10, last=10, **who)
    slip = fill_moulds(pour=two, run=run, first=11, last=24, **who)
    lots = [count_castings(pour=pour, quantity=9, **who) for pour in (one, two)]
    with pytest.raises(NoReason):
        take_back_filling(filled=wrong, because=" ", **who)
    take_back_filling(filled=wrong, because="Bukan dari ladel A", **who)
    take_back_filling(filled=slip, because="Bukan dari ladel B", **who)
    reached = reached_ids(batch.node)
    assert [lot.node_id in reached for lot in lots] == [True, False], "10 still came of ladle A"
    (sheet,) = run_sheets(with_parts(MouldRun.objects.all()))
    assert sheet.left == [(1, 9), (11, 24)]
    with pytest.raises(AlreadyCorrected):
        take_back_filling(filled=wrong, because="Lagi", **who)
    with pytest.raises(AlreadyCorrected):
        take_back_filling(filled=slip.replaced_by.get(), because="Lagi", **who)
    fill_moulds(pour=two, run=run, first=1, last=9, **who)
    assert lots[1].node_id in reached_ids(batch.node)
    keys = AuditEntry.objects.order_by("-number").values_list("key", flat=True)[:3]
    assert list(keys) == ["moulds.filled", "moulds.taken_back", "moulds.taken_back"]
    for person in (cast.owner_b, cast.stranger, cast.planner):
        with pytest.raises((OtherWorkshop, Http404)):
            take_back_filling(filled=slip, because="x", by=person, at=cast.at)


@pytest.mark.parametrize("is_back", [False, True])
def test_moulds_named_while_the_castings_are_counted_lead_into_the_lot(
    cast: Cast, order: WorkOrder, monkeypatch: pytest.MonkeyPatch, is_back: bool
) -> None:
    run, heat = moulds(cast, order), released_heat(cast, order)
    pour = poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    said: dict[str, Any] = {"pour": pour, "run": run, "first": 1, "last": 9, **who}
    filled = fill_moulds(**said) if is_back else None

    def before_the_heat_is_ours(heat: Heat, *nodes: Node) -> Heat:
        if filled is None:
            fill_moulds(**said)
        else:
            take_back_filling(filled=filled, because="Ladel lain", **who)
        return lock_heat(heat, *nodes)

    monkeypatch.setattr(pouring, "lock_heat", before_the_heat_is_ours)
    lot = count_castings(pour=pour, quantity=9, **who)
    assert (run.node_id in origin_ids(lot.node)) is not is_back


def test_a_correction_does_not_shake_off_a_hold(cast: Cast, order: WorkOrder) -> None:
    batch, dry = sand(cast), sand(cast)
    run, heat = moulds(cast, order, sand_batch=batch), released_heat(cast, order)
    pour = poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    filled = fill_moulds(pour=pour, run=run, first=1, last=9, **who)
    castings = count_castings(pour=pour, quantity=9, **who)
    wet = hold(root=batch.node, reason="Pasir basah", by=cast.lab, at=cast.at)
    with pytest.raises(OnHold):
        take_back_filling(filled=filled, because="x", **who)
    with pytest.raises(OnHold):
        correct_moulds(run=run, sand_batch=dry, because="x", **who)
    lab: dict[str, Any] = {"by": cast.lab, "at": cast.at, "because": "Ladel lain"}
    take_back_filling(filled=filled, **lab)
    correct_moulds(run=run, sand_batch=dry, **lab)
    assert reached_ids(batch.node) == {batch.node_id}
    assert node_of(castings).is_held, "only who closes the hold lets it go"
    release(opened=wet, at=cast.at)
    assert not node_of(castings).is_held


def test_other_sand_and_cores_lead_to_the_castings_with_their_holds(
    cast: Cast, order: WorkOrder
) -> None:
    batch, lot, other = sand(cast), cores(cast), cores(cast)
    run, heat = moulds(cast, order, sand_batch=batch, core_lot=lot), released_heat(cast, order)
    pour = poured(cast, heat)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    fill_moulds(pour=pour, run=run, first=1, last=24, **who)
    castings = count_castings(pour=pour, quantity=20, **who)
    hold(root=other.node, reason="Inti lembap", by=cast.lab, at=cast.at)
    right = correct_moulds(run=run, core_lot=other, sand_batch=None, because="Salah rak", **who)
    assert (right.core_lot, right.sand_batch, right.replaces) == (other, None, run)
    assert {batch.node_id, lot.node_id} & origin_ids(castings.node) == set()
    assert other.node_id in origin_ids(castings.node)
    assert node_of(castings).is_held
    theirs = mix_sand(workshop=cast.workshop_b, by=cast.owner_b, at=cast.at)
    with pytest.raises(Http404):
        correct_moulds(run=right, sand_batch=theirs, because="x", **who)


def test_a_corrected_test_of_sand_keeps_its_code_and_its_moulds(
    cast: Cast, order: WorkOrder
) -> None:
    batch = sand(cast)
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    run = moulds(cast, order, sand_batch=batch)
    right = correct_sand(batch=batch, moisture_pct=Decimal("4.3"), because="Terbalik", **who)
    assert (right.code, right.node_id, right.replaces) == (batch.code, batch.node_id, batch)
    assert right.moisture_pct == Decimal("4.3")
    assert run.node_id in reached_ids(right.node)
    later = moulds(cast, order, pattern="P-3", sand_batch=right)
    assert later.sand_batch == batch, "named as phones name it"
    with pytest.raises(AlreadyCorrected):
        correct_sand(batch=batch, moisture_pct=Decimal(4), because="Lagi", **who)
    with pytest.raises(NotMeasurable):
        correct_sand(batch=right, moisture_pct=Decimal(101), because="x", **who)
    for person in (cast.owner_b, cast.stranger):
        with pytest.raises((OtherWorkshop, Http404)):
            correct_sand(batch=right, moisture_pct=Decimal(4), because="x", by=person, at=cast.at)


def test_corrected_cores_keep_their_code_and_their_moulds(cast: Cast, order: WorkOrder) -> None:
    lot, who = cores(cast), dict[str, Any](by=cast.operator, at=cast.at)
    run = moulds(cast, order, core_lot=lot)
    right = correct_cores(lot=lot, quantity=66, because="Salah hitung", **who)
    assert (right.code, right.node_id, right.replaces) == (lot.code, lot.node_id, lot)
    assert (right.quantity, right.core_box) == (66, lot.core_box)
    assert run.node_id in reached_ids(right.node)
    later = moulds(cast, order, pattern="P-3", core_lot=right)
    assert later.core_lot == lot, "named as phones name it"
    other = moulds(cast, order, pattern="P-4")
    corrected = correct_moulds(run=other, core_lot=right, because="Ada intinya", **who)
    assert corrected.core_lot == lot, "a correction names it so too"
    with pytest.raises(AlreadyCorrected):
        correct_cores(lot=lot, quantity=67, because="Lagi", **who)
    with pytest.raises(UsableBeforeMade):
        correct_cores(lot=right, usable_until=cast.at, because="x", **who)
    for person in (cast.owner_b, cast.stranger):
        with pytest.raises((OtherWorkshop, Http404)):
            correct_cores(lot=right, quantity=4, because="x", by=person, at=cast.at)


def test_limits_are_dated_and_a_workshops_own_come_first(cast: Cast, order: WorkOrder) -> None:
    def limit(workshop: Any, day: int, low: int, high: int | None = 95) -> None:
        set_mould_limit(
            workshop=workshop,
            measure=MouldMeasure.HARDNESS,
            valid_from=date(2019, 4, day),
            low=Decimal(low),
            high=None if high is None else Decimal(high),
            by=cast.lab,
            at=cast.at,
        )

    assert mould_limits_on(cast.workshop_a, date(2019, 4, 12)) == {}
    limit(None, 1, 70)
    limit(cast.workshop_a, 10, 75)
    limit(None, 11, 60)
    with pytest.raises(DayTaken):
        limit(None, 11, 61)
    found = {
        (workshop.code, day): mould_limits_on(workshop, date(2019, 4, day))["hardness"].low
        for workshop in (cast.workshop_a, cast.workshop_b)
        for day in (9, 12)
    }
    assert found == {("B-017", 9): 70, ("B-017", 12): 75, ("B-031", 9): 70, ("B-031", 12): 60}
    told = [moulds(cast, order, pattern=f"P-{each}", hardness=each) for each in (74, 75, 95, 96)]
    sheets = run_sheets(with_parts(MouldRun.objects.filter(pk__in=[each.pk for each in told])))
    assert {each.run.hardness: each.state for each in sheets} == {
        74: "below",
        75: "ok",
        95: "ok",
        96: "above",
    }


def test_limits_that_say_nothing_or_contradict_themselves_are_refused(cast: Cast) -> None:
    said: dict[str, Any] = {
        "workshop": None,
        "measure": MouldMeasure.MOISTURE,
        "valid_from": date(2019, 4, 1),
        "at": cast.at,
    }
    with pytest.raises(NoLimit):
        set_mould_limit(**said, low=None, high=None, by=cast.lab)
    with pytest.raises(NoRoom):
        set_mould_limit(**said, low=Decimal(5), high=Decimal(3), by=cast.lab)
    for person in (cast.operator, cast.owner, cast.treasurer):
        with pytest.raises(Http404):
            set_mould_limit(**said, low=Decimal(3), high=None, by=person)
    own = {**said, "workshop": cast.workshop_a}
    assert set_mould_limit(**own, low=Decimal(3), high=None, by=cast.owner).workshop


def test_only_the_workshops_own_people_write_and_read(cast: Cast, order: WorkOrder) -> None:
    batch, run = sand(cast), moulds(cast, order)
    with pytest.raises(OtherWorkshop):
        sand(cast, by=cast.owner_b)
    with pytest.raises(OtherWorkshop):
        moulds(cast, order, by=cast.owner_b)
    for person in (cast.stranger, cast.lab, cast.customer_engineer):
        with pytest.raises(Http404):
            cores(cast, by=person)
        with pytest.raises(Http404):
            moulds(cast, order, first=30, last=40, by=person)
    theirs = mix_sand(workshop=cast.workshop_b, by=cast.owner_b, at=cast.at)
    with pytest.raises(Http404):
        moulds(cast, order, first=30, last=40, sand_batch=theirs)
    assert batch.workshop == cast.workshop_a
    for person in (cast.owner, cast.lab):
        assert list(mould_runs_visible_to(person)) == [run]
    for person in (cast.owner_b, cast.stranger, cast.customer_engineer):
        assert not mould_runs_visible_to(person)
