"""A heat that is about to be begun is told when it would run in the dear hours."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from rantai.shopfloor.models import MeltRule
from rantai.shopfloor.queries import peak_for
from rantai.shopfloor.queries.peaks import USUAL_MINUTES, usual_minutes
from tests.cast import Cast
from tests.rantai.shopfloor.story import accepted_order, poured_lot

DAY = (2019, 4, 15)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(*DAY, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def dear_evenings(cast: Cast) -> None:
    MeltRule.objects.create(
        cooperative=cast.cooperative,
        valid_from=cast.at.date(),
        gap_limit_pct=3,
        peak_begins=time(17),
        peak_ends=time(22),
    )


@pytest.mark.usefixtures("dear_evenings")
def test_a_heat_that_would_still_melt_at_five_is_told_before_it_is_begun(cast: Cast) -> None:
    assert peak_for(cast.workshop_a, at(17) - timedelta(minutes=USUAL_MINUTES + 1)) is None
    ahead = peak_for(cast.workshop_a, at(16))
    assert ahead is not None
    assert not ahead.is_now
    now = peak_for(cast.workshop_a, at(18))
    assert now is not None
    assert now.is_now
    assert peak_for(cast.workshop_a, at(22)) is None


@pytest.mark.usefixtures("dear_evenings")
def test_how_long_a_heat_takes_is_learnt_from_the_workshops_own(cast: Cast) -> None:
    assert usual_minutes(cast.workshop_a) == USUAL_MINUTES
    poured_lot(cast)
    # Opened an hour before the story's moment, and poured at it.
    assert usual_minutes(cast.workshop_a) == 60
    assert usual_minutes(cast.workshop_b) == USUAL_MINUTES
    assert peak_for(cast.workshop_a, at(15, 50)) is None
    assert peak_for(cast.workshop_b, at(15, 50)) is not None


def test_without_a_rule_no_hour_is_dear(cast: Cast) -> None:
    assert peak_for(cast.workshop_a, at(18)) is None


@pytest.mark.usefixtures("dear_evenings")
def test_the_page_that_starts_a_heat_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted_order(cast)
    client = Client()
    client.force_login(cast.operator)
    monkeypatch.setattr(timezone, "now", lambda: at(16))
    assertContains(client.get(reverse("shopfloor:start")), "masuk ke jam itu")
    monkeypatch.setattr(timezone, "now", lambda: at(18))
    assertContains(client.get(reverse("shopfloor:start")), "listrik sekarang paling mahal")
    monkeypatch.setattr(timezone, "now", lambda: at(9))
    assertNotContains(client.get(reverse("shopfloor:start")), "eban puncak")
