"""An officer who keeps every page that ever came out still cannot work out one firm's figure."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pytest
from scipy.optimize import linprog

from rantai.portal.disclosure import (
    ALL,
    Amounts,
    Hidden,
    Kind,
    Published,
    changed_firms,
    primary,
    publish,
)
from rantai.portal.publishing import KINDS
from rantai.portal.queries.centres import MEASURES

FLOW, STOCK = Kind(), Kind(is_stock=True)
MONTHS = [date(2019, month, 1) for month in range(1, 7)]


def shares(*parts: int) -> dict[str, list[int]]:
    return {f"f{place}": [part] for place, part in enumerate(parts)}


def out(
    fresh: Mapping[str, Amounts], *history: Published, kind: Kind = FLOW
) -> dict[str, Published]:
    return publish(fresh, MONTHS[0], history, kind)


def test_four_firms_are_hidden_and_five_alike_are_not() -> None:
    assert primary(shares(10, 10, 10, 10)) == Hidden.FEW
    assert primary(shares(10, 10, 10, 10, 10)) == Hidden.NOT
    assert primary(shares(10, 10, 10, 10, 0)) == Hidden.FEW


def test_a_firm_that_makes_nearly_all_is_hidden_by_the_p_rule() -> None:
    assert primary(shares(100, 50, 4, 3, 2)) == Hidden.DOMINATED
    assert primary(shares(100, 50, 4, 3, 3)) == Hidden.NOT


def test_the_smallest_neighbour_goes_with_what_is_hidden() -> None:
    fresh = {"TEGAL": shares(*[9] * 12), "PASURUAN": shares(9, 9, 9), "SEMARANG": shares(*[9] * 6)}
    told = out(fresh)
    assert {centre: each.hidden for centre, each in told.items()} == {
        "TEGAL": Hidden.NOT,
        "PASURUAN": Hidden.FEW,
        "SEMARANG": Hidden.PROTECTS,
        ALL: Hidden.NOT,
    }


def test_a_neighbour_that_nearly_equals_one_firm_protects_nothing_alone() -> None:
    """Hidden together they are one large firm and crumbs, so a third goes with them."""
    big = {"A": shares(1000, 1, 1), "B": shares(*[2] * 5), "C": shares(*[90] * 9)}
    assert out(big)["C"].hidden == Hidden.PROTECTS


def test_without_a_neighbour_the_total_is_hidden() -> None:
    assert out({"PASURUAN": shares(9, 9, 9)})[ALL].hidden == Hidden.PROTECTS


def test_what_one_firm_corrects_later_waits_for_four_more() -> None:
    first = out({"TEGAL": shares(*[9] * 12)})
    again = out({"TEGAL": shares(8, *[9] * 11)}, *first.values())
    assert again["TEGAL"].amounts == first["TEGAL"].amounts
    five = out({"TEGAL": shares(*[8] * 5, *[9] * 7)}, *first.values())
    assert changed_firms(first["TEGAL"].amounts, five["TEGAL"].amounts) == 5


def test_workers_stand_still_while_one_firm_leaves() -> None:
    first = out({"TEGAL": shares(*[9] * 6)}, kind=STOCK)
    later = publish({"TEGAL": shares(*[9] * 5)}, MONTHS[1], [*first.values()], STOCK)
    assert later["TEGAL"].amounts == first["TEGAL"].amounts


def test_a_neighbour_whose_count_is_known_from_last_month_protects_nothing() -> None:
    """A new centre of three; the only neighbour came out unchanged before: the total must go."""
    first = out({"TEGAL": shares(*[9] * 12)}, kind=STOCK)
    fresh = {"TEGAL": shares(*[9] * 12), "PASURUAN": shares(9, 9, 9)}
    later = publish(fresh, MONTHS[1], [*first.values()], STOCK)
    assert later[ALL].hidden == Hidden.PROTECTS
    assert later["TEGAL"].hidden == Hidden.NOT


# The attack


class World:
    """Nine centres over half a year, with small ones, a giant, late corrections and leavers."""

    def __init__(self, seed: int, kind: Kind) -> None:
        self.chance, self.kind = random.Random(seed), kind
        self.firms = {
            f"C{number}": [f"C{number}f{place}" for place in range(self.chance.choice(SIZES))]
            for number in range(9)
        }
        self.amounts: dict[date, dict[str, dict[str, list[int]]]] = {}
        self.history: list[Published] = []

    def live(self) -> None:
        for number, month in enumerate(MONTHS):
            before = self.amounts[MONTHS[number - 1]] if number and self.kind.is_stock else None
            self.amounts[month] = self._month(before)
            for _night in range(3):
                for each in MONTHS[: number + 1]:
                    self._correct(each)
                    told = publish(self.amounts[each], each, self.history, self.kind)
                    self.history += [new for new in told.values() if new not in self.history]

    def _month(
        self, before: dict[str, dict[str, list[int]]] | None
    ) -> dict[str, dict[str, list[int]]]:
        if before is None:
            return {
                centre: {firm: [self._amount()] for firm in firms}
                for centre, firms in self.firms.items()
            }
        moved = {centre: dict(firms) for centre, firms in before.items()}
        for firms in moved.values():
            for firm in self.chance.sample(
                sorted(firms), k=min(len(firms), self.chance.choice(MOVES))
            ):
                if self.chance.random() < 0.3:
                    del firms[firm]
                else:
                    firms[firm] = [self._amount()]
        return moved

    def _correct(self, month: date) -> None:
        for firms in self.amounts[month].values():
            if firms and self.chance.random() < 0.3:
                for firm in self.chance.sample(
                    sorted(firms), k=min(len(firms), self.chance.choice(MOVES))
                ):
                    firms[firm] = [self._amount()]

    def _some(self, firms: dict[str, list[int]]) -> list[str]:
        return self.chance.sample(sorted(firms), k=min(len(firms), self.chance.choice(MOVES)))

    def _amount(self) -> int:
        return self.chance.randrange(1, 40) * (40 if self.chance.random() < 0.05 else 1)


SIZES, MOVES = (1, 3, 4, 5, 6, 9, 12), (0, 1, 1, 2, 5, 7)


def system(world: World) -> tuple[np.ndarray, np.ndarray, list[tuple[object, ...]]]:
    """Every page kept: one equation for each figure shown, one unknown for each firm's part."""
    unknowns: dict[tuple[object, ...], int] = {}
    rows, values = [], []
    for each in world.history:
        row: defaultdict[int, float] = defaultdict(float)
        for firm, part in each.amounts.items():
            name = firm.rpartition("/")[2]
            # A stock that did not change is the same unknown next month; a flow never is.
            key = (name, part[0]) if world.kind.is_stock else (name, each.period, part[0])
            row[unknowns.setdefault(key, len(unknowns))] += 1.0
        if not each.hidden:
            rows.append(row)
            values.append(float(sum(part[0] for part in each.amounts.values())))
    matrix = np.zeros((len(rows), len(unknowns)))
    for place, row in enumerate(rows):
        for column, times in row.items():
            matrix[place, column] = times
    return matrix, np.array(values), list(unknowns)


def follows(matrix: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether a combination of the equations gives exactly this sum."""
    found, *_ = np.linalg.lstsq(matrix.T, wanted, rcond=None)
    return bool(np.linalg.norm(matrix.T @ found - wanted) < 1e-6)


def secrets(world: World, keys: list[tuple[object, ...]]) -> Iterator[tuple[str, np.ndarray]]:
    """What must not follow: each firm's part, and each hidden figure of one to four firms."""
    for place, key in enumerate(keys):
        yield f"{key}", np.eye(1, len(keys), place)[0]
    columns = {key: place for place, key in enumerate(keys)}
    for each in world.history:
        if each.hidden == Hidden.FEW:
            row = np.zeros(len(keys))
            for name, part in each.amounts.items():
                key = (name, part[0]) if world.kind.is_stock else (name, each.period, part[0])
                row[columns[key]] = 1.0
            yield f"{each.centre} {each.period}", row


@pytest.mark.parametrize("kind", [FLOW, STOCK], ids=["flow", "stock"])
@pytest.mark.parametrize("seed", range(6))
def test_no_combination_of_all_pages_ever_published_gives_a_firm_or_a_hidden_figure(
    seed: int, kind: Kind
) -> None:
    world = World(seed, kind)
    world.live()
    matrix, _values, keys = system(world)
    assert len(matrix) > 10  # the attack has something to work with
    # One null space serves every secret: what follows from the rows is orthogonal to it.
    _left, sizes, right = np.linalg.svd(matrix)
    null = right[int((sizes > 1e-9).sum()) :]
    known = [name for name, row in secrets(world, keys) if np.abs(null @ row).max() < 1e-7]
    assert known == []


def test_the_attack_would_find_a_figure_given_away() -> None:
    """The same attack on pages without complements: it recovers the small centre at once."""
    fresh = {"A": shares(*[9] * 12), "B": shares(7), "C": shares(*[9] * 6)}
    told = [
        Published(each.centre, each.period, each.amounts, Hidden.NOT)
        if each.hidden == Hidden.PROTECTS
        else each
        for each in out(fresh).values()
    ]
    world = World(0, FLOW)
    world.history = [
        Published(
            each.centre,
            each.period,
            {
                (firm if "/" in firm else f"{each.centre}/{firm}").replace("/", "."): part
                for firm, part in each.amounts.items()
            },
            each.hidden,
        )
        for each in told
    ]
    matrix, _values, keys = system(world)
    assert any(follows(matrix, row) for _name, row in secrets(world, keys))


def test_bounds_from_all_pages_leave_each_firm_a_wide_range() -> None:
    """Linear programmes over everything published, parts being no less than nothing."""
    world = World(3, FLOW)
    world.live()
    matrix, values, keys = system(world)
    chance = random.Random(1)
    for place in chance.sample(range(len(keys)), 12):
        if not np.abs(matrix[:, place]).any():
            continue  # nothing that was shown tells of this firm at all
        goal = np.eye(1, len(keys), place)[0]
        low, high = (_bound(sign * goal, matrix, values) for sign in (1, -1))
        true = float(str(keys[place][-1]))
        assert -high - low >= 0.1 * true, keys[place]


def _bound(goal: np.ndarray, matrix: np.ndarray, values: np.ndarray) -> float:
    """The least that the goal can be; for its most, ask for the least of its negative."""
    least = linprog(goal, A_eq=matrix, b_eq=values, bounds=(0, None)).fun
    assert least is not None
    return float(least)


# The attack on rates, such as local content: two numbers a firm, and one figure of them


def published_rates(seed: int) -> list[Published]:
    """Half a year of local and other cost in nine centres, put out night after night."""
    chance = random.Random(seed)
    history: list[Published] = []
    firms = {f"C{n}": [f"C{n}f{m}" for m in range(chance.choice(SIZES))] for n in range(9)}
    for month in MONTHS:
        cells = {
            centre: {firm: [chance.randrange(1, 90), chance.randrange(1, 90)] for firm in names}
            for centre, names in firms.items()
        }
        for _night in range(3):
            for parts in cells.values():
                for firm in chance.sample(sorted(parts), min(len(parts), chance.choice(MOVES))):
                    parts[firm] = [chance.randrange(1, 90), chance.randrange(1, 90)]
            told = publish(cells, month, history, KINDS["local_content"])
            history += [new for new in told.values() if new not in history]
    return history


def rate_row(each: Published, unknowns: dict[tuple[object, ...], int]) -> dict[int, float]:
    """Shown at full precision, a rate says: this much of the sum of both is the sum of one."""
    one, other = (float(sum(part[place] for part in each.amounts.values())) for place in (0, 1))
    rate = one / (one + other)
    row: dict[int, float] = {}
    for firm, part in each.amounts.items():
        for place, times in ((0, 1 - rate), (1, -rate)):
            key = (firm, each.period, place, *part)
            row[unknowns.setdefault(key, len(unknowns))] = times
    return row


@pytest.mark.parametrize("seed", range(6))
def test_no_combination_of_published_rates_gives_a_firms_rate_or_a_hidden_one(seed: int) -> None:
    unknowns: dict[tuple[object, ...], int] = {}
    history = [each for each in published_rates(seed) if each.amounts]
    shown = [rate_row(each, unknowns) for each in history if not each.hidden]
    hidden = [rate_row(each, unknowns) for each in history if each.hidden == Hidden.FEW]
    alone = [
        rate_row(Published(each.centre, each.period, {firm: part}, Hidden.FEW), unknowns)
        for each in history
        for firm, part in each.amounts.items()
    ]
    assert len(shown) > 10
    assert hidden
    matrix = np.zeros((len(shown), len(unknowns)))
    for place, row in enumerate(shown):
        for column, times in row.items():
            matrix[place, column] = times
    _left, sizes, right = np.linalg.svd(matrix)
    null = right[int((sizes > 1e-9).sum()) :]
    for row in (*hidden, *alone):
        wanted = np.zeros(len(unknowns))
        for column, times in row.items():
            wanted[column] = times
        assert np.abs(null @ wanted).max() > 1e-7


@pytest.mark.parametrize("measure", sorted(KINDS))
def test_every_figure_of_the_ministry_passes_the_rules(measure: str) -> None:
    """Four firms of a centre never come out, whatever is measured."""
    four = {"A": {f"A{n}": [5, 5] for n in range(4)}}
    assert publish(four, MONTHS[0], [], KINDS[measure])["A"].hidden == Hidden.FEW
    assert set(MEASURES) == set(KINDS)
