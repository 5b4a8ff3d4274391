"""How long a stable process runs, on average, before a set of run rules cries wolf."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve
from scipy.special import ndtr

from tuang.spc.charts._history import NOTHING_YET, Words, advance, shown
from tuang.spc.charts.runs import RunRule, bits_of

Values = NDArray[np.float64]

_EDGES = np.array([-np.inf, -3, -2, -1, 0, 1, 2, 3, np.inf])
_MIDDLES = (-4.0, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4.0)
_BY_ORDER = {RunRule.SIX_IN_TREND: (5, False), RunRule.FOURTEEN_ALTERNATING: (13, True)}
_NODES = 32


def average_run_length(rules: Collection[RunRule], *, shift: float = 0.0) -> float:
    """Points until the first signal, on average, of independent normal points.

    The rules of zones make a Markov chain: the state is what the last points did, as far as it
    can still complete a pattern. Six in a trend and fourteen alternating look at the order of
    points and not at zones; each is solved alone, by its integral equation.
    shift: of the mean, in sigmas of a point.
    Raises ValueError without a rule, and for a rule of order together with another or a shift
    (a shift leaves it as it was).
    Source: Champ and Woodall, Technometrics 29 (1987) 393-399.

    >>> round(average_run_length([RunRule.BEYOND_LIMIT]), 2)
    370.4
    """
    wanted = {RunRule(each) for each in rules}
    if not wanted:
        raise ValueError("Without a rule no signal ever comes.")
    if ordered := wanted & _BY_ORDER.keys():
        if len(wanted) > 1 or shift:
            raise ValueError(f"{ordered.pop()} depends on the order of points; ask for it alone.")
        return _by_order(*_BY_ORDER[ordered.pop()])
    return _by_zones(wanted, shift)


def _by_zones(wanted: set[RunRule], shift: float) -> float:
    chances = np.diff(ndtr(_EDGES - shift))
    bits = bits_of(wanted)
    places: dict[Words, int] = {NOTHING_YET: 0}
    waiting = [NOTHING_YET]
    rows, columns, values = [], [], []
    while waiting:
        state = waiting.pop()
        for middle, chance in zip(_MIDDLES, chances, strict=True):
            after = advance(state, middle, 1.0, 0.0)
            if shown(after, abs(middle) > 3) & bits:
                continue
            kept = _that_matters(after, wanted)
            if kept not in places:
                places[kept] = len(places)
                waiting.append(kept)
            rows.append(places[state])
            columns.append(places[kept])
            values.append(chance)
    n = len(places)
    moves = csr_array((values, (rows, columns)), shape=(n, n))
    return float(np.atleast_1d(spsolve((eye_array(n) - moves).tocsc(), np.ones(n)))[0])


def _that_matters(words: Words, wanted: set[RunRule]) -> Words:
    """The words without what can no longer complete a pattern, so that few states remain."""
    seen, above, below, above_1, below_1, above_2, below_2, _rise, _fall, within = words
    side = 8 if RunRule.NINE_ON_ONE_SIDE in wanted else 0
    side = 7 if RunRule.EIGHT_ON_ONE_SIDE in wanted else side
    two = 3 if RunRule.TWO_OF_THREE in wanted else 0
    four = 15 if RunRule.FOUR_OF_FIVE in wanted else 0
    far = four
    if RunRule.EIGHT_BEYOND in wanted:
        far |= _run(above_1 | below_1, 7)
    return (
        seen & (four or two),
        _run(above, side),
        _run(below, side),
        above_1 & far,
        below_1 & far,
        above_2 & two,
        below_2 & two,
        0,
        0,
        _run(within, 14 if RunRule.FIFTEEN_WITHIN in wanted else 0),
    )


def _run(word: int, most: int) -> int:
    """The unbroken ones at the end of a word, at most so many."""
    length = 0
    while length < most and word >> length & 1:
        length += 1
    return (1 << length) - 1


def _by_order(steps: int, alternating: bool) -> float:
    """Mean run length of a pattern of so many steps up and down, for any continuous reading.

    Readings count by their share u below them, uniform on 0 to 1. L_k(u) is the mean time still
    to wait at u with k steps of the pattern done, the last of them up; a step the other way is
    its mirror image, L_k(1 - u). Polynomials on Gauss points solve it to twelve digits.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    above, below = _integrals(nodes)
    mirrored = np.eye(_NODES)[::-1]
    size = steps - 1
    system = np.eye(size * _NODES)
    for k in range(size):
        own = slice(k * _NODES, (k + 1) * _NODES)
        first = slice(0, _NODES)
        onward, back = (below @ mirrored, above) if alternating else (above, below @ mirrored)
        if k + 1 < size:
            following = slice((k + 1) * _NODES, (k + 2) * _NODES)
            system[own, following] -= onward
        system[own, first] -= back
    waits = np.linalg.solve(system, np.ones(size * _NODES))[:_NODES]
    second = 1 + above @ waits + below @ mirrored @ waits
    return float(1 + weights / 2 @ second)


def _integrals(nodes: Values) -> tuple[Values, Values]:
    """From values at the Gauss points to integrals above and below each point, on 0 to 1."""
    basis = np.polynomial.legendre.legvander(nodes, len(nodes) - 1)
    inverse = np.linalg.inv(basis)
    sums = np.polynomial.legendre.legint(np.eye(len(nodes)), lbnd=-1)
    below = np.polynomial.legendre.legval(nodes, sums).T @ inverse / 2
    whole = np.polynomial.legendre.legval(1.0, sums) @ inverse / 2
    return whole - below, below
