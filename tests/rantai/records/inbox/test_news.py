"""News wakes whoever waits for it, and is never needed."""

import sys
import threading
from pathlib import Path

import pytest

from rantai.records.inbox.news import News, tell_news
from rantai.records.inbox.pace import Pace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there it only looks again")


def test_news_told_before_or_while_one_waits_wakes_once(tmp_path: Path) -> None:
    with News(tmp_path) as news:
        assert not news.wait(0)
        tell_news(tmp_path)
        tell_news(tmp_path)
        assert news.wait(0)
        assert not news.wait(0)
        later = threading.Timer(0.05, tell_news, [tmp_path])
        later.start()
        assert news.wait(10)
        later.join()


def test_news_nobody_waits_for_is_no_mistake(tmp_path: Path) -> None:
    tell_news(tmp_path)
    with News(tmp_path):
        pass
    tell_news(tmp_path)


def test_more_news_than_the_pipe_holds_stops_nobody(tmp_path: Path) -> None:
    with News(tmp_path) as news:
        for _ in range(70_000):
            tell_news(tmp_path)
        assert news.wait(0)


def test_a_pace_is_quiet_again_after_a_while() -> None:
    now = [0.0]
    pace = Pace(quiet=3, clock=lambda: now[0])
    for _ in range(4):
        assert pace.is_quiet()
        pace.count()
    assert not pace.is_quiet()
    now[0] = 1.0
    assert pace.is_quiet()
