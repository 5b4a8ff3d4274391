"""The whole main job in a real Chromium: phones in the workshops, desks in the office."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.in_browser import Watch, sign_in_through
from tests.journeys.main_job import MainJob
from tests.journeys.visitors import PASSWORD

PHONES = {"operator", "owner", "owner_b"}


@pytest.mark.browser
def test_schedules_become_settled_members_on_phones_and_desks(
    cast: Cast, clock: Clock, live_server: LiveServer, browser: Browser
) -> None:
    cast.owner_b.set_password(PASSWORD)
    cast.owner_b.save()
    watch = Watch(browser, live_server.url)
    job = MainJob(cast, clock, sign_in_through(watch, clock, PHONES))
    job.is_told()
    assert not watch.complaints, "\n".join(watch.complaints)
