"""A customer's link: signed, with an end, revoked at once; it reads, is noted, and never writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rantai.delivery.models import Receipt, Shipment
from rantai.orders.links import (
    LastsTooLong,
    RevokedAlready,
    give_link,
    link_by_token,
    revoke_link,
    token_of,
)
from rantai.orders.models import Customer, CustomerLink, CustomerLinkUse
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import passed_lot


@pytest.fixture(autouse=True)
def on_the_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)


@pytest.fixture
def link(cast: Cast) -> CustomerLink:
    return give_link(
        customer=cast.customer, given_to="Ibu Ratna", days=30, by=cast.planner, at=cast.at
    )


def address(link: CustomerLink) -> str:
    return reverse("portal:open_link", args=[token_of(link)])


def test_looking_at_the_address_opens_nothing_and_pressing_does(
    client: Client, cast: Cast, link: CustomerLink
) -> None:
    first = client.get(address(link))
    assert "Ibu Ratna" in first.content.decode()
    assert first.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/pesanan/").status_code == 302
    client.post(address(link))
    assert client.get("/").status_code == 200
    assert client.get("/pesanan/").status_code == 200
    assert client.get("/anggota/").status_code == 404
    assert [use.path for use in CustomerLinkUse.objects.all()] == ["/pesanan/", "/"]


def test_a_link_shows_its_own_customer_and_no_other(
    client: Client, cast: Cast, link: CustomerLink
) -> None:
    other = Customer.objects.create(
        cooperative=cast.cooperative, code="KAI", name="PT KAI", tier="", supplier_code=""
    )
    passed_lot(cast, 20)
    mine = shipped(cast, packed(cast, 10))
    Shipment.objects.filter(cooperative=cast.cooperative, pk=mine.pk).update(customer=other)
    client.post(address(link))
    assert client.get(f"/pengiriman/{mine.code}/").status_code == 404


def test_it_reads_and_never_writes(client: Client, cast: Cast, link: CustomerLink) -> None:
    passed_lot(cast, 20)
    shipment = shipped(cast, packed(cast, 10))
    client.post(address(link))
    place = reverse("delivery:receipt", args=[shipment.code])
    answer = client.post(place, {"received_on": "2019-04-12"})
    assert answer.status_code == 403
    assert "Tautan ini hanya untuk membaca" in answer.content.decode()
    assert not Receipt.objects.exists()
    assert client.post("/bahasa/", {"language": "en"}).status_code == 302


def test_a_revoked_link_is_out_on_the_next_click(
    client: Client, cast: Cast, link: CustomerLink
) -> None:
    client.post(address(link))
    revoke_link(link=link, by=cast.lab, at=cast.at)
    out = client.get("/pesanan/")
    assert (out.status_code, "dicabut" in out.content.decode()) == (410, True)
    assert client.get("/pesanan/").status_code == 302
    assert client.get(address(link)).status_code == 410
    with pytest.raises(RevokedAlready):
        revoke_link(link=link, by=cast.lab, at=cast.at)


def test_a_link_past_its_day_says_so_plainly(
    client: Client, cast: Cast, link: CustomerLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(address(link))
    later = cast.at + timedelta(days=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    for place in ("/pesanan/", address(link)):
        out = client.get(place)
        assert (out.status_code, "sudah berakhir" in out.content.decode()) == (410, True)


def other_first(token: str) -> str:
    return ("1" if token[0] == "0" else "0") + token[1:]


@pytest.mark.parametrize("damage", [lambda t: t[:-1], other_first, lambda t: "abc"])
def test_an_address_we_never_gave_is_not_ours(
    client: Client, link: CustomerLink, damage: Any
) -> None:
    token = damage(token_of(link))
    assert link_by_token(token) is None
    answer = client.get(reverse("portal:open_link", args=[token]))
    assert (answer.status_code, "bukan dari kami" in answer.content.decode()) == (404, True)


def test_no_link_lasts_longer_than_a_year(cast: Cast) -> None:
    for days in (0, 367):
        with pytest.raises(LastsTooLong):
            give_link(customer=cast.customer, given_to="X", days=days, by=cast.planner, at=cast.at)


def test_the_desk_makes_lists_and_revokes_by_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.lab)
    sent = {"customer": cast.customer.pk, "given_to": "Pak Dedi", "days": "90"}
    page = client.post("/pelanggan/tautan/baru/", sent, follow=True)
    [made] = CustomerLink.objects.all()
    assert address(made) in page.content.decode()
    other = Client()
    other.post(address(made))
    other.get("/pesanan/")
    board = client.get("/pelanggan/tautan/").content.decode()
    assert "Pak Dedi" in board
    assert "/pesanan/" in client.get(f"/pelanggan/tautan/{made.pk}/").content.decode()
    client.post(f"/pelanggan/tautan/{made.pk}/cabut/")
    assert AuditEntry.objects.filter(key="customer_link.revoked").count() == 1
    for who in (cast.owner, cast.customer_engineer, cast.stranger):
        client.force_login(who)
        assert client.get(f"/pelanggan/tautan/{made.pk}/").status_code == 404


def test_the_list_asks_no_more_with_many_links(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        give_link(
            customer=cast.customer, given_to=f"P{number}", days=30, by=cast.planner, at=cast.at
        )
    client.force_login(cast.planner)
    with django_assert_max_num_queries(8):
        client.get("/pelanggan/tautan/")
