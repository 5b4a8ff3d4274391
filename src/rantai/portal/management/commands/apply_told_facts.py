"""Applies what phones told while the server only had time to store it; runs beside the server."""

import logging
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from rantai.portal.inbox import ROOMS
from rantai.records.inbox.applying import Round, apply_waiting, mark_of, owners_with_waiting
from rantai.records.inbox.news import News

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds after which it looks without having been told."""
AT_A_STRETCH = 1.0
"""Seconds after which it looks at the clock again."""
REST = 3
"""While phones are telling, so many times as long at rest as at work: they come first."""


class Command(BaseCommand):
    help = "Apply what phones told; beside the server, until stopped."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, leave)
        marks: dict[int, tuple[int, int]] = {}
        with News(Path(settings.DATA)) as news:
            while True:
                look(news, marks)
                news.wait(LOOK_EVERY)


def look(news: News, marks: dict[int, tuple[int, int]]) -> None:
    """Apply what waits; where the database is away for a moment, it waits for the next look.

    What phones told is safe either way, and the server goes on beside this.
    """
    try:
        apply_all(news, marks)
    except (OperationalError, InterfaceError):
        log.exception("The database did not answer; what phones told waits for the next look.")
        connection.close()


def apply_all(news: News, marks: dict[int, tuple[int, int]]) -> None:
    """Apply for each co-operative in turn, a stretch at a time, until all stands still."""
    rounds: defaultdict[int, Round] = defaultdict(Round)
    while any(
        [_apply_a_stretch(owner, rounds[owner], news, marks) for owner in owners_with_waiting()]
    ):
        pass


def _apply_a_stretch(
    owner: int, onward: Round, news: News, marks: dict[int, tuple[int, int]]
) -> bool:
    """Tell whether there was anything to try: not where all stands still since the last look."""

    def let_others(spent: float) -> None:
        if news.wait(0):
            time.sleep(REST * spent)

    if not onward.is_under_way:
        mark = mark_of(owner)
        if mark == marks.get(owner):
            return False
        marks[owner] = mark
    apply_waiting(
        cooperative_id=owner,
        rooms=ROOMS,
        at=timezone.now(),
        onward=onward,
        is_time_up=after(AT_A_STRETCH),
        between=let_others,
    )
    if onward.was_disturbed and not onward.is_under_way:
        # Looked at anew, whatever happens meanwhile, but not at once.
        del marks[owner]
        return False
    return True


def after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def leave(number: int, frame: FrameType | None) -> NoReturn:
    # Whatever is half done is undone with its transaction, and done by the next.
    sys.exit(0)
