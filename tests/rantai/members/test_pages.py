"""The members' board on any day, and a workshop's dossier."""

from datetime import date

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rantai.members.models import Membership, MembershipStatus, Workshop
from rantai.records.models import Account
from tests.cast import Cast


def page(client: Client, viewer: Account, address: str) -> str:
    client.force_login(viewer)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_board_answers_how_many_members_there_were_on_a_day(client: Client, cast: Cast) -> None:
    Membership.objects.create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_b,
        status=MembershipStatus.LEFT,
        valid_from=date(2018, 6, 1),
    )
    before = page(client, cast.planner, "/anggota/?tanggal=2017-12-31")
    after = page(client, cast.planner, "/anggota/?tanggal=2018-12-31")
    assert "31 Des 2017: 3 anggota" in before
    assert "31 Des 2018: 2 anggota" in after


def test_a_day_that_cannot_be_read_is_said_on_the_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    response = client.get("/anggota/?tanggal=kemarin")
    assert response.status_code == 200
    assert response.context["form"].errors["tanggal"]


def test_the_board_asks_no_more_with_many_workshops(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Workshop.objects.bulk_create(
        Workshop(cooperative=cast.cooperative, code=f"B-{number}", name=f"Bengkel {number}")
        for number in range(200, 300)
    )
    client.force_login(cast.planner)
    with django_assert_max_num_queries(9):
        client.get("/anggota/")


def test_the_board_counts_only_approvals_that_hold_that_day(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    members = client.get("/anggota/?tanggal=2018-10-31").context["members"]
    assert [member.approvals for member in members] == [0, 0, 0]
    members = client.get("/anggota/?tanggal=2019-04-12").context["members"]
    assert [member.approvals for member in members] == [2, 2, 0]


def test_the_list_can_be_narrowed_to_one_standing(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get("/anggota/?status=dormant").context["members"] == []


def test_an_owner_is_led_to_the_own_workshop(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert client.get("/anggota/").headers["Location"] == "/anggota/B-017/"
    assert "Tegalrejo" in page(client, cast.owner, "/anggota/B-017/")


def test_an_owner_finds_no_other_workshop(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert client.get("/anggota/B-031/").status_code == 404


def test_a_customer_finds_no_member(client: Client, cast: Cast) -> None:
    client.force_login(cast.customer_engineer)
    assert client.get("/anggota/").status_code == 404
    assert client.get("/anggota/B-017/").status_code == 404


def test_a_planner_records_a_standing_on_the_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    response = client.post(
        "/anggota/B-017/keanggotaan/",
        {"status": "deceased", "valid_from": "2019-04-01", "heir": "Siti Aminah"},
    )
    assert response.headers["Location"] == "/anggota/B-017/"
    assert "Siti Aminah" in client.get("/anggota/B-017/").content.decode()


def test_a_refusal_is_a_sentence_on_the_form(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    response = client.post(
        "/anggota/B-017/keanggotaan/", {"status": "deceased", "valid_from": "2019-04-01"}
    )
    assert response.status_code == 200
    assert "nama ahli waris" in response.content.decode()


def test_capacity_may_be_typed_with_a_thousands_dot(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    client.post("/anggota/B-017/kapasitas/", {"kg_per_month": "24.500", "valid_from": "2019-04-01"})
    assert cast.workshop_a.capacity_audits.filter(kg_per_month=24_500).exists()
