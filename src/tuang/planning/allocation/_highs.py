"""The linear programme of chosen arcs in HiGHS, kept between solves with its basis."""

import time
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from tuang.planning.allocation._arcs import Arcs, Places, Values


@dataclass(frozen=True, slots=True)
class Prices:
    """The duals: money a piece more of a group, a kg more of a slot, a kg to a workshop.

    crowd: of a line's number of workshops, empty where it is not limited. capacity and crowd are
    not positive, fair not negative: arithmetic beyond zero is cut off.
    """

    piece: Values
    capacity: Values
    fair: Values
    crowd: Values


class Silent(highspy.Highs):
    """Says nothing from the start: its banner would spoil the JSON on stdout."""

    def __init__(self) -> None:
        highspy.Highs.__init__(self)

    def enableCallbacks(self) -> None:  # noqa: N802 -- highspy's name
        # The constructor calls this, and the banner is printed here.
        self.silent()
        highspy.Highs.enableCallbacks(self)


class Master:
    """Rows: groups wanted, slots' capacity, workshops' fair part, kg unmet, lines' workshops.

    Columns: unmet of each group, kg unmet in all, shortage of each workshop, then arcs as added.
    """

    def __init__(self, arcs: Arcs, *, crowded: bool = False) -> None:
        self.places = arcs.places if crowded else np.zeros(0)
        self.groups, self.slots = len(arcs.wanted), len(arcs.capacity)
        self.shops = arcs.workshops
        self.part = arcs.part
        self.fair_min = 0.0
        self._wanted, self._capacity, self._kg = arcs.wanted, arcs.capacity, arcs.group_kg
        self.added: Places = np.zeros(0, dtype=np.int64)
        self._highs = Silent()
        self._highs.setOptionValue("parallel", "off")
        self._highs.setOptionValue("presolve", "off")
        self._rows(arcs)
        self._first_columns(arcs)

    def _rows(self, arcs: Arcs) -> None:
        lower = np.concatenate(
            [arcs.wanted, np.full(self.slots + self.shops, -highspy.kHighsInf), [0.0]]
        )
        lower = np.concatenate([lower, np.full(len(self.places), -highspy.kHighsInf)])
        upper = np.concatenate(
            [arcs.wanted, arcs.capacity, np.full(self.shops, highspy.kHighsInf), [0.0], self.places]
        )
        nothing = np.zeros(0, dtype=np.int32)
        starts = np.zeros(len(lower), dtype=np.int32)
        self._highs.addRows(len(lower), lower, upper, 0, starts, nothing, np.zeros(0))

    def _first_columns(self, arcs: Arcs) -> None:
        groups = np.arange(self.groups)
        kg_row = self.groups + self.slots + self.shops
        self._columns(
            arcs.unmet_cost,
            np.stack([groups, np.full(self.groups, kg_row)], axis=1),
            np.stack([np.ones(self.groups), arcs.group_kg], axis=1),
        )
        self._columns(np.zeros(1), np.array([[kg_row]]), np.array([[-1.0]]))
        fair = self.groups + self.slots + np.arange(self.shops)
        # A kg short of a fair part costs no more than a kg unmet: fairness never idles a line.
        short = float((arcs.unmet_cost / arcs.group_kg).max())
        self._columns(np.full(self.shops, short), fair[:, None], np.ones((self.shops, 1)))
        self.first = self.groups + 1 + self.shops

    def _columns(self, costs: Values, rows: Places, values: Values) -> None:
        count, each = rows.shape
        self._highs.addCols(
            count,
            costs,
            np.zeros(count),
            np.full(count, highspy.kHighsInf),
            rows.size,
            np.arange(0, rows.size, each, dtype=np.int32),
            rows.ravel().astype(np.int32),
            values.ravel(),
        )

    def add(self, arcs: Arcs, chosen: Places, costs: Values) -> None:
        """Admit arcs; costs are those of all arcs, shape (arcs,)."""
        rows = np.stack(
            [
                arcs.group[chosen],
                self.groups + arcs.slot[chosen],
                self.groups + self.slots + arcs.workshop[chosen],
            ],
            axis=1,
        )
        values = np.stack([np.ones(len(chosen)), arcs.melt[chosen], arcs.kg[chosen]], axis=1)
        if len(self.places):
            first = self.groups + self.slots + self.shops + 1
            rows = np.column_stack([rows, first + arcs.line[chosen]])
            values = np.column_stack([values, arcs.crowd[chosen]])
        self._columns(costs[chosen], rows, values)
        self.added = np.concatenate([self.added, chosen])

    def follow(self, arcs: Arcs, places: Places, costs: Values) -> None:
        """Take over changed arcs: `places` are the new ones of those added, -1 where gone."""
        columns = np.arange(self.first, self.first + len(places), dtype=np.int32)
        upper = np.where(places >= 0, highspy.kHighsInf, 0.0)
        self._highs.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)
        self._highs.changeColsCost(len(columns), columns, costs[places])
        self.added = places
        for group in np.flatnonzero(arcs.wanted != self._wanted).tolist():
            self._highs.changeRowBounds(group, arcs.wanted[group], arcs.wanted[group])
        for slot in np.flatnonzero(arcs.capacity != self._capacity).tolist():
            row = self.groups + slot
            self._highs.changeRowBounds(row, -highspy.kHighsInf, arcs.capacity[slot])
        self._wanted, self._capacity = arcs.wanted, arcs.capacity
        groups = np.arange(self.groups, dtype=np.int32)
        self._highs.changeColsCost(self.groups, groups, arcs.unmet_cost)
        kg_row = self.groups + self.slots + self.shops
        for group in np.flatnonzero(arcs.group_kg != self._kg).tolist():
            self._highs.changeCoeff(kg_row, group, arcs.group_kg[group])
        self._kg = arcs.group_kg
        self.part = arcs.part
        self.ask_fair(arcs, self.fair_min)

    def ask_fair(self, arcs: Arcs, fair_min: float) -> None:
        """No workshop below fair_min of its part of the kg made; 0 asks nothing."""
        if not fair_min and not self.fair_min:
            return
        self.fair_min = fair_min
        first = self.groups + self.slots
        total = float(arcs.wanted @ arcs.group_kg)
        for shop, part in enumerate(self.part.tolist()):
            self._highs.changeCoeff(first + shop, self.groups, fair_min * part)
            least = fair_min * part * total if fair_min else -highspy.kHighsInf
            self._highs.changeRowBounds(first + shop, least, highspy.kHighsInf)

    def solve(self, seconds: float, *, primal: bool = False) -> bool:
        """Whether the programme was solved to its optimum in the time."""
        self._highs.setOptionValue("simplex_strategy", 4 if primal else 1)
        if seconds <= 0:
            return False
        # HiGHS counts its time from its first run on.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    @property
    def prices(self) -> Prices:
        duals = np.array(self._highs.getSolution().row_dual)
        first, second = self.groups, self.groups + self.slots
        return Prices(
            duals[:first],
            np.minimum(duals[first:second], 0.0),
            np.maximum(duals[second : second + self.shops], 0.0),
            np.minimum(duals[second + self.shops + 1 :], 0.0),
        )

    @property
    def pieces(self) -> Values:
        """Of each arc added, in their order."""
        values: NDArray[np.float64] = np.array(self._highs.getSolution().col_value)
        return np.maximum(values[self.first :], 0.0)

    @property
    def shortage_kg(self) -> float:
        """What workshops lack of their fair part, in all."""
        values = np.array(self._highs.getSolution().col_value)
        return float(values[self.groups + 1 : self.first].sum())


class PairMaster:
    """The programme of some pairs, each held between a least and a most number of pieces.

    Rows: groups wanted, slots' capacity, workshops' kg, pairs' pieces, lines' workshops.
    Columns: pieces of the pairs' arcs, unmet of each group, shortage of each workshop, then of
    each pair.
    """

    def __init__(self, arcs: Arcs, pairs: Places, need_kg: Values, short: float) -> None:
        self.pairs, self.arc = pairs, np.flatnonzero(np.isin(arcs.pair, pairs))
        self._cost = arcs.cost[self.arc]
        self._pair_at = np.searchsorted(pairs, arcs.pair[self.arc])
        self._shops = arcs.workshops
        self._first_pair = len(arcs.wanted) + len(arcs.capacity) + arcs.workshops
        self._engine = Silent()
        self._engine.setOptionValue("parallel", "off")
        self._engine.setOptionValue("presolve", "off")
        self._engine.passModel(self._model(arcs, need_kg, short))

    def _model(self, arcs: Arcs, need_kg: Values, short: float) -> highspy.HighsLp:
        groups, slots, shops, pairs = (
            len(arcs.wanted),
            len(arcs.capacity),
            arcs.workshops,
            len(self.pairs),
        )
        own = np.arange(groups + shops + pairs)
        rows = np.stack(
            [
                arcs.group[self.arc],
                groups + arcs.slot[self.arc],
                groups + slots + arcs.workshop[self.arc],
                self._first_pair + self._pair_at,
                self._first_pair + pairs + arcs.line[self.arc],
            ],
            axis=1,
        )
        ones = np.ones(len(self.arc))
        values = np.stack(
            [ones, arcs.melt[self.arc], arcs.kg[self.arc], ones, arcs.crowd[self.arc]], axis=1
        )
        inf, lines = highspy.kHighsInf, np.ones(len(arcs.places))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = (
            len(self.arc) + len(own),
            self._first_pair + pairs + len(arcs.places),
        )
        model.col_cost_ = np.concatenate(
            [
                self._cost,
                arcs.unmet_cost,
                np.full(shops, short),
                2
                * arcs.unmet_cost[arcs.group[self.arc]][
                    np.searchsorted(self._pair_at, np.arange(pairs))
                ],
            ]
        )
        model.col_lower_ = np.zeros(model.num_col_)
        model.col_upper_ = np.full(model.num_col_, np.inf)
        model.row_lower_ = np.concatenate(
            [arcs.wanted, np.full(slots, -inf), need_kg, np.zeros(pairs), -inf * lines]
        )
        model.row_upper_ = np.concatenate(
            [arcs.wanted, arcs.capacity, inf * np.ones(shops + pairs), arcs.places]
        )
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = np.arange(0, rows.size, rows.shape[1])
        ends = rows.size + np.arange(len(own) + 1)
        model.a_matrix_.start_ = np.concatenate([starts, ends])
        own_rows = np.where(own < groups, own, own + slots)
        model.a_matrix_.index_ = np.concatenate([rows.ravel(), own_rows])
        model.a_matrix_.value_ = np.concatenate([values.ravel(), np.ones(len(own))])
        return model

    def hold(self, changed: Places, least: Values, most: Values) -> None:
        """Pieces of the pairs at these places, from least to most."""
        for place, low, high in zip(
            changed.tolist(), least[changed].tolist(), most[changed].tolist(), strict=True
        ):
            self._engine.changeRowBounds(self._first_pair + place, low, high)

    def shrink(self, capacity: Values) -> None:
        """Capacity of every slot from now on."""
        first = self._first_pair - self._shops - len(capacity)
        for slot, kg in enumerate(capacity.tolist()):
            self._engine.changeRowBounds(first + slot, -highspy.kHighsInf, kg)

    def charge(self, slope: Values) -> None:
        """Money a piece on top of the cost, shape (pairs,)."""
        costs = self._cost + slope[self._pair_at]
        columns = np.arange(len(costs), dtype=np.int32)
        self._engine.changeColsCost(len(columns), columns, costs)

    def solve(self, deadline: float) -> bool:
        """Whether it was solved in time."""
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            return False
        self._engine.setOptionValue("time_limit", self._engine.getRunTime() + seconds)
        self._engine.run()
        return bool(self._engine.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    @property
    def pieces(self) -> Values:
        """Of each arc of the pairs."""
        values: Values = np.array(self._engine.getSolution().col_value)
        return np.maximum(values[: len(self.arc)], 0.0)

    @property
    def lacking(self) -> float:
        """Pieces unmet, kg short of a fair part and pieces short of a lot, in all."""
        values = np.array(self._engine.getSolution().col_value)
        return float(values[len(self.arc) :].sum())

    @property
    def spent(self) -> float:
        """Cost of the last solution."""
        return float(self._engine.getInfo().objective_function_value)

    @property
    def reduced(self) -> Values:
        """Cost of a piece of each arc of the pairs at the last prices."""
        duals: Values = np.array(self._engine.getSolution().col_dual)
        return duals[: len(self.arc)]

    def basis(self) -> highspy.HighsBasis:
        return self._engine.getBasis()

    def begin_at(self, basis: highspy.HighsBasis) -> None:
        self._engine.setBasis(basis)
