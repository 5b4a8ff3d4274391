"""What a customer reads of our quality is counted from its own receipts, call-offs and claims."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from rantai.portal.queries.customer import scorecard_of
from tests.cast import Cast
from tests.rantai.plans.months import call_off
from tests.rantai.portal.addresses import world
from tests.rantai.settlement.story import deliver


def test_rejects_are_counts_first_with_their_range(cast: Cast) -> None:
    deliver(cast)
    april = scorecard_of(cast.customer, cast.at + timedelta(days=4))[-1]
    assert (april.month, april.received, april.rejected) == (date(2019, 4, 1), 30, 2)
    assert april.rate
    assert round(april.rate.per_million) == 66_667
    assert april.rate.lower_per_million < 66_667 < april.rate.upper_per_million


def test_a_call_off_is_in_full_only_when_all_before_it_had_left(cast: Cast) -> None:
    call_off(cast, 40)  # due on the 26th; 30 pieces left on the 12th
    deliver(cast)
    after = cast.at + timedelta(days=20)
    april = scorecard_of(cast.customer, after)[-1]
    assert (april.due, april.in_full) == (1, 0)
    before = scorecard_of(cast.customer, cast.at)[-1]
    assert before.due == 0  # not due yet


def test_the_first_answer_is_timed_from_the_claim(cast: Cast) -> None:
    world(cast)
    months = scorecard_of(cast.customer, cast.at + timedelta(days=4))
    assert sum(month.claims for month in months) == 1
    assert sum(month.answered_late for month in months) == 1  # four days, and no answer


def test_the_page_shows_codes_and_belongs_to_customers(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    world(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at + timedelta(days=4))
    client.force_login(cast.customer_engineer)
    page = client.get("/pelanggan/mutu/").content.decode()
    assert "PPM" in page
    assert "Tegalrejo" not in page
    for who in (cast.planner, cast.owner, cast.ministry, cast.mentor):
        client.force_login(who)
        assert client.get("/pelanggan/mutu/").status_code == 404


def test_the_page_asks_as_much_for_one_month_as_for_twelve(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    world(cast)
    client.force_login(cast.customer_engineer)
    with django_assert_max_num_queries(16):
        client.get("/pelanggan/mutu/")
