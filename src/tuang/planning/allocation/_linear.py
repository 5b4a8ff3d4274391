"""The cheapest plan in fractions of pieces: arcs are admitted where prices say they pay."""

import time

import numpy as np

from tuang.planning.allocation._arcs import Arcs, Places, Values
from tuang.planning.allocation._highs import Master, Prices

FIRST_ARCS = 6
"""Of each group at the start: as many workshops as a line could want, and weeks to choose."""
ARCS_A_ROUND = 10
PAYS = 1e-7
"""Money a piece below which an arc is not worth a round."""


class Linear:
    """A linear programme that keeps its arcs and basis: a small change is solved at once.

    fractions: pieces of each arc, shape (arcs,), of the last round that was solved in time, which
    fit the capacities whatever is then asked. bound: no plan of the last question costs less.
    """

    def __init__(self, arcs: Arcs, costs: Values | None = None, *, crowded: bool = False) -> None:
        self.arcs = arcs
        self.costs = arcs.cost if costs is None else costs
        self.master = Master(arcs, crowded=crowded)
        self.bound = 0.0
        self._bound_fair_min = 0.0
        self.fractions = np.zeros(len(arcs.key))
        self.prices = self._free = Prices(
            arcs.unmet_cost,
            np.zeros(len(arcs.capacity)),
            np.zeros(arcs.workshops),
            np.zeros(len(self.master.places)),
        )
        self._in = np.zeros(len(arcs.key), dtype=np.bool_)
        self._admit(best_of(arcs.group, self.costs, FIRST_ARCS))

    def _keep_fractions(self) -> None:
        live = self.master.added >= 0
        self.fractions = np.zeros(len(self.arcs.key))
        self.fractions[self.master.added[live]] = self.master.pieces[live]

    def _admit(self, chosen: Places) -> None:
        self.master.add(self.arcs, chosen, self.costs)
        self._in[chosen] = True

    def follow(self, arcs: Arcs, costs: Values | None = None) -> None:
        """Take over a problem of the same lines, sources, workshops and weeks, changed a little."""
        new_costs = arcs.cost if costs is None else costs
        old = self.master.added
        places = np.searchsorted(arcs.key, self.arcs.key[old]).clip(max=len(arcs.key) - 1)
        same = (
            (old >= 0)
            & (arcs.key[places] == self.arcs.key[old])
            & (arcs.melt[places] == self.arcs.melt[old])
            & (arcs.kg[places] == self.arcs.kg[old])
            & (arcs.group[places] == self.arcs.group[old])
        )
        places = np.where(same, places, -1)
        self.master.follow(arcs, places, new_costs)
        self.arcs, self.costs = arcs, new_costs
        self.bound = 0.0
        # The old plan does not fit the new problem; until it is solved, none is better.
        self.fractions = np.zeros(len(arcs.key))
        self._in = np.zeros(len(arcs.key), dtype=np.bool_)
        self._in[places[same]] = True

    def ask_fair(self, fair_min: float) -> None:
        """No workshop below fair_min of its part; 0 asks nothing."""
        self.master.ask_fair(self.arcs, fair_min)

    def reduced(self) -> Values:
        """Cost of a piece of each arc at the last prices, shape (arcs,)."""
        return reduced_costs(self.arcs, self.costs, self.prices)

    def solve(self, deadline: float) -> bool:
        """Price arcs in until none pays. False when the time ran out first; the bound holds."""
        self._begin_bound()
        primal = False
        while True:
            done = self.master.solve(deadline - time.monotonic(), primal=primal)
            if not done:
                return False
            self._keep_fractions()
            self.prices = self.master.prices
            reduced = self.reduced()
            self.bound = max(self.bound, lagrangian(self.arcs, reduced, self.prices, self.master))
            pays = np.flatnonzero(
                (reduced - self.prices.piece[self.arcs.group] < -PAYS) & ~self._in
            )
            if len(pays) == 0:
                return True
            chosen = pays[best_of(self.arcs.group[pays], reduced[pays], ARCS_A_ROUND)]
            self._admit(chosen)
            # With fair parts the dual simplex stalls on ties; without, it takes half the time.
            primal = self.master.fair_min > 0

    def _begin_bound(self) -> None:
        """What is known before the first round, for when there is no time for better.

        Free capacity gives a bound, so do the last prices, and so does less fairness.
        """
        if self.master.fair_min < self._bound_fair_min:
            self.bound = 0.0
        self._bound_fair_min = self.master.fair_min
        for prices in (self._free, self.prices):
            reduced = reduced_costs(self.arcs, self.costs, prices)
            self.bound = max(self.bound, lagrangian(self.arcs, reduced, prices, self.master))


def best_of(group: Places, costs: Values, count: int) -> Places:
    """Places of the `count` cheapest of each group."""
    order = np.lexsort((costs, group))
    sorted_group = group[order]
    starts = np.searchsorted(sorted_group, sorted_group)
    return np.sort(order[np.arange(len(order)) - starts < count])


def reduced_costs(arcs: Arcs, costs: Values, prices: Prices) -> Values:
    """Cost of a piece of each arc with capacity paid for and the workshop's fair part credited."""
    reduced = costs - arcs.melt * prices.capacity[arcs.slot] - arcs.kg * prices.fair[arcs.workshop]
    if len(prices.crowd):
        reduced -= arcs.crowd * prices.crowd[arcs.line]
    return reduced


def lagrangian(arcs: Arcs, reduced: Values, prices: Prices, master: Master) -> float:
    """A cost that no plan goes below, whatever the prices (Lagrangian relaxation of capacity).

    Each group takes its cheapest arc at these prices, or stays unmet.
    """
    fair = master.fair_min * float(prices.fair @ master.part)
    cheapest = arcs.unmet_cost - arcs.group_kg * fair
    np.minimum.at(cheapest, arcs.group, reduced)
    total_kg = float(arcs.wanted @ arcs.group_kg)
    limits = np.concatenate([arcs.capacity, master.places])
    paid = np.concatenate([prices.capacity, prices.crowd])
    limited = np.isfinite(limits)
    return float(arcs.wanted @ cheapest + paid[limited] @ limits[limited] + fair * total_kg)
