"""Rounds of the compiled search: walks from plans crossed out of the best ones met before."""

import time

import numpy as np

from tuang.planning.booking._greedy import dispatch
from tuang.planning.booking._shop import Columns
from tuang.planning.booking._tabu import State, cross, keep, search, weigh
from tuang.planning.booking.problem import BookingProblem
from tuang.planning.booking.result import Booked

ROUND_S = 0.1
"""Between two looks at the clock."""
MOVES_A_ROUND = 500
"""Where rounds are counted and not seconds."""
PATIENCE = 1000, 10
"""Moves without a shorter plan after which a walk ends: so many, and so many an operation."""
POOL = 8
NOISE = 0.6
"""Of the urgencies, where a walk of the first pool begins."""


class Moves:
    """A walk and the pool of plans where walks ended. makespan: of the best plan, in ticks."""

    def __init__(
        self, problem: BookingProblem, plan: list[Booked], random: np.random.Generator
    ) -> None:
        self._problem, self._random = problem, random
        self._columns = Columns(problem)
        self._here, self._near, self._best = (self._columns.state(plan) for _ in range(3))
        weigh(self._columns.shop, self._here)
        self._near_makespan = self.makespan = weigh(self._columns.shop, self._best)
        self._pool: list[tuple[int, State]] = []
        self._patience = PATIENCE[0] + PATIENCE[1] * len(self._columns.places)
        self._idle, self._moves = 0, MOVES_A_ROUND

    def run(self, deadline: float, rounds: int | None, enough: float) -> None:
        """Until the time is over, so many rounds are done, or the makespan is `enough`."""
        done, spent = 0, 0.0
        while self.makespan > enough and (
            time.monotonic() + spent < deadline if rounds is None else done < rounds
        ):
            begun = time.monotonic()
            self._round()
            done += 1
            if rounds is None:
                spent = max(time.monotonic() - begun, 1e-6)
                self._moves = max(1, min(5000, round(self._moves * min(ROUND_S / spent, 4.0))))

    def _round(self) -> None:
        shop = self._columns.shop
        found = search(
            shop, self._here, self._near, self._moves, int(self._random.integers(1 << 30))
        )
        self._idle += self._moves
        if found < self._near_makespan:
            self._near_makespan, self._idle = found, 0
        if found < self.makespan:
            self.makespan = found
            keep(self._near, self._best)
        if self._idle > self._patience:
            self._settle()
            self._set_out()

    def _settle(self) -> None:
        """The walk's best plan joins the pool, in the place of the longest once it is full."""
        if any(
            makespan == self._near_makespan and np.array_equal(state.machine, self._near.machine)
            for makespan, state in self._pool
        ):
            return
        if len(self._pool) >= POOL:
            longest = max(range(POOL), key=lambda place: self._pool[place][0])
            if self._pool[longest][0] < self._near_makespan:
                return
            del self._pool[longest]
        self._pool.append((self._near_makespan, self._near))
        self._near = self._columns.state([])

    def _set_out(self) -> None:
        if len(self._pool) < POOL:
            self._here = self._columns.state(dispatch(self._problem, self._random, noise=NOISE))
        else:
            self._here = self._columns.state([])
            one, other = self._random.choice(POOL, 2, replace=False).tolist()
            jobs = self._random.random(len(self._problem.jobs)) < 0.5
            kept = jobs[[job for job, _ in self._columns.places]]
            cross(self._columns.shop, self._pool[one][1], self._pool[other][1], kept, self._here)
        self._near_makespan = weigh(self._columns.shop, self._here)
        keep(self._here, self._near)
        self._idle = 0

    def plan(self) -> list[Booked]:
        return self._columns.plan(self._best)
