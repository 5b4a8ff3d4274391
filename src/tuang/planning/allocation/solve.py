"""The one door: a problem, a time limit and a seed give a verified allocation with its bound."""

import time
from dataclasses import dataclass, replace

import numpy as np

from tuang.planning.allocation._arcs import Arcs, Places, Values, lay_out
from tuang.planning.allocation._ascent import Ascent
from tuang.planning.allocation._highs import Prices
from tuang.planning.allocation._linear import Linear
from tuang.planning.allocation._lots import Lots, pairs_in_sight, slopes
from tuang.planning.allocation._telling import fairness_of, plan_of
from tuang.planning.allocation._whole import whole, whole_lots
from tuang.planning.allocation.problem import AllocationProblem
from tuang.planning.allocation.result import AllocationPlan
from tuang.planning.allocation.session import MARGIN, Session
from tuang.planning.compiling import LINES
from tuang.planning.pace import Pace

SEARCH_SHARE = 0.8
"""Of the time for the plan with lots; the rest is for the curve."""
CLIMB_SHARE = 0.4
"""Of the time, once the linear programme is solved, for the bound line by line."""
CLIMB_ROUNDS = 300
"""Of the bound line by line, where steps are counted and not seconds."""
MORE_OF_A_LINE = 6
"""Workshops in sight besides those that fractions use, where these do not suffice."""
ROUNDING_SHARE = 0.15
"""Of the time, once the linear programme is solved, for whole pieces."""
PIECES_FREE = (0.5, 1.0)
"""Room kept free in each full week for rounding, in its largest pieces; tried one after another."""
UNHURRIED_S = 1e6
"""Where steps are counted: so much time that the clock decides nothing."""
TELLING_S = 0.4
"""Kept back of the time limit to round, verify and print the plan."""


def solve(
    problem: AllocationProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    fair_min: float = 0.0,
    qualification: bool = False,
    steps: int | None = None,
    curve: bool = True,
    started: float | None = None,
) -> AllocationPlan:
    """The best plan found in the time. `started` is time.monotonic() when the clock began.

    fair_min: no workshop gets less than this of its part by capacity, 0..1.
    qualification: each workshop that makes any of a line costs its qualification once, makes at
    least the lot, and a line has no more workshops than it may. With `steps` the search for these
    ends after so many, and the same seed gives the same plan on one machine.
    curve: also what other degrees of fairness cost, in the time that is left.
    """
    begun = time.monotonic() if started is None else started
    if steps is not None:
        seconds = UNHURRIED_S
    pace = Pace(seconds, TELLING_S)
    deadline = begun + seconds - pace.reserve()
    if qualification:
        until = begun + SEARCH_SHARE * (deadline - begun) if curve else deadline
        plan = _with_lots(problem, fair_min, seed, steps, begun, until)
        deadline = begun + seconds - pace.reserve()
        has_time = curve and time.monotonic() < deadline
        points = Session(problem).points(deadline) if has_time else []
        return replace(plan, curve=tuple(points), seconds=time.monotonic() - begun, seed=seed)
    session = Session(problem, fair_min=fair_min)
    if curve:
        plan, points = session.curve(seconds=deadline - begun, started=begun)
    else:
        plan, points = session.solve(seconds=deadline - begun, started=begun), []
    return replace(plan, curve=tuple(points), seconds=time.monotonic() - begun, seed=seed)


def _with_lots(
    problem: AllocationProblem,
    fair_min: float,
    seed: int,
    steps: int | None,
    begun: float,
    deadline: float,
) -> AllocationPlan:
    arcs = lay_out(problem)
    linear = Linear(arcs, arcs.cost + slopes(arcs)[arcs.pair], crowded=True)
    linear.ask_fair(fair_min)
    solved = linear.solve(deadline)
    bound, prices, reduced = linear.bound, linear.prices, linear.reduced()
    reachable = linear.master.shortage_kg < 1e-6
    found: Places | None = None
    # Where no week has room for a piece that is asked for, there is nothing to search.
    if solved and len(arcs.key):
        sketch = _sketch(arcs, linear, fair_min, steps, deadline)
        bound, prices = max(bound, sketch.bound), sketch.prices
        found = _searched(arcs, sketch, fair_min, seed, steps, deadline)
    # A sketch may fill a week beyond its capacity; the linear programme's fractions never do.
    pieces = found if found is not None else _hurried(arcs, linear.fractions, reduced)
    return plan_of(
        problem,
        arcs,
        pieces,
        bound=bound,
        prices=prices,
        fair_min=fair_min,
        reachable=reachable,
        seconds=time.monotonic() - begun,
        qualification=True,
    )


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A plan in fractions: pieces of each arc, the part of each pair's qualification it pays."""

    bound: float
    prices: Prices
    pieces: Values
    used: Values
    reduced: Values


def _sketch(
    arcs: Arcs, linear: Linear, fair_min: float, steps: int | None, deadline: float
) -> _Sketch:
    """The linear programme's plan, or where there is time for it, what line by line proves."""
    made = np.bincount(arcs.pair, linear.fractions, minlength=len(arcs.pairs.line))
    left = deadline - time.monotonic()
    if not LINES.within(left):
        used = np.minimum(made / np.maximum(arcs.pairs.most, 1), 1.0)
        return _Sketch(linear.bound, linear.prices, linear.fractions, used, linear.reduced())
    ascent = Ascent(arcs, linear.prices, fair_min)
    ascent.climb(
        time.monotonic() + CLIMB_SHARE * (deadline - time.monotonic()),
        None if steps is None else CLIMB_ROUNDS,
    )
    prices = replace(linear.prices, capacity=-ascent.price)
    return _Sketch(ascent.bound, prices, ascent.pieces, ascent.used, ascent.reduced())


def _searched(
    arcs: Arcs, sketch: _Sketch, fair_min: float, seed: int, steps: int | None, deadline: float
) -> Places | None:
    fairer = min(fair_min + MARGIN, (1 + fair_min) / 2) if fair_min else 0.0
    need_kg = fairer * arcs.part * float(arcs.wanted @ arcs.group_kg)
    search_until = deadline - ROUNDING_SHARE * (deadline - time.monotonic())
    lots = _dived(arcs, sketch, need_kg, search_until)
    if lots is None:
        return None
    lots.improve(np.random.default_rng(seed), search_until, steps)
    found = [whole_lots(arcs, lots.told()[0], sketch.reduced)]
    for pieces_free in PIECES_FREE:
        begun = time.monotonic()
        if not lots.spare(pieces_free, deadline):
            break
        found.append(whole_lots(arcs, lots.told()[0], sketch.reduced))
        if time.monotonic() + (time.monotonic() - begun) > deadline:
            break
    return min(found, key=lambda pieces: _cost(arcs, pieces))


def _dived(arcs: Arcs, sketch: _Sketch, need_kg: Values, deadline: float) -> Lots | None:
    """From the pairs the sketch uses; where these leave a piece or a part out, from more."""
    made = np.bincount(arcs.pair, sketch.pieces, len(arcs.pairs.line)).astype(float)
    found: list[Lots] = []
    for others in (0, MORE_OF_A_LINE):
        pairs, slope = pairs_in_sight(arcs, sketch.reduced, made, sketch.used, others)
        if not len(pairs):
            # Nothing pays: everything is cheaper left out.
            continue
        lots = Lots(arcs, pairs, slope, need_kg)
        if lots.dive(deadline):
            found.append(lots)
        if found and not lots.lacks:
            break
    return min(found, key=lambda lots: lots.cost, default=None)


def _hurried(arcs: Arcs, fractions: Values, reduced: Values) -> Places:
    pieces = whole(arcs, fractions, reduced, make_room=False)
    return whole_lots(arcs, pieces.astype(float), reduced, make_room=False)


def _cost(arcs: Arcs, pieces: Places) -> float:
    used = np.bincount(arcs.pair, pieces, minlength=len(arcs.pairs.line)) > 0
    return fairness_of(arcs, pieces)[0] + float(arcs.pairs.qualification[used].sum())
