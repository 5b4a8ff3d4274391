"""The desk decides what phones told differently, and shuts a lost phone out."""

from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from rantai.portal import telling
from rantai.records.inbox.pace import Pace
from rantai.records.inbox.resolving import set_aside
from rantai.records.models import Conflict, Device, FactState, ToldFact
from tests.cast import Cast
from tests.rantai.portal.phone import Phone, conflict_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.planner)
    return client


def test_nothing_told_yet_says_what_will_appear(desk: Client) -> None:
    page = desk.get("/telepon/").content.decode()
    assert "Belum ada perangkat" in page
    assert "Tidak ada pertentangan" in page


def test_a_conflict_is_decided_with_a_reason(cast: Cast, desk: Client) -> None:
    conflict = conflict_of(cast)
    address = f"/telepon/pertentangan/{conflict.pk}/"
    assert address in desk.get("/telepon/").content.decode()
    assert address in desk.get("/").content.decode()
    page = desk.get(address).content.decode()
    assert "29" in page
    silent = desk.post(address, {"verdict": "aside", "because": " "})
    assert silent.status_code == 200
    assert Conflict.objects.get().resolved_at is None
    desk.post(address, {"verdict": "aside", "because": "Hitungan pertama benar"})
    assert ToldFact.objects.get().state == FactState.SET_ASIDE
    assert Conflict.objects.get().because == "Hitungan pertama benar"
    again = desk.post(address, {"verdict": "aside", "because": "Sekali lagi"}, follow=True)
    assert "Baru saja ada yang memutuskan" in again.content.decode()


def test_a_desk_that_decides_in_a_rush_waits_for_nothing(cast: Cast, desk: Client) -> None:
    conflict = conflict_of(cast)
    with patch.object(telling, "PACE", Pace(quiet=-1)), patch.object(telling, "tell_news") as told:
        desk.post(
            f"/telepon/pertentangan/{conflict.pk}/",
            {"verdict": "stands", "because": "Hitungan ini benar"},
        )
    told.assert_called_once()
    assert ToldFact.objects.get().state == FactState.WAITING


def test_a_phone_that_came_while_the_desk_decided_hears_of_it(cast: Cast) -> None:
    phone = Phone(cast.operator)
    told = phone.fact("note.written", about="L-1", text="Api kecil")
    assert phone.tell(told) == ["refused"]
    fact = ToldFact.objects.get()
    ToldFact.objects.filter(cooperative=cast.cooperative).update(state=FactState.CONFLICT)
    conflict = Conflict.objects.create(
        cooperative=cast.cooperative, told=fact, is_recorded=False, opened_at=fact.received_at
    )
    sent = timezone.now()
    assert phone.send()["later"] == []
    set_aside(conflict=conflict, because="Salah", by=cast.planner, at=sent)
    assert [each["state"] for each in phone.send()["later"]] == ["set_aside"]


def test_a_lost_phone_is_signed_out_at_the_desk(cast: Cast, desk: Client) -> None:
    device = conflict_of(cast).told.device
    on_the_phone = Client()
    on_the_phone.force_login(cast.operator)
    desk.post(f"/telepon/{device.pk}/keluar/")
    assert on_the_phone.get("/").status_code == 302, "its open page registers it no more"
    assert desk.get("/telepon/").status_code == 200, "the desk itself stays signed in"
    assert Device.objects.get().signed_out_by == cast.planner
    assert "Dikeluarkan" in desk.get("/telepon/").content.decode()


def test_a_workshop_and_a_customer_find_no_such_desk(cast: Cast, client: Client) -> None:
    for account in (cast.operator, cast.owner, cast.customer_engineer, cast.treasurer):
        client.force_login(account)
        assert client.get("/telepon/").status_code == 404
