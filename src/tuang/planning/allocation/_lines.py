"""The cheapest way to make each line alone at given prices, compiled: qualification in full.

A line that shares nothing but the priced weeks pays each workshop it uses, makes its lot there and
no more in a week than the week holds. Its cost is bounded by a price of its own pieces: at a price,
each workshop makes what pays or nothing. The best price mixes two such choices, and the mix is what
the line makes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuang.planning.compiling import compiled

Values = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

CUTS = 60
"""Prices tried for a line; each cuts off a part of the rest, and ten are usual."""


class Lines(NamedTuple):
    """Groups with their pairs (`pairs` from first_of_group on) and the pairs' arcs.

    first_arc: of each pair; most: good pieces that an arc has room for. lot, paid, at_most: of
    each pair; wanted, unmet: of each group.
    """

    first_of_group: Places
    pairs: Places
    first_arc: Places
    most: Values
    lot: Values
    paid: Values
    at_most: Places
    wanted: Values
    unmet: Values


class Ways(NamedTuple):
    """The arcs of one group by pair, the cheapest first: cost, most pieces, and which arc."""

    first: Places
    cost: Values
    most: Values
    arc: Places
    lot: Values
    paid: Values


class Choice(NamedTuple):
    """What pays at a price of a piece: the cost left when all wanted are bought back at it.

    short: pieces wanted beyond what the workshops taken make.
    """

    price: float
    cost: float
    short: float
    taken: Flags


@compiled
def _ways(lines: Lines, group: int, reduced: Values) -> Ways:
    pairs = lines.pairs[lines.first_of_group[group] : lines.first_of_group[group + 1]]
    count = 0
    for pair in pairs:
        count += lines.first_arc[pair + 1] - lines.first_arc[pair]
    first = np.zeros(len(pairs) + 1, np.int64)
    cost, most, arc = np.empty(count), np.empty(count), np.empty(count, np.int64)
    end = 0
    for number, pair in enumerate(pairs):
        begin = end
        for each in range(lines.first_arc[pair], lines.first_arc[pair + 1]):
            place = end
            while place > begin and cost[place - 1] > reduced[each]:
                cost[place], most[place] = cost[place - 1], most[place - 1]
                arc[place] = arc[place - 1]
                place -= 1
            cost[place], arc[place] = reduced[each], each
            most[place] = min(lines.most[each], lines.wanted[group])
            end += 1
        first[number + 1] = end
    return Ways(first, cost, most, arc, lines.lot[pairs], lines.paid[pairs])


@compiled
def _made(ways: Ways, pair: int, price: float, wanted: float, pieces: Values) -> float:
    """What the pair makes at the price, or its lot if that is more; added to `pieces` too."""
    made = 0.0
    for place in range(ways.first[pair], ways.first[pair + 1]):
        pays = ways.cost[place] < price
        if made >= wanted or (not pays and made >= ways.lot[pair]):
            break
        more = min(ways.most[place], wanted - made)
        if not pays:
            more = min(more, ways.lot[pair] - made)
        made += more
        pieces[place] += more
    return made


@compiled
def _choice(ways: Ways, price: float, wanted: float, at_most: int, pieces: Values) -> Choice:
    """The workshops that save most at the price, no more than the line may have."""
    count = len(ways.lot)
    saved, made = np.zeros(count), np.zeros(count)
    taken = np.zeros(count, np.bool_)
    for pair in range(count):
        begin, end = ways.first[pair], ways.first[pair + 1]
        pieces[begin:end] = 0.0
        made[pair] = _made(ways, pair, price, wanted, pieces)
        spent = ways.paid[pair] + np.sum(pieces[begin:end] * ways.cost[begin:end])
        saved[pair] = price * made[pair] - spent
        taken[pair] = saved[pair] > 0 and made[pair] >= ways.lot[pair]
    while np.sum(taken) > at_most:
        least, dropped = np.inf, -1
        for pair in range(count):
            if taken[pair] and saved[pair] < least:
                least, dropped = saved[pair], pair
        taken[dropped] = False
    return Choice(price, price * wanted - np.sum(saved[taken]), wanted - np.sum(made[taken]), taken)


@compiled
def _best_price(ways: Ways, wanted: float, at_most: int, unmet: float) -> tuple[Choice, Choice]:
    """The two choices between which the line's cost is greatest: one short, one not."""
    scratch = np.zeros(len(ways.cost))
    high = _choice(ways, unmet, wanted, at_most, scratch)
    if high.short >= 0:
        return high, high
    low = _choice(ways, min(0.0, np.min(ways.cost) - 1.0), wanted, at_most, scratch)
    for _ in range(CUTS):
        price = _crossing(low, high)
        if not low.price < price < high.price:
            break
        found = _choice(ways, price, wanted, at_most, scratch)
        if low.cost + low.short * (price - low.price) - found.cost < 1e-9 * (1 + abs(found.cost)):
            break
        if found.short > 0:
            low = found
        else:
            high = found
            if found.short == 0:
                return high, high
    return low, high


@compiled
def _crossing(low: Choice, high: Choice) -> float:
    rise = high.cost - low.cost + low.short * low.price - high.short * high.price
    return rise / (low.short - high.short)


@compiled
def cheapest(lines: Lines, reduced: Values, pieces: Values, used: Values) -> float:
    """A cost that no plan of the lines goes below, when an arc's pieces cost `reduced` each.

    Fills pieces of each arc, and of each pair the part that is used, 0..1.
    """
    total = 0.0
    pieces[:] = 0.0
    used[:] = 0.0
    for group in range(len(lines.wanted)):
        wanted = lines.wanted[group]
        begin, end = lines.first_of_group[group], lines.first_of_group[group + 1]
        if wanted <= 0:
            continue
        if begin == end:
            total += wanted * lines.unmet[group]
            continue
        ways = _ways(lines, group, reduced)
        low, high = _best_price(ways, wanted, lines.at_most[lines.pairs[begin]], lines.unmet[group])
        total += max(low.cost, high.cost)
        part = 1.0
        if low.short != high.short:
            part = low.short / (low.short - high.short)
        scratch = np.zeros(len(ways.cost))
        for choice, share in ((high, part), (low, 1.0 - part)):
            if share <= 0:
                continue
            for pair in range(end - begin):
                if not choice.taken[pair]:
                    continue
                used[lines.pairs[begin + pair]] += share
                scratch[:] = 0.0
                _made(ways, pair, choice.price, wanted, scratch)
                for place in range(ways.first[pair], ways.first[pair + 1]):
                    pieces[ways.arc[place]] += share * scratch[place]
    return total


def compile_now() -> None:
    """Run the loops once on one line and one workshop, which compiles them."""
    one, first = np.ones(1), np.array([0, 1])
    place = np.zeros(1, dtype=np.int64)
    lines = Lines(first, place, first, one, one, one, place + 1, one, 3 * one)
    cheapest(lines, one, np.zeros(1), np.zeros(1))
