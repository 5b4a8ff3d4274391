"""The machines' board and what may be recorded there."""

from datetime import date

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rantai.machines.models import Machine, MachineFee, MachineKind, MachineUse
from tests.cast import Cast


def test_the_board_shows_donor_and_custodian_and_the_page_when_it_was_handed_over(
    client: Client, cast: Cast
) -> None:
    Machine.objects.create(
        cooperative=cast.cooperative,
        code="FRS-1",
        name="Frais NC",
        kind=MachineKind.MILL,
        donor="PT TMMIN",
        custodian="Pak Joko",
        received_on=date(2017, 5, 2),
    )
    client.force_login(cast.treasurer)
    text = client.get("/mesin/").content.decode()
    assert "PT TMMIN" in text
    assert "Pak Joko" in text
    assert "2 Mei 2017" in client.get("/mesin/FRS-1/").content.decode()


def test_an_owner_sees_shared_and_own_machines_and_no_neighbours(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.owner)
    text = client.get("/mesin/").content.decode()
    assert "SPK-1" in text
    assert "T-017-1" in text
    assert "T-031-1" not in text
    assert client.get("/mesin/T-031-1/").status_code == 404


def test_a_customer_finds_no_machine(client: Client, cast: Cast) -> None:
    client.force_login(cast.customer_engineer)
    assert client.get("/mesin/").status_code == 404


def test_the_treasurer_records_a_use_and_sees_its_fee(client: Client, cast: Cast) -> None:
    MachineFee.objects.create(
        cooperative=cast.cooperative,
        machine=cast.spectrometer,
        valid_from=date(2019, 1, 1),
        rupiah_per_hour=75_000,
    )
    client.force_login(cast.treasurer)
    sent = {"workshop": cast.workshop_a.pk, "used_on": "2019-04-11", "minutes": "90"}
    response = client.post("/mesin/SPK-1/pakai/", sent)
    assert response.headers["Location"] == "/mesin/SPK-1/"
    assert "Rp\xa0112.500" in client.get("/mesin/SPK-1/").content.decode()


def test_without_a_fee_the_form_says_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.treasurer)
    sent = {"workshop": cast.workshop_a.pk, "used_on": "2019-04-11", "minutes": "90"}
    response = client.post("/mesin/SPK-1/pakai/", sent)
    assert "tetapkan tarifnya dulu" in response.content.decode()
    assert not MachineUse.objects.exists()


def test_what_a_neighbour_used_is_not_shown_to_an_owner(client: Client, cast: Cast) -> None:
    MachineFee.objects.create(
        cooperative=cast.cooperative,
        machine=cast.spectrometer,
        valid_from=date(2019, 1, 1),
        rupiah_per_hour=75_000,
    )
    client.force_login(cast.treasurer)
    sent = {"workshop": cast.workshop_b.pk, "used_on": "2019-04-11", "minutes": "90"}
    client.post("/mesin/SPK-1/pakai/", sent)
    client.force_login(cast.owner)
    assert "112.500" not in client.get("/mesin/SPK-1/").content.decode()


def test_the_board_asks_no_more_with_many_machines(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Machine.objects.bulk_create(
        Machine(
            cooperative=cast.cooperative,
            code=f"M-{number}",
            name="Bubut",
            kind=MachineKind.LATHE,
            workshop=cast.workshop_a,
        )
        for number in range(60)
    )
    client.force_login(cast.planner)
    with django_assert_max_num_queries(6):
        client.get("/mesin/")
