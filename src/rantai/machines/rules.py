"""What the use of a shared machine costs, and when an instrument may not be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

MINUTES_OF_A_DAY = 24 * 60


def fee_for(minutes: int, rupiah_per_hour: int) -> int:
    """Return the fee in whole rupiah, half a rupiah rounded up.

    >>> fee_for(90, 75_000)
    112500
    """
    return (minutes * rupiah_per_hour + 30) // 60


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which nothing an instrument read proves anything; still going without an end."""

    start: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return moment > self.start and (self.until is None or moment < self.until)


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def doubtful_spans(
    checks: Sequence[tuple[datetime, bool]], recalibrations: Sequence[datetime]
) -> list[Span]:
    """From the last good check before one that was out, to the good check after recalibration.

    A check that is good again by itself proves nothing: whatever moved the instrument once can
    move it again, so it stays blocked until someone set it right and a check agreed.
    """
    spans: list[Span] = []
    last_good, out_since, set_right = BEGINNING, None, False
    events = sorted(
        [*((at, "good" if inside else "out") for at, inside in checks)]
        + [(at, "set") for at in recalibrations]
    )
    for at, what in events:
        if what == "out":
            out_since, set_right = out_since or last_good, False
        elif what == "set":
            set_right = out_since is not None
        elif out_since is None:
            last_good = at
        elif set_right:
            spans.append(Span(out_since, at))
            last_good, out_since, set_right = at, None, False
    if out_since is not None:
        spans.append(Span(out_since, None))
    return spans


def outside_tolerance(
    certified: Mapping[str, tuple[Decimal, Decimal]], read: Mapping[str, Decimal]
) -> list[str]:
    """Elements that lie further from the certificate than they may; on the edge is inside.

    >>> outside_tolerance({"C": (Decimal("3.30"), Decimal("0.05"))}, {"C": Decimal("3.36")})
    ['C']
    """
    return [
        element
        for element, (middle, tolerance) in certified.items()
        if abs(read[element] - middle) > tolerance
    ]


class GaugeState(StrEnum):
    """May a gauge's reading of a day be believed, by its calibrations."""

    GOOD = "good"
    DUE = "due"
    EXPIRED = "expired"
    FAILED = "failed"
    UNPROVEN = "unproven"


def gauge_state(
    on: date, *, last_was_good: bool | None, until: date | None, warn_days: int
) -> GaugeState:
    """The state on a day, from the last calibration done by then; None where there was none.

    >>> gauge_state(date(2019, 4, 12), last_was_good=True, until=date(2019, 4, 30), warn_days=30)
    <GaugeState.DUE: 'due'>
    """
    if last_was_good is False:
        return GaugeState.FAILED
    if until is None:
        return GaugeState.UNPROVEN
    if until < on:
        return GaugeState.EXPIRED
    return GaugeState.DUE if (until - on).days <= warn_days else GaugeState.GOOD
