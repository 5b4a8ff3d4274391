"""What a furnace's heats teach of its recoveries, who reads it, and that the sheet uses it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.asserts import assertContains, assertNotContains

from rantai.records.models import Account, AuditEntry
from rantai.shopfloor.actions import (
    load_charge,
    open_heat,
    plan_charge,
    record_readings,
    take_sample,
)
from rantai.shopfloor.actions.recoveries import METHOD, learn_all_recoveries
from rantai.shopfloor.models import Heat, LearntRecovery, MaterialCard, MaterialLot
from rantai.shopfloor.queries import recipe_of, recoveries_visible_to
from rantai.shopfloor.queries.learning import heats_to_learn_from
from tests.cast import Cast
from tests.rantai.shopfloor.story import accepted_order, opened_heat
from tests.rantai.shopfloor.yard import YARD, appointed, fill_yard
from tuang.charge.recovery import stated_prior

TODAY = date(2019, 4, 12)
KG = {"Besi kasar": 380, "Baja bekas": 110}
SILICON_ARRIVES = 0.78


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def read_heats(cast: Cast, lots: dict[str, MaterialLot], count: int) -> list[Heat]:
    """Heats whose silicon from ferrosilicon arrives less well than customary."""
    order, heats = accepted_order(cast), []
    for turn in range(count):
        at = cast.at - timedelta(hours=40 - 3 * turn)
        heat = open_heat(work_order=order, furnace=cast.furnace, by=cast.operator, at=at)
        weighed = {**KG, "FeSi75": 4 + turn % 4, "Karburiser": 2 + turn % 3}
        for name, kg in weighed.items():
            load_charge(
                heat=heat,
                material_lot=lots[name],
                mass_kg=Decimal(kg),
                by=cast.operator,
                at=at,
            )
        sample = take_sample(heat=heat, by=cast.operator, at=at + timedelta(minutes=60))
        record_readings(
            sample=sample,
            instrument=cast.spectrometer,
            values={
                element: Decimal(str(round(value, 3)))
                for element, value in _arrived(weighed).items()
            },
            by=cast.lab,
            at=at + timedelta(minutes=70),
        )
        heats.append(heat)
    return heats


def _arrived(weighed: dict[str, int]) -> dict[str, float]:
    metal = sum(weighed.values()) * 0.97
    found: dict[str, float] = {}
    for name, kg in weighed.items():
        for element, text in YARD[name][2].items():
            pct = float(text)
            arrives = stated_prior(element, pct, late=False).mean
            if (name, element) == ("FeSi75", "Si"):
                arrives = SILICON_ARRIVES
            found[element] = found.get(element, 0.0) + kg * pct * arrives / metal
    return found


def silicon_of(cast: Cast) -> LearntRecovery:
    return LearntRecovery.objects.get(
        cooperative=cast.cooperative, material="FeSi75", element="Si", is_late=False
    )


def test_heats_move_a_recovery_from_what_is_customary_towards_what_arrived(cast: Cast) -> None:
    read_heats(cast, fill_yard(cast, mass_kg=20_000), 10)
    assert learn_all_recoveries(at=cast.at) == LearntRecovery.objects.count()
    found, prior = silicon_of(cast), stated_prior("Si", 75.0, late=False).mean
    assert found.recovery < prior - (prior - SILICON_ARRIVES) / 2
    assert found.low < found.recovery < found.high
    assert (found.heats, found.method, found.furnace) == (10, METHOD, cast.furnace)
    assert AuditEntry.objects.filter(key="recoveries.learnt").count() == 1


def test_the_next_night_replaces_what_was_learnt_and_does_not_add(cast: Cast) -> None:
    read_heats(cast, fill_yard(cast), 3)
    first = learn_all_recoveries(at=cast.at)
    assert learn_all_recoveries(at=cast.at + timedelta(days=1)) == first
    assert LearntRecovery.objects.count() == first


def test_a_heat_with_a_material_of_unknown_analysis_teaches_nothing(cast: Cast) -> None:
    lots = fill_yard(cast)
    read_heats(cast, lots, 2)
    assert len(heats_to_learn_from(cast.cooperative)) == 2
    MaterialCard.objects.filter(material="Baja bekas").delete()
    assert heats_to_learn_from(cast.cooperative) == []
    assert learn_all_recoveries(at=cast.at) == 0


def test_what_is_thrown_on_the_bath_after_the_last_reading_is_not_in_it(cast: Cast) -> None:
    lots = fill_yard(cast)
    [heat] = read_heats(cast, lots, 1)
    load_charge(
        heat=heat, material_lot=lots["FeMn75"], mass_kg=Decimal(3), by=cast.operator, at=cast.at
    )
    [record] = heats_to_learn_from(cast.cooperative)
    assert {line.material for line in record.lines} == {*KG, "FeSi75", "Karburiser"}
    assert not any(line.late for line in record.lines)


def test_the_sheet_weighs_more_ferrosilicon_where_less_of_it_arrives(cast: Cast) -> None:
    lots = fill_yard(cast, mass_kg=20_000)
    read_heats(cast, lots, 10)
    heat = opened_heat(cast)

    def ferrosilicon_kg() -> Decimal:
        plan_charge(heat=heat, tap_kg=Decimal(500), by=cast.operator, at=cast.at)
        lines = {line.lot.material: line.planned_kg for line in recipe_of(heat).lines}
        return lines["FeSi75"]

    customary = ferrosilicon_kg()
    learn_all_recoveries(at=cast.at)
    assert ferrosilicon_kg() > customary


@pytest.mark.usefixtures("today")
def test_learnt_recoveries_are_the_workshops_and_a_melt_engineers(cast: Cast) -> None:
    read_heats(cast, fill_yard(cast), 2)
    learn_all_recoveries(at=cast.at)
    page = reverse("shopfloor:recoveries")
    assertContains(page_of(cast.owner).get(page), "FeSi75")
    assertNotContains(page_of(cast.owner_b).get(page), "FeSi75")
    for person in (
        cast.planner,
        cast.lab,
        cast.treasurer,
        cast.mentor,
        cast.customer_engineer,
        cast.ministry,
    ):
        assert page_of(person).get(page).status_code == 404
        assert not recoveries_visible_to(person, TODAY).exists()
    assert recoveries_visible_to(cast.stranger, TODAY).count() == 0
    assertContains(page_of(appointed(cast)).get(page), "FeSi75")


def test_the_command_learns_now_or_leaves_it_to_the_worker(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    read_heats(cast, fill_yard(cast), 2)
    call_command("learn_recoveries", later=True)
    assert not LearntRecovery.objects.exists()
    assert DBTaskResult.objects.get().task_path == "rantai.portal.actions.learn_recoveries"
    call_command("learn_recoveries")
    assert f"{LearntRecovery.objects.count()} recoveries are learnt." in capsys.readouterr().out


def page_of(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client
