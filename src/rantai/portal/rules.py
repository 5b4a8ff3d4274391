"""How codes are read as typed and serials written short; how months and rates are counted."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from string import digits


def plain_code(typed: str) -> str:
    """Return a code as it is printed, however it was typed or scanned.

    >>> plain_code(" l-017 190412-1 ".replace(" 1", "-1"))
    'L-017-190412-1'
    """
    return re.sub(r"\s+", "", typed).upper()


def serial_runs(serials: Iterable[str]) -> list[str]:
    """Write neighbouring serial numbers as one run.

    >>> serial_runs(["S-1A-01", "S-1A-02", "S-1A-03", "S-1A-07"])
    ['S-1A-01 – 03', 'S-1A-07']
    """
    parted = sorted((head, int(tail), tail) for head, tail in map(_number_apart, serials))
    return [
        _written(run)
        for _head, family in groupby(parted, key=lambda serial: serial[0])
        for run in _runs(list(family))
    ]


def _number_apart(serial: str) -> tuple[str, str]:
    # Two thousand times a page: stripping is several times as fast as an expression.
    head = serial.rstrip(digits)
    return head, serial[len(head) :] or "0"


def _runs(family: Sequence[tuple[str, int, str]]) -> Iterable[list[tuple[str, int, str]]]:
    numbered = enumerate(family)
    for _step, run in groupby(numbered, key=lambda placed: placed[1][1] - placed[0]):
        yield [serial for _place, serial in run]


def _written(run: Sequence[tuple[str, int, str]]) -> str:
    head, _number, tail = run[0]
    return f"{head}{tail}" if len(run) == 1 else f"{head}{tail} – {run[-1][2]}"


def months_back(day: date, count: int) -> list[date]:
    """Return the first days of the last months, that of the day among them, oldest first.

    >>> months_back(date(2019, 1, 15), 2)
    [datetime.date(2018, 12, 1), datetime.date(2019, 1, 1)]
    """
    last = day.year * 12 + day.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(last - count + 1, last + 1)]


def next_night(at: datetime) -> datetime:
    """Return two o'clock of the next night, when nobody waits for the machine.

    >>> next_night(datetime(2019, 1, 15, 8, 30))
    datetime.datetime(2019, 1, 16, 2, 0)
    >>> next_night(datetime(2019, 1, 15, 0, 30))
    datetime.datetime(2019, 1, 15, 2, 0)
    """
    tonight = at.replace(hour=2, minute=0, second=0, microsecond=0)
    return tonight if at < tonight else tonight + timedelta(days=1)


def rejects_ppm(accepted: int, rejected: int) -> Decimal | None:
    """Return rejects in a million pieces received; of nothing received there is no rate."""
    received = accepted + rejected
    return Decimal(rejected * 1_000_000) / received if received else None


def percent_of(hits: int, misses: int) -> Decimal | None:
    """Return hits in a hundred; of nothing there is no rate.

    >>> percent_of(3, 1)
    Decimal('75')
    """
    together = hits + misses
    return Decimal(hits * 100) / together if together else None
