"""Whole pieces out of fractions: no week over its capacity, no workshop below its fair part."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuang.planning.allocation._arcs import Arcs, Places, Values
from tuang.planning.allocation._room import ROUNDING, Floor

MOST_MOVES = 400
"""Rounding leaves a few pieces to move; more would be another plan."""


def whole(
    arcs: Arcs,
    fractions: Values,
    reduced: Values,
    fair_min: float = 0.0,
    *,
    make_room: bool = True,
) -> Places:
    """Pieces of each arc, shape (arcs,), near the fractions given.

    Each group's fractions are rounded down; the pieces left over go, one each, to the arcs with
    the largest remainders that have room, then wherever `reduced` says it costs least, then where
    moving another line's pieces makes room; this last takes time, and only pays near a solution.
    """
    pieces, left = _rounded(arcs, fractions, reduced, _pays(arcs))
    lacking = arcs.wanted - np.bincount(arcs.group, pieces, minlength=len(arcs.wanted))
    if make_room and lacking.any():
        every = np.ones(len(pieces), dtype=np.bool_)
        floor = Floor(arcs, pieces, every, np.zeros(len(arcs.pairs.line), dtype=np.int64))
        for group in np.flatnonzero(lacking).tolist():
            floor.place(group, int(lacking[group]))
        left = floor.left
    if fair_min:
        _lift(arcs, pieces, left, fair_min)
    return pieces


def _pays(arcs: Arcs) -> NDArray[np.bool_]:
    """The arcs on which a piece costs no more than leaving it out."""
    pays: NDArray[np.bool_] = arcs.cost <= arcs.unmet_cost[arcs.group]
    return pays


def _rounded(
    arcs: Arcs, fractions: Values, reduced: Values, pays: NDArray[np.bool_]
) -> tuple[Places, Values]:
    pieces = np.floor(fractions + 1e-7).astype(np.int64)
    left = arcs.capacity - np.bincount(arcs.slot, pieces * arcs.melt, minlength=len(arcs.capacity))
    for slot in np.flatnonzero(left < -ROUNDING * arcs.capacity):
        _shed(arcs, pieces, left, int(slot))
    lacking = arcs.wanted - np.bincount(arcs.group, pieces, minlength=len(arcs.wanted)).astype(
        np.int64
    )
    starts = np.searchsorted(arcs.group, np.arange(len(arcs.wanted) + 1))
    for group in sorted(np.flatnonzero(lacking), key=lambda g: -arcs.group_kg[g]):
        own = np.arange(starts[group], starts[group + 1])
        _largest_remainders(arcs, pieces, left, own, fractions, int(lacking[group]))
        missing = int(arcs.wanted[group] - pieces[own].sum())
        if missing:
            own = own[pays[own]]
            _fill(arcs, pieces, left, own[np.argsort(reduced[own], kind="stable")], missing)
    return pieces, left


def _shed(arcs: Arcs, pieces: Places, left: Values, slot: int) -> None:
    """Take back pieces that a fraction near a whole one had rounded up beyond the capacity."""
    for arc in np.flatnonzero((arcs.slot == slot) & (pieces > 0)):
        if left[slot] < -ROUNDING * arcs.capacity[slot]:
            pieces[arc] -= 1
            left[slot] += arcs.melt[arc]


def _largest_remainders(
    arcs: Arcs, pieces: Places, left: Values, own: Places, fractions: Values, lacking: int
) -> None:
    remainder = fractions[own] - pieces[own]
    roomy = (remainder > 1e-6) & (_room(arcs, left, own) > 0)
    best = own[np.argsort(-np.where(roomy, remainder, -1.0), kind="stable")]
    chosen = best[: min(lacking, int(roomy.sum()))]
    pieces[chosen] += 1
    left[arcs.slot[chosen]] -= arcs.melt[chosen]


def _fill(arcs: Arcs, pieces: Places, left: Values, in_order: Places, missing: int) -> None:
    room = _room(arcs, left, in_order)
    before = np.cumsum(room) - room
    taken = np.clip(missing - before, 0, room)
    pieces[in_order] += taken
    left[arcs.slot[in_order]] -= taken * arcs.melt[in_order]


def _room(arcs: Arcs, left: Values, own: Places) -> Places:
    slots = arcs.slot[own]
    spare = left[slots] + ROUNDING * arcs.capacity[slots]
    room: Places = np.maximum(np.floor(spare / arcs.melt[own]), 0).astype(np.int64)
    return room


def _lift(arcs: Arcs, pieces: Places, left: Values, fair_min: float) -> None:
    """Move pieces to workshops below their part from those that can spare them, cheapest first."""
    workshop = arcs.workshop
    for _ in range(MOST_MOVES):
        kg = np.bincount(workshop, pieces * arcs.kg, minlength=arcs.workshops)
        spare = kg - fair_min * arcs.part * kg.sum()
        shop = int(np.argmin(spare))
        if spare[shop] >= -1e-9 * kg.sum():
            return
        takers = np.flatnonzero(workshop == shop)
        takers = takers[_room(arcs, left, takers) > 0]
        givers = np.flatnonzero(
            (pieces > 0) & np.isin(arcs.group, arcs.group[takers]) & (spare[workshop] > arcs.kg)
        )
        if len(givers) == 0:
            return
        move = _cheapest_move(arcs, takers, givers)
        taker, giver = move
        kg_each = arcs.kg[taker]
        count = min(
            int(_room(arcs, left, takers[takers == taker])[0]),
            int(pieces[giver]),
            int(np.ceil(-spare[shop] / kg_each)),
            int(spare[workshop[giver]] // kg_each),
        )
        pieces[giver] -= count
        left[arcs.slot[giver]] += count * arcs.melt[giver]
        pieces[taker] += count
        left[arcs.slot[taker]] -= count * arcs.melt[taker]


def _cheapest_move(arcs: Arcs, takers: Places, givers: Places) -> tuple[int, int]:
    cheapest = takers[np.lexsort((arcs.cost[takers], arcs.group[takers]))]
    groups, first = np.unique(arcs.group[cheapest], return_index=True)
    best = cheapest[first]
    of_giver = best[np.searchsorted(groups, arcs.group[givers])]
    dearer = (arcs.cost[of_giver] - arcs.cost[givers]) / arcs.kg[givers]
    place = int(np.argmin(dearer))
    return int(of_giver[place]), int(givers[place])


def whole_lots(arcs: Arcs, fractions: Values, reduced: Values, *, make_room: bool = True) -> Places:
    """Whole pieces in which every workshop of a line makes its lot, and no line has too many.

    Each pair's pieces are rounded first, then its weeks. A pair that falls below its lot gives
    all its pieces to the line's others as they have room; what nobody has room for is unmet.
    """
    pairs = arcs.pairs
    made = np.bincount(arcs.pair, fractions, minlength=len(pairs.line)).astype(float)
    kept = _lots_kept(arcs, made)
    wanted = _rounded_pairs(arcs, np.where(kept, made, 0.0))
    by_pair = replace(
        arcs,
        group=arcs.pair,
        wanted=wanted,
        group_kg=arcs.line_kg[pairs.line],
    )
    pieces, _left = _rounded(
        by_pair, np.where(kept[arcs.pair], fractions, 0.0), reduced, _pays(arcs)
    )
    while True:
        _refill(arcs, pieces, kept, reduced, make_room=make_room)
        made = np.bincount(arcs.pair, pieces, minlength=len(pairs.line))
        below = kept & (made < pairs.lot)
        if not below.any():
            return pieces
        kept &= ~below
        pieces[below[arcs.pair]] = 0


def _lots_kept(arcs: Arcs, made: Values) -> NDArray[np.bool_]:
    """The pairs that make a lot, of each line its largest, as many as it may have."""
    pairs = arcs.pairs
    enough = np.flatnonzero((made >= pairs.lot - 1e-6) & (made > 1e-6))
    order = enough[np.lexsort((-made[enough], pairs.line[enough]))]
    starts = np.searchsorted(pairs.line[order], pairs.line[order])
    kept = np.zeros(len(made), dtype=np.bool_)
    kept[order[np.arange(len(order)) - starts < pairs.at_most[order]]] = True
    return kept


def _rounded_pairs(arcs: Arcs, made: Values) -> Places:
    """Largest remainders within each group, so that its pieces stay whole together."""
    down = np.floor(made + 1e-6)
    group = np.full(len(made), -1)
    group[arcs.pair] = arcs.group
    own = np.flatnonzero(group >= 0)
    over = np.round(np.bincount(group[own], made[own] - down[own], minlength=len(arcs.wanted)))
    order = own[np.lexsort((-(made - down)[own], group[own]))]
    starts = np.searchsorted(group[order], group[order])
    up = np.arange(len(order)) - starts < over[group[order]]
    down[order[up & (made[order] > 0)]] += 1
    return down.astype(np.int64)


def _refill(
    arcs: Arcs, pieces: Places, kept: NDArray[np.bool_], reduced: Values, *, make_room: bool
) -> None:
    least, pays = np.where(kept, arcs.pairs.lot, 0), _pays(arcs)
    floor = Floor(arcs, pieces, kept[arcs.pair], least)
    made = np.bincount(arcs.group, pieces, minlength=len(arcs.wanted)).astype(np.int64)
    for group in np.flatnonzero(made < arcs.wanted).tolist():
        own = np.flatnonzero((arcs.group == group) & kept[arcs.pair] & pays)
        in_order = own[np.argsort(reduced[own], kind="stable")]
        before = pieces[own].sum()
        _fill(arcs, pieces, floor.left, in_order, int(arcs.wanted[group] - made[group]))
        made[group] += pieces[own].sum() - before
        floor.made = np.bincount(arcs.pair, pieces, minlength=len(kept))
    if not make_room:
        return
    for group in np.flatnonzero(made < arcs.wanted).tolist():
        floor.place(group, int(arcs.wanted[group] - made[group]))
