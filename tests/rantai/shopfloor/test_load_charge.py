"""Charging a heat: masses that exist, lots within reach, nothing twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from rantai.records.identifiers import uuid7
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import ChargeLine, correct_charge, load_charge, load_charges
from rantai.shopfloor.actions._guards import (
    AlreadyCorrected,
    NoReason,
    NothingWeighed,
    NotYet,
    OtherWorkshop,
    TooEarly,
)
from rantai.shopfloor.actions.materials import NotEnoughLeft
from rantai.shopfloor.actions.melting import OtherStore
from rantai.shopfloor.models import Charge, Heat, MaterialLot
from rantai.shopfloor.queries.stock import stock_of
from rantai.traceability.actions import OnHold, hold
from rantai.traceability.models import Link
from rantai.traceability.queries import reached_ids
from tests.cast import Cast
from tests.rantai.shopfloor.story import opened_heat, pig_iron


def charge(cast: Cast, heat: Heat, lot: MaterialLot, mass_kg: str) -> Charge:
    return load_charge(
        heat=heat, material_lot=lot, mass_kg=Decimal(mass_kg), by=cast.operator, at=cast.at
    )


def test_charged_metal_is_traced_from_lot_to_heat_once_however_often_it_is_shovelled(
    cast: Cast,
) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    charge(cast, heat, lot, "200")
    charge(cast, heat, lot, "20")
    assert heat.node_id in reached_ids(lot.node)
    assert Link.objects.filter(parent=lot.node, child=heat.node).count() == 1
    assert stock_of([lot]) == {lot.pk: Decimal(4780)}


def test_a_lot_gives_no_more_than_it_holds_and_says_what_is_left(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=300)
    charge(cast, heat, lot, "250.5")
    with pytest.raises(NotEnoughLeft, match="49,5"):
        charge(cast, heat, lot, "49.51")
    charge(cast, heat, lot, "49.5")
    assert stock_of([lot])[lot.pk] == 0


def test_a_hundred_shovels_empty_a_lot_without_a_hair_left(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=10)
    shovels = [ChargeLine(lot, Decimal("0.1")) for _ in range(100)]
    load_charges(heat=heat, lines=shovels, by=cast.operator, at=cast.at)
    assert stock_of([lot])[lot.pk] == 0


def test_of_several_lines_all_are_charged_or_none(cast: Cast) -> None:
    heat, plenty, little = opened_heat(cast), pig_iron(cast), pig_iron(cast, mass_kg=10)
    lines = [ChargeLine(plenty, Decimal(100)), ChargeLine(little, Decimal(11))]
    with pytest.raises(NotEnoughLeft):
        load_charges(heat=heat, lines=lines, by=cast.operator, at=cast.at)
    assert not Charge.objects.exists()
    assert not AuditEntry.objects.filter(key="heat.charged").exists()


def test_the_same_line_twice_in_one_form_still_respects_the_stock(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=100)
    lines = [ChargeLine(lot, Decimal(60)), ChargeLine(lot, Decimal(60))]
    with pytest.raises(NotEnoughLeft):
        load_charges(heat=heat, lines=lines, by=cast.operator, at=cast.at)


def test_the_same_charge_sent_twice_is_one_charge(cast: Cast) -> None:
    heat, lines = opened_heat(cast), [ChargeLine(pig_iron(cast), Decimal(50), uuid7())]
    for _ in range(2):
        load_charges(heat=heat, lines=lines, by=cast.operator, at=cast.at)
    assert Charge.objects.count() == 1


def test_nothing_weighs_less_than_something(cast: Cast) -> None:
    with pytest.raises(NothingWeighed):
        charge(cast, opened_heat(cast), pig_iron(cast), "0")


def test_another_workshops_lot_is_out_of_reach_but_the_store_is_not(cast: Cast) -> None:
    heat = opened_heat(cast)
    with pytest.raises(OtherStore):
        charge(cast, heat, pig_iron(cast, by=cast.owner_b), "10")
    assert charge(cast, heat, pig_iron(cast, by=cast.planner), "10").mass_kg == 10


def test_a_held_lot_does_not_go_into_a_furnace(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    charge(cast, heat, lot, "10")
    hold(root=lot.node, reason="Sulfur tinggi", by=cast.lab, at=cast.at)
    with pytest.raises(OnHold, match=lot.code):
        charge(cast, heat, lot, "10")


def test_metal_may_still_be_recorded_on_a_held_heat(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    hold(root=heat.node, reason="Karbon tinggi", by=cast.lab, at=cast.at)
    assert charge(cast, heat, lot, "18").mass_kg == 18


def test_a_charge_written_down_an_hour_later_is_marked_late(cast: Cast) -> None:
    heat = opened_heat(cast)
    late = load_charge(
        heat=heat,
        material_lot=pig_iron(cast),
        mass_kg=Decimal(10),
        by=cast.operator,
        at=cast.at + timedelta(hours=1),
        occurred_at=cast.at,
    )
    assert (late.recorded_late, late.occurred_at) == (True, cast.at)
    assert not charge(cast, heat, pig_iron(cast), "10").recorded_late


def test_a_charge_is_neither_in_the_future_nor_before_the_heat(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    for moment, refusal in (
        (cast.at + timedelta(minutes=5), NotYet),
        (heat.started_at - timedelta(minutes=1), TooEarly),
    ):
        with pytest.raises(refusal):
            load_charge(
                heat=heat,
                material_lot=lot,
                mass_kg=Decimal(10),
                by=cast.operator,
                at=cast.at,
                occurred_at=moment,
            )


def test_only_the_heats_own_workshop_charges_it(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    for person, refusal in ((cast.owner_b, OtherWorkshop), (cast.stranger, Http404)):
        with pytest.raises(refusal):
            load_charge(heat=heat, material_lot=lot, mass_kg=Decimal(1), by=person, at=cast.at)


def test_a_corrected_charge_replaces_the_old_one_which_stays(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=300)
    wrong = charge(cast, heat, lot, "250")
    right = correct_charge(
        charge=wrong,
        mass_kg=Decimal(300),
        because="Timbangan dibaca salah",
        by=cast.operator,
        at=cast.at,
    )
    assert list(Charge.objects.current()) == [right]
    assert Charge.objects.count() == 2
    assert (right.replaces, right.occurred_at) == (wrong, wrong.occurred_at)
    assert stock_of([lot])[lot.pk] == 0


def test_a_charge_that_never_happened_is_corrected_to_nothing(cast: Cast) -> None:
    lot = pig_iron(cast)
    wrong = charge(cast, opened_heat(cast), lot, "250")
    correct_charge(
        charge=wrong, mass_kg=Decimal(0), because="Salah leburan", by=cast.operator, at=cast.at
    )
    assert stock_of([lot])[lot.pk] == 5000


def test_a_correction_needs_a_reason_stays_within_stock_and_is_made_once(cast: Cast) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=300)
    wrong = charge(cast, heat, lot, "250")

    def correct(mass_kg: int, because: str = "Salah baca") -> Charge:
        return correct_charge(
            charge=wrong, mass_kg=Decimal(mass_kg), because=because, by=cast.operator, at=cast.at
        )

    with pytest.raises(NoReason):
        correct(200, because=" ")
    with pytest.raises(NotEnoughLeft):
        correct(301)
    correct(200)
    with pytest.raises(AlreadyCorrected):
        correct(100)
