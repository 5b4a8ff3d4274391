"""Every way to make a piece, as columns of numbers: which line, workshop and week at what cost."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuang.planning.allocation.problem import AllocationProblem

Values = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A line with a workshop approved for it, shape (pairs,), ordered by line and workshop.

    most: good pieces that the workshop could make of it in all weeks of the window, if it made
    nothing else. lot: the fewest it may make, if any. at_most: workshops that the line may have.
    """

    line: Places
    workshop: Places
    qualification: Values
    lot: Places
    most: Places
    at_most: Places


@dataclass(frozen=True, slots=True)
class Arcs:
    """A pair in a week, shape (arcs,), ordered by pair and week.

    A group is a line, or one source of a line that has two; `wanted`, shape (groups,), are its
    pieces. A slot is a workshop's week: `capacity`, shape (slots,), in kg. cost is money a good
    piece, melt the kg of capacity it uses, kg its own weight.
    """

    pairs: Pairs
    pair: Places
    group: Places
    slot: Places
    cost: Values
    melt: Values
    kg: Values
    key: Places
    workshops: int
    weeks: int
    capacity: Values
    wanted: Places
    group_line: Places
    group_kg: Values
    unmet_cost: Values

    @property
    def workshop(self) -> Places:
        return self.slot // self.weeks

    @property
    def most(self) -> Places:
        """Good pieces of the arc that the week alone has room for, shape (arcs,)."""
        return np.floor(self.capacity[self.slot] / self.melt * (1 + 1e-12)).astype(np.int64)

    @property
    def line(self) -> Places:
        return self.pairs.line[self.pair]

    @property
    def crowd(self) -> Values:
        """What a piece takes of the number of workshops its line may have, shape (arcs,).

        In pieces of the whole line, so that numbers stay near 1: a workshop that makes all it
        could takes one place.
        """
        pairs = self.pairs
        each: Values = self.line_pieces[pairs.line] / np.maximum(pairs.most, 1)
        return each[self.pair]

    @property
    def line_pieces(self) -> Values:
        """Of each line, both sources together."""
        pieces: Values = np.bincount(self.group_line, self.wanted).astype(float)
        return pieces

    @property
    def line_kg(self) -> Values:
        """A piece of each line."""
        return self.group_kg[np.searchsorted(self.group_line, np.arange(len(self.line_pieces)))]

    @property
    def places(self) -> Values:
        """Workshops that each line may have, in pieces of the whole line, shape (lines,)."""
        at_most = np.full(len(self.line_pieces), np.inf)
        at_most[self.pairs.line] = self.pairs.at_most
        return np.where(self.line_pieces > 0, at_most * self.line_pieces, np.inf)

    @property
    def part(self) -> Values:
        """Each workshop's part of all capacity, shape (workshops,)."""
        each: Values = self.capacity.reshape(self.workshops, self.weeks).sum(axis=1)
        return each / max(float(each.sum()), 1e-300)


COLUMNS = 12


class Layout:
    """The rows of each line, kept: when some lines change, only theirs are written anew."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self._first_group = np.cumsum([0, *(len(line.parts) for line in problem.lines)])
        self._rows = [self._of_line(number) for number in range(len(problem.lines))]

    def change(self, problem: AllocationProblem, changed: Iterable[int]) -> None:
        """Take over a problem in which only these lines differ, and none in its sources."""
        self.problem = problem
        for number in changed:
            self._rows[number] = self._of_line(number)

    def _of_line(self, number: int) -> Values:
        """A row for each approval, by workshop."""
        problem, line = self.problem, self.problem.lines[number]
        min_lot, at_most = line.min_lot, line.max_workshops or len(line.approved)
        rows = []
        for approval in line.approved:
            window = problem.window(line, approval)
            source = approval.source - 1 if len(line.parts) > 1 else 0
            rows.append(
                (
                    number,
                    problem.place[approval.workshop],
                    self._first_group[number] + source,
                    window.start,
                    max(len(window), 0),
                    line.due_week,
                    line.kg,
                    line.kg / (1 - approval.scrap_rate),
                    approval.price + problem.scrap_cost_per_kg * approval.scrap_rate * line.kg,
                    approval.qualification_cost,
                    min_lot,
                    at_most,
                )
            )
        rows.sort(key=lambda row: row[1])
        return np.array(rows, dtype=float).reshape(-1, COLUMNS)

    def arcs(self) -> Arcs:
        """The problem in columns; arcs of weeks without room for one piece are left out."""
        return _arcs(self.problem, np.concatenate(self._rows).T, self._first_group)


def lay_out(problem: AllocationProblem) -> Arcs:
    """The columns of a problem that is asked about once."""
    return Layout(problem).arcs()


def _arcs(problem: AllocationProblem, table: Values, first_group: Places) -> Arcs:
    line, shop, group, start, length, due = table[:6].astype(np.int64)
    kg, melt, price, qualification, lot, at_most = table[6:]

    pair = np.repeat(np.arange(len(line)), length)
    week = np.arange(len(pair)) - np.repeat(np.cumsum(length) - length, length) + start[pair]
    slot = shop[pair] * problem.weeks + week
    capacity = np.array([shop.capacity_kg for shop in problem.workshops], dtype=float).ravel()
    wanted = np.array([part for line_ in problem.lines for part in line_.parts], dtype=np.int64)
    # Never more than is wanted: of pieces next to weightless the quotient has no end.
    fits = np.minimum(
        np.floor(capacity[slot] / melt[pair] * (1 + 1e-12)), np.maximum(wanted, 1)[group[pair]]
    )
    fits = fits.astype(np.int64)
    most = np.minimum(np.bincount(pair, fits, minlength=len(line)).astype(np.int64), wanted[group])

    room = fits > 0
    pair, week, slot = pair[room], week[room], slot[room]
    late, early = np.maximum(week - due[pair], 0), np.maximum(due[pair] - week, 0)
    timing = problem.late_cost_per_kg_week * late + problem.early_cost_per_kg_week * early
    group_line = np.repeat(np.arange(len(problem.lines)), np.diff(first_group))
    group_kg = np.array([line_.kg for line_ in problem.lines])[group_line]
    return Arcs(
        Pairs(line, shop, qualification, lot.astype(np.int64), most, at_most.astype(np.int64)),
        pair,
        group[pair],
        slot,
        price[pair] + kg[pair] * timing,
        melt[pair],
        kg[pair],
        (line[pair] * len(problem.workshops) + shop[pair]) * problem.weeks + week,
        len(problem.workshops),
        problem.weeks,
        capacity,
        wanted,
        group_line,
        group_kg,
        group_kg * problem.unmet_cost_per_kg,
    )
