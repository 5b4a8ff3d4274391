"""The phone and the house's own server: what was told without signal is there once, and traced."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from rantai.machines.models import Machine
from rantai.parts.models import Approval
from rantai.records.models import Conflict, Device, ToldFact
from rantai.shopfloor.actions import record_readings, release_heat
from rantai.shopfloor.models import CastingLot, Charge, Heat, Sample
from rantai.traceability.models import Link
from tests.cast import Cast
from tests.journeys.phone import Phone
from tests.rantai.shopfloor.story import INSIDE, accepted_order, pig_iron

pytestmark = pytest.mark.browser

HEATS, PIECES = 30, 40
PENDING = """(ledger) => ledger.facts().filter((row) => row.state === "pending").length"""
AN_HOUR_APART = """async (ledger, [ids, many, order, furnace, lot]) => {
  const { uuid7 } = await import(ids);
  for (let left = many; left > 0; left -= 1) {
    const [heat, pour] = [uuid7(), uuid7()];
    const at = Date.now() - left * 3600_000;
    const times = { inoculated_at: new Date(at + 60_000), ended_at: new Date(at + 120_000) };
    await ledger.recordAll([
      { id: heat, kind: "heat.opened", at, data: { work_order: order, furnace } },
      { kind: "charge.loaded", at, needs: [heat],
        data: { heat, material_lot: lot, mass_kg: "300" } },
      { kind: "sample.taken", at, data: { heat }, needs: [heat] },
      { id: pour, kind: "pour.recorded", at: at + 120_000, needs: [heat],
        data: { heat, temperature_c: 1390, mass_kg: "170", ...times } },
      { kind: "castings.counted", at: at + 180_000, data: { pour, quantity: 40 }, needs: [pour] },
    ]);
  }
}"""


@pytest.fixture
def phone(tmp_path: Path, live_server: LiveServer) -> Iterator[Phone]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        phone = Phone(driver, tmp_path / "profile", live_server.url)
        yield phone
        phone.switch_off()


def test_thirty_heats_told_after_a_dead_battery_are_on_the_server_once(
    cast: Cast, phone: Phone
) -> None:
    order = accepted_order(cast, quantity=2000)
    Approval.objects.update(valid_until=date(2099, 12, 31))
    Machine.objects.filter(pk=cast.spectrometer.pk).update(calibrated_until=date(2099, 12, 31))
    lot = pig_iron(cast, mass_kg=90_000)
    client = Client()
    client.force_login(cast.operator)

    phone.switch_on(session=client.cookies["sessionid"].value)
    phone.choose_pin()
    phone.take_signal()
    ids = f"{phone.base}/hp/{phone.version}/ids.js"
    said = [ids, HEATS, order.code, cast.furnace.code, lot.code]
    phone.module("ledger", AN_HOUR_APART, said)
    phone.kill()
    phone.switch_on(signal=False)
    phone.unlock()
    assert phone.badge.startswith(f"{5 * HEATS} ")
    phone.give_signal()
    phone.page.wait_for_selector(".badge:not(.badge-watch)", timeout=40_000)
    assert Device.objects.count() == 1
    assert ToldFact.objects.count() == 5 * HEATS
    assert Heat.objects.count() == Charge.objects.count() == Sample.objects.count() == HEATS

    the_lab_had_released_them(cast)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    for _second in range(30):
        if not (pending := phone.module("ledger", PENDING)):
            break
        phone.page.wait_for_timeout(1000)
    assert pending == 0
    assert Conflict.objects.count() == 0
    lots = CastingLot.objects.all()
    assert [each.quantity for each in lots] == [PIECES] * HEATS
    assert {each.heat_id for each in lots} == set(Heat.objects.values_list("pk", flat=True))
    for each in lots.select_related("heat"):
        assert traced(lot.node_id, each.heat.node_id)
        assert traced(each.heat.node_id, each.node_id)


def the_lab_had_released_them(cast: Cast) -> None:
    """Before each ladle, while the phone could not hear of it."""
    spectrometer = Machine.objects.get(pk=cast.spectrometer.pk)
    for sample in Sample.objects.select_related("heat"):
        at = sample.occurred_at + timedelta(seconds=30)
        record_readings(sample=sample, instrument=spectrometer, values=INSIDE, by=cast.lab, at=at)
        heat = Heat.objects.get(pk=sample.heat_id)
        release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=at)


def traced(parent: int, child: int) -> bool:
    return Link.objects.filter(parent=parent, child=child).exists()
