"""Moulds in the browser: closed, filled, listed, and judged by dated limits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rantai.parts.models import Approval
from rantai.plans.models import WorkOrder
from rantai.records.models import Account
from rantai.shopfloor.actions import count_castings, fill_moulds
from rantai.shopfloor.models import CoreLot, FilledMoulds, MouldLimit, MouldRun, SandBatch
from rantai.traceability.actions import hold
from tests.cast import Cast
from tests.rantai.shopfloor.moulds import cores, moulds, sand
from tests.rantai.shopfloor.story import accepted_order, poured, released_heat

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    Approval.objects.filter(cooperative=cast.cooperative).update(valid_until="2099-12-31")
    return accepted_order(cast)


def signed_in(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


def closing(order: WorkOrder, **said: Any) -> dict[str, Any]:
    told = {"work_order": order.pk, "pattern": "P-2", "first": "1", "last": "24", "hardness": ""}
    return {**told, "sand_batch": "", "core_lot": "", "occurred_at": "", **said}


def test_a_floor_without_moulds_says_what_they_are_for(cast: Cast, order: WorkOrder) -> None:
    for person in (cast.operator, cast.owner_b, cast.lab, cast.planner):
        page = signed_in(person).get("/cetakan/").content.decode()
        assert "Belum ada cetakan" in page


def test_moulds_are_closed_of_sand_and_cores_that_were_just_made(
    cast: Cast, order: WorkOrder
) -> None:
    operator = signed_in(cast.operator)
    operator.post("/cetakan/pasir/", {"moisture_pct": "3,4", "occurred_at": ""})
    operator.post(
        "/cetakan/inti/", {"core_box": "KI-2", "quantity": "60", "binder": "", "usable_until": ""}
    )
    batch, lot = SandBatch.objects.get(), CoreLot.objects.get()
    form = operator.get("/cetakan/tutup/").content.decode()
    assert batch.code in form
    assert lot.code in form
    said = closing(order, hardness="85", sand_batch=batch.code, core_lot=lot.code)
    answer = operator.post("/cetakan/tutup/", said, follow=True)
    run = MouldRun.objects.get()
    assert run.code in answer.content.decode()
    assert (run.sand_batch, run.core_lot, run.hardness) == (batch, lot, 85)


def test_the_last_run_is_offered_but_never_its_hardness(cast: Cast, order: WorkOrder) -> None:
    now = timezone.now()
    batch = sand(cast, at=now)
    moulds(cast, order, at=now, sand_batch=batch)
    form = signed_in(cast.operator).get("/cetakan/tutup/").context["form"]
    assert form.initial["pattern"] == "P-2"
    assert form.initial["first"] == 25
    assert form.initial["sand_batch"] == batch.code
    assert form["hardness"].value() is None


def test_the_order_that_still_wants_castings_is_offered(cast: Cast, order: WorkOrder) -> None:
    complete = accepted_order(cast, quantity=30)
    WorkOrder.objects.filter(cooperative=cast.cooperative, pk=complete.pk).update(
        due_on=date(2019, 1, 1)
    )
    ladle = poured(cast, released_heat(cast, complete))
    count_castings(pour=ladle, quantity=30, by=cast.operator, at=cast.at)
    form = signed_in(cast.operator).get("/cetakan/tutup/").context["form"]
    assert form.initial["work_order"] == order


def test_a_refusal_keeps_what_was_typed(cast: Cast, order: WorkOrder) -> None:
    moulds(cast, order, at=timezone.now())
    operator = signed_in(cast.operator)
    answer = operator.post("/cetakan/tutup/", closing(order, last="30")).content.decode()
    assert "sudah ditutup" in answer
    assert 'value="30"' in answer
    for wrong in ({"hardness": "850"}, {"first": "nol"}, {"last": "99999999999"}, {"pattern": ""}):
        assert operator.post("/cetakan/tutup/", closing(order, **wrong)).status_code == 200
    assert MouldRun.objects.count() == 1


def test_sand_on_hold_is_not_offered(cast: Cast, order: WorkOrder) -> None:
    batch = sand(cast, at=timezone.now())
    hold(root=batch.node, reason="Pasir basah", by=cast.lab, at=cast.at)
    operator = signed_in(cast.operator)
    assert batch.code not in operator.get("/cetakan/tutup/").content.decode()
    assert "Ditahan" in operator.get("/cetakan/").content.decode()


def test_a_ladle_is_told_its_moulds_after_it_was_poured(cast: Cast, order: WorkOrder) -> None:
    heat = released_heat(cast, order)
    operator, address = signed_in(cast.operator), f"/leburan/{heat.code}/cetakan/"
    assert "Belum ada ladel" in operator.get(address).content.decode()
    pour = poured(cast, heat)
    assert "Tidak ada cetakan kosong" in operator.get(address).content.decode()
    run = moulds(cast, order, at=timezone.now())
    said = {"pour": pour.pk, "run": run.pk, "first": "", "last": ""}
    page = operator.post(address, {**said, "last": "12"}, follow=True).content.decode()
    assert run.code in page
    operator.post(address, {**said, "first": "14"})
    spans = FilledMoulds.objects.order_by("first").values_list("first", "last")
    assert list(spans) == [(1, 12), (14, 14)]
    again = operator.post(address, {**said, "first": "12", "last": "13"}).content.decode()
    assert "sudah terisi" in again
    for person in (cast.owner_b, cast.stranger, cast.lab):
        assert signed_in(person).get(address).status_code == 404


def test_a_slip_is_put_right_and_stays_readable(cast: Cast, order: WorkOrder) -> None:
    run = moulds(cast, order, at=timezone.now(), hardness=8)
    operator, address = signed_in(cast.operator), f"/cetakan/{run.code}/koreksi/"
    assert address in operator.get(f"/telusur/{run.code}/").content.decode()
    said = {"pattern": "", "first": "", "last": "", "hardness": "85", "because": ""}
    nothing = operator.post(address, {**said, "hardness": "", "because": "x"})
    assert nothing.context["form"].errors
    assert MouldRun.objects.count() == 1
    assert "P-2 · 1–24" in operator.post(address, said).content.decode()
    page = operator.post(address, {**said, "because": "Salah ketik"}, follow=True).content.decode()
    assert "P-2 · 1–24 8: Salah ketik" in page
    assert "mengoreksi" in page
    assert "menutup cetakan" in page, "the trail hangs on the run, not on one fact of it"
    assert MouldRun.objects.current().get().hardness == 85
    for person in (cast.owner_b, cast.stranger, cast.planner):
        assert signed_in(person).get(address).status_code == 404


def test_sand_and_cores_of_a_run_are_exchanged_and_sand_tested_again(
    cast: Cast, order: WorkOrder
) -> None:
    now = timezone.now()
    wrong, right = sand(cast, at=now), sand(cast, at=now)
    run = moulds(cast, order, at=now, sand_batch=wrong)
    operator, address = signed_in(cast.operator), f"/cetakan/{run.code}/koreksi/"
    said = {"pattern": "", "first": "", "last": "", "hardness": "", "because": "Salah pilih"}
    seen = operator.get(address).context["form"].initial["seen"]
    chosen = {**said, "sand_batch": right.code, "seen": seen}
    page = operator.post(address, chosen, follow=True).content.decode()
    assert f"{wrong.code}: Salah pilih" in page
    assert MouldRun.objects.current().get().sand_batch == right
    late = operator.post(address, {**chosen, "sand_batch": wrong.code})
    assert late.context["form"].errors, "somebody corrected it since this page was opened"
    assert MouldRun.objects.current().get().sand_batch == right
    address = f"/cetakan/pasir/{right.code}/koreksi/"
    assert address in operator.get(f"/telusur/{right.code}/").content.decode()
    assert operator.post(address, {"because": "x"}).context["form"].errors
    tested = {"moisture_pct": "4,3", "because": "Terbalik"}
    page = operator.post(address, tested, follow=True).content.decode()
    assert "3,4 %: Terbalik" in page
    assert "4,3" in page
    for person in (cast.owner_b, cast.stranger, cast.planner):
        assert signed_in(person).get(address).status_code == 404


def test_cores_written_wrongly_are_put_right_in_their_trace(cast: Cast) -> None:
    lot = cores(cast, binder="Kaca air")
    operator, address = signed_in(cast.operator), f"/cetakan/inti/{lot.code}/koreksi/"
    assert address in operator.get(f"/telusur/{lot.code}/").content.decode()
    assert "KI-2 · 60 · Kaca air" in operator.get(address).content.decode()
    assert operator.post(address, {"because": "x"}).context["form"].errors
    assert operator.post(address, {"quantity": "66"}).context["form"].errors
    early = {"usable_until": "2019-01-01T06:00", "because": "x"}
    assert operator.post(address, early).context["form"].errors
    said = {"quantity": "66", "core_box": "KI-3", "because": "Salah hitung"}
    page = operator.post(address, said, follow=True).content.decode()
    assert "KI-2 · 60: Salah hitung" in page
    assert "mengoreksi lot inti" in page
    assert "membuat inti" in page, "the trail hangs on the lot, not on one fact of it"
    right = CoreLot.objects.current().get()
    assert (right.code, right.quantity, right.binder) == (lot.code, 66, "Kaca air")
    for person in (cast.owner_b, cast.stranger, cast.planner):
        assert signed_in(person).get(address).status_code == 404


def test_a_filling_is_taken_back_on_the_heats_page_and_stays_struck_through(
    cast: Cast, order: WorkOrder
) -> None:
    heat = released_heat(cast, order)
    pour, run = poured(cast, heat), moulds(cast, order, at=timezone.now())
    filled = fill_moulds(pour=pour, run=run, first=1, last=9, by=cast.operator, at=cast.at)
    operator, address = (
        signed_in(cast.operator),
        f"/leburan/{heat.code}/koreksi/filling/{filled.pk}/",
    )
    assert address in operator.get(f"/leburan/{heat.code}/").content.decode()
    assert "P-2 · 1–9" in operator.get(address).content.decode()
    assert operator.post(address, {"because": ""}).status_code == 200
    page = operator.post(address, {"because": "Ladel lain"}, follow=True).content.decode()
    assert "<s>P-2 · 1–9</s>" in page
    assert "Ladel lain" in page
    assert address not in page
    assert signed_in(cast.owner_b).get(address).status_code == 404


def test_limits_are_entered_by_day(cast: Cast, order: WorkOrder) -> None:
    owner, today = signed_in(cast.owner), timezone.localdate()
    said = {"measure": "hardness", "valid_from": today.isoformat(), "low": "70", "high": "95"}
    page = owner.post("/cetakan/batas/", said, follow=True).content.decode()
    assert "70–95" in page
    assert MouldLimit.objects.get().workshop == cast.workshop_a
    assert "sudah tertulis" in owner.post("/cetakan/batas/", said).content.decode()
    moulds(cast, order, at=timezone.now(), hardness=60)
    assert "verdict-line-out" in owner.get("/cetakan/").content.decode()
    assert "70–95" in owner.get("/cetakan/tutup/").content.decode()
    assert signed_in(cast.operator).get("/cetakan/batas/").status_code == 404


def test_a_stranger_and_a_customer_find_nothing(cast: Cast, order: WorkOrder) -> None:
    run = moulds(cast, order, at=timezone.now())
    addresses = ("/cetakan/", "/cetakan/tutup/", "/cetakan/pasir/", "/cetakan/inti/")
    for address in (*addresses, "/cetakan/batas/"):
        for person in (cast.customer_engineer, cast.mentor):
            assert signed_in(person).get(address).status_code == 404, address
    for person in (cast.stranger, cast.owner_b):
        assert run.code not in signed_in(person).get("/cetakan/").content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(
    cast: Cast, order: WorkOrder, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    for each in range(12):
        batch = sand(cast, at=now)
        moulds(cast, order, pattern=f"P-{each}", at=now - timedelta(hours=1), sand_batch=batch)
    operator = signed_in(cast.operator)
    operator.get("/cetakan/")
    with django_assert_max_num_queries(14):
        operator.get("/cetakan/")
