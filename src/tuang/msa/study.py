"""The readings of a gauge study, refused unless every cell was read equally often."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean


class UnusableStudy(ValueError):
    """The readings cannot answer the question: which field and why."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


@dataclass(frozen=True)
class Reading:
    """One value, in the unit of the gauge, of one part read by one operator."""

    part: str
    operator: str
    value: float


@dataclass(frozen=True)
class Study:
    """cells[operator][part] holds the repeated values, equally many in each cell.

    In a nested study the parts of different operators are different pieces and the parts
    of each operator stand in the order in which they first appear.
    """

    parts: tuple[str, ...]
    operators: tuple[str, ...]
    cells: tuple[tuple[tuple[float, ...], ...], ...]

    @property
    def trials(self) -> int:
        return len(self.cells[0][0])

    @property
    def mean(self) -> float:
        return fmean(self.operator_means)

    @property
    def operator_means(self) -> list[float]:
        return [fmean(fmean(cell) for cell in row) for row in self.cells]

    @property
    def part_means(self) -> list[float]:
        return [fmean(fmean(row[part]) for row in self.cells) for part in range(len(self.parts))]


def crossed(readings: Sequence[Reading]) -> Study:
    """Every operator reads every part.

    Raises UnusableStudy for fewer than two parts, an empty cell, unequal trials or a value
    that is not finite; the cells at fault are named.
    """
    parts, operators = _labels(readings)
    found = _grouped(readings)
    _refuse_unequal({(p, o): found.get((p, o), []) for p in parts for o in operators})
    return Study(
        tuple(parts),
        tuple(operators),
        tuple(tuple(tuple(found[p, o]) for p in parts) for o in operators),
    )


def nested(readings: Sequence[Reading]) -> Study:
    """Each operator has parts of his own, equally many; a destructive test is read this way.

    A label used by two operators means two pieces. Raises UnusableStudy as `crossed` does.
    """
    _labels(readings)
    found = _grouped(readings)
    operators = list(dict.fromkeys(reading.operator for reading in readings))
    own = {name: [cell for cell in found if cell[1] == name] for name in operators}
    if len({len(cells) for cells in own.values()}) > 1:
        counts = ", ".join(f"{name} {len(cells)}" for name, cells in own.items())
        raise UnusableStudy("part", f"operators have unequal numbers of parts ({counts}).")
    if len(own[operators[0]]) < 2:
        raise UnusableStudy("part", "a nested study needs two parts for each operator.")
    _refuse_unequal(found)
    return Study(
        tuple(cell[0] for cell in own[operators[0]]),
        tuple(operators),
        tuple(tuple(tuple(found[cell]) for cell in own[name]) for name in operators),
    )


def _labels(readings: Sequence[Reading]) -> tuple[list[str], list[str]]:
    parts = list(dict.fromkeys(reading.part for reading in readings))
    operators = list(dict.fromkeys(reading.operator for reading in readings))
    if len(parts) < 2:
        raise UnusableStudy(
            "part", "a study needs at least two parts; for one reference piece use type1."
        )
    return parts, operators


def _grouped(readings: Sequence[Reading]) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for reading in readings:
        if not isfinite(reading.value):
            raise UnusableStudy("value", "a reading must be a finite number.")
        found.setdefault((reading.part, reading.operator), []).append(reading.value)
    if len({reading.value for reading in readings}) == 1:
        raise UnusableStudy(
            "value",
            "all readings are equal: the gauge resolves neither the parts nor its own error.",
        )
    return found


def _refuse_unequal(cells: dict[tuple[str, str], list[float]]) -> None:
    counts = [len(values) for values in cells.values()]
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    odd = [f"part {p}, operator {o} has {len(v)}" for (p, o), v in cells.items() if len(v) != usual]
    if odd:
        more = f" and {len(odd) - 5} more" if len(odd) > 5 else ""
        raise UnusableStudy(
            "value",
            f"unequal trials: most cells have {usual} readings, but "
            f"{'; '.join(odd[:5])}{more}. Complete or leave out those parts.",
        )
