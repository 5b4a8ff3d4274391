"""Every page that a role can reach in the example: it answers, fits a phone, and is readable."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Response
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from rantai.portal.example.days import NOW
from rantai.portal.example.story import tell_story
from rantai.records.models import Role
from rantai.records.queries import example_accounts
from tests.journeys.crawl import Found, crawl
from tests.journeys.in_browser import DESK, HEIGHTS, PHONE, Axes

MONTHS = 3  # the scrapped heat, the concession and two settlements are within
HEAVIEST_BYTES = 60 * 1024
HUNDREDS = range(200, 400)


class Example(NamedTuple):
    """The example, served: who is signed in, and where every link of theirs leads."""

    server: LiveServer
    clients: dict[str, Client]
    reached: dict[str, list[Found]]
    examined: set[tuple[str, int, str]]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of a transaction for each test: the example, for the server's own connections too."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        tell_story(months=MONTHS)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def example(db: None) -> Iterator[Example]:
    clients = {account.role: Client() for account in example_accounts()}
    for account in example_accounts():
        clients[account.role].raise_request_exception = False
        clients[account.role].force_login(account)
    server = LiveServer("localhost")
    yield Example(server, clients, {}, set())
    server.stop()


def reached_by(example: Example, role: Role) -> list[Found]:
    """In a thread of its own: a browser's driver would pass for async code in this one."""

    def follow_links() -> list[Found]:
        try:
            return crawl(example.clients[role])
        finally:
            connection.close()

    if role not in example.reached:
        with ThreadPoolExecutor(max_workers=1) as thread:
            example.reached[role] = thread.submit(follow_links).result()
    return example.reached[role]


@pytest.mark.pages
@pytest.mark.parametrize("role", Role)
def test_every_link_leads_somewhere(role: Role, example: Example) -> None:
    reached = reached_by(example, role)
    lost = [found for found in reached if found.status not in HUNDREDS]
    assert not lost, "\n".join(map(str, lost))
    assert len(reached) > 5


def signed_in(browser: Browser, example: Example, role: Role) -> BrowserContext:
    context = browser.new_context(bypass_csp=True, locale="id-ID")
    cookie = example.clients[role].cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": example.server.url}]
    )
    return context


@pytest.mark.browser
@pytest.mark.parametrize("role", Role)
def test_every_page_fits_a_phone_and_is_readable(
    role: Role, example: Example, browser: Browser
) -> None:
    context = signed_in(browser, example, role)
    axes = Axes(examined=example.examined)
    page = context.new_page()
    pages = {found.kind: found for found in reached_by(example, role) if found.is_page}
    for found in pages.values():
        page.goto(example.server.url + found.address)
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            axes.look_at(page, width)
    context.close()
    assert not axes.complaints, "\n".join(axes.complaints)


@pytest.mark.browser
@pytest.mark.parametrize("role", Role)
def test_the_first_visit_is_light(role: Role, example: Example, browser: Browser) -> None:
    """All that comes over the line for someone's home with an empty cache."""
    context = signed_in(browser, example, role)
    weights: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.status == 200:
            weights[answer.url] = len(gzip.compress(answer.body()))

    page = context.new_page()
    page.on("response", weigh)
    page.goto(example.server.url, wait_until="networkidle")
    context.close()
    assert len(weights) > 3
    assert sum(weights.values()) <= HEAVIEST_BYTES, weights
