"""Moulds told by phones: whole in any order, both facts kept where two say otherwise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from rantai.parts.models import Approval
from rantai.plans.models import WorkOrder
from rantai.quality.actions import raise_nonconformity
from rantai.records.inbox.resolving import let_stand
from rantai.records.models import Conflict, ToldFact
from rantai.shopfloor.actions import (
    correct_cores,
    correct_moulds,
    correct_sand,
    set_mould_limit,
    take_back_filling,
)
from rantai.shopfloor.models import CastingLot, CoreLot, FilledMoulds, MouldRun, SandBatch
from rantai.traceability.models import Node
from rantai.traceability.queries import origin_ids
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.portal.test_sync import heat_of, pour_of, release
from tests.rantai.shopfloor.story import accepted_order

pytestmark = pytest.mark.django_db

Told = dict[str, Any]


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    Approval.objects.filter(cooperative=cast.cooperative).update(
        valid_until=timezone.localdate() + timedelta(days=30)
    )
    return accepted_order(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast.operator)


def closed(phone: Phone, order: WorkOrder, *needs: Told, **said: Any) -> Told:
    told = {"work_order": order.code, "pattern": "P-2", "first": 1, "last": 24, "hardness": 85}
    return phone.fact("moulds.closed", [each["id"] for each in needs], 2, **{**told, **said})


def filled(phone: Phone, pour: Told, run: Told, first: int = 1, last: int = 24) -> Told:
    needs = [pour["id"], run["id"]]
    return phone.fact(
        "moulds.filled", needs, 1, pour=needs[0], run=needs[1], first=first, last=last
    )


def poured(phone: Phone, cast: Cast, order: WorkOrder) -> Told:
    """A heat melted, released by the lab, and its ladle emptied."""
    facts = heat_of(phone, cast, order)
    phone.tell(*facts)
    release(cast)
    pour = pour_of(phone, facts[0]["id"])
    assert phone.tell(pour) == ["applied"]
    return pour


def held() -> set[str]:
    return set(Node.objects.filter(open_holds__gt=0).values_list("code", flat=True))


def test_sand_cores_moulds_pour_and_castings_arrive_backwards_and_the_trace_is_whole(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    sand = phone.fact("sand.mixed", ago=70, moisture_pct="3.4")
    cores = phone.fact("cores.made", ago=69, core_box="KI-2", quantity=60, usable_hours=48)
    run = closed(phone, order, sand, cores, sand_batch=sand["id"], core_lot=cores["id"])
    pour = poured(phone, cast, order)
    counted = phone.fact("castings.counted", [pour["id"]], pour=pour["id"], quantity=24)
    assert phone.tell(counted, filled(phone, pour, run)) == ["applied", "waiting"]
    phone.tell(run)
    assert not FilledMoulds.objects.exists()
    assert {each["state"] for each in phone.send(cores, sand)["later"]} == {"applied"}
    origins = origin_ids(CastingLot.objects.get().node)
    for model in (SandBatch, CoreLot, MouldRun):
        assert model.objects.get().node_id in origins
    made = CoreLot.objects.get()
    assert made.usable_until == made.occurred_at + timedelta(hours=48)
    assert held() == set()


def test_the_next_shifts_phone_carries_moulds_sand_cores_and_limits(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    set_mould_limit(
        workshop=None,
        measure="hardness",
        valid_from=timezone.localdate(),
        low=Decimal(70),
        high=Decimal(95),
        by=cast.lab,
        at=timezone.now(),
    )
    sand = phone.fact("sand.mixed")
    run = closed(phone, order, sand, sand_batch=sand["id"])
    pour = poured(phone, cast, order)
    assert phone.tell(sand, run, filled(phone, pour, run, last=10)) == ["applied"] * 3
    carried = Phone(cast.owner).day()
    moulds = carried["moulds"]
    assert moulds["limits"] == {"hardness": {"low": "70", "high": "95"}}
    assert [each["id"] for each in moulds["sand"]] == [sand["id"]]
    [told] = moulds["runs"]
    assert (told["id"], told["sand_batch"]) == (run["id"], sand["id"])
    assert (told["pattern"], told["first"], told["last"]) == ("P-2", 1, 24)
    assert told["filled"] == [[1, 10]]
    assert carried["heats"][0]["pours"][0]["moulds"] == ["P-2 1–10"]
    lab = Phone(cast.lab).day()["moulds"]
    assert lab == {"limits": {}, "sand": [], "cores": [], "runs": []}
    assert Phone(cast.owner_b).day()["moulds"]["runs"] == []


def test_two_phones_that_closed_the_same_numbers_keep_both_and_hold_both(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    other = Phone(cast.owner)
    one, two = closed(phone, order), closed(other, order, pattern="p-2", first=20, last=30)
    pour = poured(phone, cast, order)
    assert phone.tell(one, filled(phone, pour, one)) == ["applied"] * 2
    counted = phone.fact("castings.counted", [pour["id"]], pour=pour["id"], quantity=24)
    phone.tell(counted)
    assert held() == set()
    assert other.tell(two) == ["conflict"]
    codes = set(MouldRun.objects.values_list("code", flat=True))
    assert len(codes) == 2
    lot = CastingLot.objects.get().code
    assert codes | {lot} <= held(), "its castings are held until a person has looked"
    conflict = Conflict.objects.get()
    assert conflict.is_recorded
    assert "P-2" in conflict.sentence
    let_stand(conflict=conflict, because="Nomor 20-24 ganda", by=cast.lab, at=timezone.now())
    assert [each["state"] for each in other.send()["later"]] == ["applied"]


def test_numbers_that_two_runs_share_with_a_third_hold_all_three(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    low, high = closed(phone, order, first=1, last=10), closed(phone, order, first=11, last=20)
    third = closed(phone, order, first=5, last=15)
    assert phone.tell(low, high, third) == ["applied", "applied", "conflict"]
    assert held() == set(MouldRun.objects.values_list("code", flat=True))


def test_moulds_that_two_ladles_filled_keep_both_and_hold_what_came_of_them(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    run, first = closed(phone, order), poured(phone, cast, order)
    phone.tell(run, filled(phone, first, run, last=12))
    second = pour_of(phone, first["data"]["heat"], ago=3)
    counts = [
        phone.fact("castings.counted", [each["id"]], pour=each["id"], quantity=12)
        for each in (first, second)
    ]
    assert phone.tell(second, *counts) == ["applied"] * 3
    assert phone.tell(filled(phone, second, run, first=12, last=24)) == ["conflict"]
    assert FilledMoulds.objects.count() == 2
    lots = set(CastingLot.objects.values_list("code", flat=True))
    assert lots | {MouldRun.objects.get().code} == held()


@pytest.mark.parametrize("what", ["sand", "cores"])
def test_what_is_on_hold_and_was_used_is_written_down_and_its_castings_held(
    cast: Cast, order: WorkOrder, phone: Phone, what: str
) -> None:
    made = {
        "sand": phone.fact("sand.mixed", ago=70),
        "cores": phone.fact("cores.made", ago=70, core_box="KI-2", quantity=60),
    }[what]
    phone.tell(made)
    model: Any = {"sand": SandBatch, "cores": CoreLot}[what]
    node: Node = model.objects.get().node
    raise_nonconformity(root=node, reason="Basah", by=cast.lab, at=timezone.now())
    key = {"sand": "sand_batch", "cores": "core_lot"}[what]
    assert Phone(cast.owner).day()["moulds"][what] == [], "nobody is offered it any more"
    run = closed(phone, order, made, **{key: made["id"]})
    assert phone.tell(run) == ["conflict"]
    assert node.code in Conflict.objects.get().sentence
    pour = poured(phone, cast, order)
    counted = phone.fact("castings.counted", [pour["id"]], pour=pour["id"], quantity=24)
    assert phone.tell(filled(phone, pour, run), counted) == ["conflict", "applied"]
    lot = CastingLot.objects.get()
    assert {node.code, MouldRun.objects.get().code, lot.code} == held()


def test_a_phone_that_missed_a_correction_still_names_its_run(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    run, pour = closed(phone, order), poured(phone, cast, order)
    phone.tell(run)
    correct_moulds(
        run=MouldRun.objects.get(),
        last=20,
        because="Hanya 20",
        by=cast.operator,
        at=timezone.now(),
    )
    [told] = Phone(cast.owner).day()["moulds"]["runs"]
    assert (told["id"], told["last"]) == (run["id"], 20)
    assert phone.tell(filled(phone, pour, run), filled(phone, pour, run, last=20)) == [
        "refused",
        "applied",
    ]
    assert phone.day()["moulds"]["runs"][0]["filled"] == [[1, 20]]
    sentence = ToldFact.objects.get(state="refused").sentence
    assert "1–20" in sentence
    assert "Hanya 20" in sentence


def test_a_phone_names_sand_that_was_corrected_since(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    sand = phone.fact("sand.mixed", moisture_pct="3.4")
    phone.tell(sand)
    batch, who = SandBatch.objects.get(), Told(by=cast.lab, at=timezone.now())
    correct_sand(batch=batch, moisture_pct=Decimal("4.3"), because="Terbalik", **who)
    [told] = phone.day()["moulds"]["sand"]
    assert told["id"] == sand["id"]
    run = closed(phone, order, sand, sand_batch=sand["id"])
    assert phone.tell(run) == ["applied"]
    assert phone.day()["moulds"]["runs"][0]["sand_batch"] == sand["id"]


def test_a_phone_names_cores_that_were_corrected_since(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    cores = phone.fact("cores.made", core_box="KI-2", quantity=60)
    phone.tell(cores)
    lot, who = CoreLot.objects.get(), Told(by=cast.lab, at=timezone.now())
    correct_cores(lot=lot, quantity=66, because="Salah hitung", **who)
    [told] = phone.day()["moulds"]["cores"]
    assert (told["id"], told["quantity"]) == (cores["id"], 66)
    run = closed(phone, order, cores, core_lot=cores["id"])
    assert phone.tell(run) == ["applied"]
    assert phone.day()["moulds"]["runs"][0]["core_lot"] == cores["id"]


def test_what_was_taken_back_is_empty_again_on_the_phone(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    run, pour = closed(phone, order), poured(phone, cast, order)
    phone.tell(run, filled(phone, pour, run, last=10))
    wrong, who = FilledMoulds.objects.get(), Told(by=cast.operator, at=timezone.now())
    take_back_filling(filled=wrong, because="Ladel lain", **who)
    carried = phone.day()
    assert carried["moulds"]["runs"][0]["filled"] == []
    assert carried["heats"][0]["pours"][0]["moulds"] == []
    assert phone.tell(filled(phone, pour, run, last=12)) == ["applied"]


def test_a_pour_does_not_wait_for_its_moulds(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    facts = heat_of(phone, cast, order)
    run = closed(phone, order)
    pour = pour_of(phone, facts[0]["id"])
    counted = phone.fact("castings.counted", [pour["id"]], pour=pour["id"], quantity=24)
    named = filled(phone, pour, run)
    phone.tell(*facts, run)
    assert phone.tell(pour, named, counted) == ["waiting"] * 3
    release(cast)
    assert {each["state"] for each in phone.send()["later"]} == {"applied"}


def test_the_neighbour_and_the_lab_close_no_moulds_here(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    run = closed(phone, order)
    phone.tell(run)
    pour = poured(phone, cast, order)
    for person in (cast.owner_b, cast.lab, cast.stranger):
        theirs = Phone(person)
        mine = closed(theirs, order, first=40, last=50)
        told = theirs.tell(mine, filled(theirs, pour, run))
        # What another co-operative told is not there for a stranger, and may still come.
        assert told == ["refused", "waiting" if person == cast.stranger else "refused"]
    assert MouldRun.objects.count() == 1
    assert Phone(cast.lab).tell(Phone(cast.lab).fact("sand.mixed")) == ["refused"]
