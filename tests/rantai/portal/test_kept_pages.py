"""A page is answered as it was while its rows stand, and anew as soon as one of them does not."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rantai.parts.models import Approval
from rantai.plans.models import WorkOrder
from rantai.portal import kept_pages
from rantai.portal.kept_pages import ADDRESSES, KeptPages, Open
from rantai.records.models import Account
from rantai.shopfloor.actions import mark_heat_held
from rantai.shopfloor.models import Heat
from tests.cast import Cast
from tests.rantai.portal.one_connection import connections_stay
from tests.rantai.portal.phone import Phone
from tests.rantai.portal.test_sync import heat_of, pour_of, release
from tests.rantai.shopfloor.story import accepted_order

pytestmark = pytest.mark.django_db

HOME, HEATS = (reverse(address) for address in ADDRESSES)
TOKEN = re.compile(rb'value="\w{64}"')
"""A form's token is masked anew each time it is drawn, and says the same."""


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    # The cast lives in 2019 and a phone in its own now.
    until = timezone.localdate() + timedelta(days=30)
    Approval.objects.filter(cooperative=cast.cooperative).update(valid_until=until)
    return accepted_order(cast)


@dataclass
class House:
    """The site behind its kept pages, and how often it had to draw."""

    drawn: int = 0
    site: Callable[..., Any] = field(default_factory=get_wsgi_application)

    def __post_init__(self) -> None:
        self.front = KeptPages(self.draw)

    def draw(self, environ: dict[str, Any], respond: Any) -> Any:
        self.drawn += 1
        return self.site(environ, respond)


@dataclass
class Browser:
    """It has been here before, so that it sends the form's token back."""

    reader: Account
    house: House
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = Client()
        self.client.force_login(self.reader)
        self.client.get(HOME)

    def ask(self, path: str, *, way: Callable[..., Any] | None = None, **more: str) -> Any:
        cookies = [f"{name}={each.value}" for name, each in self.client.cookies.items()]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_COOKIE": "; ".join(cookies),
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            **self.more,
            **more,
        }
        said: list[Any] = []
        with connections_stay():
            answer = b"".join((way or self.house.front)(environ, lambda *each: said.extend(each)))
        body = TOKEN.sub(b"", answer)
        return said[0], sorted(each for each in said[1] if each[0] != "Set-Cookie"), body

    def fresh(self, path: str) -> Any:
        return self.ask(path, way=self.house.site)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def browser(cast: Cast, house: House) -> Browser:
    return Browser(cast.operator, house)


def test_what_stands_is_drawn_once(browser: Browser, house: House, order: WorkOrder) -> None:
    for path in (HOME, HEATS):
        assert browser.ask(path) == browser.ask(path) == browser.fresh(path)
    assert house.drawn == 2


def test_after_every_deed_everyone_reads_what_a_fresh_page_says(
    cast: Cast, house: House, order: WorkOrder
) -> None:
    readers = [cast.operator, cast.owner, cast.owner_b, cast.lab, cast.planner, cast.stranger]
    browsers = [Browser(reader, house) for reader in readers]
    changed = {}

    def look(deed: str) -> None:
        before = house.drawn
        for browser in browsers:
            for path in (HOME, HEATS):
                assert browser.ask(path) == browser.fresh(path), (deed, browser.reader)
        changed[deed] = house.drawn - before
        before = house.drawn
        for browser in browsers:
            assert browser.ask(HOME) == browser.fresh(HOME), (deed, browser.reader)
        assert house.drawn == before, deed

    phone = Phone(cast.operator)
    facts = heat_of(phone, cast, order)
    poured = pour_of(phone, facts[0]["id"])
    counted = phone.fact("castings.counted", [poured["id"]], 1, pour=poured["id"], quantity=30)
    broken = {"lot": counted["id"], "quantity": 2, "defect": "B1", "place": "workshop"}
    look("before")
    for fact in facts:
        assert phone.tell(fact) == ["applied"]
        look(fact["kind"])
    release(cast)
    look("released")
    for fact in (poured, counted, phone.fact("scrap.recorded", [counted["id"]], **broken)):
        assert phone.tell(fact) == ["applied"]
        look(fact["kind"])
    # Each of these is seen by somebody, and none by all.
    assert all(0 < drawn < 2 * len(browsers) for deed, drawn in changed.items() if deed != "before")


def test_the_heat_of_one_workshop_draws_nothing_of_another(
    cast: Cast, house: House, order: WorkOrder
) -> None:
    other = Browser(cast.owner_b, house)
    phone = Phone(cast.operator)
    opened, *_rest = heat_of(phone, cast, order)
    other.ask(HEATS)
    phone.tell(opened)
    other.ask(HEATS)
    assert house.drawn == 1


def test_a_hold_is_seen_at_once(cast: Cast, browser: Browser, order: WorkOrder) -> None:
    phone = Phone(cast.operator)
    phone.tell(*heat_of(phone, cast, order))
    before = browser.ask(HEATS)
    mark_heat_held(heat=Heat.objects.get(), ground="Si tinggi", by=cast.lab, at=timezone.now())
    after = browser.ask(HEATS)
    assert before != after == browser.fresh(HEATS)


def test_whoever_left_or_was_shut_out_reads_nothing_more(cast: Cast, browser: Browser) -> None:
    assert browser.ask(HOME)[0] == "200 OK"
    Account.objects.filter(pk=cast.operator.pk).update(is_active=False)
    assert browser.ask(HOME)[0] == "302 Found"
    Account.objects.filter(pk=cast.operator.pk).update(is_active=True)
    assert browser.ask(HOME)[0] == "200 OK"
    browser.client.session.flush()
    assert browser.ask(HOME)[0] == "302 Found"


def test_each_reader_each_language_and_each_question_has_a_page_of_its_own(
    cast: Cast, browser: Browser, house: House
) -> None:
    answers = [
        browser.ask(HEATS),
        browser.ask(HEATS, HTTP_ACCEPT_ENCODING="gzip"),
        browser.ask(HEATS, QUERY_STRING="hari=2019-04-12"),
        Browser(cast.owner, house).ask(HEATS),
    ]
    browser.client.cookies["django_language"] = "en"
    answers.append(browser.ask(HEATS))
    assert house.drawn == len(answers)
    assert len({repr(each) for each in (answers[0], answers[1], *answers[3:])}) == 4


def test_the_clock_goes_on(browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.ask(HOME)
    monkeypatch.setattr(kept_pages, "SECONDS", 0.0)
    house.front = KeptPages(house.draw)
    browser.ask(HOME)
    browser.ask(HOME)
    assert house.drawn == 3


def test_while_another_is_drawn_nobody_waits_for_a_later_clock(
    cast: Cast, browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Taken(Open):
        def locked(self) -> bool:
            return True

    monkeypatch.setattr(kept_pages, "SECONDS", 0.0)
    house.front = KeptPages(house.draw, Taken)
    assert browser.ask(HOME) == browser.ask(HOME)
    assert house.drawn == 1

    # What has been recorded is waited for, and so is a clock that is long past.
    Account.objects.filter(pk=cast.operator.pk).update(name="Ganti")
    assert browser.ask(HOME) == browser.fresh(HOME)
    monkeypatch.setattr(kept_pages, "RUSH_SECONDS", 0.0)
    browser.ask(HOME)
    assert house.drawn == 3


def test_no_page_outlives_its_day(
    browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.ask(HOME)
    browser.ask(HOME)
    assert house.drawn == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: tomorrow)
    browser.ask(HOME)
    assert house.drawn == 2


def test_what_writes_or_is_said_once_is_not_kept(
    cast: Cast, browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    del browser.client.cookies["csrftoken"]
    for _ in range(2):
        assert b"csrftoken" not in repr(browser.ask(HOME)).encode()
    assert house.drawn == 2  # each got a token of its own

    def note(environ: dict[str, Any], respond: Any) -> Any:
        Account.objects.filter(pk=cast.operator.pk).update(is_active=True)
        return house.draw(environ, respond)

    browser.client.get(HOME)
    for _ in range(2):
        browser.ask(HOME, way=KeptPages(note))
    assert house.drawn == 4


def test_other_pages_and_other_words_go_on_to_the_site(browser: Browser, house: House) -> None:
    browser.ask("/bahan/")
    browser.ask("/bahan/")
    browser.ask(HOME, REQUEST_METHOD="HEAD")
    browser.ask(HOME, REQUEST_METHOD="HEAD")
    assert house.drawn == 4


def test_only_so_many_are_kept(
    browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "MOST_PAGES", 2)
    house.front = KeptPages(house.draw)
    for number in (1, 2, 1, 3, 1, 2):
        browser.ask(HOME, QUERY_STRING=f"x={number}")
    assert house.drawn == 4  # what was asked for longest ago went first
