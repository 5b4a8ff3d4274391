"""The bar of each role, the example mark, and what the frame costs."""

from re import findall

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from rantai.portal.frame import BARS, bar_of, frame, place_of
from rantai.portal.templatetags.frame import ASKED, HERE, NAME, TOKEN
from rantai.records.models import Account, Role
from tests.cast import Cast


@pytest.mark.parametrize("role", Role.values)
def test_a_bar_has_at_most_six_entries(role: str) -> None:
    assert 1 <= len(BARS[role]) <= 6


def test_every_role_has_a_bar() -> None:
    assert set(BARS) == set(Role.values)


def test_the_place_where_one_is_is_marked() -> None:
    for path, place in (("/pesanan/7/", "/pesanan/"), ("/", "/")):
        bar = bar_of(Role.PLANNER, place_of(Role.PLANNER, path))
        assert [entry["url"] for entry in bar if entry["current"]] == [place]


def test_no_place_is_marked_on_a_page_outside_the_bar() -> None:
    bar = bar_of(Role.PLANNER, place_of(Role.PLANNER, "/telusur/L-1/"))
    assert not any(entry["current"] for entry in bar)


def test_a_header_drawn_for_one_says_nothing_of_them_to_another(cast: Cast) -> None:
    """Two colleagues share a drawing; name, token, address and question are each one's own."""
    seen = []
    for account, name, asked in (
        (cast.operator, "Budi Satu", '"><b>'),
        (cast.owner, "<Sri>", "L-1"),
    ):
        Account.objects.filter(pk=account.pk).update(role=Role.OPERATOR, name=name)
        client = Client()
        client.force_login(account)
        page = client.get("/cari/", {"kode": asked}).content.decode()
        seen.append(page[page.index("<header") : page.index("</header>")])
    first, second = seen
    for own, other in (
        ("Budi Satu", "&lt;Sri&gt;"),
        ('value="&quot;&gt;&lt;b&gt;"', 'value="L-1"'),
        ('name="next" value="/cari/?kode=%22%3E%3Cb%3E"', 'name="next" value="/cari/?kode=L-1"'),
    ):
        assert [own in first, other in first, own in second, other in second] == [
            *(True, False),
            *(False, True),
        ]
    held = r'csrfmiddlewaretoken" value="(\w+)"'
    assert len({token for each in seen for token in findall(held, each)}) == 2
    assert not any(place in each for each in seen for place in (TOKEN, NAME, HERE, ASKED))


def test_the_frame_asks_the_database_nothing(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = RequestFactory().get("/")
    request.user = Account.objects.select_related("cooperative").get(pk=cast.planner.pk)
    with django_assert_num_queries(0):
        context = frame(request)
        assert context["is_example"]


def test_signing_in_costs_a_page_two_questions(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.planner)
    with django_assert_num_queries(2):  # the session, and the account with its co-operative
        client.get("/cari/")


def test_real_data_is_not_marked_as_example(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert "Data contoh" in client.get("/cari/").content.decode()
    type(cast.cooperative).objects.filter(pk=cast.cooperative.pk).update(is_example=False)
    assert "Data contoh" not in client.get("/cari/").content.decode()


def test_the_ministry_sees_the_mark_as_long_as_any_centre_is_an_example(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ministry)
    assert "Data contoh" in client.get("/kementerian/").content.decode()
