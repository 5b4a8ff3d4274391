"""A workshop's phone: a Chromium with its own storage, that can lose its signal and be killed."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.conftest import CHROMIUM_FLAGS, chromium
from tests.journeys.desk_of_phone import Desk

PIN = "274951"
A_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PIXEL = {"width": 360, "height": 640}


class Phone:
    """One browser profile; switched on as often as a story needs."""

    def __init__(self, driver: Playwright, profile: Path, base: str) -> None:
        self.driver, self.profile, self.base = driver, profile, base
        self.complaints: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def switch_on(
        self, desk: Desk | None = None, *, signal: bool = True, session: str = ""
    ) -> None:
        """With a stand-in for the desk, or with the house's own server and someone signed in."""
        self.context = self.driver.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=chromium(),
            args=[*CHROMIUM_FLAGS, *A_MICROPHONE],
            viewport=PIXEL,  # type: ignore[arg-type]
            locale="id-ID",
            bypass_csp=True,  # axe puts its script in
            timezone_id="Asia/Jakarta",
        )
        self.desk = desk
        self.context.set_offline(not signal)
        if desk:
            desk.serve(self.context)
            desk.is_reached = signal
        # A page with a form of the house's has been open before: it brings this.
        self.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": self.base}])
        if session:
            self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.base}])
        self.page = self.context.pages[0]
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{self.base}/hp/")
        self.page.wait_for_selector(".keypad")

    def take_signal(self) -> None:
        self.context.set_offline(True)
        if self.desk:
            self.desk.is_reached = False

    def give_signal(self) -> None:
        if self.desk:
            self.desk.is_reached = True
        self.context.set_offline(False)

    def switch_off(self) -> None:
        self.context.close()

    def kill(self) -> None:
        """As when the battery falls out: no process of the browser gets to say goodbye."""
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = process.read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={self.profile}".encode() in line:
                os.kill(int(process.parent.name), signal.SIGKILL)
        with suppress(Error):  # the driver learns of the death by asking
            self.context.close()
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def keys(self, typed: str) -> None:
        for key in typed:
            self.page.click(f'.keypad [data-key="{key}"]')

    def choose_pin(self) -> None:
        self.keys(PIN)
        self.page.wait_for_function("document.querySelectorAll('.dots .is-in').length === 0")
        self.keys(PIN)
        self.page.wait_for_selector(".badge")
        # Only a kept app starts without signal.
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def unlock(self) -> None:
        self.keys(PIN)
        self.page.wait_for_selector(".badge")

    def open(self, screen: str) -> None:
        self.page.goto(f"{self.base}/hp/#/{screen}")
        self.page.wait_for_selector("h1")

    def press(self) -> None:
        """The bar at the thumb."""
        before = self.page.inner_text("main")
        self.page.click(".foot .button-primary")
        self.page.wait_for_function(
            "before => document.querySelector('main').innerText !== before", arg=before
        )

    def module(self, name: str, script: str, argument: object = None) -> object:
        """Run a function on one of the app's own modules, the very one that the page runs."""
        address = f"{self.base}/hp/{self.version}/{name}.js"
        body = f"async ([address, argument]) => ({script})(await import(address), argument)"
        return self.page.evaluate(body, [address, argument])

    @property
    def version(self) -> str:
        source = self.page.get_attribute("script[type=module]", "src")
        assert source is not None
        return source.split("/")[2]

    @property
    def badge(self) -> str:
        return self.page.inner_text(".badge")
