"""Linear and mixed-integer programmes; the only module of the furnace that knows HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INFINITE = highspy.kHighsInf


@dataclass(frozen=True)
class Outcome:
    """x is None when no solution was found; bound holds in any case."""

    x: Floats | None
    value: float
    bound: float
    prices: Floats
    is_optimal: bool


class Silent(highspy.Highs):
    """Says nothing from the start: its banner would spoil the JSON on stdout."""

    def __init__(self) -> None:
        highspy.Highs.__init__(self)

    def enableCallbacks(self) -> None:  # noqa: N802 -- highspy's name
        # The constructor calls this, and the banner is printed here.
        self.silent()
        highspy.Highs.enableCallbacks(self)


class Programme:
    """Minimise cost @ x with row and column limits. Rows and columns are added, then solved."""

    def __init__(self, *, seed: int = 0) -> None:
        self._highs = Silent()
        self._highs.setOptionValue("parallel", "off")
        self._highs.setOptionValue("random_seed", seed % 2**31)
        self.columns = 0
        self.rows = 0
        self._is_whole = False

    def option(self, name: str, value: float | int | str | bool) -> None:
        self._highs.setOptionValue(name, value)

    def load(
        self,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
        entries: tuple[Ints, Ints, Floats],
        integer: NDArray[np.bool_] | None = None,
    ) -> None:
        """The whole programme at once; entries are row, column and value."""
        row, column, value = entries
        order = np.lexsort((row, column))
        model = highspy.HighsLp()
        model.num_col_ = self.columns = len(cost)
        model.num_row_ = self.rows = len(row_lower)
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        counts = np.bincount(column, minlength=len(cost))
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        model.a_matrix_.index_ = row[order].astype(np.int32)
        model.a_matrix_.value_ = value[order].astype(np.float64)
        self._is_whole = integer is not None
        if integer is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(each)] for each in integer]
        self._highs.passModel(model)

    def add_columns(
        self, cost: Sequence[float], upper: float, entries: Sequence[tuple[Ints, Floats]]
    ) -> None:
        count = len(cost)
        if not count:
            return
        starts = np.concatenate(([0], np.cumsum([len(rows) for rows, _ in entries])))
        self._highs.addCols(
            count,
            np.asarray(cost, dtype=np.float64),
            np.zeros(count),
            np.full(count, upper),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            np.concatenate([rows for rows, _ in entries]).astype(np.int32),
            np.concatenate([values for _, values in entries]).astype(np.float64),
        )
        self.columns += count

    def limit_rows(self, rows: Ints, upper: Floats) -> None:
        for row, limit in zip(rows.tolist(), upper.tolist(), strict=True):
            self._highs.changeRowBounds(row, -INFINITE, limit)

    def start_from(self, x: Floats) -> None:
        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self._highs.setSolution(solution)

    def solve(
        self, *, limits: tuple[float, int] = (INFINITE, 2**31 - 1), gap: float = 0.0
    ) -> Outcome:
        """Within so many seconds and nodes, to a relative gap."""
        highs = self._highs
        seconds, nodes = limits
        highs.setOptionValue("mip_max_nodes", nodes)
        # The limit counts all runs of this object, so each run gets what it had plus its own.
        highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.01))
        highs.setOptionValue("mip_rel_gap", gap)
        highs.run()
        info = highs.getInfo()
        status = highs.getModelStatus()
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = highs.getSolution()
        bound = info.mip_dual_bound if self._is_whole else info.objective_function_value
        return Outcome(
            np.array(solution.col_value) if has_point else None,
            info.objective_function_value,
            bound,
            np.array(solution.row_dual),
            is_optimal,
        )
