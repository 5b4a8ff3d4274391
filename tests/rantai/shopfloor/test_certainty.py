"""How sure a first reading is to be: by dated terms, with its price, for few eyes."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from rantai.members.models import Workshop
from rantai.records.models import Account, AuditEntry
from rantai.shopfloor.actions import leave_out, plan_charge, set_melt_terms
from rantai.shopfloor.actions.furnace_rules import DayTaken, NotAPercent
from rantai.shopfloor.actions.sheets import NotSoSure
from rantai.shopfloor.actions.terms import NeverCertain
from rantai.shopfloor.models import ChargeSheet, Heat, LearntRecovery, LeftOutBecause, MeltTerms
from rantai.shopfloor.queries import certainty_of, melt_terms_on, recipe_of
from tests.cast import Cast
from tests.rantai.shopfloor.exports import terms as addition_terms
from tests.rantai.shopfloor.story import opened_heat
from tests.rantai.shopfloor.yard import DAY, YARD, appointed, fill_yard


def set_terms(
    cast: Cast,
    by: Account,
    workshop: Workshop | None,
    *,
    day: date = DAY,
    confidence_pct: int | None = 80,
    analysis_spread_pct: str = "1",
) -> MeltTerms:
    return set_melt_terms(
        workshop=workshop,
        valid_from=day,
        hold_rupiah_per_minute=6_500,
        minutes_per_addition=Decimal(4),
        minutes_per_reading=Decimal(8),
        remelt_rupiah_per_kg=2_100,
        analysis_spread_pct=Decimal(analysis_spread_pct),
        confidence_pct=confidence_pct,
        by=by,
        at=cast.at,
    )


def planned(cast: Cast, confidence_pct: int | None) -> ChargeSheet:
    return plan_charge(
        heat=a_heat(cast),
        tap_kg=Decimal(500),
        confidence_pct=confidence_pct,
        by=cast.operator,
        at=cast.at,
    )


def a_heat(cast: Cast) -> Heat:
    return Heat.objects.first() or opened_heat(cast)


def page_of(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


@pytest.fixture
def yard(cast: Cast) -> None:
    fill_yard(cast)
    set_terms(cast, cast.owner, cast.workshop_a)


@pytest.mark.usefixtures("yard")
def test_a_surer_charge_costs_more_and_says_how_sure_it_is(cast: Cast) -> None:
    cheap, sure = planned(cast, None), planned(cast, 50)
    assert cheap.first_shot_pct is None
    assert sure.first_shot_pct is not None
    assert sure.first_shot_pct >= 50
    assert sure.cost_rupiah >= cheap.cost_rupiah


@pytest.mark.usefixtures("yard")
def test_solved_again_a_sheet_stays_as_sure_as_it_was_asked(cast: Cast) -> None:
    planned(cast, 20)
    again = leave_out(
        heat=a_heat(cast),
        material="Karburiser",
        because=LeftOutBecause.WET,
        by=cast.operator,
        at=cast.at,
    )
    assert again.confidence_pct == 20


@pytest.mark.usefixtures("yard")
def test_more_certainty_than_the_yard_has_is_refused_with_what_can_be_reached(cast: Cast) -> None:
    set_terms(cast, cast.owner, cast.workshop_a, day=date(2019, 4, 2), analysis_spread_pct="8")
    with pytest.raises(NotSoSure, match=r"\d+ dari 100") as refused:
        planned(cast, 99)
    assert "confidence" not in str(refused.value)
    assert not ChargeSheet.objects.exists()


@pytest.mark.usefixtures("yard")
def test_what_the_furnace_has_shown_makes_the_first_reading_surer(cast: Cast) -> None:
    heat = a_heat(cast)
    before = _surest_first_shot(heat)
    LearntRecovery.objects.bulk_create(
        LearntRecovery(
            cooperative_id=heat.cooperative_id,
            workshop=heat.workshop,
            furnace=heat.furnace,
            material=material,
            is_late=False,
            element=element,
            recovery=recovery,
            low=recovery - 0.002,
            high=recovery + 0.002,
            drift=0.0,
            trend="steady",
            learnt=0.9,
            heats=40,
            method="recovery-1",
            learnt_at=cast.at,
        )
        for material, element, recovery in (
            ("Besi kasar", "C", 0.96),
            ("Karburiser", "C", 0.90),
            ("FeSi75", "Si", 0.90),
            ("FeMn75", "Mn", 0.87),
        )
    )
    assert _surest_first_shot(heat) > before


def _surest_first_shot(heat: Heat) -> int:
    found = certainty_of(heat, ChargeSheet(heat=heat, tap_kg=Decimal(500)))
    assert found is not None
    return found.surest.first_shot


@pytest.mark.usefixtures("yard")
def test_cheap_and_corrected_stands_beside_dear_and_poured_at_once(cast: Cast) -> None:
    for material in ("Baja bekas", "FeSi75", "Karburiser"):
        addition_terms(cast, material, YARD[material][1], **YARD[material][2])
    found = certainty_of(a_heat(cast), planned(cast, None))
    assert found is not None
    charges = [each.charge_rupiah for each in found.choices]
    assert charges == sorted(charges)
    assert found.plainest.correcting_rupiah > found.surest.correcting_rupiah
    assert found.cheapest.total_rupiah == min(each.total_rupiah for each in found.choices)


def test_without_terms_nobody_can_say_what_certainty_costs(cast: Cast) -> None:
    fill_yard(cast)
    assert certainty_of(a_heat(cast), planned(cast, None)) is None


def test_a_workshops_own_terms_go_before_the_common_ones_from_their_day(cast: Cast) -> None:
    engineer = appointed(cast)
    common = set_terms(cast, engineer, None)
    own = set_terms(cast, cast.owner, cast.workshop_a, day=date(2019, 4, 10))
    assert melt_terms_on(cast.workshop_a, date(2019, 4, 9)) == common
    assert melt_terms_on(cast.workshop_a, date(2019, 4, 10)) == own
    assert melt_terms_on(cast.workshop_b, date(2019, 4, 10)) == common
    assert melt_terms_on(cast.workshop_b, date(2019, 3, 31)) is None


def test_a_workshop_writes_terms_for_itself_only_and_the_desk_for_nobody(cast: Cast) -> None:
    for person, workshop in (
        (cast.owner, cast.workshop_b),
        (cast.owner, None),
        (cast.lab, None),
        (cast.planner, cast.workshop_a),
        (cast.stranger, cast.workshop_a),
    ):
        with pytest.raises(Http404):
            set_terms(cast, person, workshop)
    assert not MeltTerms.objects.exists()


def test_terms_that_cannot_be_are_refused_and_an_earlier_day_is_never_changed(cast: Cast) -> None:
    set_terms(cast, cast.owner, cast.workshop_a)
    with pytest.raises(DayTaken):
        set_terms(cast, cast.owner, cast.workshop_a, confidence_pct=95)
    for confidence in (0, 100, 250):
        with pytest.raises(NeverCertain):
            set_terms(
                cast, cast.owner, cast.workshop_a, day=date(2019, 4, 3), confidence_pct=confidence
            )
    with pytest.raises(NotAPercent):
        set_terms(cast, cast.owner, cast.workshop_a, day=date(2019, 4, 3), analysis_spread_pct="51")
    assert MeltTerms.objects.get().confidence_pct == 80


def test_the_trail_of_the_terms_names_no_price(cast: Cast) -> None:
    set_terms(cast, cast.owner, cast.workshop_a)
    assert set(AuditEntry.objects.get(key="melt_terms.set").details) == {"valid_from"}


@pytest.mark.usefixtures("today", "yard")
def test_the_phone_offers_the_confidence_of_the_terms_and_plans_with_the_one_chosen(
    cast: Cast,
) -> None:
    heat, client = a_heat(cast), page_of(cast.operator)
    page = client.get(reverse("shopfloor:sheet", args=[heat.code]))
    assertContains(page, '<option value="80" selected>', html=False)
    page = client.post(
        reverse("shopfloor:plan", args=[heat.code]),
        {"tap_kg": "500", "confidence_pct": "50"},
        follow=True,
    )
    sheet = recipe_of(heat).sheet
    assert sheet is not None
    assert sheet.confidence_pct == 50
    assertContains(page, reverse("shopfloor:certainty", args=[heat.code]))


@pytest.mark.parametrize("typed", ["100", "0", "-5", "banyak", "0.9"])
@pytest.mark.usefixtures("today", "yard")
def test_a_confidence_nobody_offered_is_refused_with_the_form(cast: Cast, typed: str) -> None:
    page = page_of(cast.operator).post(
        reverse("shopfloor:plan", args=[a_heat(cast).code]),
        {"tap_kg": "500", "confidence_pct": typed},
    )
    assert page.status_code == 200
    assert not ChargeSheet.objects.exists()


@pytest.mark.usefixtures("today", "yard")
def test_the_curve_comes_whole_or_as_a_part_of_the_sheet(cast: Cast) -> None:
    planned(cast, None)
    address, client = (
        reverse("shopfloor:certainty", args=[a_heat(cast).code]),
        page_of(cast.operator),
    )
    whole = client.get(address)
    assertContains(whole, "<html")
    assertContains(whole, 'class="chart cost-curve"')
    part = client.get(address, headers={"HX-Request": "true"})
    assertNotContains(part, "<html")
    assertContains(part, 'class="chart cost-curve"')


@pytest.mark.usefixtures("today", "yard")
def test_strangers_to_a_recipe_find_neither_its_curve_nor_its_terms(cast: Cast) -> None:
    planned(cast, None)
    curve = reverse("shopfloor:certainty", args=[a_heat(cast).code])
    terms = reverse("shopfloor:terms")
    for person in (cast.planner, cast.treasurer, cast.mentor, cast.customer_engineer):
        assert page_of(person).get(curve).status_code == 404
        assert page_of(person).get(terms).status_code == 404
    for person in (cast.owner_b, cast.stranger):
        assert page_of(person).get(curve).status_code == 404
    assertNotContains(page_of(cast.owner_b).get(terms), "6.500")
    assertContains(page_of(cast.owner).get(terms), "6.500")


@pytest.mark.usefixtures("today")
def test_terms_are_typed_with_a_comma_and_may_leave_the_confidence_open(cast: Cast) -> None:
    typed = {
        "valid_from": DAY.isoformat(),
        "hold_rupiah_per_minute": "6500",
        "minutes_per_addition": "4,5",
        "minutes_per_reading": "8",
        "remelt_rupiah_per_kg": "2100",
        "analysis_spread_pct": "1,5",
        "confidence_pct": "",
    }
    page_of(cast.owner).post(reverse("shopfloor:terms"), typed)
    terms = MeltTerms.objects.get()
    assert terms.workshop == cast.workshop_a
    assert terms.minutes_per_addition == Decimal("4.5")
    assert terms.confidence_pct is None
