"""The furnace planner on fresh seeds of the published families, beside the three plain methods."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import fmean

from bench.figures import Figure, at_most
from bench.plain import PLAIN
from bench.shops import LOADS, cooperative, shop
from tuang.planning.furnace import FurnaceProblem, solve
from tuang.planning.furnace._floor import cost_of, lay_out
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch

SEEDS = range(201, 206)
SHORT_S, LONG_S, CENTRE_S = 10.0, 60.0, 600.0
TITLES = ("case", "cost 10 s", "gap 10 s", "cost 60 s", "gap 60 s", *PLAIN)


def _family(family: str, short_pct: float, long_pct: float) -> Callable[..., Iterable[Figure]]:
    def measure(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
        name = f"furnace-{family}"
        seeds = SEEDS[:1] if is_tiny else SEEDS
        short_s, long_s = (0.5, 1.0) if is_tiny else (SHORT_S, LONG_S)
        short, long, below, plain = [], [], [], []
        _row(TITLES)
        for load in LOADS:
            for seed in seeds:
                problem = shop(family, load, seed)
                quick, slow = (solve(problem, seconds=each) for each in (short_s, long_s))
                peers = [method(problem, long_s) for method in PLAIN.values()]
                short.append(quick.gap_pct)
                long.append(slow.gap_pct)
                plain.append(100 * (min(peers) - slow.bound) / min(peers))
                below.append(100 * slow.cost / min(peers))
                costs = [f"{each:.1f}" for each in peers]
                told = [f"{each.cost:.1f}|{each.gap_pct:.2f} %" for each in (quick, slow)]
                _row((f"{family} {load} {seed}", *"|".join(told).split("|"), *costs))
        against = ("gap of the best plain method", [fmean(plain)])
        for word, gaps, budget in (("10s", short, short_pct), ("60s", long, long_pct)):
            yield at_most(
                f"{name} mean-gap-{word}",
                [max(fmean(gaps), 1e-4)],
                "%",
                against=against,
                budget=budget,
            )
            yield at_most(
                f"{name} worst-gap-{word}",
                [max(*gaps, 1e-4)],
                "%",
                against=against,
                budget=budget if family == "S" else 8.0 if word == "10s" else 2.5,
            )
        yield at_most(
            f"{name} cost-of-best-plain",
            [fmean(below)],
            "%",
            against=("best of the plain methods", [100.0]),
            budget=None if family == "S" else 80.0,
        )

    return measure


def centre(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """The whole co-operative, against the best of eight greedy dispatches."""
    problem = cooperative(2, workshops=12, items=20, grades=5) if is_tiny else cooperative(2)
    times = (0.5, 1.0, 1.5) if is_tiny else (SHORT_S, LONG_S, CENTRE_S)
    greedy = _greedy(problem)
    against = ("best greedy dispatch", [greedy])
    _row(("case", "cost", "bound", "gap", "seconds", "greedy"))
    for seconds, budget in zip(times, (greedy, 0.7 * greedy, None), strict=True):
        start = time.monotonic()
        plan = solve(problem, seconds=seconds)
        spent = time.monotonic() - start
        figures = (plan.cost, plan.bound, plan.gap_pct, spent, greedy)
        _row((f"co-operative {seconds:g} s", *(f"{each:.2f}" for each in figures)))
        name = f"furnace-coop cost-{seconds:g}s"
        yield at_most(name, [plan.cost], "cost", against=against, budget=budget)
    yield at_most(
        "furnace-coop gap",
        [max(plan.gap_pct, 1e-4)],
        "%",
        against=("greedy's", [100 * (1 - plan.bound / greedy)]),
        budget=5.0,
    )


def _greedy(problem: FurnaceProblem) -> float:
    floor = lay_out(problem)
    return min(cost_of(floor, dispatch(floor, each)) for each in DISCOUNTS)


def _row(cells: tuple[str, ...]) -> None:
    line = "".join(cell.rjust(16) if n else cell.ljust(22) for n, cell in enumerate(cells))
    print(line, file=sys.stderr, flush=True)


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {
    "furnace-M": _family("M", 3.0, 0.8),
    "furnace-L": _family("L", 3.0, 0.8),
    "furnace-S": _family("S", 2.0, 1.0),
    "furnace-coop": centre,
}
