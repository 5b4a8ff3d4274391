"""Summaries that add up: ten million readings as one short row a characteristic."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Numbers = NDArray[np.int64] | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Summary:
    """Count, mean, sum of squares about the mean, least and greatest of a stretch of readings.

    Two summaries of different stretches make that of both (`+`), in any order and grouping, so
    that a store keeps one row a day and never reads a reading twice.

    >>> (Summary.of([1.0, 2.0]) + Summary.of([3.0])).sigma
    1.0
    """

    n: int = 0
    mean: float = 0.0
    squares: float = 0.0
    low: float = float("inf")
    high: float = float("-inf")

    @classmethod
    def of(cls, readings: "list[float] | Values") -> "Summary":
        return summaries(np.zeros(len(readings), np.int64), np.asarray(readings, float), 1)[0]

    def __add__(self, other: "Summary") -> "Summary":
        """Source: Chan, Golub and LeVeque, The American Statistician 37 (1983) 242-247."""
        n = self.n + other.n
        if not n:
            return self
        apart = other.mean - self.mean
        return Summary(
            n,
            self.mean + apart * other.n / n,
            self.squares + other.squares + apart**2 * self.n * other.n / n,
            min(self.low, other.low),
            max(self.high, other.high),
        )

    @property
    def sigma(self) -> float:
        """The sample standard deviation of all readings; ValueError below two."""
        if self.n < 2:
            raise ValueError("One reading shows no spread: at least two are needed.")
        return sqrt(self.squares / (self.n - 1))

    def ppk(self, lower: float | None, upper: float | None) -> float:
        """Distance from the mean to the nearer drawing limit, in three standard deviations."""
        below = [] if lower is None else [self.mean - lower]
        above = [] if upper is None else [upper - self.mean]
        return min(below + above) / (3 * self.sigma)


def summaries(characteristics: Numbers, readings: Values, kinds: int) -> list[Summary]:
    """One summary for each characteristic from 0 to kinds - 1, in one pass over both columns.

    characteristics, readings: of the same length, in any order. Raises ValueError for a number
    outside 0..kinds - 1 and for a reading that is not finite.
    """
    columns = summary_columns(characteristics, readings, kinds)
    return [
        Summary(int(row[0]), *(float(each) for each in row[1:]))
        for row in zip(*columns, strict=True)
    ]


def summary_columns(
    characteristics: Numbers, readings: Values, kinds: int
) -> tuple[NDArray[np.int64], Values, Values, Values, Values]:
    """The columns n, mean, squares, low and high of `summaries`."""
    if len(characteristics) != len(readings):
        raise ValueError("Each reading needs its characteristic.")
    n, mean, squares, low, high, strange = _summarise(characteristics, readings, kinds)
    if strange:
        raise ValueError(f"A characteristic lies outside 0 to {kinds - 1}.")
    if not np.all(np.isfinite(squares)):
        raise ValueError("A reading must be a finite number.")
    return n, mean, squares, low, high


def _summarise_each(
    characteristics: Numbers, readings: Values, kinds: int
) -> tuple[NDArray[np.int64], Values, Values, Values, Values, int]:
    """Sums about each characteristic's first reading: no division a reading, no cancellation."""
    count = np.zeros(kinds, np.int64)
    # One row a characteristic, so that a reading in random order touches one line of cache.
    sums = np.zeros((kinds, 5))
    strange = 0
    for place in range(len(readings)):
        kind = characteristics[place]
        if kind < 0 or kind >= kinds:
            strange += 1
            continue
        reading = readings[place]
        row = sums[kind]
        if count[kind] == 0:
            row[0], row[3], row[4] = reading, reading, reading
        count[kind] += 1
        away = reading - row[0]
        row[1] += away
        row[2] += away * away
        row[3] = min(row[3], reading)
        row[4] = max(row[4], reading)
    mean, squares = np.zeros(kinds), np.zeros(kinds)
    low, high = np.full(kinds, np.inf), np.full(kinds, -np.inf)
    for kind in range(kinds):
        if count[kind]:
            shift = sums[kind, 1] / count[kind]
            mean[kind] = sums[kind, 0] + shift
            squares[kind] = max(0.0, sums[kind, 2] - sums[kind, 1] * shift)
            low[kind], high[kind] = sums[kind, 3], sums[kind, 4]
    return count, mean, squares, low, high, strange


_summarise: Any = numba.njit(cache=True)(_summarise_each)
