"""A check sheet filled in without a line arrives when it is back, once and with its photo."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from rantai.mentoring.actions import adopt_sheets
from rantai.mentoring.models import ItemScore, Visit
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.in_browser import Watch, sign_in_through
from tests.rantai.mentoring.story import programme

SHEET = "/pendampingan/B-017/lembar/5r/"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.mark.browser
def test_a_sheet_filled_without_a_line_arrives_once_with_its_photo(
    cast: Cast, clock: Clock, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    clock.at = cast.at
    programme(cast)
    adopt_sheets(valid_from=date(2019, 1, 1), by=cast.mentor, at=cast.at)
    photo = tmp_path / "sebelum.png"
    photo.write_bytes(PNG)
    watch = Watch(browser, live_server.url)
    page = sign_in_through(watch, clock, phones=set())(cast.mentor.username).page

    page.goto(f"{live_server.url}/pendampingan/B-017/")
    page.evaluate("navigator.serviceWorker.ready")
    page.click("[data-take-along]")
    page.get_by_text("sekarang terbuka tanpa sinyal").wait_for()

    page.context.set_offline(True)
    page.goto(f"{live_server.url}{SHEET}")
    page.wait_for_function("document.querySelector('[name=visit_id]').value.length == 36")
    page.locator("input[type=radio][value='2']").first.check()
    page.locator("input[type=file][name$=photo]").first.set_input_files(photo)
    page.click("form.check-sheet .button-primary")
    page.locator("[data-kept-waiting]").wait_for()
    page.click("[data-kept-waiting] a")  # another sheet begins with an identifier of its own
    page.locator("[data-sheets] li").wait_for()
    assert Visit.objects.count() == 0

    page.context.set_offline(False)
    page.goto(f"{live_server.url}/pendampingan/")
    page.locator("[data-sheets]").wait_for(state="hidden")
    (visit,) = Visit.objects.all()
    assert visit.recorded_by == cast.mentor
    assert ItemScore.objects.filter(visit=visit, before__isnull=False).count() == 1

    page.reload()
    page.locator("[data-sheets]").wait_for(state="hidden")
    assert Visit.objects.count() == 1
    assert [each for each in watch.complaints if "Failed to load" not in each] == []
