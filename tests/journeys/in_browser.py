"""The same visitor in a real Chromium, who also looks at every page it comes to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, ElementHandle, Page

from tests.journeys.clock import Clock
from tests.journeys.visitors import ANYONE, PASSWORD, Typed, Upload

PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 800}

_FORMS = "Array.from(document.forms)"
_CONTROLS = "form => Array.from(form.elements).filter(e => e.name && !e.disabled)"
FIND_FORM = f"""([names, to]) => {_FORMS}.find(form => {{
  const has = new Set(({_CONTROLS})(form).map(e => e.name));
  const leads = form.getAttribute('action') || location.href;
  return leads.includes(to) && names.every(name => has.has(name));
}})"""
FIND_LINK = """to => {
  const fitting = Array.from(document.links).filter(link => link.href.includes(to));
  return fitting.find(link => link.checkVisibility()) || fitting[0];
}"""
NAMES = f"{_FORMS}.flatMap({_CONTROLS}).map(e => e.name)"
OPTIONS = f"""name => {_FORMS}.flatMap({_CONTROLS}).filter(e => e.name === name)
  .flatMap(e => e.options ? Array.from(e.options).map(o => o.value)
    : ['radio', 'checkbox'].includes(e.type) ? [e.value] : [])"""
UNFOLD = """element => {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details'))
    fold.open = true;
}"""
NAMED = "(form, name) => Array.from(form.elements).filter(e => e.name === name)"
BUTTONS = "form => Array.from(form.elements).filter(e => e.type === 'submit')"
# What is as it should be stays in the browser: it is most of the answer.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
SIDEWAYS = """(() => {
  const page = document.scrollingElement;
  return [page.scrollWidth - page.clientWidth, document.body.className];
})()"""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe has to say against a page as it stands."""
    # Half a megabyte: once in a page, however often it is examined.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS)
    return found


@dataclass
class Axes:
    """What is wrong with how pages look; of each kind of page the first one is examined."""

    complaints: list[str] = field(default_factory=list)
    examined: set[tuple[str, int, str]] = field(default_factory=set)

    def look_at(
        self, page: Page, width: int, in_its_stead: Callable[[Page, int], Page] | None = None
    ) -> None:
        """Does it scroll sideways, and, the first time, what does axe say?

        Where axe's script may not be put in, another page is examined in its stead.
        """
        path = urlsplit(page.url).path
        beyond, body = page.evaluate(SIDEWAYS)
        if beyond > 0:
            self.complain(f"{path} at {width} px scrolls sideways by {beyond} px")
        kind = (_name_of(path), width, body)
        if kind not in self.examined:
            self.examined.add(kind)
            shown = in_its_stead(page, width) if in_its_stead else page
            self._examine(shown, f"{path} at {width} px")

    def _examine(self, page: Page, where: str) -> None:
        for found in violations(page):
            nodes = "; ".join(node["html"][:160] for node in found["nodes"][:3])
            self.complain(f"{where}: axe {found['impact']} {found['id']}: {nodes}")

    def complain(self, complaint: str) -> None:
        if complaint not in self.complaints:
            self.complaints.append(complaint)


class Watch:
    """The browser, the house, and everything wrong on the pages that were seen."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.axes = Axes()
        self._twin = browser.new_context(bypass_csp=True, locale="id-ID").new_page()

    @property
    def complaints(self) -> list[str]:
        return self.axes.complaints

    def complain(self, complaint: str) -> None:
        self.axes.complain(complaint)

    def look_at(self, page: Page, width: int) -> None:
        self.axes.look_at(page, width, self._open_to_axe)

    def _open_to_axe(self, page: Page, width: int) -> Page:
        """As this person sees it, but in a context of its own, so that CSP stays as it is."""
        self._twin.context.clear_cookies()
        self._twin.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        self._twin.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self._twin.goto(page.url)
        return self._twin


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


class InBrowser:
    """Someone with a phone or at a desk."""

    def __init__(self, watch: Watch, width: int, clock: Clock) -> None:
        self.watch, self.width, self.clock = watch, width, clock
        context = watch.browser.new_context(
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            viewport={"width": width, "height": HEIGHTS[width]},
        )
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.watch.complain(f"{urlsplit(self.page.url).path}: console says {text}")

    @property
    def address(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        return " ".join((self.page.text_content("body") or "").split())

    @property
    def links(self) -> list[str]:
        found = self.page.evaluate("Array.from(document.links).map(link => link.href)")
        return [link.removeprefix(self.watch.base) for link in found]

    @property
    def actions(self) -> list[str]:
        return list(self.page.evaluate(f"{_FORMS}.map(form => form.action)"))

    def names(self, starting: str = "") -> list[str]:
        found = dict.fromkeys(self.page.evaluate(NAMES))
        return [name for name in found if name.startswith(starting)]

    def options(self, name: str) -> list[str]:
        return list(self.page.evaluate(OPTIONS, name))

    def open(self, address: str) -> None:
        self.page.clock.set_fixed_time(self.clock.at)
        # A waiting page reloads itself when there is news, and must not cut this visit short.
        self.page.goto("about:blank")
        answer = self.page.goto(self.watch.base + address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        self._arrive()

    def follow(self, to: str) -> None:
        link = self.page.evaluate_handle(FIND_LINK, to).as_element()
        assert link is not None, f"{self.address}: no link to {to}, only {self.links}"
        link.evaluate(UNFOLD)
        if link.get_attribute("hx-get"):
            with self.page.expect_response(lambda answer: "HX-Request" in _asked(answer)):
                link.click()
            self.page.wait_for_selector("body:not(:has(.htmx-request, .htmx-settling))")
        else:
            with self.page.expect_navigation():
                link.click()
        self._arrive()

    def submit(self, typed: Typed | None = None, *, to: str = "", press: int = 0) -> None:
        form = self.page.evaluate_handle(FIND_FORM, [list(typed or {}), to]).as_element()
        assert form is not None, (
            f"{self.address}: no form with {sorted(typed or {})} to {to!r}. {self.text[:2000]}"
        )
        last = None
        for name, value in (typed or {}).items():
            last = _type(_elements(form, NAMED, name), value)
        buttons = _elements(form, BUTTONS)
        with self.page.expect_navigation():
            if buttons:
                buttons[press].evaluate(UNFOLD)
                buttons[press].click()
            elif last:
                last.press("Enter")
        self._arrive()

    def press(self, name: str, value: str) -> None:
        with self.page.expect_navigation():
            self.page.click(f'button[name="{name}"][value="{value}"]')
        self._arrive()

    def download(self, to: str) -> bytes:
        leading = [link for link in self.links if to in link]
        assert leading, f"{self.address}: no link to {to}, only {self.links}"
        answer = self.page.request.get(self.watch.base + leading[0])
        assert answer.ok, f"{leading[0]}: {answer.status}"
        return answer.body()

    def leave(self) -> None:
        self.page.context.close()

    def _arrive(self) -> None:
        heading = self.page.text_content("h1") or ""
        assert "Server Error" not in heading
        self.watch.look_at(self.page, self.width)


def _asked(answer: Any) -> str:
    return "HX-Request" if answer.request.headers.get("hx-request") else ""


def _elements(inside: ElementHandle, select: str, name: str = "") -> list[ElementHandle]:
    found = inside.evaluate_handle(select, name).get_properties().values()
    return [element for handle in found if (element := handle.as_element())]


def _type(controls: list[ElementHandle], value: str | Upload | list[str]) -> ElementHandle:
    first = controls[0]
    first.evaluate(UNFOLD)
    if isinstance(value, Upload):
        kind = "application/octet-stream"
        first.set_input_files({"name": value.name, "mimeType": kind, "buffer": value.content})
    elif isinstance(value, list):
        for control in controls:
            control.set_checked(control.get_attribute("value") in value)
    elif first.get_attribute("type") in ("radio", "checkbox"):
        _the_one(controls, value, "e => e.labels[0].textContent").check()
    elif first.evaluate("e => e.tagName") == "SELECT":
        options = _elements(first, "e => Array.from(e.options)")
        chosen = _the_one(options, value, "e => e.textContent")
        first.select_option(value=chosen.get_attribute("value"))
    else:
        first.fill(value)
    return first


def _the_one(choices: list[ElementHandle], wanted: str, words: str) -> ElementHandle:
    for choice in choices:
        if choice.get_attribute("value") == wanted:
            return choice
    return next(choice for choice in choices if wanted in choice.evaluate(words))


def sign_in_through(watch: Watch, clock: Clock, phones: set[str]) -> Callable[[str], InBrowser]:
    """One click where the example offers it; phones for the workshops, desks for the office."""

    def sign_in(username: str) -> InBrowser:
        visitor = InBrowser(watch, PHONE if username in phones else DESK, clock)
        if username == ANYONE:
            return visitor
        visitor.open("/masuk/")
        if visitor.page.query_selector(f'button[name="username"][value="{username}"]'):
            visitor.press("username", username)
        else:
            visitor.follow("/akun/login/")
            visitor.submit({"login": username, "password": PASSWORD})
        assert visitor.address == "/", visitor.text
        return visitor

    return sign_in
