"""The charge sheet: cheapest within the grade, weighed line by line, solved again, kept private."""

from decimal import Decimal

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from rantai.records.identifiers import uuid7
from rantai.records.models import Account, AuditEntry
from rantai.shopfloor.actions import (
    leave_out,
    load_charge,
    plan_charge,
)
from rantai.shopfloor.actions._guards import NothingWeighed, OtherWorkshop
from rantai.shopfloor.actions.sheets import (
    NoCharge,
    NoMaterialKnown,
    WeighedMeanwhile,
)
from rantai.shopfloor.models import (
    Charge,
    ChargeSheet,
    Heat,
    LeftOut,
    LeftOutBecause,
    MaterialLot,
)
from rantai.shopfloor.queries import proposals as proposals_module
from rantai.shopfloor.queries import recipe_of
from rantai.shopfloor.queries.recipes import split_over_lots
from rantai.shopfloor.queries.words import limit_words
from tests.cast import Cast
from tests.rantai.shopfloor.story import opened_heat
from tests.rantai.shopfloor.yard import YARD, appointed, fill_yard


def planned(cast: Cast, tap_kg: int = 500) -> Heat:
    fill_yard(cast)
    heat = opened_heat(cast)
    plan_charge(heat=heat, tap_kg=Decimal(tap_kg), by=cast.operator, at=cast.at)
    return heat


def without(cast: Cast, heat: Heat, material: str) -> ChargeSheet:
    return leave_out(
        heat=heat, material=material, because=LeftOutBecause.WET, by=cast.operator, at=cast.at
    )


def page_of(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def test_the_proposed_charge_fills_the_tap_in_steps_of_the_scale_and_meets_the_grade(
    cast: Cast,
) -> None:
    heat = planned(cast)
    recipe = recipe_of(heat)
    assert recipe.sheet is not None
    kilograms = [line.planned_kg for line in recipe.lines]
    assert all(kg % Decimal("0.5") == 0 for kg in kilograms)
    assert abs(float(sum(kilograms)) * 0.97 - 500) <= 0.5
    for window in heat.work_order.revision.grade.windows.all():
        value = recipe.sheet.expected_pct.get(window.element, 0)
        assert window.minimum_pct is None or value >= float(window.minimum_pct) - 1e-4
        assert window.maximum_pct is None or value <= float(window.maximum_pct) + 1e-4
    steel = next(line for line in recipe.lines if line.lot.material == "Baja bekas")
    assert steel.planned_kg <= sum(kilograms) * 40 / 100 + 1


def test_the_cost_is_the_planned_kilograms_at_the_prices_of_the_day(cast: Cast) -> None:
    recipe = recipe_of(planned(cast))
    assert recipe.sheet is not None
    priced = sum(line.planned_kg * YARD[line.lot.material][1] for line in recipe.lines)
    assert recipe.sheet.cost_rupiah == int(priced)


def test_solved_again_without_a_material_what_is_weighed_stays_and_the_old_sheet_too(
    cast: Cast,
) -> None:
    heat = planned(cast)
    first = next(line for line in recipe_of(heat).lines if line.lot.material == "Besi kasar")
    load_charge(
        heat=heat, material_lot=first.lot, mass_kg=Decimal("123.25"), by=cast.operator, at=cast.at
    )
    sheet = without(cast, heat, "Karburiser")
    recipe = recipe_of(heat)
    assert "Karburiser" not in {line.lot.material for line in recipe.lines}
    pig = next(line for line in recipe.lines if line.lot.material == "Besi kasar")
    assert pig.weighed_kg == Decimal("123.25")
    assert pig.planned_kg >= Decimal("123.25")
    assert ChargeSheet.objects.count() == 2
    assert sheet.replaces is not None
    assert LeftOut.objects.get().because == LeftOutBecause.WET


def test_without_a_way_to_the_grade_the_limits_are_named_in_shop_words_and_nothing_changes(
    cast: Cast,
) -> None:
    heat = planned(cast)
    with pytest.raises(NoCharge, match="Si") as refused:
        without(cast, heat, "FeSi75")
    assert " at least " not in str(refused.value)  # the kernel's English
    assert recipe_of(heat).sheet is not None


def test_a_yard_without_cards_says_what_is_missing(cast: Cast) -> None:
    heat = opened_heat(cast)
    with pytest.raises(NoMaterialKnown):
        plan_charge(heat=heat, tap_kg=Decimal(500), by=cast.operator, at=cast.at)
    assert not ChargeSheet.objects.exists()


def test_no_sheet_for_no_iron(cast: Cast) -> None:
    with pytest.raises(NothingWeighed):
        plan_charge(heat=opened_heat(cast), tap_kg=Decimal(0), by=cast.operator, at=cast.at)


def test_a_weighing_that_comes_while_the_sheet_is_solved_is_not_forgotten(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots, heat = fill_yard(cast), opened_heat(cast)
    solve = proposals_module.propose

    def slowly(*args: object, **kwargs: object) -> object:
        proposal = solve(*args, **kwargs)  # type: ignore[arg-type]
        load_charge(
            heat=heat,
            material_lot=lots["Besi kasar"],
            mass_kg=Decimal(50),
            by=cast.owner,
            at=cast.at,
        )
        return proposal

    monkeypatch.setattr("rantai.shopfloor.actions.sheets.propose", slowly)
    with pytest.raises(WeighedMeanwhile):
        plan_charge(heat=heat, tap_kg=Decimal(500), by=cast.operator, at=cast.at)
    assert not ChargeSheet.objects.exists()
    assert Charge.objects.count() == 1


@pytest.mark.usefixtures("today")
def test_strangers_to_a_recipe_find_no_page_of_it(cast: Cast) -> None:
    page = reverse("shopfloor:sheet", args=[planned(cast).code])
    for person in (
        cast.owner_b,
        cast.lab,
        cast.planner,
        cast.treasurer,
        cast.mentor,
        cast.customer_engineer,
        cast.ministry,
        cast.stranger,
    ):
        assert page_of(person).get(page).status_code == 404
    for person in (cast.operator, appointed(cast)):
        assert page_of(person).get(page).status_code == 200


def test_the_trail_of_a_heat_names_no_price_of_its_sheet(cast: Cast) -> None:
    planned(cast)
    entry = AuditEntry.objects.get(key="charge.planned")
    assert set(entry.details) == {"tap_kg"}


def test_only_the_workshop_asks_for_its_sheet_even_under_a_melt_engineers_eyes(cast: Cast) -> None:
    heat = planned(cast)
    for person, refusal in (
        (appointed(cast), Http404),
        (cast.owner_b, OtherWorkshop),
        (cast.stranger, Http404),
    ):
        with pytest.raises(refusal):
            plan_charge(heat=heat, tap_kg=Decimal(400), by=person, at=cast.at)


@pytest.mark.usefixtures("today")
def test_the_phone_plans_weighs_with_a_comma_and_says_the_difference(cast: Cast) -> None:
    fill_yard(cast)
    heat, client = opened_heat(cast), page_of(cast.operator)
    client.post(reverse("shopfloor:plan", args=[heat.code]), {"tap_kg": "500"})
    line = recipe_of(heat).next_line
    assert line is not None
    over = f"{line.planned_kg + Decimal('3.25')}".replace(".", ",")
    page = client.post(
        reverse("shopfloor:weigh", args=[heat.code]),
        {"lot": line.lot.pk, "mass_kg": over, "fact": str(uuid7())},
        follow=True,
    )
    assert Charge.objects.get().mass_kg == line.planned_kg + Decimal("3.25")
    assertContains(page, "3,25")
    wet = recipe_of(heat).next_line
    assert wet is not None
    page = client.post(
        reverse("shopfloor:without", args=[heat.code]),
        {"material": wet.lot.material, "because": "wet"},
        follow=True,
    )
    assert page.status_code == 200


@pytest.mark.parametrize("typed", ["", "banyak", "-5", "0", "1e9"])
@pytest.mark.usefixtures("today")
def test_a_tap_that_is_no_mass_is_refused_with_the_form(cast: Cast, typed: str) -> None:
    fill_yard(cast)
    heat = opened_heat(cast)
    page = page_of(cast.operator).post(
        reverse("shopfloor:plan", args=[heat.code]), {"tap_kg": typed}
    )
    assert page.status_code == 200
    assert not ChargeSheet.objects.exists()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("C at least 3.2 %", "C: paling sedikit 3,2 %"),
        ("Si at most 2.2 %, 0.2 of it from the ladle", "Si: paling banyak 2,2 %"),
        ("steel at most 40 % of the charge", "steel: paling banyak 40 % dari muatan"),
        ("stock of FeSi75, 1.5 kg", "FeSi75: persediaan hanya 1,5 kg"),
        ("something the kernel words anew", "something the kernel words anew"),
    ],
)
def test_limits_are_said_in_shop_words(label: str, words: str) -> None:
    assert limit_words(label) == words


@pytest.mark.usefixtures("today")
def test_the_dossier_of_a_heat_shows_kilograms_by_material_to_few(cast: Cast) -> None:
    lots, heat = fill_yard(cast), opened_heat(cast)
    load_charge(
        heat=heat,
        material_lot=lots["Besi kasar"],
        mass_kg=Decimal("123.5"),
        by=cast.operator,
        at=cast.at,
    )
    load_charge(
        heat=heat,
        material_lot=lots["Baja bekas"],
        mass_kg=Decimal("77.25"),
        by=cast.operator,
        at=cast.at,
    )
    page = reverse("shopfloor:heat", args=[heat.code])
    for person in (cast.planner, cast.treasurer):
        shown = page_of(person).get(page)
        assertContains(shown, lots["Besi kasar"].code)
        for kilograms in ("123,5", "77,25"):
            assertNotContains(shown, kilograms)
    for person in (cast.lab, cast.operator):
        for kilograms in ("123,5", "77,25"):
            assertContains(page_of(person).get(page), kilograms)


@pytest.mark.parametrize(
    ("left", "wanted", "laid"),
    [
        # In the order received: one lot that holds it all, and of two such the older.
        ([3, 2, 400, 500], 300, {2: 300}),
        # No lot alone: the largest whole, the rest from the oldest that holds it.
        ([30, 90, 400, 200], 480, {2: 400, 1: 80}),
        # The yard holds less: all of it, and no lot twice.
        ([10, 20], 50, {1: 20, 0: 10}),
    ],
)
def test_a_material_is_laid_on_as_few_lots_as_hold_it(
    left: list[int], wanted: int, laid: dict[int, int]
) -> None:
    lots = [MaterialLot(pk=place + 1, material="Besi kasar") for place in range(len(left))]
    in_stock = {lot: Decimal(kg) for lot, kg in zip(lots, left, strict=True)}
    assert split_over_lots({"Besi kasar": Decimal(wanted)}, in_stock) == {
        lots[place]: kg for place, kg in laid.items()
    }
