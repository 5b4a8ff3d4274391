"""A booking in the columns that the compiled search works on, and back."""

from collections.abc import Iterable

import numpy as np

from tuang.planning.booking._tabu import Shop, State
from tuang.planning.booking.problem import BookingProblem
from tuang.planning.booking.result import Booked


def is_plain(problem: BookingProblem) -> bool:
    """Whether the shop is what the compiled search knows: the last end counts, nothing closes.

    A step that takes no time would let a circle pass for a plan.
    """
    return (
        not problem.by_lateness
        and not any(machine.setup or machine.closed for machine in problem.machines)
        and all(min(op.ticks.values()) > 0 for job in problem.jobs for op in job.operations)
    )


class Columns:
    """Operations numbered in the order of jobs."""

    def __init__(self, problem: BookingProblem) -> None:
        self.problem = problem
        self.places = [
            (job, number)
            for job, each in enumerate(problem.jobs)
            for number in range(len(each.operations))
        ]
        self._number = {place: number for number, place in enumerate(self.places)}
        self.shop = self._shop()

    def _shop(self) -> Shop:
        count, ways = len(self.places), []
        before, after = np.full(count, -1), np.full(count, -1)
        release, first = np.zeros(count, dtype=np.int64), [0]
        for number, (job, place) in enumerate(self.places):
            each = self.problem.jobs[job]
            release[number] = each.release
            if place:
                before[number], after[number - 1] = number - 1, number
            ways += list(each.operations[place].ticks.items())
            first.append(len(ways))
        table = np.array(ways, dtype=np.int64)
        machine, ticks = table[:, 0].copy(), table[:, 1].copy()
        return Shop(before, after, release, np.array(first), machine, ticks)

    def state(self, plan: Iterable[Booked]) -> State:
        """The plan's sequences; heads and tails are still to be found."""
        count, machines = len(self.places), len(self.problem.machines)
        columns = [np.zeros(count, dtype=np.int64) for _ in range(6)]
        machine, ticks, head, tail, order, rank = columns
        sequence = np.zeros((machines, count), dtype=np.int64)
        length = np.zeros(machines, dtype=np.int64)
        for each in sorted(plan, key=lambda each: (each.start, each.end)):
            number = self._number[each.job, each.operation]
            machine[number], ticks[number] = each.machine, each.end - each.start
            sequence[each.machine, length[each.machine]] = number
            length[each.machine] += 1
        return State(machine, ticks, sequence, length, head, tail, order, rank)

    def plan(self, state: State) -> list[Booked]:
        """Each operation as soon as it can begin."""
        columns = (state.machine.tolist(), state.head.tolist(), state.ticks.tolist())
        return [
            Booked(job, number, machine, start, start + ticks)
            for (job, number), machine, start, ticks in zip(self.places, *columns, strict=True)
        ]
