"""Which workshops make a line at all: a dive from fractions, then closing what is dear."""

import time

import numpy as np
from numpy.typing import NDArray

from tuang.planning.allocation._arcs import Arcs, Places, Values
from tuang.planning.allocation._highs import PairMaster
from tuang.planning.allocation._linear import best_of

Flags = NDArray[np.bool_]

SELDOM = 1e-3
"""Part of a qualification below which a pair that was used is out of sight."""
DIVES = 40
NEAR_LOT = 0.4
"""Part of a lot from which a pair is raised to it and not shut."""


def slopes(arcs: Arcs) -> Values:
    """Qualification spread over the most pieces the pair could make: never more than is paid.

    Shape (pairs,). With these added to the costs the linear programme's bound holds for lots.
    """
    return arcs.pairs.qualification / np.maximum(arcs.pairs.most, 1)


def pairs_in_sight(
    arcs: Arcs, reduced: Values, made: Values, used: Values, others: int
) -> tuple[Places, Values]:
    """The pairs that a plan in fractions makes use of, and so many others of each line.

    made, used: pieces of each pair, and the part of its qualification that is paid for them. The
    slopes given back spread the qualification over what was made, as slope scaling does (Kim and
    Pardalos 1999).
    """
    pairs = arcs.pairs
    least = np.full(len(pairs.line), np.inf)
    np.minimum.at(least, arcs.pair, reduced)
    seen = (made > 1e-6) & (used > SELDOM)
    possible = np.flatnonzero(np.isfinite(least))
    line, most = pairs.line[possible], pairs.most[possible].astype(float)
    score = least[possible] + pairs.qualification[possible] / np.maximum(most, 1)
    seen[possible[best_of(line, score, others)]] = True
    # A line that needs all the workshops it may have needs the largest.
    seen[possible[best_of(line, -most, others)]] = True
    slope = np.where(made > 1e-6, pairs.qualification * used / np.maximum(made, 1e-6), slopes(arcs))
    return np.flatnonzero(seen), slope


class Lots:
    """The search: a linear programme of all pieces, and for each pair whether it is paid for.

    lacks: whether the plan at hand leaves a piece unmet, a part unfair or a lot too small.
    """

    def __init__(self, arcs: Arcs, pairs: Places, slope: Values, need_kg: Values) -> None:
        self.arcs, self.pairs = arcs, pairs
        of = arcs.pairs
        self.line, self.lot = of.line[pairs], of.lot[pairs].astype(float)
        self.paid, self.at_most = of.qualification[pairs], of.at_most[pairs]
        self.most = of.most[pairs].astype(float)
        self.least, self.upper = np.zeros(len(pairs)), self.most.copy()
        self.slope = slope[pairs]
        short = float((arcs.unmet_cost / arcs.group_kg).max())
        self.master = PairMaster(arcs, pairs, need_kg, short)
        self.pair_at = np.searchsorted(pairs, arcs.pair[self.master.arc])
        self.cost, self.lacks = np.inf, False
        self.pieces = np.zeros(len(self.master.arc))
        self.open = np.zeros(len(pairs), dtype=np.bool_)

    def _made(self) -> Values:
        pieces = self.master.pieces
        return np.bincount(self.pair_at, pieces, minlength=len(self.pairs)).astype(float)

    def _extra(self, used: Flags) -> Places:
        """Pairs beyond the number of workshops that their line may have, the smallest."""
        made = self._made()
        own = np.flatnonzero(used)
        order = own[np.lexsort((-made[own], self.line[own]))]
        starts = np.searchsorted(self.line[order], self.line[order])
        return order[np.arange(len(order)) - starts >= self.at_most[order]]

    def dive(self, deadline: float) -> bool:
        """Shut pairs far below their lot and beyond the line's number, raise those near it."""
        self.master.charge(self.slope)
        used = self.most > 0
        for round_ in range(DIVES):
            if not self.master.solve(deadline):
                return False
            made = self._made()
            used = made > 1e-6
            small = used & (made < self.lot - 1e-6)
            raised = small & (made >= NEAR_LOT * self.lot)
            shut = small & ~raised
            shut[self._extra(used & ~shut)] = True
            if not (shut | raised).any():
                break
            if round_ > DIVES // 2:
                shut |= ~used  # late in the dive what is not used stays shut, so that it ends
            least = np.where(raised, self.lot, self.least)
            self._hold(np.where(shut, 0.0, least), np.where(shut, 0.0, self.upper))
            paid = self.paid / np.maximum(made, self.lot)
            self.slope = np.where(used, paid, np.minimum(1.2 * self.slope, self.paid))
            self.slope[self.least > 0] = 0.0
            self.master.charge(self.slope)
        self.master.charge(np.zeros(len(self.pairs)))
        return self.fix(used, deadline)

    def _hold(self, least: Values, upper: Values) -> None:
        changed = np.flatnonzero((least != self.least) | (upper != self.upper))
        self.least, self.upper = least, upper
        self.master.hold(changed, least, upper)

    def fix(self, open_: Flags, deadline: float) -> bool:
        """Pay for these pairs and no others; keep the plan if it is the cheapest so far."""
        self._hold(np.where(open_, self.lot, 0.0), np.where(open_, self.most, 0.0))
        if not self.master.solve(deadline):
            return False
        cost = self.master.spent + float(self.paid[open_].sum())
        if cost >= self.cost - 1e-6:
            return False
        self.cost, self.open, self.pieces = cost, open_, self.master.pieces
        self.lacks = self.master.lacking > 1e-6
        return True

    def improve(self, random: np.random.Generator, deadline: float, steps: int | None) -> None:
        """Close, open and swap pairs that the prices call dear, some lines at a time."""
        size, step = 16.0, 0
        tried = np.zeros(len(self.pairs))
        while time.monotonic() < deadline and (steps is None or step < steps):
            step += 1
            basis, reduced = self.master.basis(), self.master.reduced
            moves = self._moves(reduced, tried, random, max(1, round(size)))
            if not len(moves):
                tried[:] = 0
                continue
            open_ = self.open.copy()
            for shut, opened in moves:
                if shut >= 0:
                    open_[shut] = False
                    tried[shut] += 1
                if opened >= 0:
                    open_[opened] = True
                    tried[opened] += 1
            if self.fix(open_, deadline):
                size = min(size * 1.5, 32.0)
            else:
                size = max(size * 0.7, 1.0)
                self._hold(np.where(self.open, self.lot, 0.0), np.where(self.open, self.most, 0.0))
                self.master.begin_at(basis)
                self.master.solve(deadline)

    def _moves(
        self, reduced: Values, tried: Values, random: np.random.Generator, count: int
    ) -> list[tuple[int, int]]:
        """(pair to shut, pair to open), -1 for none: those that promise most, a line each."""
        made = np.bincount(self.pair_at, self.pieces, minlength=len(self.pairs)).astype(float)
        dear = np.full(len(self.pairs), np.inf)
        np.minimum.at(dear, self.pair_at, reduced)
        moves = []
        for line in range(int(self.line.max()) + 1):
            own = np.flatnonzero(self.line == line)
            best = self._best_move(own, made, dear, tried, random)
            if best is not None:
                moves.append(best)
        moves.sort(key=lambda move: -move[0])
        return [(shut, opened) for _, shut, opened in moves[:count]]

    def _best_move(
        self,
        own: Places,
        made: Values,
        dear: Values,
        tried: Values,
        random: np.random.Generator,
    ) -> tuple[float, int, int] | None:
        open_ = own[self.open[own]]
        shut = own[~self.open[own]]
        options: list[tuple[float, int, int]] = []
        for pair in open_.tolist():
            others = open_[open_ != pair]
            noise = random.uniform(0.3, 1.0) / (1 + tried[pair])
            if len(others):
                loss = made[pair] * max(float(dear[others].min()), 0.0)
                options.append(((self.paid[pair] - loss) * noise, pair, -1))
            if len(shut):
                gains = self.paid[pair] - self.paid[shut] - made[pair] * np.maximum(dear[shut], 0)
                gains = gains / (1 + tried[shut])
                place = int(np.argmax(gains))
                options.append((float(gains[place]) * noise, pair, int(shut[place])))
        if len(open_) and len(open_) < self.at_most[open_[0]] and len(shut):
            gains = -np.minimum(dear[shut], 0) * self.lot[shut] * 4 - self.paid[shut]
            place = int(np.argmax(gains / (1 + tried[shut])))
            options.append((float(gains[place]), -1, int(shut[place])))
        options = [option for option in options if option[0] > 0]
        return max(options) if options else None

    def spare(self, pieces_free: float, deadline: float) -> bool:
        """Choose the pieces anew with room for so many pieces kept free in each full week.

        Rounding then finds room; capacity is dear by the kg, but a piece unmet is dearer.
        """
        largest = np.zeros(len(self.arcs.capacity))
        own = self.master.arc[self.pieces > 1e-6]
        np.maximum.at(largest, self.arcs.slot[own], self.arcs.melt[own])
        self.master.shrink(np.maximum(self.arcs.capacity - pieces_free * largest, 0.0))
        self.cost = np.inf
        return self.fix(self.open, deadline)

    def told(self) -> tuple[Values, Flags]:
        """Pieces of each arc, and the pairs that are paid for, in the columns of all."""
        pieces = np.zeros(len(self.arcs.key))
        pieces[self.master.arc] = self.pieces
        used = np.zeros(len(self.arcs.pairs.line), dtype=np.bool_)
        used[self.pairs[self.open]] = True
        return pieces, used
