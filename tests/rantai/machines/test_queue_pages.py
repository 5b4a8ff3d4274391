"""What each sees of the queue, and the paper for a donor."""

from datetime import timedelta

import pytest
from django.test import Client

from rantai.machines.actions import fix_queue
from rantai.machines.models import Booking, BookingStatus
from tests.cast import Cast
from tests.rantai.machines.story import RULE, queued_machine, wish


@pytest.fixture(autouse=True)
def now(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)


def test_a_member_sees_the_whole_order_but_only_its_own_purpose(cast: Cast, client: Client) -> None:
    machine = queued_machine(cast)
    theirs, mine = wish(cast, cast.owner_b), wish(cast)
    client.force_login(cast.owner)
    page = client.get(f"/mesin/{machine.code}/antrean/").content.decode()
    assert cast.workshop_b.code in page
    assert f"/pemesanan/{mine.pk}/" in page
    assert f"/pemesanan/{theirs.pk}/" not in page
    assert client.get(f"/pemesanan/{theirs.pk}/").status_code == 404
    assert cast.workshop_b.name not in page


def test_from_wish_to_fixed_time_to_use_by_the_pages(cast: Cast, client: Client) -> None:
    machine = queued_machine(cast)
    client.force_login(cast.owner)
    typed = {
        "purpose": "Selongsong",
        "family": "Bor 60",
        "minutes": "90",
        "pieces": "40",
        "due_on": "2019-04-20",
    }
    client.post(f"/mesin/{machine.code}/antrean/minta/", typed)
    booking = Booking.objects.get()
    assert booking.family == "bor 60"
    client.force_login(cast.planner)
    client.post(f"/pemesanan/{booking.pk}/keselamatan/", {"because": "Dudukan rem"})
    client.post(f"/mesin/{machine.code}/antrean/tetapkan/")
    booking.refresh_from_db()
    assert booking.is_safety
    assert booking.starts_at == cast.at
    refused = client.post(
        f"/pemesanan/{booking.pk}/selesai/",
        {"began_at": "2019-04-12T09:40", "ended_at": "2019-04-12T10:40", "pieces": "40"},
    )
    assert "field" in refused.content.decode()
    assert refused.status_code == 200
    assert Booking.objects.get().status == BookingStatus.BOOKED
    page = client.get(f"/pemesanan/{booking.pk}/")
    assert f"/pemesanan/{booking.pk}/selesai/" in page.content.decode()


def test_the_planner_decides_the_rule_and_others_do_not(cast: Cast, client: Client) -> None:
    client.force_login(cast.owner)
    assert client.get("/aturan-antrean/").status_code == 404
    client.force_login(cast.planner)
    typed = {**RULE, "safety_first": "on", "opens_at": "07:00", "closes_at": "07:00"}
    answer = client.post("/aturan-antrean/", {**typed, "valid_from": "2019-05-01"})
    assert answer.status_code == 200
    answer = client.post(
        "/aturan-antrean/", {**typed, "valid_from": "2019-05-01", "closes_at": "15:00"}
    )
    assert answer.status_code == 302


def test_a_donor_gets_a_paper_and_a_stranger_none(cast: Cast, client: Client) -> None:
    queued_machine(cast)
    client.force_login(cast.treasurer)
    assert "PT TMMIN" in client.get("/hibah/").content.decode()
    answer = client.get("/hibah/laporan.pdf?donatur=PT TMMIN&dari=2019-01-01&sampai=2019-12-31")
    assert answer.content.startswith(b"%PDF")
    client.force_login(cast.stranger)
    assert client.get("/hibah/laporan.pdf?donatur=PT TMMIN").status_code == 404
    assert "PT TMMIN" not in client.get("/hibah/").content.decode()


def test_a_long_queue_asks_no_more_questions_than_a_short_one(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    machine = queued_machine(cast)
    for _ in range(20):
        wish(cast, cast.owner_b)
    fix_queue(machine=machine, by=cast.planner, at=cast.at - timedelta(hours=1))
    client.force_login(cast.owner)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/mesin/{machine.code}/antrean/")
