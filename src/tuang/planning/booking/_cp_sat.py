"""The booking as a constraint programme in CP-SAT: whole, or with some operations freed."""

import math
from collections import defaultdict
from collections.abc import Collection
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from tuang.planning.booking.problem import BookingProblem
from tuang.planning.booking.result import Booked

WEIGHT = 1_000
"""Priorities count to a thousandth, or to what the solver's whole numbers can hold."""
LARGEST_SUM = 2.0**60


class Model:
    """Which machine, from when; `kept` operations stay on their machine and in their order."""

    def __init__(
        self, problem: BookingProblem, plan: list[Booked], freed: Collection[tuple[int, int]] | None
    ) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        ends = max(each.end for each in plan)
        self.horizon = max(ends, 1) if not problem.by_lateness else max(problem.horizon, ends)
        self.start: dict[tuple[int, int], cp_model.IntVar] = {}
        self.end: dict[tuple[int, int], cp_model.IntVar] = {}
        self.on: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._intervals: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        self._at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        where = {(each.job, each.operation): each for each in plan}
        for place, each in where.items():
            self._operation(place, each, free=freed is None or place in freed)
        self._jobs()
        self._machines()
        if freed is not None:
            self._keep_order([each for each in plan if (each.job, each.operation) not in freed])
        self._objective()

    def _operation(self, place: tuple[int, int], each: Booked, *, free: bool) -> None:
        job, number = place
        ticks = self.problem.jobs[job].operations[number].ticks
        if not free:
            ticks = {each.machine: ticks[each.machine]}
        start = self.model.new_int_var(self.problem.jobs[job].release, self.horizon, "")
        end = self.model.new_int_var(0, self.horizon, "")
        self.start[place], self.end[place] = start, end
        literals = []
        for machine, length in ticks.items():
            literal = self.model.new_bool_var("")
            literals.append(literal)
            self.on[job, number, machine] = literal
            self._intervals[machine].append(
                self.model.new_optional_interval_var(start, length, end, literal, "")
            )
            self._at[machine].append(place)
            self.model.add_hint(literal, each.machine == machine)
        self.model.add_exactly_one(literals)
        self.model.add_hint(start, each.start)
        self.model.add_hint(end, each.end)

    def _jobs(self) -> None:
        for number, job in enumerate(self.problem.jobs):
            for place in range(1, len(job.operations)):
                self.model.add(self.start[number, place] >= self.end[number, place - 1])

    def _machines(self) -> None:
        for number, machine in enumerate(self.problem.machines):
            closed = [
                self.model.new_fixed_size_interval_var(start, end - start, "")
                for start, end in machine.closed
            ]
            self.model.add_no_overlap([*self._intervals[number], *closed])
            if machine.setup:
                self._setups(number, machine.setup)

    def _setups(self, machine: int, setup: int) -> None:
        jobs = self.problem.jobs
        for one, other in combinations(self._at[machine], 2):
            if jobs[one[0]].operations[one[1]].family == jobs[other[0]].operations[other[1]].family:
                continue
            first = self.model.new_bool_var("")
            both = [self.on[*one, machine], self.on[*other, machine]]
            self.model.add(self.start[other] >= self.end[one] + setup).only_enforce_if(
                [first, *both]
            )
            self.model.add(self.start[one] >= self.end[other] + setup).only_enforce_if(
                [~first, *both]
            )

    def _keep_order(self, kept: list[Booked]) -> None:
        in_order = sorted(kept, key=lambda each: (each.machine, each.start, each.end))
        for one, other in pairwise(in_order):
            if one.machine == other.machine:
                self.model.add(
                    self.start[other.job, other.operation] >= self.end[one.job, one.operation]
                )

    def _objective(self) -> None:
        last = [(number, len(job.operations) - 1) for number, job in enumerate(self.problem.jobs)]
        if not self.problem.by_lateness:
            makespan = self.model.new_int_var(0, self.horizon, "")
            for place in last:
                self.model.add(makespan >= self.end[place])
            self.model.minimize(makespan)
            self.scale = 1.0
            return
        most = sum(job.priority for job in self.problem.jobs) * self.horizon
        self.scale = min(float(WEIGHT), LARGEST_SUM / max(most, 1.0))
        costs = []
        for place, job in zip(last, self.problem.jobs, strict=True):
            if job.due is not None:
                late = self.model.new_int_var(0, self.horizon, "")
                self.model.add(late >= self.end[place] - job.due)
                # Down, so that the bound holds.
                costs.append(math.floor(job.priority * self.scale + 1e-9) * late)
        self.model.minimize(sum(costs))

    def solve(
        self, seconds: float, *, effort: float | None, seed: int, workers: int = 1
    ) -> tuple[list[Booked] | None, float]:
        """(plan, bound in ticks) of the time; None when nothing was found.

        effort: CP-SAT's deterministic time, so that a run can be repeated.
        """
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        if effort is not None:
            solver.parameters.max_deterministic_time = effort
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = workers
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, 0.0
        booked = [
            Booked(job, number, machine, solver.value(start), solver.value(self.end[job, number]))
            for (job, number), start in self.start.items()
            for machine in self.problem.jobs[job].operations[number].ticks
            if (job, number, machine) in self.on and solver.value(self.on[job, number, machine])
        ]
        return booked, solver.best_objective_bound / self.scale
