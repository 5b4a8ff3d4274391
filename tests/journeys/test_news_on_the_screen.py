"""The lab's word is on the workshop's open screen within two seconds, in a real Chromium."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from rantai.shopfloor.actions import (
    confirm_correction,
    receive_material_lot,
    record_readings,
    take_sample,
)
from rantai.shopfloor.models import Heat, MaterialClass
from rantai.shopfloor.queries import proposed_correction, sheets_of, with_facts
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.in_browser import Watch, sign_in_through
from tests.rantai.shopfloor.exports import terms
from tests.rantai.shopfloor.story import INSIDE, charged_heat

PROMISED_S = 2.0
MOMENTS = 3
"""Of the question's second, at which the lab speaks: just asked, halfway, about to ask."""


def seen_after(page: Page, deed: Callable[[], object], words: str) -> float:
    """Seconds from the deed's end until the words stand on the open page."""
    assert words not in page.inner_text("main")
    deed()
    told = time.perf_counter()
    page.wait_for_function(
        "words => document.querySelector('main').innerText.includes(words)", arg=words
    )
    return time.perf_counter() - told


@pytest.mark.browser
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_verdict_and_correction_reach_the_open_screen_within_two_seconds(
    cast: Cast, clock: Clock, live_server: LiveServer, browser: Browser, moment: int
) -> None:
    clock.at = cast.at
    receive_material_lot(
        material="Baja bekas",
        material_class=MaterialClass.STEEL,
        supplier="Pengepul",
        received_on=date(2019, 4, 1),
        mass_kg=Decimal(500),
        by=cast.operator,
        at=cast.at,
    )
    terms(cast, "Baja bekas", 7_600, C="0.15", Si="2.0", Mn="0.7", P="0.02", S="0.03")
    heat = charged_heat(cast)
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    watch = Watch(browser, live_server.url)
    phone = sign_in_through(watch, clock, {"operator"})("operator")
    phone.open(f"/leburan/{heat.code}/")
    phone.page.wait_for_timeout(1000 * moment / MOMENTS)

    verdict = seen_after(
        phone.page,
        lambda: record_readings(
            sample=sample,
            instrument=cast.spectrometer,
            values={**INSIDE, "C": Decimal("3.50")},
            by=cast.lab,
            at=cast.at,
        ),
        "3,5",
    )
    correction = seen_after(phone.page, lambda: _say_yes(cast, heat), "Kerjakan sekarang")
    print(f"\nverdict seen after {verdict:.2f} s, correction after {correction:.2f} s")
    assert verdict <= PROMISED_S
    assert correction <= PROMISED_S
    phone.leave()


def _say_yes(cast: Cast, heat: Heat) -> None:
    proposal = proposed_correction(sheets_of(with_facts(Heat.objects.filter(pk=heat.pk)))[0])
    assert proposal is not None
    confirm_correction(heat=heat, seen=proposal.print, by=cast.lab, at=cast.at)
