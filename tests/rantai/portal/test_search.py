"""One box for any code: it goes to the dossier, or says what can be typed."""

import pytest
from django.test import Client

from rantai.delivery.models import Receipt
from rantai.orders.models import DeliverySchedule
from rantai.settlement.actions import give_advance
from tests.cast import Cast
from tests.rantai.portal.story import Chain, chain
from tests.rantai.settlement.story import agree_prices, close, deliver
from tests.rantai.shopfloor.story import accepted_order


@pytest.fixture
def story(cast: Cast) -> Chain:
    return chain(cast)


def led_to(client: Client, typed: str) -> str:
    response = client.get("/cari/", {"kode": typed})
    assert response.status_code == 302, typed
    return response.headers["Location"]


def test_every_traced_code_leads_to_its_dossier(client: Client, cast: Cast, story: Chain) -> None:
    client.force_login(cast.planner)
    codes = [
        story.material,
        story.heat,
        story.lot.code,
        story.boxes[0].code,
        story.shipment.code,
    ]
    for code in codes:
        assert led_to(client, code) == f"/telusur/{code}/"


def test_capitals_and_spaces_do_not_matter(client: Client, cast: Cast, story: Chain) -> None:
    client.force_login(cast.planner)
    sloppy = f"  {story.heat.lower().replace('-', ' -')} "
    assert led_to(client, sloppy) == f"/telusur/{story.heat}/"


def test_a_work_order_and_a_workshop_lead_to_their_pages(client: Client, cast: Cast) -> None:
    order = accepted_order(cast)
    client.force_login(cast.owner)
    assert led_to(client, order.code.lower()) == f"/spk/{order.code}/"
    assert led_to(client, "b-017") == "/anggota/B-017/"


def test_a_customers_own_numbers_are_found(client: Client, cast: Cast) -> None:
    release = DeliverySchedule.objects.create(
        cooperative=cast.cooperative,
        customer=cast.customer,
        release_number="Rilis 7b",
        issued_at=cast.at,
        received_at=cast.at,
        received_by=cast.planner,
        file_name="jadwal.xlsx",
        file_sha256="0" * 64,
    )
    client.force_login(cast.planner)
    assert led_to(client, "rilis 7B") == f"/pesanan/{release.pk}/"
    assert led_to(client, "t-360") == f"/part/{cast.block.part_id}/"


def test_the_papers_of_money_are_found_by_those_they_concern(client: Client, cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast)
    settlement = close(cast, 28 * 78_000)
    statement = settlement.statements.get(workshop=cast.workshop_a)
    advance = give_advance(
        workshop=cast.workshop_a,
        given_on=cast.at.date(),
        rupiah=500_000,
        purpose="Pig iron",
        by=cast.treasurer,
        at=cast.at,
    )
    receipt = Receipt.objects.get()
    mine = f"/pembayaran/{settlement.code}/B-017/"

    client.force_login(cast.treasurer)
    assert led_to(client, settlement.code) == f"/pembayaran/{settlement.code}/"
    assert led_to(client, statement.code) == mine
    assert led_to(client, advance.code.lower()) == "/pembayaran/uang-muka/"
    client.force_login(cast.owner)
    assert led_to(client, settlement.code) == led_to(client, statement.code) == mine
    assert led_to(client, advance.code) == "/pembayaran/"
    client.force_login(cast.planner)
    assert led_to(client, receipt.code) == f"/penerimaan/{receipt.shipment.code}/"
    for stranger in (cast.owner_b, cast.stranger):
        client.force_login(stranger)
        for code in (settlement.code, statement.code, advance.code, receipt.code):
            assert client.get("/cari/", {"kode": code}).status_code == 404


def test_a_machine_leads_to_its_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert led_to(client, "t-017-1") == "/mesin/T-017-1/"
    client.force_login(cast.stranger)
    assert client.get("/cari/", {"kode": "T-017-1"}).status_code == 404


def test_a_label_scanned_as_an_address_of_ours_leads_to_its_code(
    client: Client, cast: Cast, story: Chain
) -> None:
    client.force_login(cast.planner)
    code = story.boxes[0].code
    assert led_to(client, f"http://localhost:8000/kotak/{code}/") == f"/telusur/{code}/"


def test_a_scanned_certificate_opens_its_public_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert led_to(client, "http://localhost:8000/s/abc123/") == "/s/abc123/"


@pytest.mark.parametrize(
    "typed",
    ["https://jahat.example/telusur/L-1/", "//jahat.example/", "http://localhost:8000/tidak-ada"],
)
def test_another_address_is_only_an_unknown_code(client: Client, cast: Cast, typed: str) -> None:
    client.force_login(cast.planner)
    assert client.get("/cari/", {"kode": typed}).status_code == 404


def test_an_unknown_code_gets_a_page_that_says_what_can_be_typed(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.operator)
    response = client.get("/cari/", {"kode": "<b>L-999"})
    assert response.status_code == 404
    text = response.content.decode()
    assert "&lt;b&gt;L-999" in text
    assert "L-017-190412-1" in text


def test_nothing_typed_is_no_mistake(client: Client, cast: Cast) -> None:
    client.force_login(cast.operator)
    assert client.get("/cari/?kode=%20").status_code == 200


def test_another_cooperatives_codes_are_unknown(client: Client, cast: Cast, story: Chain) -> None:
    client.force_login(cast.stranger)
    for code in (story.heat, story.shipment.code, "B-017", "T-360"):
        assert client.get("/cari/", {"kode": code}).status_code == 404


def test_a_neighbours_heat_is_unknown_to_an_owner(client: Client, cast: Cast, story: Chain) -> None:
    client.force_login(cast.owner_b)
    assert client.get("/cari/", {"kode": story.heat}).status_code == 404
