"""Readings and counts out of a CSV file, in whichever of the usual layouts it has."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from tuang.commands.answers import BadInput
from tuang.commands.files import (
    is_number,
    number,
    read_numbered_rows,
    refuse_mixed_marks,
)

GROUPS = {
    "subgroup",
    "sub-group",
    "sub_group",
    "group",
    "sample",
    "subgrup",
    "grup",
    "kelompok",
    "sampel",
}
LABELS = GROUPS | {
    "no", "no.", "nr", "number", "nomor", "id", "index", "i", "point", "titik", "date", "tanggal",
    "time", "waktu", "jam", "day", "hari", "hour", "week", "month", "shift", "lot", "batch", "heat",
    "leburan", "order", "obs", "observation", "operator", "part",
}  # fmt: skip
SUMMARIES = {"mean", "average", "avg", "xbar", "x-bar", "x_bar", "range", "stdev", "std", "sd"}
VALUES = {"value", "values", "reading", "measurement", "x", "y", "nilai", "hasil", "ukuran"}
COUNTS = {
    "count", "counts", "defects", "defect", "defectives", "defective", "nonconforming",
    "nonconformities", "rejects", "rejected", "reject", "failures", "c", "np", "d", "x", "cacat",
    "ditolak",
}  # fmt: skip
SIZES = {
    "n", "size", "sizes", "sample_size", "sample size", "samplesize", "inspected", "units", "unit",
    "area", "total", "ukuran", "diperiksa",
}  # fmt: skip
COUNT_STEMS = ("defect", "nonconform", "reject", "cacat")
MISSING = {"", "-", "*", ".", "na", "n/a", "nan", "null"}

Row = tuple[int, dict[str, str]]


class Grouping(Enum):
    """Which column of names makes subgroups: a date may repeat and still make none."""

    NOTHING = "nothing"
    SUBGROUP_NAMES = "subgroup names"
    ANY_NAME = "any name"


@dataclass(frozen=True, slots=True)
class Readings:
    """Subgroups in the order of the file, what each is called, and what a reader should know."""

    subgroups: list[list[float]]
    labels: list[str]
    notes: list[str] = field(default_factory=list)

    @property
    def are_single(self) -> bool:
        return all(len(each) == 1 for each in self.subgroups)


def read_readings(
    name: str,
    *,
    size: int | None,
    value: str | None = None,
    group: str | None = None,
    by: Grouping = Grouping.SUBGROUP_NAMES,
) -> Readings:
    """Measured values, as one column, a row a subgroup, or a column that names the subgroup.

    size: how many consecutive readings make a subgroup. by: which column, where its names repeat,
    makes subgroups without being asked. Raises BadInput with line and column
    for a cell that is no number. Missing cells keep their place, so the others stay where they
    were taken; a subgroup without any reading is left out and said so.
    """
    if size is not None and size < 1:
        raise BadInput("--subgroup", f"{size} readings make no subgroup; give 1 or more.")
    rows = read_numbered_rows(name, headless=True)
    if not rows:
        raise BadInput(name, "has a head row and no reading below it.")
    titles = list(rows[0][1])
    measured, notes = _measured(name, rows, value)
    if group is not None and group.lower() not in titles:
        raise BadInput("--group", f"there is no column {group}; there are {', '.join(titles)}.")
    label = group.lower() if group else _label(rows, measured)
    columns = {title: _numbers(name, rows, title) for title in measured}
    if len(measured) > 1 and size in (None, len(measured)):
        cells = [[columns[title][place] for title in measured] for place in range(len(rows))]
        names = [row[label] if label else "" for _line, row in rows]
        return _kept(cells, names, notes)
    flat = [columns[title][place] for place in range(len(rows)) for title in measured]
    if len(measured) == 1 and label:
        names = [row[label] for _line, row in rows]
        is_named = len(set(names)) < len(names)
        is_group = label in GROUPS or _counts_up(rows, label) or label.startswith(tuple(GROUPS))
        makes = {
            Grouping.NOTHING: False,
            Grouping.SUBGROUP_NAMES: is_group,
            Grouping.ANY_NAME: is_group or size is None,
        }
        if group or (is_named and makes[by]):
            return _kept(*_by_name(flat, names), notes)
    step = size or 1
    last = len(flat) % step
    if last and len(flat) > step:
        notes.append(f"The last subgroup has {last} of {step} readings and limits of its own.")
    names = (
        [row[label] for _line, row in rows] if label and step == 1 and len(measured) == 1 else []
    )
    return _kept([flat[at : at + step] for at in range(0, len(flat), step)], names, notes)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts with the size each was found in, and what each point is called."""

    counts: list[int]
    sizes: list[float]
    labels: list[str]


def read_counts(
    name: str, *, size: float | None, needs_size: bool, count: str | None = None
) -> Counts:
    """A column of counts and one of sizes; or one size for all.

    Raises BadInput with line and column for what is no whole count, and when sizes are needed
    and nowhere given.
    """
    rows = read_numbered_rows(name, headless=True)
    if not rows:
        raise BadInput(name, "has a head row and no count below it.")
    titles = list(rows[0][1])
    known = SIZES | COUNTS
    numeric = [each for each in titles if each in known or not _is_label(rows, each)] or titles[-1:]
    counted = (
        count.lower()
        if count
        else _named(numeric, COUNTS - {"d", "x", "c"})
        or _stemmed(numeric)
        or _named(numeric, COUNTS)
    )
    sized = _named([title for title in numeric if title != counted], SIZES)
    counted = counted or next((title for title in numeric if title != sized), None)
    if counted not in titles:
        raise BadInput("--value", f"there is no column of counts; there are {', '.join(titles)}.")
    left = [title for title in numeric if title not in (counted, sized)]
    sized = sized or (left[0] if len(left) == 1 else None)
    if size is None and sized is None and needs_size:
        raise BadInput(
            name, "gives no sample size: add a column `size`, or say --subgroup 50 for all."
        )
    counts, sizes = _numbers(name, rows, counted), [size or 1.0] * len(rows)
    if size is None and sized is not None:
        sizes = _complete(name, rows, sized)
    found = Counts([], [], [])
    label = _label(rows, [counted, *([sized] if sized else [])])
    for (line, row), value, of in zip(rows, counts, sizes, strict=True):
        if value is None:
            continue
        if value != int(value) or value < 0:
            raise BadInput(
                f"{name}, line {line}, column {counted}", f"{row[counted]!r} is not a whole count."
            )
        found.counts.append(int(value))
        found.sizes.append(of)
        found.labels.append(row[label] if label else "")
    return found


def cell(name: str, line: int, row: dict[str, str], title: str) -> float | None:
    """The number in a cell, None where it is missing; raises BadInput with line and column."""
    if row[title].lower() in MISSING:
        return None
    return number(row[title], f"{name}, line {line}, column {title}")


def _measured(name: str, rows: Sequence[Row], value: str | None) -> tuple[list[str], list[str]]:
    titles = list(rows[0][1])
    if value is not None:
        asked = [each.strip().lower() for each in value.split(",")]
        if unknown := [each for each in asked if each not in titles]:
            raise BadInput(
                "--value",
                f"there is no column {', '.join(unknown)}; there are {', '.join(titles)}.",
            )
        return asked, []
    if len(titles) == 1:
        return titles, []
    left = [title for title in titles if not _is_label(rows, title)]
    named = [title for title in left if title in VALUES]
    if len(named) == 1:
        return named, []
    summaries = [title for title in left if title in SUMMARIES]
    if summaries and len(left) > len(summaries):
        left = [title for title in left if title not in summaries]
        return left, [f"The column {each} is not a reading and was left out." for each in summaries]
    if not left:
        raise BadInput(
            name, f"which column holds the readings? Say --value with one of {', '.join(titles)}."
        )
    return left, []


def _is_label(rows: Sequence[Row], title: str) -> bool:
    """A column that names the points: by its title, or because it only counts them up."""
    first, *rest = re.split(r"[^a-z]+", title.strip())
    by_title = title in LABELS or (
        first in LABELS and set(rest) <= {"no", "number", "nr", "id", ""}
    )
    return by_title or _counts_up(rows, title) or _is_words(rows, title)


def _counts_up(rows: Sequence[Row], title: str) -> bool:
    """1, 2, 3 or 1, 1, 2, 2: no reading does that in every row of a file."""
    cells = [row[title] for _line, row in rows]
    if len(cells) < 4 or not all(each.isdecimal() for each in cells):
        return False
    numbers = list(map(int, cells))
    steps = {after - before for before, after in pairwise(numbers)}
    return numbers[0] in (0, 1) and steps <= {0, 1} and 1 in steps


def _is_words(rows: Sequence[Row], title: str) -> bool:
    """A column without a single number is a label; one with both has a mistake in it."""
    told = [row[title] for _line, row in rows if row[title].lower() not in MISSING]
    return bool(told) and not any(map(is_number, told))


def _label(rows: Sequence[Row], taken: Sequence[str]) -> str | None:
    left = [title for title in rows[0][1] if title not in taken]
    named = _named(left, GROUPS) or _named(left, LABELS)
    return named or next((title for title in left if _is_label(rows, title)), None)


def _stemmed(titles: Iterable[str]) -> str | None:
    return next((title for title in titles if any(stem in title for stem in COUNT_STEMS)), None)


def _named(titles: Iterable[str], words: Collection[str]) -> str | None:
    return next((title for title in titles if title in words), None)


def _numbers(name: str, rows: Sequence[Row], title: str) -> list[float | None]:
    values = [cell(name, line, row, title) for line, row in rows]
    refuse_mixed_marks(
        ((f"line {line}", row[title]) for line, row in rows), f"{name}, column {title}"
    )
    return values


def _complete(name: str, rows: Sequence[Row], title: str) -> list[float]:
    found = []
    for line, row in rows:
        value = cell(name, line, row, title)
        if value is None:
            raise BadInput(f"{name}, line {line}, column {title}", "the sample size is missing.")
        found.append(value)
    return found


def _by_name(
    flat: Sequence[float | None], names: Sequence[str]
) -> tuple[list[list[float | None]], list[str]]:
    groups: dict[str, list[float | None]] = {}
    for value, name in zip(flat, names, strict=True):
        groups.setdefault(name, []).append(value)
    return list(groups.values()), list(groups)


def _kept(
    cells: Sequence[Sequence[float | None]], names: Sequence[str], notes: list[str]
) -> Readings:
    subgroups, labels = [], []
    missing = empty = 0
    for place, each in enumerate(cells):
        told = [value for value in each if value is not None]
        missing += len(each) - len(told)
        if not told:
            empty += 1
            continue
        subgroups.append(told)
        labels.append(names[place] if names else "")
    if missing:
        notes.append(f"{missing} cells are missing; the limits follow the readings that are there.")
    if empty:
        notes.append(f"{empty} points without any reading were left out.")
    return Readings(subgroups, labels, notes)
