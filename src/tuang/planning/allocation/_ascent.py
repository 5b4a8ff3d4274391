"""Prices of weeks that prove the most: each line pays its qualifications in full, alone."""

import time

import numpy as np

from tuang.planning.allocation._arcs import Arcs, Places, Values
from tuang.planning.allocation._highs import Prices
from tuang.planning.allocation._lines import Lines, cheapest

FAR = 0.003
"""The best plan is taken to lie this part above the bound; only steps' length hangs on it."""
FIRST_STEP, LAST_STEP = 0.1, 1e-4
NEW_PART = 0.1
"""Of the mean of all rounds, that the newest one is."""
PATIENCE = 4


def lines_of(arcs: Arcs) -> Lines:
    """The groups for the compiled loops. A line of two sources is two, each with all places."""
    pairs = arcs.pairs
    count = len(pairs.line)
    group = np.full(count, -1)
    group[arcs.pair] = arcs.group
    order: Places = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    return Lines(
        np.searchsorted(group[order], np.arange(len(arcs.wanted) + 1)),
        order,
        np.searchsorted(arcs.pair, np.arange(count + 1)),
        arcs.most.astype(float),
        pairs.lot.astype(float),
        pairs.qualification,
        pairs.at_most,
        arcs.wanted.astype(float),
        arcs.unmet_cost,
    )


class Ascent:
    """The volume algorithm (Barahona and Anbil 2000) over the prices of weeks.

    bound: no plan with lots and qualification costs less. pieces of each arc and used of each
    pair are the mean of the rounds, which is near the best plan in fractions.
    """

    def __init__(self, arcs: Arcs, prices: Prices, fair_min: float) -> None:
        self.arcs, self._lines = arcs, lines_of(arcs)
        # A fair part's price stays as the linear programme found it; the bound holds at any.
        fair = fair_min * float(prices.fair @ arcs.part)
        self._credit = arcs.kg * prices.fair[arcs.workshop]
        self._due = fair * float(arcs.wanted @ arcs.group_kg)
        self._lines = self._lines._replace(unmet=arcs.unmet_cost - arcs.group_kg * fair)
        self.price = -prices.capacity
        self.bound, self.pieces, self.used = self._at(self.price)

    def _at(self, price: Values) -> tuple[float, Values, Values]:
        pieces, used = np.zeros(len(self.arcs.key)), np.zeros(len(self.arcs.pairs.line))
        reduced = self.reduced(price)
        least = cheapest(self._lines, reduced, pieces, used)
        return least + self._due - float(price @ self.arcs.capacity), pieces, used

    def reduced(self, price: Values | None = None) -> Values:
        """Cost of a piece of each arc with its week paid for, without qualification."""
        price = self.price if price is None else price
        reduced: Values = self.arcs.cost + self.arcs.melt * price[self.arcs.slot] - self._credit
        return reduced

    def _beyond(self, pieces: Values) -> Values:
        """Kg by which each week is over its capacity."""
        used = np.bincount(self.arcs.slot, pieces * self.arcs.melt, len(self.arcs.capacity))
        beyond: Values = used - self.arcs.capacity
        return beyond

    def climb(self, deadline: float, rounds: int | None) -> None:
        """Raise the bound until it hardly rises, the time is over, or so many rounds are done."""
        step, failed, done = FIRST_STEP, 0, 0
        while (
            step > LAST_STEP and time.monotonic() < deadline and (rounds is None or done < rounds)
        ):
            done += 1
            beyond = self._beyond(self.pieces)
            beyond[(self.price <= 0) & (beyond < 0)] = 0.0
            length = step * FAR * abs(self.bound) / max(float(beyond @ beyond), 1e-12)
            price = np.maximum(self.price + length * beyond, 0.0)
            bound, pieces, used = self._at(price)
            self.pieces = NEW_PART * pieces + (1 - NEW_PART) * self.pieces
            self.used = NEW_PART * used + (1 - NEW_PART) * self.used
            if bound > self.bound:
                if float(self._beyond(pieces) @ beyond) > 0:
                    step = min(1.1 * step, 2.0)
                self.bound, self.price, failed = bound, price, 0
            else:
                failed += 1
                if failed == PATIENCE:
                    step, failed = 0.8 * step, 0
