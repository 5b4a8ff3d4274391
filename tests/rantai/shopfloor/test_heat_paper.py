"""The paper sheet for a day without power: the phone's numbers, the limits, and no figure in it."""

import io

import pypdf
from django.test import Client
from django.urls import reverse

from rantai.shopfloor.queries.stock import OFFERED
from tests.cast import Cast
from tests.rantai.shopfloor.story import accepted_order, pig_iron

ADDRESS = "shopfloor:heat_paper"


def read(client: Client) -> str:
    answer = client.get(reverse(ADDRESS))
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1, "a sheet that runs over is a sheet whose second page is lost"
    return pages[0].extract_text()


def test_it_carries_the_order_its_limits_and_the_numbers_to_complete(
    client: Client, cast: Cast
) -> None:
    order = accepted_order(cast)
    lot = pig_iron(cast)
    client.force_login(cast.operator)
    text = read(client)
    for said in (order.code, "L-017-______-__", "C-017-______-___", "T-017-1", "3,200–3,400 %"):
        assert said in text
    assert lot.code in text
    assert "terlambat" in text
    assert text.count("CT-017-______-__") == 2, "moulds are numbered as on the phone"


def test_it_stays_one_sheet_with_all_the_material_that_is_offered(
    client: Client, cast: Cast
) -> None:
    accepted_order(cast)
    for _each in range(OFFERED + 2):
        pig_iron(cast)
    client.force_login(cast.operator)
    assert "M-19-0006" in read(client)


def test_without_an_order_left_to_make_there_is_no_sheet(client: Client, cast: Cast) -> None:
    client.force_login(cast.operator)
    assert client.get(reverse(ADDRESS)).status_code == 404


def test_another_workshops_order_is_not_printed(client: Client, cast: Cast) -> None:
    order = accepted_order(cast)
    client.force_login(cast.owner_b)
    assert client.get(reverse(ADDRESS), {"spk": order.code}).status_code == 404
