"""A heat is moved on the board by pointer and by keyboard, and weighed before it is put down."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rantai.plans.actions.schedules import draft_plan
from rantai.plans.models import PlanVersion
from rantai.plans.queries.schedules import heats_of
from tests.cast import Cast
from tests.rantai.plans.floors import floor, free_place

__all__ = ["floor"]

FURNACE = "T-017-1"


def places(version: PlanVersion) -> set[str]:
    return {f"{heat.furnace}|{heat.day}|{heat.position}" for heat in heats_of(version)}


def in_middle(page: Page, place: str) -> tuple[float, float]:
    box = page.locator(f'[data-place="{place}"]').bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
def test_a_heat_is_dragged_and_walked_and_put_back(
    floor: Cast, live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: floor.at)
    version = draft_plan(by=floor.planner, at=floor.at - timedelta(minutes=1))
    heat = next(each for each in heats_of(version) if each.furnace == FURNACE)
    start = f"{FURNACE}|{heat.day}|{heat.position}"
    target = "|".join(map(str, free_place(version, FURNACE)))
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/masuk/")
    page.click(f'button[value="{floor.planner.username}"]')
    page.goto(f"{live_server.url}/rencana/{version.number}/?minggu={heat.day // 6 + 1}")
    if page.locator(f'[data-place="{target}"]').count() == 0:
        cold = page.locator(f'span[data-place^="{FURNACE}|"]').first
        target = cold.get_attribute("data-place") or ""

    # By pointer: weighed where it is held, nothing written before it is let go.
    page.mouse.move(*in_middle(page, start))
    page.mouse.down()
    with page.expect_response(lambda answer: "/nilai/" in answer.url):
        page.mouse.move(*in_middle(page, target), steps=4)
    assert places(version) >= {start}
    with page.expect_response(lambda answer: "/pindah/" in answer.url):
        page.mouse.up()
    expect(page.locator(f'button[data-place="{target}"]')).to_be_focused()
    assert start not in places(version)
    assert target in places(version)

    # By keyboard: Enter takes it, an arrow carries it, Escape puts it back and Enter leaves it.
    page.keyboard.press("Enter")
    with page.expect_response(lambda answer: "/nilai/" in answer.url):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert target in places(version)
    expect(page.locator(f'button[data-place="{target}"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    over = page.locator("[data-over]").get_attribute("data-place")
    with page.expect_response(lambda answer: "/pindah/" in answer.url):
        page.keyboard.press("Enter")
    expect(page.locator(f'button[data-place="{over}"]')).to_be_focused()
    assert over in places(version)
