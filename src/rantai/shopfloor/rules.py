"""What a heat needs next, how its things are numbered, and when a count looks odd."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

MELT_LOSS_PCT = Decimal(3)
"""Lost to slag and fume where a furnace has no figure of its own; foundries report 2 to 5."""


class NextStep(StrEnum):
    CHARGE = "charge"
    SAMPLE = "sample"
    READ = "read"
    CORRECT = "correct"
    DECIDE = "decide"
    POUR = "pour"
    COUNT = "count"
    HELD = "held"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a heat has come."""

    is_charged: bool
    has_fresh_sample: bool
    is_read: bool
    is_inside: bool
    status: str
    pours: int
    counted: int


def next_step(progress: Progress) -> NextStep:
    """The one thing to do now. Metal already poured is counted even while the heat is held."""
    if progress.pours:
        return NextStep.COUNT if progress.counted < progress.pours else NextStep.DONE
    if progress.status == "held":
        return NextStep.HELD
    if progress.status == "released":
        return NextStep.POUR
    if not progress.is_charged:
        return NextStep.CHARGE
    return _in_the_lab(progress)


def _in_the_lab(progress: Progress) -> NextStep:
    if not progress.has_fresh_sample:
        return NextStep.SAMPLE
    if not progress.is_read:
        return NextStep.READ
    return NextStep.DECIDE if progress.is_inside else NextStep.CORRECT


def is_fresh(*, sampled_at: datetime | None, last_charged_at: datetime | None) -> bool:
    """A sample speaks for the melt only until more metal goes in."""
    if sampled_at is None:
        return False
    return last_charged_at is None or last_charged_at <= sampled_at


def heat_prefix(workshop_code: str, day: date) -> str:
    """Heat codes of a workshop and day begin with this; the running number follows.

    >>> heat_prefix("B-017", date(2019, 4, 12))
    'L-017-190412-'
    """
    return shop_prefix("L", workshop_code, day)


def shop_prefix(letters: str, workshop_code: str, day: date) -> str:
    """What the codes of one kind of thing begin with in a workshop and day.

    >>> shop_prefix("CT", "B-017", date(2019, 4, 12))
    'CT-017-190412-'
    """
    digits = re.sub(r"\D", "", workshop_code) or workshop_code
    return f"{letters}-{digits}-{day:%y%m%d}-"


Span = tuple[int, int]
"""Numbers from the first to the last, both among them."""


SAND_TESTS = ("moisture_pct", "compactability_pct", "green_strength_kpa", "permeability")
"""What a small shop can test of its sand; each alone, none compulsory."""


def span_words(span: Span) -> str:
    """
    >>> span_words((1, 24)), span_words((7, 7))
    ('1–24', '7')
    """
    first, last = span
    return f"{first}–{last}" if last > first else str(first)


def spans_left(whole: Span, taken: Iterable[Span]) -> list[Span]:
    """Numbers that nobody has taken yet.

    >>> spans_left((1, 24), [(13, 20), (1, 4)])
    [(5, 12), (21, 24)]
    """
    left, start = [], whole[0]
    for first, last in sorted(taken):
        if first > start:
            left.append((start, min(first - 1, whole[1])))
        start = max(start, last + 1)
    return [*left, (start, whole[1])] if start <= whole[1] else left


def lot_code(heat_code: str, ladle: int) -> str:
    """
    >>> lot_code("L-017-190412-1", 1)
    'C-017-190412-1A'
    """
    return f"C{heat_code[1:]}{ladle_letter(ladle)}"


def serial(casting_lot_code: str, number: int) -> str:
    """
    >>> serial("C-017-190412-1A", 7)
    'S-017-190412-1A-07'
    """
    return f"S{casting_lot_code[1:]}-{number:02d}"


def ladle_letter(number: int) -> str:
    """
    >>> ladle_letter(1), ladle_letter(27)
    ('A', 'AA')
    """
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def latest_moment(clock: time, *, not_after: datetime) -> datetime:
    """When a clock last showed this time: 23.55 written down at 00.10 was yesterday."""
    moment = datetime.combine(not_after.date(), clock, tzinfo=not_after.tzinfo)
    return moment if moment <= not_after else moment - timedelta(days=1)


def places_of(figure: Decimal) -> int:
    """Digits behind the comma, without the noughts that say nothing.

    >>> places_of(Decimal("3.4010"))
    3
    """
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimal_text(value: Decimal | None) -> str | None:
    """As a number travels to a phone: text, so that no phone rounds it.

    >>> decimal_text(Decimal("3.400"))
    '3.4'
    """
    return None if value is None else f"{value.normalize():f}"


def is_more_than_poured(*, pieces: int, piece_kg: Decimal, poured_kg: Decimal) -> bool:
    """More castings than the ladle held iron for: a miscount, or a wrong mass."""
    return pieces * piece_kg > poured_kg


RETURNS_NAMES = {
    "runners": "Jalur tuang sendiri",
    "scrap": "Coran afkir sendiri",
    "pigged": "Besi cetak ulang",
}
"""What the yard calls metal that is melted again, by how it came about."""


def touches(span: tuple[datetime, datetime], hours: tuple[time, time]) -> bool:
    """Whether a span of local time meets these hours of any day it runs through.

    >>> touches((datetime(2019, 4, 12, 16, 0), datetime(2019, 4, 12, 17, 0)), (time(17), time(22)))
    True
    >>> touches((datetime(2019, 4, 12, 22, 0), datetime(2019, 4, 12, 23, 0)), (time(17), time(22)))
    False
    """
    begun, ended = span
    for days in range((ended.date() - begun.date()).days + 1):
        day = begun.date() + timedelta(days=days)
        opens, closes = (datetime.combine(day, hour, tzinfo=begun.tzinfo) for hour in hours)
        if begun < closes and ended >= opens:
            return True
    return False


def bound_proves(
    *, low: Decimal | float | None, high: Decimal | float | None, pct: Decimal, bound: str
) -> Literal["inside", "low", "high", ""]:
    """What `< pct` or `> pct` makes certain about a window; empty when it proves nothing.

    Below the detection limit is inside a maximum, and never proof of a minimum.

    >>> bound_proves(low=None, high=Decimal("0.10"), pct=Decimal("0.002"), bound="<")
    'inside'
    >>> bound_proves(low=Decimal("0.60"), high=None, pct=Decimal("0.70"), bound="<")
    ''
    """
    if bound == "<":
        if low is not None and pct <= low:
            return "low"
        is_certain = low is None and high is not None and pct <= high
    else:
        if high is not None and pct >= high:
            return "high"
        is_certain = high is None and low is not None and pct >= low
    return "inside" if is_certain else ""
