"""What materials cost and contain: dated, never overwritten, and nobody else's business."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import (
    appoint_melt_engineer,
    set_material_card,
)
from rantai.shopfloor.actions.cards import (
    NotANumber,
    NotYourself,
)
from rantai.shopfloor.actions.furnace_rules import DayTaken, NotAPercent
from rantai.shopfloor.models import (
    MaterialCard,
)
from rantai.shopfloor.queries import cards_visible_to, recipes_visible_to
from rantai.shopfloor.queries.cards import cards_in_force
from tests.cast import Cast
from tests.rantai.shopfloor.story import opened_heat
from tests.rantai.shopfloor.yard import DAY, appointed, fill_yard


def page_of(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def test_a_workshops_own_card_goes_before_the_stores_and_the_newest_before_the_old(
    cast: Cast,
) -> None:
    engineer = appointed(cast)
    for workshop, day, price in (
        (None, DAY, 1),
        (cast.workshop_a, DAY, 2),
        (cast.workshop_a, date(2019, 4, 10), 3),
        (cast.workshop_a, date(2019, 5, 1), 4),
    ):
        set_material_card(
            material="Besi kasar",
            workshop=workshop,
            valid_from=day,
            rupiah_per_kg=price,
            pct={},
            max_share_pct=Decimal(100),
            by=engineer,
            at=cast.at,
        )
    in_force = cards_in_force(cast.workshop_a, cast.at.date())
    assert in_force["Besi kasar"].rupiah_per_kg == 3
    assert cards_in_force(cast.workshop_b, cast.at.date())["Besi kasar"].rupiah_per_kg == 1


@pytest.mark.parametrize(
    ("pct", "share", "refusal"),
    [
        ({"C": "101"}, "100", NotANumber),
        ({"C": "-1"}, "100", NotANumber),
        ({"C": "60", "Si": "60"}, "100", NotANumber),
        ({"C": "4"}, "0", NotAPercent),
        ({"C": "4"}, "101", NotAPercent),
    ],
)
def test_a_card_that_cannot_be_right_is_refused(
    cast: Cast, pct: dict[str, str], share: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        set_material_card(
            material="Besi",
            workshop=cast.workshop_a,
            valid_from=DAY,
            rupiah_per_kg=1,
            pct={element: Decimal(value) for element, value in pct.items()},
            max_share_pct=Decimal(share),
            by=cast.owner,
            at=cast.at,
        )
    assert not MaterialCard.objects.exists()


def test_a_card_is_never_overwritten_and_only_its_own_workshop_writes_it(cast: Cast) -> None:
    fill_yard(cast, "Besi kasar")
    with pytest.raises(DayTaken):
        fill_yard(cast, "Besi kasar")
    for person in (cast.owner_b, cast.planner, cast.lab, cast.mentor, cast.stranger):
        with pytest.raises(Http404):
            set_material_card(
                material="Baja",
                workshop=cast.workshop_a,
                valid_from=DAY,
                rupiah_per_kg=1,
                pct={},
                max_share_pct=Decimal(100),
                by=person,
                at=cast.at,
            )


def test_nobody_appoints_themselves_and_only_a_planner_appoints(cast: Cast) -> None:
    with pytest.raises(NotYourself):
        appoint_melt_engineer(
            account=cast.planner, valid_from=DAY, valid_until=DAY, by=cast.planner, at=cast.at
        )
    for person in (cast.lab, cast.owner, cast.stranger):
        with pytest.raises(Http404):
            appoint_melt_engineer(
                account=cast.lab, valid_from=DAY, valid_until=DAY, by=person, at=cast.at
            )


def test_recipes_and_prices_are_the_workshops_and_the_melt_engineers_alone(cast: Cast) -> None:
    fill_yard(cast)
    heat, day = opened_heat(cast), cast.at.date()
    outsiders = (
        cast.owner_b,
        cast.lab,
        cast.planner,
        cast.treasurer,
        cast.mentor,
        cast.customer_engineer,
        cast.ministry,
        cast.stranger,
    )
    for person in outsiders:
        assert heat not in recipes_visible_to(person, day)
        assert not cards_visible_to(person, day).exists()
    for person in (cast.operator, cast.owner, appointed(cast)):
        assert heat in recipes_visible_to(person, day)
        assert cards_visible_to(person, day).exists()
    assert heat not in recipes_visible_to(cast.lab, date(2020, 1, 1))


@pytest.mark.usefixtures("today")
def test_strangers_to_a_price_find_no_card_of_it(cast: Cast) -> None:
    fill_yard(cast)
    page = reverse("shopfloor:cards")
    for person in (
        cast.lab,
        cast.planner,
        cast.treasurer,
        cast.mentor,
        cast.customer_engineer,
        cast.ministry,
        cast.stranger,
    ):
        assert page_of(person).get(page).status_code == 404
    assertNotContains(page_of(cast.owner_b).get(page), "9.500")
    for person in (cast.operator, appointed(cast)):
        assertContains(page_of(person).get(page), "9.500")


@pytest.mark.usefixtures("today")
def test_an_owner_writes_a_card_with_commas_and_a_planner_appoints_on_a_page(cast: Cast) -> None:
    page_of(cast.owner).post(
        reverse("shopfloor:cards"),
        {
            "material": "Besi kasar",
            "valid_from": "2019-04-01",
            "rupiah_per_kg": "9.500",
            "max_share_pct": "62,5",
            "C": "4,25",
        },
    )
    card = MaterialCard.objects.get()
    assert (card.rupiah_per_kg, card.percents) == (9500, {"C": 4.25})
    assert page_of(cast.owner).get(reverse("shopfloor:engineer")).status_code == 404
    page_of(cast.planner).post(
        reverse("shopfloor:engineer"),
        {"account": cast.lab.pk, "valid_from": "2019-04-01", "valid_until": "2019-12-31"},
    )
    assert page_of(cast.lab).get(reverse("shopfloor:cards")).status_code == 200
