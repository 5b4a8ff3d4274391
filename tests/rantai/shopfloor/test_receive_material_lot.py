"""Receiving material: a code, a place in the graph, an owner."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from rantai.records.models import Account, AuditEntry
from rantai.shopfloor.actions import receive_material_lot
from rantai.shopfloor.actions._guards import NothingWeighed, OtherWorkshop
from rantai.shopfloor.actions.materials import NotReceivedYet
from rantai.shopfloor.models import MaterialClass, MaterialLot
from rantai.shopfloor.queries import material_lots_visible_to
from tests.cast import Cast


def receive(cast: Cast, by: Account, **changes: Any) -> MaterialLot:
    told: dict[str, Any] = {
        "material": "Baja scrap",
        "material_class": MaterialClass.STEEL,
        "supplier": "CV Logam",
        "received_on": date(2019, 4, 11),
        "mass_kg": Decimal("812.5"),
    }
    return receive_material_lot(**{**told, **changes}, by=by, at=cast.at)


def test_a_lot_gets_the_next_code_of_its_year_and_a_node(cast: Cast) -> None:
    first, second = receive(cast, cast.operator), receive(cast, cast.operator)
    assert (first.code, second.code) == ("M-19-0001", "M-19-0002")
    assert (first.node.code, first.node.kind) == ("M-19-0001", "material_lot")


def test_a_workshops_people_receive_for_their_own_workshop(cast: Cast) -> None:
    assert receive(cast, cast.owner).workshop == cast.workshop_a
    with pytest.raises(OtherWorkshop):
        receive(cast, cast.owner, workshop=cast.workshop_b)


def test_the_office_receives_into_the_store_that_every_member_sees(cast: Cast) -> None:
    lot = receive(cast, cast.planner)
    assert lot.workshop is None
    assert lot in material_lots_visible_to(cast.operator)
    assert lot in material_lots_visible_to(cast.owner_b)


def test_one_workshop_does_not_see_anothers_lots(cast: Cast) -> None:
    receive(cast, cast.operator)
    assert not material_lots_visible_to(cast.owner_b).exists()
    assert not material_lots_visible_to(cast.mentor).exists()
    assert not material_lots_visible_to(cast.stranger).exists()


def test_a_lot_that_weighs_nothing_or_has_not_come_is_refused(cast: Cast) -> None:
    with pytest.raises(NothingWeighed):
        receive(cast, cast.operator, mass_kg=Decimal(0))
    with pytest.raises(NotReceivedYet):
        receive(cast, cast.operator, received_on=cast.at.date() + timedelta(days=1))


def test_receiving_writes_one_audit_entry(cast: Cast) -> None:
    receive(cast, cast.operator)
    assert AuditEntry.objects.get(key="material_lot.received").details["mass_kg"] == "812.5"


def test_a_stranger_cannot_receive_for_us_nor_a_customer_at_all(cast: Cast) -> None:
    with pytest.raises(Http404):
        receive(cast, cast.stranger, workshop=cast.workshop_a)
    with pytest.raises(Http404):
        receive(cast, cast.customer_engineer)
