"""How evenly work is spread: kg against capacity, and one figure for all workshops."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def shares(kg: Values, capacity_kg: Values) -> Values:
    """kg of each workshop over what its part of all capacity would give it; 1 is even.

    A workshop without capacity has no part, and counts as even. Shape (workshops,) both.

    >>> shares(np.array([30.0, 10.0]), np.array([100.0, 100.0]))
    array([1.5, 0.5])
    """
    part = capacity_kg / max(float(capacity_kg.sum()), 1e-300)
    even = part * kg.sum()
    found: Values = np.divide(kg, even, out=np.ones(len(kg)), where=even > 0)
    return found


def gini(values: Sequence[float] | Values) -> float:
    """The Gini coefficient: 0 when all are equal, near 1 when one has everything.

    Half the mean absolute difference over the mean (Gini 1912), by the sorted form.

    >>> gini([1.0, 1.0, 1.0]), gini([0.0, 0.0, 0.0, 4.0])
    (0.0, 0.75)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    total = float(ordered.sum())
    if len(ordered) == 0 or total <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))
