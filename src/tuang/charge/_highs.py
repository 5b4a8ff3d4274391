"""One linear or mixed-integer programme held by HiGHS; its bounds may move between solves."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
TIGHT = 1e-9
"""Feasibility asked of the solver, on rows scaled to a largest coefficient of one."""
WHOLE_GAP = 1e-6
"""Relative distance to the proven bound at which whole steps count as cheapest."""
LEAST_GAP = 1e-10
"""The same distance as an amount, on a cost scaled to a largest coefficient of one."""
MOST_NODES = 3000
"""A search for the last hundredth of a percent ends here; the gap left is told."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Columns, what one unit of each bound is worth, and the relative gap left."""

    columns: Vector
    column_prices: Vector
    row_prices: Vector
    row_values: Vector
    gap: float


class Programme:
    """Least cost over columns between bounds and rows between bounds."""

    def __init__(
        self,
        cost: Vector,
        columns: tuple[Vector, Vector],
        matrix: Vector,
        rows: tuple[Vector, Vector],
        whole: Mask | None = None,
        *,
        to_the_end: bool = False,
    ) -> None:
        """whole: which columns are whole numbers. to_the_end: no gap is left, however long."""
        if whole is not None and not whole.any():
            whole = None
        self._engine = _quiet_engine()
        if whole is None:
            # On twenty columns presolve takes longer than it saves.
            self._engine.setOptionValue("presolve", "off")
        else:
            _search(self._engine, to_the_end=to_the_end)
        # Prices in rupiah are large beside the tolerances; what is lowest stays lowest.
        self._scale = float(np.abs(cost).max()) or 1.0
        self.shape = matrix.shape
        self._pass(cost / self._scale, columns, matrix, rows, whole)

    def _pass(
        self,
        cost: Vector,
        columns: tuple[Vector, Vector],
        matrix: Vector,
        rows: tuple[Vector, Vector],
        whole: Mask | None,
    ) -> None:
        at = np.nonzero(matrix)
        rows_of, columns_of = at
        height, width = matrix.shape
        start = np.searchsorted(rows_of, np.arange(height + 1))
        # As arrays: an HighsLp would take each figure of the matrix through Python.
        self._engine.passModel(
            width,
            height,
            len(rows_of),
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            cost,
            *columns,
            *rows,
            start.astype(np.int32),
            columns_of.astype(np.int32),
            matrix[at],
            np.zeros(width, np.int32) if whole is None else whole.astype(np.int32),
        )

    def bound_columns(self, lower: Vector, upper: Vector) -> None:
        every = np.arange(self.shape[1], dtype=np.int32)
        self._engine.changeColsBounds(len(every), every, lower, upper)

    def bound_rows(self, low: Vector, high: Vector) -> None:
        for row, (least, most) in enumerate(zip(low, high, strict=True)):
            self._engine.changeRowBounds(row, least, most)

    def least(self) -> Solved | None:
        """The cheapest columns, or None when nothing meets every bound."""
        self._engine.run()
        status = self._engine.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal or self._ended_with_a_charge(status):
            solution = self._engine.getSolution()
            gap = self._engine.getInfo().mip_gap
            return Solved(
                np.array(solution.col_value),
                self._scale * np.array(solution.col_dual),
                self._scale * np.array(solution.row_dual),
                np.array(solution.row_value),
                gap if np.isfinite(gap) and gap > 0 else 0.0,
            )
        if status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return None
        reason = self._engine.modelStatusToString(status)
        raise RuntimeError(f"The iron was not worked out: {reason}.")

    def _ended_with_a_charge(self, status: highspy.HighsModelStatus) -> bool:
        ended = status == highspy.HighsModelStatus.kSolutionLimit
        feasible = self._engine.getInfo().primal_solution_status == highspy.kSolutionStatusFeasible
        return bool(ended and feasible)


class SilentHighs(highspy.Highs):
    """Says nothing from the start: its banner would spoil the JSON on stdout."""

    def __init__(self) -> None:
        highspy.Highs.__init__(self)

    def enableCallbacks(self) -> None:  # noqa: N802 -- highspy's name
        # The constructor calls this, and the banner is printed here.
        self.silent()
        highspy.Highs.enableCallbacks(self)


def _quiet_engine() -> highspy.Highs:
    engine = SilentHighs()
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        engine.setOptionValue(name, TIGHT)
    # The same answer on one core and on many. Not by a number of threads: HiGHS refuses to
    # solve where another number was asked for earlier in the same process.
    engine.setOptionValue("parallel", "off")
    return engine


def _search(engine: highspy.Highs, *, to_the_end: bool) -> None:
    engine.setOptionValue("mip_feasibility_tolerance", TIGHT)
    engine.setOptionValue("mip_rel_gap", 0.0 if to_the_end else WHOLE_GAP)
    engine.setOptionValue("mip_abs_gap", LEAST_GAP)
    # On a few columns the search is done before this guess at a start is.
    engine.setOptionValue("mip_heuristic_run_feasibility_jump", False)
    if not to_the_end:
        # Starting the search anew, and guessing much on the way, took a third of the time.
        engine.setOptionValue("mip_allow_restart", False)
        engine.setOptionValue("mip_heuristic_effort", 0.01)
        engine.setOptionValue("mip_max_nodes", MOST_NODES)
