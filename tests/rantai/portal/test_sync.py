"""Facts told by phones: once, whole, in any order; conflicts shown and never overwritten."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from rantai.machines.actions import report_breakdown
from rantai.members.models import Duty, Skill, SkillRule
from rantai.parts.models import Approval
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.portal.inbox import ROOMS
from rantai.quality.actions import raise_nonconformity
from rantai.quality.models import Nonconformity
from rantai.records.inbox.devices import sign_out_device
from rantai.records.inbox.kinds import Made, Telling
from rantai.records.inbox.resolving import IsRecorded, let_stand, set_aside
from rantai.records.models import Account, Conflict, FactState, ToldFact
from rantai.shopfloor.actions import record_readings, release_heat
from rantai.shopfloor.models import CastingLot, Charge, Heat, MaterialLot, Pour, Sample, Scrap
from rantai.traceability.actions import release as lift
from rantai.traceability.models import Node
from rantai.traceability.queries import origin_ids
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.shopfloor.story import INSIDE, accepted_order, pig_iron

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still_approved(cast: Cast) -> None:
    """The cast lives in 2019 and a phone in its own now."""
    Approval.objects.filter(cooperative=cast.cooperative).update(
        valid_until=timezone.localdate() + timedelta(days=30)
    )


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return accepted_order(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast.operator)


def heat_of(phone: Phone, cast: Cast, order: WorkOrder, ago: int = 60) -> list[dict[str, Any]]:
    """A heat opened, charged and sampled without signal."""
    lot = pig_iron(cast)
    opened = phone.fact("heat.opened", ago=ago, work_order=order.code, furnace=cast.furnace.code)
    heat = opened["id"]
    return [
        opened,
        phone.fact(
            "charge.loaded", [heat], ago - 5, heat=heat, material_lot=lot.code, mass_kg="400.5"
        ),
        phone.fact("sample.taken", [heat], ago - 40, heat=heat),
    ]


def release(cast: Cast, minutes_ago: int = 15) -> Heat:
    """The lab reads the sample and says yes."""
    sample = Sample.objects.get()
    at = timezone.now() - timedelta(minutes=minutes_ago)
    cast.spectrometer.calibrated_until = timezone.localdate() + timedelta(days=9)
    cast.spectrometer.save()
    record_readings(sample=sample, instrument=cast.spectrometer, values=INSIDE, by=cast.lab, at=at)
    release_heat(heat=sample.heat, ground="Dalam batas", by=cast.lab, at=at)
    return Heat.objects.get(cooperative=cast.cooperative, pk=sample.heat_id)


def pour_of(phone: Phone, heat: str, ago: int = 5) -> dict[str, Any]:
    ended = phone.now() - timedelta(minutes=ago)
    fact = phone.fact(
        "pour.recorded",
        [heat],
        ago,
        heat=heat,
        temperature_c=1395,
        mass_kg="360",
        inoculated_at=(ended - timedelta(minutes=4)).isoformat(),
        ended_at=ended.isoformat(),
    )
    fact["occurred_at"] = ended.isoformat()
    return fact


def test_a_heat_told_once_or_thrice_is_one_heat(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    facts = heat_of(phone, cast, order)
    assert phone.tell(*facts) == ["applied"] * 3
    assert phone.tell(*facts, *facts) == ["applied"] * 6
    heat = Heat.objects.get()
    assert Charge.objects.get().mass_kg == Decimal("400.5")
    assert Sample.objects.get().heat == heat
    assert {each["code"] for each in phone.send(*facts)["answers"][:2]} == {heat.code}


def test_a_mass_too_small_to_be_kept_is_told_back(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    opened, charged, _sampled = heat_of(phone, cast, order)
    little = {**charged, "data": {**charged["data"], "mass_kg": "0.004"}}
    told = phone.send(opened, little)["answers"]
    assert [each["state"] for each in told] == ["applied", "malformed"]
    assert "mass_kg" in told[1]["sentence"]
    assert not Charge.objects.exists()


def test_facts_out_of_order_wait_for_their_cause(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    opened, charged, sampled = heat_of(phone, cast, order)
    assert phone.tell(sampled) == ["waiting"]
    assert phone.tell(charged) == ["waiting"]
    answer = phone.send(opened)
    assert answer["answers"][0]["state"] == "applied"
    assert {each["state"] for each in answer["later"]} == {"applied"}
    assert len(answer["later"]) == 2


def test_a_whole_heat_reaches_the_trace(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    facts = heat_of(phone, cast, order)
    phone.tell(*facts)
    heat = release(cast)
    poured = pour_of(phone, facts[0]["id"])
    counted = phone.fact("castings.counted", [poured["id"]], 1, pour=poured["id"], quantity=30)
    scrapped = phone.fact(
        "scrap.recorded",
        [counted["id"]],
        lot=counted["id"],
        quantity=2,
        defect="B1",
        place="workshop",
    )
    assert phone.tell(scrapped, counted, poured) == ["applied"] * 3
    lot = CastingLot.objects.get()
    assert (str(lot.pk), lot.heat, lot.quantity) == (counted["id"], heat, 30)
    assert Scrap.objects.get().quantity == 2
    assert not Node.objects.get(pk=lot.node_id).is_held
    assert set(ToldFact.objects.values_list("state", flat=True)) == {FactState.APPLIED}


def test_a_pour_waits_for_the_labs_word(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    facts = heat_of(phone, cast, order)
    phone.tell(*facts)
    poured = pour_of(phone, facts[0]["id"])
    answer = phone.send(poured)["answers"][0]
    assert answer["state"] == "waiting"
    assert "lab" in answer["sentence"].lower()
    release(cast)
    assert phone.day()["outcomes"][-1]["state"] == "applied"
    assert str(Pour.objects.get().pk) == poured["id"]


def test_iron_poured_before_the_release_is_written_down_and_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    poured = pour_of(phone, facts[0]["id"], ago=10)
    phone.tell(*facts, poured)
    heat = release(cast, minutes_ago=2)
    answer = phone.send()
    assert [each["state"] for each in answer["later"]] == ["conflict"]
    assert Pour.objects.get().heat == heat
    assert Node.objects.get(pk=heat.node_id).is_held
    assert Conflict.objects.get().is_recorded


def test_a_withdrawn_order_keeps_the_heat_and_holds_it(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    WorkOrder.objects.filter(cooperative=cast.cooperative, pk=order.pk).update(
        status=WorkOrderStatus.DECLINED
    )
    assert phone.tell(*facts) == ["conflict", "applied", "applied"]
    heat = Heat.objects.get()
    assert Node.objects.get(pk=heat.node_id).is_held
    conflict = Conflict.objects.get()
    with pytest.raises(IsRecorded):
        set_aside(conflict=conflict, because="Salah", by=cast.planner, at=timezone.now())
    let_stand(conflict=conflict, because="Sudah cair", by=cast.planner, at=timezone.now())
    told = phone.send()["later"]
    assert [each["state"] for each in told] == ["applied"]
    assert "Sudah cair" in told[0]["sentence"]
    assert Nonconformity.objects.count() == 1


def test_iron_melted_in_a_furnace_found_broken_is_written_down_and_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    report_breakdown(
        machine=cast.furnace,
        broke_at=timezone.now(),
        what="Lining retak",
        by=cast.owner,
        at=timezone.now(),
    )
    assert phone.tell(*facts) == ["conflict", "applied", "applied"]
    assert Node.objects.get(pk=Heat.objects.get().node_id).is_held
    assert Conflict.objects.get().is_recorded


def test_a_lot_overdrawn_is_written_down_and_the_heat_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    opened, charged, _sampled = heat_of(phone, cast, order)
    charged["data"]["mass_kg"] = "6000"
    assert phone.tell(opened, charged) == ["applied", "conflict"]
    assert Charge.objects.get().mass_kg == 6000
    more = phone.fact("charge.loaded", [opened["id"]], 3, **charged["data"])
    assert phone.tell(more) == ["conflict"]
    assert Nonconformity.objects.count() == 1, "one stop for all shovels of the lot"
    assert Node.objects.get(pk=Heat.objects.get().node_id).is_held


def test_iron_charged_from_a_lot_on_hold_is_written_down_and_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    lot = MaterialLot.objects.get(code=facts[1]["data"]["material_lot"])
    raise_nonconformity(root=lot.node, reason="Timbal", by=cast.lab, at=timezone.now())
    assert phone.tell(*facts) == ["applied", "conflict", "applied"]
    heat = Charge.objects.get().heat
    assert lot.node_id in origin_ids(heat.node)
    assert lot.code in Conflict.objects.get().sentence
    assert Node.objects.get(pk=heat.node_id).is_held


def test_a_heat_begun_after_its_approval_ended_is_written_down_and_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    yesterday = timezone.localdate() - timedelta(days=1)
    Approval.objects.filter(cooperative=cast.cooperative).update(valid_until=yesterday)
    assert phone.tell(*facts) == ["conflict", "applied", "applied"]
    assert Node.objects.get(pk=Heat.objects.get().node_id).is_held


def test_a_heat_that_nobody_there_may_open_is_written_down_and_held(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    skill = Skill.objects.create(cooperative=cast.cooperative, code="LEBUR", name="Melebur")
    SkillRule.objects.create(
        cooperative=cast.cooperative,
        job=Duty.OPEN_HEAT,
        skill=skill,
        refuses=True,
        valid_from=timezone.localdate() - timedelta(days=9),
    )
    assert phone.tell(*heat_of(phone, cast, order)) == ["conflict", "applied", "applied"]
    assert Node.objects.get(pk=Heat.objects.get().node_id).is_held


def test_what_is_in_conflict_stays_held_when_another_hold_on_it_is_lifted(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    one = phone.fact("heat.opened", ago=20, work_order=order.code, furnace=cast.furnace.code)
    two = phone.fact("heat.opened", ago=18, work_order=order.code, furnace=cast.furnace.code)
    assert phone.tell(one) == ["applied"]
    node = Heat.objects.get().node
    raised = raise_nonconformity(root=node, reason="Timbal", by=cast.lab, at=timezone.now())
    assert phone.tell(two) == ["conflict"]
    lift(opened=raised.hold, at=timezone.now())
    nodes = Node.objects.filter(pk__in=Heat.objects.values("node"))
    assert [node.is_held for node in nodes] == [True, True]


def test_one_ladle_counted_by_two_phones_keeps_both_counts(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    other = Phone(cast.owner)
    facts = heat_of(phone, cast, order)
    phone.tell(*facts)
    release(cast)
    poured = pour_of(phone, facts[0]["id"])
    phone.tell(poured)
    first = phone.fact("castings.counted", [poured["id"]], pour=poured["id"], quantity=30)
    second = other.fact("castings.counted", [poured["id"]], pour=poured["id"], quantity=29)
    assert phone.tell(first) == ["applied"]
    assert other.tell(second) == ["conflict"]
    lot = CastingLot.objects.get()
    assert lot.quantity == 30
    assert Node.objects.get(pk=lot.node_id).is_held
    set_aside(
        conflict=Conflict.objects.get(),
        because="Dihitung ulang: 30",
        by=cast.lab,
        at=timezone.now(),
    )
    assert [each["state"] for each in other.send()["later"]] == ["set_aside"]
    assert other.day()["conflicts"][0]["resolution"] == "Dihitung ulang: 30"


def test_two_phones_that_tap_one_heat_hold_both(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    other = Phone(cast.owner)
    one = phone.fact("heat.opened", ago=20, work_order=order.code, furnace=cast.furnace.code)
    two = other.fact("heat.opened", ago=18, work_order=order.code, furnace=cast.furnace.code)
    assert phone.tell(one) == ["applied"]
    assert other.tell(two) == ["conflict"]
    nodes = Node.objects.filter(pk__in=Heat.objects.values("node"))
    assert [node.is_held for node in nodes] == [True, True]


def test_a_heat_between_two_of_its_furnace_holds_both(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    first, last, between = (
        phone.fact("heat.opened", ago=ago, work_order=order.code, furnace=cast.furnace.code)
        for ago in (70, 20, 45)
    )
    assert phone.tell(first, last, between) == ["applied", "applied", "conflict"]
    assert Node.objects.filter(open_holds__gt=0).count() == 3


def test_a_clock_that_runs_ahead_is_corrected(cast: Cast, order: WorkOrder) -> None:
    phone = Phone(cast.operator, ahead=timedelta(hours=3))
    phone.tell(*heat_of(phone, cast, order, ago=60))
    started = Heat.objects.get().started_at
    assert abs(timezone.now() - timedelta(minutes=60) - started) < timedelta(seconds=20)
    told = ToldFact.objects.order_by("pk")[0]
    assert told.device_time > timezone.now()
    assert abs(told.skew_ms + 3 * 3_600_000) < 20_000


def test_a_slow_contact_puts_no_fact_before_its_cause(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    """Told over a line of half a minute, a heat seems to begin after the charge that it got."""
    opened, charged, _sampled = heat_of(phone, cast, order)
    charged["occurred_at"] = opened["occurred_at"]
    sent_at = (phone.now() - timedelta(seconds=30)).isoformat()
    batch = {"sent_at": sent_at, "facts": [opened]}
    phone.client.post("/api/sync", batch, content_type="application/json", headers=phone.bearer)
    assert phone.tell(charged) == ["applied"]
    assert Charge.objects.get().occurred_at == Heat.objects.get().started_at


def test_no_fact_comes_before_what_its_cause_rests_on(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    """Two slow contacts: the note's cause is in time, but that cause's own cause came later."""
    opened, charged, _sampled = heat_of(phone, cast, order)
    noted = phone.fact("note.written", [charged["id"]], about=charged["id"], text="Api kecil")
    charged["occurred_at"] = noted["occurred_at"] = opened["occurred_at"]
    sent_at = (phone.now() - timedelta(seconds=30)).isoformat()
    batch = {"sent_at": sent_at, "facts": [opened]}
    phone.client.post("/api/sync", batch, content_type="application/json", headers=phone.bearer)
    moments: list[datetime] = []
    kind = ROOMS.kinds["note.written"]

    def heard(telling: Telling, data: Any) -> Made:
        moments.append(telling.occurred_at)
        return kind.apply(telling, data)

    with patch.dict(ROOMS.kinds, {kind.name: replace(kind, apply=heard)}):
        assert phone.tell(charged, noted) == ["applied"] * 2
    assert moments == [Heat.objects.get().started_at]


def test_one_bad_fact_harms_no_other(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    opened, charged, sampled = heat_of(phone, cast, order)
    charged["data"]["mass_kg"] = "banyak"
    strange = phone.fact("heat.flown", heat="x")
    unnamed = {"kind": "heat.opened"}
    answers = phone.send(opened, charged, strange, unnamed, sampled)["answers"]
    assert [each["state"] for each in answers] == [
        "applied",
        "malformed",
        "malformed",
        "malformed",
        "applied",
    ]
    assert "mass_kg" in answers[1]["sentence"]
    assert all(each["remedy"] for each in answers[1:4])
    assert ToldFact.objects.count() == 2


def test_half_a_character_harms_no_other_record(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    """A text cut in the middle of a picture sign, as a phone sends it."""
    opened, charged, sampled = heat_of(phone, cast, order)
    half = phone.fact("note.written", about="L-1", text="Api \ud83d")
    answers = phone.send(opened, half, charged, sampled)["answers"]
    assert [each["state"] for each in answers] == ["applied", "malformed", "applied", "applied"]
    assert "text" in answers[1]["sentence"]
    nowhere = phone.fact("note.written", about="L-1", text="Api")
    nowhere["data"]["\ud83d"] = 1
    assert phone.tell(nowhere) == ["malformed"]


def test_a_name_given_twice_to_different_facts_is_told(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    opened, _charged, sampled = heat_of(phone, cast, order)
    phone.tell(opened)
    sampled["id"] = opened["id"]
    assert phone.tell(sampled) == ["malformed"]


def test_refused_facts_say_why_and_take_their_followers_along(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    facts[0]["data"]["furnace"] = cast.furnace_b.code
    answers = phone.send(*facts)["answers"]
    assert [each["state"] for each in answers] == ["refused"] * 3
    assert all(each["sentence"] and each["remedy"] for each in answers)


def test_a_stranger_reaches_nothing(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    foreign = Phone(cast.stranger)
    theirs = foreign.fact("heat.opened", work_order=order.code, furnace=cast.furnace.code)
    assert foreign.tell(theirs) == ["refused"]
    neighbour = Phone(cast.owner_b)
    facts = heat_of(phone, cast, order)
    phone.tell(*facts)
    heat = Heat.objects.get().code
    assert neighbour.tell(neighbour.fact("sample.taken", heat=heat)) == ["refused"]
    assert foreign.day()["heats"] == []
    assert [each["code"] for each in phone.day()["heats"]] == [heat]


def test_a_lost_phone_is_shut_out(cast: Cast, phone: Phone) -> None:
    sign_out_device(device=phone.device, by=cast.planner, at=timezone.now())
    assert phone.send(status=401)["code"] == "device_signed_out"
    answer = Client().post("/api/sync", {}, headers={"authorization": "Bearer x.y"})
    assert (answer.status_code, answer.json()["code"]) == (401, "device_unknown")


def test_a_signed_in_person_makes_a_phone_theirs(cast: Cast) -> None:
    client = Client()
    body = {"id": str(uuid4()), "name": "HP Budi"}
    anonymous = client.post("/api/sync/device", body, content_type="application/json")
    assert anonymous.status_code == 302
    client.force_login(cast.operator)
    given = client.post("/api/sync/device", body, content_type="application/json")
    assert given.status_code == 201
    bearer = {"authorization": f"Bearer {given.json()['device']}.{given.json()['token']}"}
    assert client.get("/api/sync/day", headers=bearer).status_code == 200
    client.force_login(cast.owner)
    taken = client.post("/api/sync/device", body, content_type="application/json")
    assert taken.status_code == 409


def test_the_next_shifts_phone_carries_the_running_clocks_and_the_notes(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    facts = heat_of(phone, cast, order)
    heat = facts[0]["id"]
    tapped = phone.fact("heat.tapped", [heat], 9, heat=heat)
    inoculated = phone.fact("heat.inoculated", [heat], 8, heat=heat, ladle=1)
    noted = phone.fact("note.written", [heat], 7, about=heat, text="Ladel dua lambat")
    told = [*facts, tapped, inoculated, noted]
    assert phone.tell(*told, tapped) == ["applied"] * 7
    next_shift = Phone(cast.owner)
    [carried] = next_shift.day()["heats"]
    assert set(carried["clocks"]) == {"tapped", "inoculated"}
    assert [each["text"] for each in carried["remarks"]] == ["Ladel dua lambat"]
    release(cast)
    assert next_shift.tell(pour_of(next_shift, heat)) == ["applied"]
    [carried] = phone.day()["heats"]
    assert set(carried["clocks"]) == {"tapped"}, "the ladle is poured, and its clock ended"


def test_the_day_is_told_once(cast: Cast, order: WorkOrder, phone: Phone) -> None:
    first = phone.client.get("/api/sync/day", headers=phone.bearer)
    again = {**phone.bearer, "if-none-match": first["ETag"]}
    assert phone.client.get("/api/sync/day", headers=again).status_code == 304
    carried = json.loads(first.content)
    told = carried["orders"][0]
    assert told["code"] == order.code
    assert {"element": "C", "min": "3.2", "max": "3.4"} in told["windows"]
    assert told["plan"]["items"][0]["reaction"]
    assert carried["furnaces"][0]["code"] == cast.furnace.code


def test_a_courier_carries_only_what_the_writer_signed(
    cast: Cast, order: WorkOrder, phone: Phone
) -> None:
    courier = Phone(cast.owner)
    fact = phone.fact("heat.opened", ago=9, work_order=order.code, furnace=cast.furnace.code)
    fact["occurred_at"] = f"{timezone.now() - timedelta(minutes=9):%Y-%m-%dT%H:%M:%S}.000Z"
    data = json.dumps(fact["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    message = f"{fact['id']}|heat.opened|{fact['occurred_at']}|{data}".encode()
    key = hashlib.sha256(phone.secret.encode()).digest()
    mac = hmac.new(key, message, hashlib.sha256).hexdigest()
    forged = {**fact, "writer": {"device": str(phone.device.pk), "mac": mac[::-1]}}
    assert courier.tell(forged) == ["malformed"]
    signed = {**fact, "writer": {"device": str(phone.device.pk), "mac": mac}}
    Account.objects.filter(pk=cast.operator.pk).update(is_active=False)
    assert courier.tell(signed) == ["malformed"], "who may tell nothing sends nobody either"
    Account.objects.filter(pk=cast.operator.pk).update(is_active=True)
    assert courier.tell(signed) == ["applied"]
    assert Heat.objects.get().started_by == cast.operator


def test_the_contract_names_every_kind(db: None) -> None:
    told = Client().get("/api/sync/openapi.json").json()
    assert "castings.counted" in told["components"]["schemas"]["Envelope"]["description"]
