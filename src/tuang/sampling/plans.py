"""A lot, a level and an AQL give a plan; arrows are followed to the letter they point at."""

from dataclasses import dataclass

from tuang.sampling.editions import AQLS, EDITIONS, LETTERS, LEVELS, LOTS, Pair, Table

LAST_DIAGONAL = 24
LARGEST_BY_DIAGONAL = 4
"""Ac above 21 (normal) exists for letters A to E only; further down the arrow points up."""
SEVERITIES = ("normal", "tightened", "reduced")


class UnusableLot(ValueError):
    """No plan can be read for what was asked: which field and why."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


@dataclass(frozen=True)
class Plan:
    """stages holds (n, Ac, Re), one or two, numbers counted over both samples.

    lot_letter is the letter of the lot, letter the one whose plan is used after arrows.
    is_full: the sample is the whole lot.
    """

    lot_letter: str
    letter: str
    stages: tuple[tuple[int, int, int], ...]
    is_full: bool = False


def code_letter(lot: int, level: str = "II") -> str:
    """The letter of a lot of two or more pieces.

    >>> code_letter(500), code_letter(281, "S-4")
    ('H', 'E')
    """
    if level not in LEVELS:
        raise UnusableLot("level", f"{level!r} is none of {', '.join(LEVELS)}.")
    if lot < 2:
        raise UnusableLot("lot", "a lot to be sampled has at least two pieces.")
    row = next(letters for largest, letters in LOTS if largest is None or lot <= largest)
    return row[LEVELS.index(level)]


def plan_for(
    lot: int,
    aql: float,
    level: str = "II",
    severity: str = "normal",
    is_double: bool = False,
    edition: str = "z1.4-2003",
) -> Plan:
    """The plan of the tables. Where no double plan exists the single one is given.

    Raises UnusableLot for a lot under two, an unknown level, severity or edition, and an
    AQL outside the series; the neighbours are named.
    """
    letter = code_letter(lot, level)
    plan = plan_of(letter, aql, severity, is_double, edition)
    if sum(n for n, _, _ in plan.stages) < lot:
        return plan
    # Everything is looked at, once: a second sample would have nothing to come from.
    ((_, ac, re),) = plan_of(letter, aql, severity, edition=edition).stages
    return Plan(letter, plan.letter, ((lot, ac, re),), is_full=True)


def plan_of(
    letter: str,
    aql: float,
    severity: str = "normal",
    is_double: bool = False,
    edition: str = "z1.4-2003",
) -> Plan:
    """The cell of the tables at a letter A to R, arrows followed, whatever the lot.

    >>> plan_of("H", 0.65).stages
    ((80, 1, 2),)
    """
    table, at, aql_at = _table(edition, severity), LETTERS.index(letter), aql_place(aql)
    row = _resolved(table, at, aql_at)
    return Plan(letter, LETTERS[row], _stages(table, row, aql_at, is_double))


def _table(edition: str, severity: str) -> Table:
    if edition not in EDITIONS:
        raise UnusableLot("edition", f"{edition!r} is none of {', '.join(EDITIONS)}.")
    if severity not in SEVERITIES:
        raise UnusableLot("severity", f"{severity!r} is none of {', '.join(SEVERITIES)}.")
    return EDITIONS[edition].tables[severity]


def aql_place(aql: float) -> int:
    if aql in AQLS:
        return AQLS.index(aql)
    below = [f"{known:g}" for known in AQLS if known < aql][-1:]
    above = [f"{known:g}" for known in AQLS if known > aql][:1]
    raise UnusableLot(
        "aql", f"{aql:g} is not in the series; the nearest is {' or '.join(below + above)}."
    )


def _cell(table: Table, row: int, aql_at: int) -> Pair | None:
    if table.own and (row, aql_at) in table.own:
        return table.own[row, aql_at]
    diagonal = row + aql_at
    if diagonal > LAST_DIAGONAL and row > LARGEST_BY_DIAGONAL:
        return None
    if row >= 16 and aql_at != 2:
        return None
    return table.single.get(diagonal)


def _required(table: Table, row: int, aql_at: int) -> Pair:
    found = _cell(table, row, aql_at)
    assert found is not None, "an arrow was followed to a cell"
    return found


def _resolved(table: Table, row: int, aql_at: int) -> int:
    """The row of the plan: the cell's own, else the first along its arrow, else behind it."""
    if _cell(table, row, aql_at) is not None:
        return row
    below = range(row + 1, len(table.sizes))
    above = range(row - 1, -1, -1)
    points_up = row + aql_at in table.up or row + aql_at > LAST_DIAGONAL
    ways = (above, below) if points_up else (below, above)
    return next(at for way in ways for at in way if _cell(table, at, aql_at) is not None)


def _stages(
    table: Table, row: int, aql_at: int, is_double: bool
) -> tuple[tuple[int, int, int], ...]:
    has_double = row >= table.first_double and row + aql_at in table.double
    if not (is_double and has_double):
        return ((table.sizes[row], *_required(table, row, aql_at)),)
    each = table.sizes[row - 1]
    first, second = table.double[row + aql_at]
    return ((each, *first), (each, *second))
