"""Inspection by phone: the lab's own list, the form that was carried, the workshop's own check."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rantai.machines.actions import record_calibration, register_gauge
from rantai.machines.models import Machine
from rantai.parts.models import ChartKind, ControlPlanItem
from rantai.quality.models import CheckedValue, Inspection, Measurement, PieceVerdict, WorkshopCheck
from rantai.records.models import ToldFact
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


def with_gauge(cast: Cast, lot: CastingLot) -> Machine:
    gauge = register_gauge(code="HB-9", name="Brinell", by=cast.lab, at=cast.at)
    items = ControlPlanItem.objects.filter(cooperative=cast.cooperative, plan=plan_of(lot))
    items.exclude(characteristic__upper=None).update(gauge=gauge)
    return gauge


def inspected_with(phone: Phone, told: dict[str, Any], gauge: str, **how: Any) -> dict[str, Any]:
    values = measured(told["plan"], 5)
    named = {item["id"] for item in told["plan"]["items"] if item["gauge"]}
    values = [{**each, "gauge": gauge} if each["item"] in named else each for each in values]
    said = {"plan": told["plan"]["id"], "offered": 5, "measurements": values}
    return phone.fact("lot.inspected", **how, lot=told["code"], **said)


def calibrated(cast: Cast, gauge: Machine, *, is_good: bool, days: int) -> None:
    today = timezone.localdate()
    record_calibration(
        machine=gauge,
        done_on=today - timedelta(days=30),
        valid_until=today + timedelta(days=days),
        is_good=is_good,
        certificate="K-1",
        by=cast.lab,
        at=timezone.now() - timedelta(days=10),
    )


def test_the_phone_carries_gauges_and_its_readings_say_with_which(cast: Cast) -> None:
    lot = poured_lot(cast)
    gauge = with_gauge(cast, lot)
    phone = Phone(cast.lab)
    day = phone.day()
    [told] = day["inspections"]
    assert {item["gauge"] for item in told["plan"]["items"]} == {None, "HB-9"}
    [known] = day["gauges"]["known"]
    assert set(known["doubts"].values()) == {"unproven"}
    assert set(day["gauges"]["refuses"]) == {"failed", "study", "expired"}
    assert phone.tell(inspected_with(phone, told, "HB-9")) == ["applied"]
    marked = set(Measurement.objects.filter(gauge=gauge).values_list("doubt", flat=True))
    assert marked == {"unproven"}, "as the desk marks it"
    assert Measurement.objects.filter(gauge=None).exists()
    assert phone.tell(inspected_with(phone, told, "XX-1")) == ["refused"]
    assert "XX-1" in ToldFact.objects.get(state="refused").sentence
    assert Phone(cast.operator).day()["gauges"] == {"refuses": [], "known": []}


def test_what_the_rule_refuses_at_the_desk_is_refused_when_it_is_told(cast: Cast) -> None:
    lot = poured_lot(cast)
    calibrated(cast, with_gauge(cast, lot), is_good=False, days=300)
    phone = Phone(cast.lab)
    [told] = phone.day()["inspections"]
    assert set(phone.day()["gauges"]["known"][0]["doubts"].values()) == {"failed"}
    assert phone.tell(inspected_with(phone, told, "HB-9")) == ["refused"]
    assert "HB-9" in ToldFact.objects.get().sentence
    assert not Inspection.objects.exists()


def test_a_gauge_is_judged_on_the_day_it_measured(cast: Cast) -> None:
    lot = poured_lot(cast)
    calibrated(cast, with_gauge(cast, lot), is_good=True, days=-2)
    phone = Phone(cast.lab)
    [told] = phone.day()["inspections"]
    late = inspected_with(phone, told, "HB-9")
    early = inspected_with(phone, told, "HB-9", ago=4 * 24 * 60)
    assert phone.tell(late, early) == ["refused", "applied"]
    assert set(Measurement.objects.values_list("doubt", flat=True)) == {""}


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
