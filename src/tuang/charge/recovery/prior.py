"""What is believed of a recovery before this co-operative has weighed anything."""

import math
from dataclasses import dataclass

Z95 = 1.959964
"""Standard deviations on either side of an interval that holds 95 times in 100."""


def even_spread(sd: float) -> float:
    """Half-width of the even spread that scatters as much as this standard deviation.

    >>> round(even_spread(0.03), 4)
    0.052
    """
    return math.sqrt(3) * sd


@dataclass(frozen=True)
class Prior:
    """Mean and standard deviation of a recovery, as fractions, over all furnaces."""

    mean: float
    sd: float


CARBURISER_FROM_PCT = 50.0
"""A material this rich in carbon dissolves it; a poorer one melts with it."""
MELTED_IN = {
    "C": Prior(0.96, 0.03),
    "Si": Prior(0.90, 0.04),
    "Mn": Prior(0.87, 0.05),
    "P": Prior(1.00, 0.03),
    "S": Prior(1.00, 0.05),
    "Ti": Prior(0.50, 0.15),
    "Al": Prior(0.50, 0.15),
    "Mg": Prior(0.45, 0.12),
}
OTHERWISE = Prior(0.97, 0.04)
DISSOLVED_CARBON = Prior(0.90, 0.05)
LATE_CARBON = Prior(0.68, 0.08)
LATE_FACTOR = 0.95
"""Other elements thrown on the bath lose a little more than those melted in."""


def stated_prior(element: str, pct: float, *, late: bool) -> Prior:
    """The prior for an element of a material that holds pct of it.

    Carburiser in the charge 85 to 95 %, late at most 75 %, FeSi 85 to 95 %, FeMn 85 to
    90 %, P and S whole: customary in the trade (handbooks of charge make-up).

    >>> stated_prior("C", 98.0, late=False)
    Prior(mean=0.9, sd=0.05)
    """
    if element == "C" and pct >= CARBURISER_FROM_PCT:
        return LATE_CARBON if late else DISSOLVED_CARBON
    prior = MELTED_IN.get(element, OTHERWISE)
    return Prior(prior.mean * LATE_FACTOR, prior.sd * 1.5) if late else prior
