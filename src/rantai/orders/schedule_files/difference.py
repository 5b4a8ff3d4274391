"""What a newer release changes, call-off by call-off and in all for each part."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from rantai.orders.schedule_files.release import CallOffKind, ScheduleRelease


class Called(NamedTuple):
    """A call-off as far as it can be compared: its key and its quantity."""

    part_number: str
    ship_to: str
    due_on: date
    kind: CallOffKind
    quantity: int


@dataclass(frozen=True, slots=True)
class LineChange:
    part_number: str
    ship_to: str
    due_on: date
    kind: CallOffKind
    old_quantity: int
    new_quantity: int
    old_cumulative: int
    """Called of this part for this place up to and with this call-off."""
    new_cumulative: int

    @property
    def change(self) -> int:
        return self.new_quantity - self.old_quantity


@dataclass(frozen=True, slots=True)
class PartTotal:
    part_number: str
    old_called: int
    new_called: int

    @property
    def change(self) -> int:
        return self.new_called - self.old_called


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    lines: tuple[LineChange, ...]
    """All call-offs of both releases, by part, place, day and kind; unchanged ones too."""
    parts: tuple[PartTotal, ...]

    @property
    def changed_lines(self) -> tuple[LineChange, ...]:
        return tuple(line for line in self.lines if line.change)


def called_in(release: ScheduleRelease) -> Iterator[Called]:
    for line in release.lines:
        for call_off in line.call_offs:
            yield Called(
                line.part_number, line.ship_to, call_off.due_on, call_off.kind, call_off.quantity
            )


def difference_between(old: Iterable[Called], new: Iterable[Called]) -> ReleaseDifference:
    """Call-offs of the same part, place, day and kind count as one; none counts as nought."""
    old_quantities, new_quantities = _summed(old), _summed(new)
    lines = []
    keys = sorted(old_quantities.keys() | new_quantities.keys())
    for _, same_place in groupby(keys, key=lambda key: key[:2]):
        old_cumulative = new_cumulative = 0
        for key in same_place:
            old_quantity, new_quantity = old_quantities.get(key, 0), new_quantities.get(key, 0)
            old_cumulative += old_quantity
            new_cumulative += new_quantity
            lines.append(
                LineChange(*key, old_quantity, new_quantity, old_cumulative, new_cumulative)
            )
    return ReleaseDifference(tuple(lines), tuple(_part_totals(lines)))


def _summed(
    call_offs: Iterable[Called],
) -> dict[tuple[str, str, date, CallOffKind], int]:
    sums: dict[tuple[str, str, date, CallOffKind], int] = defaultdict(int)
    for part_number, ship_to, due_on, kind, quantity in call_offs:
        sums[part_number, ship_to, due_on, CallOffKind(kind)] += quantity
    return sums


def _part_totals(lines: Iterable[LineChange]) -> Iterator[PartTotal]:
    for part_number, of_part in groupby(lines, key=lambda line: line.part_number):
        same_part = list(of_part)
        yield PartTotal(
            part_number,
            sum(line.old_quantity for line in same_part),
            sum(line.new_quantity for line in same_part),
        )
