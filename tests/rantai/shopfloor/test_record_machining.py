"""Machining: on a machine within reach, no piece twice, no scrap."""

from typing import Any

import pytest
from django.http import Http404

from rantai.machines.models import MachineState
from rantai.shopfloor.actions import correct_machining, record_machining
from rantai.shopfloor.actions._guards import NothingCounted, OtherWorkshop
from rantai.shopfloor.actions.castings import (
    AlreadyMachined,
    AlreadyScrap,
    MoreThanLeft,
    NoMachineTool,
    WhichPiece,
)
from rantai.shopfloor.models import CastingLot, Machining, Place
from rantai.shopfloor.queries import count_of
from tests.cast import Cast
from tests.rantai.shopfloor.story import poured_lot
from tests.rantai.shopfloor.test_record_scrap import scrap


def machine(cast: Cast, lot: CastingLot, **changes: Any) -> list[Machining]:
    told: dict[str, Any] = {"machine": cast.lathe, "by": cast.operator, "at": cast.at}
    return record_machining(lot=lot, **{**told, **changes})


def test_no_more_is_machined_than_was_cast_well(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=10)
    scrap(cast, lot, quantity=2)
    machine(cast, lot, quantity=5)
    assert count_of(lot).to_machine == 3
    with pytest.raises(MoreThanLeft, match="3"):
        machine(cast, lot, quantity=4)


def test_scrap_found_while_machining_was_machined_before(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=10)
    machine(cast, lot, quantity=10)
    scrap(cast, lot, quantity=1, place=Place.MACHINING)
    assert (count_of(lot).machined, count_of(lot).to_machine) == (10, 0)


def test_serial_pieces_are_machined_by_number_each_once(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=3, revision=cast.sleeve)
    first, second, third = lot.castings.all()
    with pytest.raises(WhichPiece):
        machine(cast, lot, quantity=1)
    assert len(machine(cast, lot, castings=[first, second])) == 2
    with pytest.raises(AlreadyMachined):
        machine(cast, lot, castings=[third, first])
    scrap(cast, lot, casting=third)
    with pytest.raises(AlreadyScrap):
        machine(cast, lot, castings=[third])
    assert count_of(lot).machined == 2


def test_a_furnace_or_a_machine_under_repair_machines_nothing(cast: Cast) -> None:
    lot = poured_lot(cast)
    with pytest.raises(NoMachineTool):
        machine(cast, lot, quantity=1, machine=cast.furnace)
    cast.lathe.state = MachineState.REPAIR
    cast.lathe.save()
    with pytest.raises(NoMachineTool):
        machine(cast, lot, quantity=1)


def test_a_wrong_machining_entry_is_corrected(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=10)
    (wrong,) = machine(cast, lot, quantity=8)
    with pytest.raises(MoreThanLeft, match="10"):
        correct_machining(
            machining=wrong, quantity=11, because="Salah", by=cast.operator, at=cast.at
        )
    correct_machining(machining=wrong, quantity=6, because="Salah", by=cast.operator, at=cast.at)
    assert count_of(lot).machined == 6


def test_nothing_machined_is_nothing_to_record(cast: Cast) -> None:
    with pytest.raises(NothingCounted):
        machine(cast, poured_lot(cast), quantity=0)


def test_only_the_lots_own_workshop_machines_it(cast: Cast) -> None:
    lot = poured_lot(cast)
    with pytest.raises(OtherWorkshop):
        machine(cast, lot, quantity=1, by=cast.owner_b)
    for person in (cast.stranger, cast.lab, cast.mentor):
        with pytest.raises(Http404):
            machine(cast, lot, quantity=1, by=person)
