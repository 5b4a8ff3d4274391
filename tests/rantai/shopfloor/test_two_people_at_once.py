"""Two people at the same moment: both are right, or one gets a sentence."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from rantai.records.identifiers import uuid7
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import (
    correct_moulds,
    count_castings,
    load_charge,
    mark_heat_held,
    open_heat,
    plan_charge,
    release_heat,
    take_sample,
)
from rantai.shopfloor.actions.sheets import WeighedMeanwhile
from rantai.shopfloor.models import (
    Burn,
    CastingLot,
    Charge,
    ChargeSheet,
    ExportFile,
    Heat,
    HeatDecision,
    HeatStatus,
    MouldRun,
    Reading,
    Sample,
)
from rantai.shopfloor.queries import count_of
from rantai.shopfloor.queries.stock import stock_of
from rantai.traceability.actions import hold
from rantai.traceability.models import Node
from tests.cast import Cast
from tests.rantai.shopfloor.exports import mapped, received, row
from tests.rantai.shopfloor.moulds import moulds
from tests.rantai.shopfloor.story import (
    accepted_order,
    charged_heat,
    opened_heat,
    pig_iron,
    poured,
    poured_lot,
    read_sample,
    released_heat,
)
from tests.rantai.shopfloor.test_record_scrap import scrap
from tests.rantai.shopfloor.yard import fill_yard

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[Refusal]:
    """Do these at the same moment, each on a connection of its own; return what was refused."""
    start = threading.Barrier(len(deeds))
    refusals: list[Refusal] = []

    def do(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except Refusal as refused:
            refusals.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return refusals


def test_two_operators_opening_a_heat_get_different_codes(cast: Cast) -> None:
    order = accepted_order(cast)

    def press() -> None:
        open_heat(work_order=order, furnace=cast.furnace, by=cast.operator, at=cast.at)

    assert at_once(press, press, press) == []
    codes = set(Heat.objects.values_list("code", flat=True))
    assert codes == {f"L-017-190412-{nth}" for nth in (1, 2, 3)}


def test_of_two_releases_one_survives(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)

    def press() -> None:
        release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=cast.at)

    assert len(at_once(press, press)) == 1
    assert HeatDecision.objects.count() == 1


def test_a_hold_and_a_release_end_on_hold_whoever_was_first(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)

    def press_release() -> None:
        release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=cast.at)

    def press_hold() -> None:
        hold(root=heat.node, reason="Sulfur", by=cast.lab, at=cast.at)
        mark_heat_held(heat=heat, ground="Sulfur", by=cast.lab, at=cast.at)

    at_once(press_release, press_hold)
    heat.refresh_from_db()
    assert heat.status == HeatStatus.HELD


def test_samples_taken_together_are_numbered_apart(cast: Cast) -> None:
    heat = charged_heat(cast)

    def press() -> None:
        take_sample(heat=heat, by=cast.operator, at=cast.at)

    assert at_once(press, press) == []
    assert sorted(Sample.objects.values_list("number", flat=True)) == [1, 2]


def test_two_furnaces_cannot_share_the_last_kilograms_of_a_lot(cast: Cast) -> None:
    order, lot = accepted_order(cast), pig_iron(cast, mass_kg=100)
    heats = [opened_heat(cast, order), opened_heat(cast, order)]

    def shovel(heat: Heat) -> Callable[[], object]:
        return lambda: load_charge(
            heat=heat, material_lot=lot, mass_kg=Decimal(60), by=cast.operator, at=cast.at
        )

    assert len(at_once(*(shovel(heat) for heat in heats))) == 1
    assert stock_of([lot])[lot.pk] == 40


def test_numbers_that_a_correction_takes_are_not_closed_at_the_same_moment(cast: Cast) -> None:
    order = accepted_order(cast)
    run = moulds(cast, order, first=1, last=10)

    def correct() -> None:
        correct_moulds(run=run, last=15, because="Salah", by=cast.operator, at=cast.at)

    def close() -> None:
        moulds(cast, order, first=11, last=20)

    assert len(at_once(correct, close)) == 1
    spans = MouldRun.objects.current().values_list("first", "last")
    assert sum(last - first + 1 for first, last in spans) in (15, 20)


def test_a_ladle_counted_twice_at_once_is_one_lot(cast: Cast) -> None:
    pour = poured(cast, released_heat(cast))

    def press() -> None:
        count_castings(pour=pour, quantity=30, by=cast.operator, at=cast.at)

    assert len(at_once(press, press)) == 1
    assert CastingLot.objects.count() == 1


def test_castings_counted_while_their_heat_is_being_held_are_held(cast: Cast) -> None:
    heat = released_heat(cast)
    pour = poured(cast, heat)
    later = cast.at + timedelta(minutes=1)

    def press_hold() -> None:
        hold(root=heat.node, reason="Sulfur", by=cast.lab, at=later)

    def press_count() -> None:
        count_castings(pour=pour, quantity=30, by=cast.operator, at=later)

    assert at_once(press_hold, press_count) == []
    assert Node.objects.get(kind="casting_lot").is_held


def test_two_people_cannot_scrap_more_than_there_is(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=5)

    def press() -> None:
        scrap(cast, lot, quantity=3)

    assert len(at_once(press, press)) == 1
    assert count_of(lot).left == 2


def test_one_weighing_sent_twice_at_once_is_weighed_once(cast: Cast) -> None:
    lots, heat, fact = fill_yard(cast), opened_heat(cast), uuid7()

    def weigh() -> None:
        load_charge(
            heat=heat,
            material_lot=lots["Besi kasar"],
            mass_kg=Decimal(120),
            by=cast.operator,
            at=cast.at,
            fact_id=fact,
        )

    at_once(weigh, weigh)
    assert Charge.objects.get(heat=heat).mass_kg == 120


def test_two_weighings_beside_a_sheet_are_both_in_the_furnace_and_never_half_in_the_sheet(
    cast: Cast,
) -> None:
    lots, heat = fill_yard(cast), opened_heat(cast)

    def weigh(name: str, kg: int) -> None:
        load_charge(
            heat=heat, material_lot=lots[name], mass_kg=Decimal(kg), by=cast.operator, at=cast.at
        )

    refused = at_once(
        lambda: weigh("Besi kasar", 120),
        lambda: weigh("Baja bekas", 60),
        lambda: plan_charge(heat=heat, tap_kg=Decimal(500), by=cast.owner, at=cast.at),
    )
    weighed = dict(Charge.objects.filter(heat=heat).values_list("material_lot", "mass_kg"))
    assert weighed == {lots["Besi kasar"].pk: 120, lots["Baja bekas"].pk: 60}
    assert [type(each) for each in refused] == [WeighedMeanwhile] * (
        0 if ChargeSheet.objects.exists() else 1
    )


def test_the_same_file_uploaded_twice_at_once_is_read_once(cast: Cast) -> None:
    mapped(cast)
    heat = charged_heat(cast)
    take_sample(heat=heat, by=cast.operator, at=cast.at - timedelta(minutes=20))
    told = (row(heat.code, 1), row("lain", 1))
    refused = at_once(
        lambda: received(cast, *told), lambda: received(cast, *told, name="salinan.csv")
    )
    assert refused == []
    counts = ExportFile.objects.count(), Burn.objects.count(), Reading.objects.count()
    assert counts == (1, 2, 5)
