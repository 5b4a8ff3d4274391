"""A plan that is asked again and again: prices, arcs and basis stay, so an answer is at once."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tuang.planning.allocation._arcs import Layout, Places
from tuang.planning.allocation._linear import Linear
from tuang.planning.allocation._telling import fairness_of, plan_of
from tuang.planning.allocation._whole import whole
from tuang.planning.allocation.problem import AllocationProblem, Line
from tuang.planning.allocation.result import AllocationPlan, CurvePoint
from tuang.planning.refusal import Unusable

FAIR_MINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
"""Where the curve is drawn, besides the point that was asked for."""

MARGIN = 0.002
"""Fractions are held this much fairer than asked, so that whole pieces need little repair."""


@dataclass(frozen=True, slots=True)
class _Point:
    fair_min: float
    pieces: Places
    bound: float
    reached: bool


class Session:
    """The linear programme of one problem, and what was last asked of it."""

    def __init__(self, problem: AllocationProblem, *, fair_min: float = 0.0) -> None:
        self.problem = problem
        self.fair_min = fair_min
        self._layout = Layout(problem)
        self._number = {line.name: number for number, line in enumerate(problem.lines)}
        self._linear = Linear(self._layout.arcs())
        self._rounding_s = 0.0

    def change(self, lines: Iterable[Line]) -> None:
        """Put lines in the place of those of the same name; raises Unusable for a new name.

        Pieces, weeks, prices and approvals may change; whether a line has two sources may not.
        """
        now = list(self.problem.lines)
        changed = {}
        for line in lines:
            if line.name not in self._number:
                raise Unusable(
                    f"lines.{line.name}", "is not a line of this plan; begin a new session."
                )
            number = changed[line.name] = self._number[line.name]
            if len(line.parts) != len(now[number].parts):
                raise Unusable(
                    f"lines.{line.name}.first_source_share", "cannot come or go within a session."
                )
            now[number] = line
        self.problem = replace(self.problem, lines=tuple(now))
        self._layout.change(self.problem, changed.values())
        self._linear.follow(self._layout.arcs())

    def solve(self, *, seconds: float = 60.0, started: float | None = None) -> AllocationPlan:
        """The plan in whole pieces, verified; `started` is time.monotonic() at the beginning."""
        begun = time.monotonic() if started is None else started
        deadline = begun + seconds
        for fair_min in FAIR_MINS:
            # From one degree of fairness to the next the basis helps; a leap begins anew.
            if self._linear.master.fair_min < fair_min < self.fair_min:
                self._walk(fair_min, deadline)
        return self._plan(self._solved(self.fair_min, deadline), begun)

    def curve(
        self, *, seconds: float = 60.0, started: float | None = None
    ) -> tuple[AllocationPlan, list[CurvePoint]]:
        """The plan, and what other degrees of fairness cost, each in whole pieces.

        The curve ends where nothing fairer can be reached, or the time is over.
        """
        begun = time.monotonic() if started is None else started
        deadline = begun + seconds
        plan: AllocationPlan | None = None
        points: list[CurvePoint] = []
        for fair_min in sorted({*FAIR_MINS, self.fair_min}):
            reached = self._walk(fair_min, deadline)
            is_asked = fair_min == self.fair_min
            if not is_asked and not (reached and self._may_round(deadline)):
                break
            point = self._rounded(fair_min, deadline, reached=reached)
            if is_asked:
                plan = self._plan(point, begun)
            if not reached:
                break
            points.append(self._curve_point(point, points[0].cost if points else None))
        return plan or self._plan(self._solved(self.fair_min, deadline), begun), points

    def points(self, deadline: float) -> list[CurvePoint]:
        """What degrees of fairness cost, without a plan of any; as many as the time holds."""
        points: list[CurvePoint] = []
        for fair_min in FAIR_MINS:
            if not (self._walk(fair_min, deadline) and self._may_round(deadline)):
                break
            point = self._rounded(fair_min, deadline, reached=True)
            points.append(self._curve_point(point, points[0].cost if points else None))
        return points

    def _may_round(self, deadline: float) -> bool:
        """Whole pieces do not ask the clock: is there time for as long as they last took?"""
        return time.monotonic() + self._rounding_s < deadline

    def _walk(self, fair_min: float, deadline: float) -> bool:
        self._linear.ask_fair(fair_min)
        return self._linear.solve(deadline) and self._linear.master.shortage_kg < 1e-6

    def _solved(self, fair_min: float, deadline: float) -> _Point:
        return self._rounded(fair_min, deadline, reached=self._walk(fair_min, deadline))

    def _rounded(self, fair_min: float, deadline: float, *, reached: bool) -> _Point:
        """The fractions as they are, in whole pieces."""
        bound = self._linear.bound
        if reached and fair_min:
            # The bound is that of the fairness asked; the plan is made a little fairer.
            self._walk(min(fair_min + MARGIN, (1 + fair_min) / 2), deadline)
        linear, start_s = self._linear, time.monotonic()
        pieces = whole(
            linear.arcs,
            linear.fractions,
            linear.reduced(),
            fair_min if reached else 0.0,
            make_room=reached,
        )
        self._rounding_s = time.monotonic() - start_s
        return _Point(fair_min, pieces, bound, reached)

    def _plan(self, point: _Point, begun: float) -> AllocationPlan:
        return plan_of(
            self.problem,
            self._linear.arcs,
            point.pieces,
            bound=point.bound,
            prices=self._linear.prices,
            fair_min=point.fair_min,
            reachable=self._linear.master.shortage_kg < 1e-6,
            seconds=time.monotonic() - begun,
        )

    def _curve_point(self, point: _Point, cheapest: float | None) -> CurvePoint:
        cost, smallest, gini = fairness_of(self._linear.arcs, point.pieces)
        pct = 100 * (cost - cheapest) / cheapest if cheapest else 0.0
        return CurvePoint(point.fair_min, cost, pct, smallest, gini)
