"""What a test may need from the machine, and a plain sentence for what was left out without it."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

# Examples may take as long as they need: a busy machine refutes no claim of these tests.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def chromium() -> str | None:
    """The user's own choice first, then what Debian, Ubuntu and Google call it."""
    if chosen := os.environ.get("RANTAI_CHROMIUM"):
        return shutil.which(chosen)
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


# Each context is a window whose address bar draws two pages of its own: a quarter of all work.
_ADDRESS_BAR = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
# Of two such lists Chromium takes the last, so Playwright's own is said again.
_OF_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
CHROMIUM_FLAGS = (
    # Inside a container root has no sandbox, and /dev/shm is small.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    f"--disable-features={_OF_PLAYWRIGHT},{_ADDRESS_BAR}",
)


def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))


# A fixture of the same name marks the test too, so nobody has to say it twice.
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (
        lambda: chromium() is not None,
        "no Chromium on this machine (install chromium, or set RANTAI_CHROMIUM)",
    ),
    "postgres": (on_postgres, "this run is on SQLite (set DATABASE_URL to a PostgreSQL)"),
    "shared": (SHARED.is_dir, f"the folder ../{SHARED.name} is missing"),
}


def on_a_database(item: pytest.Item) -> bool:
    """Only these differ from one database to another."""
    asked = {"db", "transactional_db", "live_server", "django_db_setup"}
    named = asked & set(getattr(item, "fixturenames", ()))
    return bool(named) or item.get_closest_marker("django_db") is not None


@cache
def words_of(path: Path) -> str:
    return path.read_text("utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The benches take minutes: begun first, they leave no core without work at the end.
    items.sort(key=lambda item: "bench" not in item.path.parts)
    met = {need: is_met() for need, (is_met, _) in NEEDS.items()}
    for item in items:
        if on_a_database(item):
            item.add_marker("database")
        for need, (_, lack) in NEEDS.items():
            if need in getattr(item, "fixturenames", ()):
                item.add_marker(need)
                if need not in words_of(item.path):
                    raise pytest.UsageError(f"{item.path} uses {need} and has to name it.")
            if item.get_closest_marker(need) and not met[need]:
                item.add_marker(pytest.mark.skip(reason=f"{need}: {lack}"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        where = report.longrepr
        reason = where[2] if isinstance(where, tuple) else str(where)
        reasons[reason.removeprefix("Skipped: ")] += 1
    lines = [
        f"{count} {'test' if count == 1 else 'tests'}, {reason}"
        for reason, count in reasons.items()
    ]
    if not lines:
        return
    terminalreporter.write_line(f"Left out: {'; '.join(lines)}.", yellow=True)
    # `go.py test` gathers the parts in its last line.
    if note := os.environ.get("RANTAI_LEFT_OUT"):
        with Path(note).open("a") as notes:
            notes.writelines(f"{line}\n" for line in lines)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On the build server nothing may be left out, so a skip there is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") == "true" and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Instead of migrating in every process: a copy of a database that was migrated once."""
    from tests.empty_database import empty_database

    with django_db_blocker.unblock(), empty_database():
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents and real files beside the repository."""
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's or the user's Chromium; a test opens its own page: `browser.new_page()`.

    One for each file: while its driver runs, nothing else in this thread may run a loop, and
    signing a certificate does.
    """
    from playwright.sync_api import sync_playwright

    # The sync driver keeps an event loop in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield started
        started.close()
