"""The clock of a story: it stands at the story's day and moves when the story says so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

JAKARTA = ZoneInfo("Asia/Jakarta")


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    def strikes(self, month: int, day: int, hour: int) -> None:
        """Go on to a later hour of the year."""
        later = datetime(self.at.year, month, day, hour, tzinfo=JAKARTA)
        assert later > self.at
        self.at = later

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    story = Clock(datetime(2019, 4, 12, 7, 0, tzinfo=JAKARTA))
    monkeypatch.setattr(timezone, "now", story.now)
    return story
