"""The attributes tables as data. An edition is its ladders, not sixteen pages of cells.

In each table the letters A to R and the AQLs 0.010 to 1000 are steps of the same ratio, so
that a plan depends, with few exceptions, on the sum of letter and AQL alone: its diagonal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LETTERS = "ABCDEFGHJKLMNPQRS"
"""S exists for one cell of the tightened table."""

AQLS = (
    0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5,
    10.0, 15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0,
)  # fmt: skip
"""Percent nonconforming up to 10; above, and where counted, nonconformities per 100."""

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
LOTS = (
    (8, "AAAAAAB"), (15, "AAAAABC"), (25, "AABBBCD"), (50, "ABBCCDE"), (90, "BBCCCEF"),
    (150, "BBCDDFG"), (280, "BCDEEGH"), (500, "BCDEFHJ"), (1200, "CCEFGJK"),
    (3200, "CDEGHKL"), (10_000, "CDFGJLM"), (35_000, "CDFHKMN"), (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"), (None, "DEHKNQR"),
)  # fmt: skip
"""Largest lot of each row, and a letter for each of LEVELS."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """One severity: sample sizes by letter, (Ac, Re) by diagonal, first and second stage.

    `up` are diagonals whose arrow points to smaller samples although larger plans exist;
    `own` are cells off the diagonal, by (letter, place of the AQL), None for an arrow.
    """

    sizes: tuple[int, ...]
    single: Mapping[int, Pair]
    double: Mapping[int, tuple[Pair, Pair]]
    first_double: int
    up: frozenset[int] = frozenset()
    own: Mapping[tuple[int, int], Pair | None] | None = None


@dataclass(frozen=True)
class Edition:
    title: str
    tables: Mapping[str, Table]


_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_SMALL = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)


def _ladder(start: int, acceptance: tuple[int, ...]) -> dict[int, Pair]:
    return {start + step: (ac, ac + 1) for step, ac in enumerate(acceptance)}


_NORMAL = Table(
    _SIZES[:16],
    {14: (0, 1)} | _ladder(17, (1, 2, 3, 5, 7, 10, 14, 21, 30, 44)),
    {
        17: ((0, 2), (1, 2)), 18: ((0, 3), (3, 4)), 19: ((1, 4), (4, 5)),
        20: ((2, 5), (6, 7)), 21: ((3, 7), (8, 9)), 22: ((5, 9), (12, 13)),
        23: ((7, 11), (18, 19)), 24: ((11, 16), (26, 27)), 25: ((17, 22), (37, 38)),
        26: ((25, 31), (56, 57)),
    },
    first_double=1,
    up=frozenset({15}),
)  # fmt: skip
_TIGHTENED = Table(
    _SIZES,
    {15: (0, 1)} | _ladder(18, (1, 2, 3, 5, 8, 12, 18, 27, 41)),
    {
        18: ((0, 2), (1, 2)), 19: ((0, 3), (3, 4)), 20: ((1, 4), (4, 5)),
        21: ((2, 5), (6, 7)), 22: ((3, 7), (11, 12)), 23: ((6, 10), (15, 16)),
        24: ((9, 14), (23, 24)), 25: ((15, 20), (34, 35)), 26: ((23, 29), (52, 53)),
    },
    first_double=1,
    own={(0, 15): None},
)  # fmt: skip
_REDUCED = Table(
    _SMALL,
    {
        14: (0, 1), 17: (0, 2), 18: (1, 3), 19: (1, 4), 20: (2, 5), 21: (3, 6), 22: (5, 8),
        23: (7, 10), 24: (10, 13), 25: (14, 17), 26: (21, 24),
    },
    {
        17: ((0, 2), (0, 2)), 18: ((0, 3), (0, 4)), 19: ((0, 4), (1, 5)),
        20: ((0, 4), (3, 6)), 21: ((1, 5), (4, 7)), 22: ((2, 7), (6, 9)),
        23: ((3, 8), (8, 12)), 24: ((5, 10), (12, 16)), 25: ((7, 12), (18, 22)),
        26: ((11, 17), (26, 30)),
    },
    first_double=3,
    up=frozenset({15}),
    own={
        (0, 17): (1, 2), (0, 18): (2, 3), (0, 19): (3, 4), (0, 20): (5, 6), (0, 21): (7, 8),
        (0, 22): (10, 11), (0, 23): (14, 15), (0, 24): (21, 22), (0, 25): (30, 31),
        (1, 18): (2, 4), (1, 19): (3, 5), (1, 20): (5, 6), (1, 21): (7, 8), (1, 22): (10, 11),
        (1, 23): (14, 15), (1, 24): (21, 22), (1, 25): (30, 31),
    },
)  # fmt: skip

EDITIONS = {
    "z1.4-2003": Edition(
        "ANSI/ASQ Z1.4-2003; the same cells as MIL-STD-105E and ISO 2859-1:1989",
        {"normal": _NORMAL, "tightened": _TIGHTENED, "reduced": _REDUCED},
    )
}
"""ISO 2859-1:1999 has other reduced and double plans; it is not here until it is verified."""
