"""Inspection by phone: the lab's own list, the form that was carried, the workshop's own check."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rantai.parts.models import ChartKind, ControlPlanItem
from rantai.quality.models import CheckedValue, Inspection, Measurement, PieceVerdict, WorkshopCheck
from rantai.shopfloor.models import CastingLot
from rantai.traceability.models import Node
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.quality.story import machined_sleeves, plan_of
from tests.rantai.shopfloor.story import poured_lot

pytestmark = pytest.mark.django_db


def measured(plan: dict[str, Any], offered: int, hardness: str = "200") -> list[dict[str, Any]]:
    """What the app makes of the carried plan: every sample, and one number where it is counted."""
    found: list[dict[str, Any]] = []
    for item in plan["items"]:
        many = min(item["sample_size"], offered)
        if item["is_counted"]:
            found.append({"item": item["id"], "sample": 1, "value": "0", "inspected": many})
            continue
        is_number = item["lower"] is not None or item["upper"] is not None
        said = {"value": hardness} if is_number else {"is_good": True}
        found += [{"item": item["id"], "sample": at + 1, **said} for at in range(many)]
    return found


def test_the_labs_phone_carries_its_list_and_inspects_by_it(cast: Cast) -> None:
    lot = poured_lot(cast)
    surface = plan_of(lot).items.get(characteristic__lower=None, characteristic__upper=None)
    surface.chart = ChartKind.NUMBER
    surface.save()
    phone = Phone(cast.lab)
    day = phone.day()
    assert day["workshop"] is None
    [told] = day["inspections"]
    assert (told["code"], told["left"], told["pieces"]) == (lot.code, 30, [])
    values = measured(told["plan"], 30)
    fact = phone.fact(
        "lot.inspected",
        lot=lot.code,
        plan=told["plan"]["id"],
        offered=30,
        measurements=values,
        rejects=[{"defect": "B1", "quantity": 2}],
    )
    assert phone.tell(fact, fact) == ["applied"] * 2
    inspection = Inspection.objects.get()
    assert (inspection.accepted, inspection.rejected) == (28, 2)
    assert Measurement.objects.filter(inspected__isnull=False).count() == 1
    assert phone.day()["inspections"] == []


def test_a_serial_piece_is_rejected_by_its_own_number(cast: Cast) -> None:
    lot = machined_sleeves(cast)
    phone = Phone(cast.lab)
    [told] = phone.day()["inspections"]
    assert len(told["pieces"]) == 5
    items = plan_of(lot).items.select_related("characteristic")
    inside = {item.pk: item.characteristic.lower for item in items}
    values = measured(told["plan"], 5)
    for value in values:
        if "value" in value:
            value["value"] = str(inside[value["item"]] or "0")
    fact = phone.fact(
        "lot.inspected",
        lot=lot.code,
        plan=told["plan"]["id"],
        offered=5,
        measurements=values,
        rejects=[{"defect": "B1", "piece": told["pieces"][2]}],
    )
    assert phone.tell(fact) == ["applied"]
    bad = PieceVerdict.objects.get(accepted=False)
    assert bad.casting.serial == told["pieces"][2]
    assert bad.defect is not None


def checked(phone: Phone, lot: CastingLot, item: ControlPlanItem, value: str) -> dict[str, Any]:
    values = [{"item": item.pk, "sample": 1, "value": value}]
    told: dict[str, Any] = {"plan": item.plan_id, "looked_at": 5, "measurements": values}
    return phone.fact("lot.checked", lot=lot.code, **told)


def test_a_workshop_checks_its_own_castings_and_accepts_none(cast: Cast, client: Client) -> None:
    lot = poured_lot(cast)
    hardness = plan_of(lot).items.exclude(characteristic__upper=None).first()
    assert hardness is not None
    phone = Phone(cast.operator)
    assert phone.day()["inspections"] == []
    fact = checked(phone, lot, hardness, "390.5")
    assert phone.tell(fact, fact) == ["applied"] * 2
    assert WorkshopCheck.objects.get().looked_at == 5
    value = CheckedValue.objects.get()
    assert (value.value, value.conforms) == (Decimal("390.5"), False)
    assert not Inspection.objects.exists()
    assert not Node.objects.get(pk=lot.node_id).is_held
    client.force_login(cast.lab)
    page = client.get(reverse("quality:inspect", args=[lot.code])).content.decode()
    assert "390,5" in page
    assert cast.operator.name in page


def test_nobody_checks_or_accepts_what_is_not_theirs(cast: Cast) -> None:
    lot = poured_lot(cast)
    hardness = plan_of(lot).items.exclude(characteristic__upper=None).first()
    assert hardness is not None
    for holder in (cast.owner_b, cast.stranger, cast.lab):
        phone = Phone(holder)
        assert phone.tell(checked(phone, lot, hardness, "200")) == ["refused"]
    phone = Phone(cast.operator)
    empty = checked(phone, lot, hardness, "200")
    empty["data"]["measurements"] = []
    accepting = phone.fact(
        "lot.inspected",
        lot=lot.code,
        plan=hardness.plan_id,
        offered=30,
        measurements=[],
    )
    assert phone.tell(empty, accepting) == ["refused"] * 2
    assert not WorkshopCheck.objects.exists()
    assert not Inspection.objects.exists()
