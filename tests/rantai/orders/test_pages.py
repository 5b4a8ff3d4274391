"""The pages of the orders room: upload, faults, release, customers, and who may see them."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rantai.orders.actions import receive_schedule, register_customer
from rantai.orders.models import Customer, DeliverySchedule
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.orders.files import april, csv_release


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def send(cast: Cast, content: bytes, name: str = "jadwal.csv") -> str:
    response = signed_in(cast.planner).post(
        reverse("orders:upload"),
        {"file": SimpleUploadedFile(name, content), "customer": cast.customer.pk},
        follow=True,
    )
    assert response.status_code == 200
    return response.content.decode()


def received(cast: Cast, content: bytes) -> DeliverySchedule:
    return receive_schedule(
        content=content, name="jadwal.csv", customer=cast.customer, by=cast.planner, at=cast.at
    )


def test_a_good_file_leads_to_its_release_with_the_difference(cast: Cast) -> None:
    received(cast, april("7", "01/04/2019", april_pieces=20_000))
    page = send(cast, april("8", "02/04/2019", april_pieces=20_700))
    assert "Release 8 of PT TPR Indonesia" in page
    assert "1 call-off differs from release 7" in page
    assert "+700" in page


def test_every_fault_stands_in_a_table_and_the_form_is_there_to_try_again(cast: Cast) -> None:
    page = send(
        cast,
        csv_release(
            "7",
            "01/04/2019",
            ("T-360", "15/04/2019", -5, "Pasti"),
            ("T-360", "31/02/2019", 5, "Pasti"),
        ),
    )
    assert "2 things are wrong" in page
    assert page.count('<tr><th scope="row">jadwal.csv</th>') == 2
    assert 'type="file"' in page
    assert not DeliverySchedule.objects.exists()


def test_unknown_parts_are_listed_with_their_rows_and_where_to_register_them(cast: Cast) -> None:
    page = send(cast, csv_release("7", "01/04/2019", ("X 1", "15/04/2019", 5, "Pasti")))
    assert "Part X 1 is not registered." in page
    assert "/part/baru/?nomor=X+1" in page
    assert not DeliverySchedule.objects.exists()


def test_the_same_release_again_is_a_sentence_on_the_form(cast: Cast) -> None:
    content = april("7", "01/04/2019", april_pieces=20_000)
    send(cast, content)
    assert "was already received on" in send(cast, content)
    assert DeliverySchedule.objects.count() == 1


def test_a_file_of_fifty_megabytes_is_refused_with_its_name_and_the_limit(cast: Cast) -> None:
    page = send(cast, b"x" * (50 * 2**20), "besar.xlsx")
    assert "besar.xlsx is larger than 5 MB" in page


def test_no_file_at_all_is_a_sentence(cast: Cast) -> None:
    response = signed_in(cast.planner).post(reverse("orders:upload"), {})
    assert "Choose the customer&#x27;s file first" in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_comes_back_readable(cast: Cast, kind: str) -> None:
    response = signed_in(cast.planner).get(reverse("orders:template", args=[kind]))
    assert response["Content-Disposition"] == f'attachment; filename="rantai-jadwal.{kind}"'
    if kind == "csv":
        text = response.content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) > 3


def test_the_file_comes_back_to_the_byte(cast: Cast) -> None:
    content = april("7", "01/04/2019", april_pieces=20_000)
    schedule = received(cast, content)
    response = signed_in(cast.lab).get(reverse("orders:release_file", args=[schedule.pk]))
    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]


def test_without_customers_the_board_says_what_to_do(cast: Cast) -> None:
    cast.customer.contacts.all().delete()
    Customer.objects.filter(cooperative=cast.cooperative).delete()
    page = signed_in(cast.planner).get(reverse("orders:index")).content.decode()
    assert "No customer yet" in page
    assert reverse("orders:template", args=["xlsx"]) in page


def test_a_registered_customer_can_be_chosen_at_once(cast: Cast) -> None:
    client = signed_in(cast.planner)
    response = client.post(
        reverse("orders:new_customer"), {"code": "00045", "name": "BOSAL CZ"}, follow=True
    )
    assert "BOSAL CZ</option>" in response.content.decode()


def test_a_customer_code_is_given_once(cast: Cast) -> None:
    response = signed_in(cast.planner).post(
        reverse("orders:new_customer"), {"code": "TPR", "name": "Lain"}
    )
    assert "already belongs to a customer" in response.content.decode()


def test_the_customer_s_engineer_sees_the_own_schedules_only(cast: Cast) -> None:
    mine = received(cast, april("7", "01/04/2019", april_pieces=20_000))
    other = register_customer(code="KAI", name="Kereta", by=cast.planner, at=cast.at)
    theirs = receive_schedule(
        content=april("9", "01/04/2019", april_pieces=5),
        name="kai.csv",
        customer=other,
        by=cast.planner,
        at=cast.at + timedelta(minutes=1),
    )
    engineer = signed_in(cast.customer_engineer)
    page = engineer.get(reverse("orders:index")).content.decode()
    assert "PT TPR Indonesia" in page
    assert "Kereta" not in page
    assert engineer.get(reverse("orders:release", args=[mine.pk])).status_code == 200
    for name, pk in (("release", theirs.pk), ("release_file", theirs.pk), ("customer", other.pk)):
        assert engineer.get(reverse(f"orders:{name}", args=[pk])).status_code == 404
    assert engineer.get(reverse("orders:upload")).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "owner", "operator", "mentor", "ministry"])
def test_nobody_else_reaches_a_release(cast: Cast, who: str) -> None:
    schedule = received(cast, april("7", "01/04/2019", april_pieces=20_000))
    client = signed_in(getattr(cast, who))
    for address in (
        reverse("orders:release", args=[schedule.pk]),
        reverse("orders:release_file", args=[schedule.pk]),
        reverse("orders:customer", args=[cast.customer.pk]),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["index", "upload", "new_customer"])
def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in(cast: Cast, name: str) -> None:
    response = Client().get(reverse(f"orders:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_board_takes_the_same_queries_for_one_customer_or_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    received(cast, april("7", "01/04/2019", april_pieces=20_000, may_pieces=10))
    for number in range(8):
        customer = register_customer(
            code=f"C{number}", name=f"C{number}", by=cast.planner, at=cast.at
        )
        receive_schedule(
            content=april(f"{number}", "01/04/2019", april_pieces=number),
            name="x.csv",
            customer=customer,
            by=cast.planner,
            at=cast.at,
        )
    client = signed_in(cast.planner)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("orders:index")).status_code == 200
