"""A customer reads workshop codes on every page and paper, unless the co-operative says names."""

import io
import zipfile
from datetime import date

import pypdf
import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from rantai.members.actions import TooEarly, decide_names_shown
from rantai.orders.links import give_link
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.portal.addresses import THING_OF, World, addresses, world
from tests.rantai.portal.test_every_address import PUBLIC

FILES = frozenset({"orders:release_file"})
"""The customer's own file, as it came."""

NAME = "Tungku Rahasia Nglarang"


@pytest.fixture
def story(cast: Cast) -> World:
    cast.workshop_a.name = NAME
    cast.workshop_a.save(update_fields=["name"])
    return world(cast)


def everything(client: Client, viewer: Account, story: World) -> dict[str, str]:
    """The text of every page, PDF and workbook that opens for this person, by its address."""
    client.force_login(viewer)
    told = {}
    for place in addresses():
        things = THING_OF[place.name](story) if place.name in THING_OF else {}
        if place.takes != set(things) or place.name in PUBLIC - {"delivery:genuine"} | FILES:
            continue
        url = reverse(place.name, kwargs=things)
        answer = client.get(url)
        if answer.status_code == 200:
            told[url] = text_of(answer.getvalue())
    for code in (story.lot.code, story.lot.heat.code, story.box.code, story.certificate.code):
        for url in (f"/telusur/{code}/", f"/cari/?q={code}"):
            told[url] = text_of(client.get(url, follow=True).getvalue())
    return told


def text_of(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        kept = [data for datas in reader.attachments.values() for data in datas]
        pages = "\n".join(page.extract_text() for page in reader.pages)
        return "\n".join([pages, *(each.decode(errors="replace") for each in kept)])
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode(errors="replace")


def test_no_page_or_paper_names_a_workshop_to_a_customer(client: Client, story: World) -> None:
    told = everything(client, story.cast.customer_engineer, story)
    assert len(told) > 20
    leaks = [url for url, text in told.items() if NAME in text or "Rahasia" in text]
    assert leaks == []


def test_once_the_members_decide_so_the_trace_bears_names(client: Client, story: World) -> None:
    cast = story.cast
    told = {"decision": "Rapat 12 Januari 2019", "by": cast.planner, "at": cast.at}
    decide_names_shown(shows_names=True, valid_from=date(2019, 1, 12), **told)  # type: ignore[arg-type]
    client.force_login(cast.customer_engineer)
    assert NAME in client.get(f"/telusur/{story.lot.code}/").content.decode()
    decide_names_shown(shows_names=False, valid_from=date(2019, 4, 1), **told)  # type: ignore[arg-type]
    assert NAME not in client.get(f"/telusur/{story.lot.code}/").content.decode()
    with pytest.raises(TooEarly):
        decide_names_shown(shows_names=True, valid_from=date(2019, 2, 1), **told)  # type: ignore[arg-type]
    with pytest.raises(Http404):
        decide_names_shown(
            shows_names=True,
            valid_from=date(2019, 5, 1),
            decision="",
            by=cast.owner,
            at=cast.at,
        )


def test_a_link_reads_codes_like_any_contact(client: Client, story: World) -> None:
    cast = story.cast
    link = give_link(
        customer=cast.customer, given_to="Ibu Ratna", days=30, by=cast.planner, at=cast.at
    )
    told = everything(client, link.account, story)
    assert not [url for url, text in told.items() if NAME in text]
