"""The search heat by heat: all rules of the shop, on any number of furnaces."""

import contextlib
import hashlib
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tuang.planning.compiling import compile_apart
from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Layout, cost_of, heat_costs, made
from tuang.planning.furnace.verify import cores_at_hand

Report = Callable[[Layout | None, float], None]

GRAINS_OF_A_BOX = 1000
"""Boxes of a piece are counted to a thousandth, rounded up."""
MANY_BOXES = 1 << 50
ROUNDS = 200
"""Rounds before the first look at the clock."""
LOOK_S = 0.1
COMPILE_S = 25.0
"""With less time than this, nobody waits for the compiler; it works for the next run."""


def is_compiled() -> bool:
    """Whether the loops as they are now have been compiled and kept on disk."""
    return _mark().exists()


def are_loaded() -> bool:
    """Whether this process has used them, so that the next use costs no time."""
    return f"{__package__}._rounds" in sys.modules


def _mark() -> Path:
    """A file that compile_now leaves beside what numba keeps, named by the text of the loops."""
    here = Path(__file__).parent
    text = b"".join((here / name).read_bytes() for name in ("_kernel.py", "_rounds.py"))
    folder = Path(os.environ.get("NUMBA_CACHE_DIR", here / "__pycache__"))
    return folder / f"heats-{hashlib.sha256(text).hexdigest()[:16]}.compiled"


def make_ready() -> None:
    """Have compiled what the search needs, so that nobody waits for it; at once if it is."""
    if not is_compiled():
        compile_ahead()


def compile_ahead() -> None:
    """Compile for the next run, in a process of its own at the lowest priority."""
    compile_apart("from tuang.planning.furnace import _heats; _heats.compile_now()")


def compile_now() -> None:
    """Run the loops once on the smallest shop, which compiles them."""
    from tuang.planning.furnace._floor import lay_out
    from tuang.planning.furnace.problem import read_problem

    floor = lay_out(
        read_problem(
            {
                "days": 1,
                "grades": [{"name": "G", "setup_cost": 1}],
                "furnaces": [{"name": "F", "tap_kg": 2, "heats_per_day": 1}],
                "items": [
                    {
                        "name": "I",
                        "grade": "G",
                        "kg": 1,
                        "demand": [1],
                        "late_cost": 1,
                        "hold_cost": 1,
                    }
                ],
            }
        )
    )
    heats = Heats(floor, floor.start, 1)
    heats.settle()
    heats.run(Clock(1.0, time.monotonic(), 1), until=1.0)
    with contextlib.suppress(OSError):  # where nothing can be kept, each process compiles
        _mark().touch()


class Heats:
    """Keeps the best plan; `run` goes on from the last one."""

    def __init__(self, floor: Floor, start: Layout, seed: int) -> None:
        from tuang.planning.furnace import _kernel, _rounds

        self.floor, self.seed, self._rounds = floor, seed, _rounds
        problem = floor.problem
        able = [
            [
                np.flatnonzero(floor.makes[f] & (floor.grade == k) & floor.melts[f, k])
                for k in range(len(floor.setup))
            ]
            for f in range(len(floor.tap))
        ]
        sizes = np.array([len(each) for row in able for each in row], dtype=np.int64)
        ends = np.cumsum(sizes).reshape(len(able), -1)
        able_first = np.zeros((len(able), ends.shape[1] + 1), dtype=np.int64)
        able_first[:, 1:] = ends
        able_first[1:, 0] = ends[:-1, -1]
        given = floor.given
        no_plan = np.zeros_like(start.pieces)
        least = np.array(
            [math.ceil(f.min_fill_kg / floor.kg_per_grain - 1e-9) for f in problem.furnaces]
        )
        self.shop = _kernel.Shop(
            furnace=floor.slot_furnace,
            day=floor.slot_day,
            first=np.searchsorted(floor.slot_furnace, np.arange(len(floor.tap) + 1)),
            tap=floor.tap[floor.slot_furnace],
            least=least[floor.slot_furnace].astype(np.int64),
            heat_cost=heat_costs(floor).astype(np.float64).reshape(-1),
            locked=floor.locked,
            weight=floor.weight,
            grade=floor.grade,
            late=floor.late,
            hold=floor.hold,
            setup=floor.setup,
            setup_weight=floor.setup_weight,
            able_first=able_first,
            able=np.concatenate([each for row in able for each in row]).astype(np.int64),
            melts=floor.melts,
            box=np.array(
                [math.ceil(i.boxes * GRAINS_OF_A_BOX - 1e-9) for i in problem.items], dtype=np.int64
            ),
            core=np.array(
                [
                    (0,) * floor.days if i.cores is None else cores_at_hand(problem, i)
                    for i in problem.items
                ],
                dtype=np.int64,
            ),
            core_life=np.array(
                [0 if i.cores is None else i.core_days for i in problem.items], dtype=np.int64
            ),
            given_grade=(
                np.where(given.pieces.any(axis=1), given.grade, -1)
                if given is not None
                else np.full(len(start.grade), -1, dtype=np.int64)
            ),
            given=no_plan if given is None else given.pieces,
            change_cost=float(problem.change_cost) if given is not None else 0.0,
            timed=floor.hours.are_counted,
            heat_hours=floor.hours.heat,
            day_hours=floor.hours.day,
            setup_hours=floor.hours.setup,
        )
        self._kernel = _kernel
        # The start may break a rule: only settle and run know plans that keep them all.
        self.best, self.cost = start, math.inf
        self.take(start)

    def take(self, plan: Layout) -> None:
        """Go on from this plan; a slot without pieces counts as cold."""
        floor = self.floor
        cast = made(floor, plan)
        boxes = np.array(
            [
                MANY_BOXES
                if math.isinf(f.boxes_per_day)
                else int(f.boxes_per_day * GRAINS_OF_A_BOX)
                for f in floor.problem.furnaces
            ],
            dtype=np.int64,
        )
        left = np.repeat(boxes[:, None], floor.days, axis=1)
        np.subtract.at(left, (floor.slot_furnace, floor.slot_day), plan.pieces @ self.shop.box)
        self.state = self._kernel.State(
            slot_grade=np.where(plan.pieces.any(axis=1), plan.grade, -1),
            pieces=plan.pieces.astype(np.int32),
            stock=np.ascontiguousarray(np.cumsum(cast - floor.demand, axis=1)),
            made=np.ascontiguousarray(cast),
            box_left=left,
        )

    def plan(self) -> Layout:
        return Layout(self.state.slot_grade.copy(), self.state.pieces.copy())

    def cost_of(self, plan: Layout) -> float:
        return cost_of(self.floor, plan)

    def settle(self) -> Layout:
        """The plan at hand with every rule kept: what breaks one is emptied and filled anew."""
        self._rounds.settle(self.shop, self.state)
        plan = self.plan()
        self._keep(plan)
        return plan

    def _keep(self, plan: Layout) -> None:
        cost = cost_of(self.floor, plan)
        if cost < self.cost:
            self.best, self.cost = plan, cost

    def run(
        self,
        clock: Clock,
        *,
        until: float,
        bound: float = 0.0,
        hot: float = 1.0,
        cold: float = 0.02,
        report: Report | None = None,
    ) -> None:
        """Search until so many seconds are left; the temperature falls from hot to cold.

        Both are in the cost of a change of grade.
        """
        scale = float(np.mean(self.floor.setup)) or 1.0
        total = clock.left() - until
        rounds, done = ROUNDS, 0
        self._keep(self.plan())
        while clock.left() > until and not clock.is_over() and self.cost - bound > 1e-6:
            part = min(1.0, (total - (clock.left() - until)) / total) if total < math.inf else 1.0
            heat = scale * hot * (cold / hot) ** part
            if clock.steps is not None:
                heat = scale * cold
            start_s = time.monotonic()
            self._rounds.search(self.shop, self.state, rounds, self.seed + done, heat, 0.9 * heat)
            spent = time.monotonic() - start_s
            done += 1
            clock.step()
            if clock.steps is None:
                rounds = max(20, min(4 * rounds, int(rounds * LOOK_S / max(spent, 1e-6))))
            before = self.cost
            self._keep(self.plan())
            if report is not None and self.cost < before:
                report(self.best, bound)
