"""How codes are read as typed and serial numbers written short; what the ministry may be shown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from string import digits
from typing import TypeVar

FEWEST_FIRMS = 5
"""A figure of fewer firms could be led back to one of them."""

KeyT = TypeVar("KeyT")


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


def withheld(firms_behind: Mapping[KeyT, int]) -> set[KeyT]:
    """Return whose figures must not be shown, so that none of fewer than five firms can be told.

    One figure left out could be had by taking the others from the total, and two of two firms
    each would give a figure of four. So the smallest neighbours go with them until what is
    hidden stands for five firms. A figure of no firm at all says nothing about anyone.
    """
    hidden = {key for key, firms in firms_behind.items() if 0 < firms < FEWEST_FIRMS}
    others = [key for key, firms in firms_behind.items() if firms and key not in hidden]
    for key in sorted(others, key=lambda key: (firms_behind[key], str(key))):
        if _hide_each_other(firms_behind, hidden):
            break
        hidden.add(key)
    return hidden


def total_tells_nothing(firms_behind: Mapping[KeyT, int]) -> bool:
    """Whether the total of all may stand beside what is shown."""
    return _hide_each_other(firms_behind, withheld(firms_behind))


def _hide_each_other(firms_behind: Mapping[KeyT, int], hidden: set[KeyT]) -> bool:
    together = sum(firms_behind[key] for key in hidden)
    return not hidden or (len(hidden) > 1 and together >= FEWEST_FIRMS)


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
