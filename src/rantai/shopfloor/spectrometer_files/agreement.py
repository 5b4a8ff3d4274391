"""Burns of one sample: do they agree, and what do they say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from rantai.shopfloor.spectrometer_files.reading import Value

FACTORS = {
    2: Decimal("2.8"),
    3: Decimal("3.3"),
    4: Decimal("3.6"),
    5: Decimal("3.9"),
    6: Decimal("4.0"),
    7: Decimal("4.2"),
    8: Decimal("4.3"),
    9: Decimal("4.4"),
    10: Decimal("4.5"),
}
"""Critical range over repeatability standard deviation, at 95 %: ISO 5725-6:1994, table 1."""


ROUNDING = {"": ROUND_HALF_EVEN, "<": ROUND_CEILING, ">": ROUND_FLOOR}
"""A bound is rounded to the side on which it stays true."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One element over all burns; allowed is None where no repeatability is on record."""

    pct: Decimal
    bound: str
    spread: Decimal
    allowed: Decimal | None

    @property
    def is_agreed(self) -> bool:
        return self.allowed is None or self.spread <= self.allowed


def critical_range_factor(burns: int) -> Decimal:
    """
    >>> critical_range_factor(3)
    Decimal('3.3')
    """
    return FACTORS[max(2, min(burns, max(FACTORS)))]


def agree(
    burns: Sequence[Mapping[str, Value]], repeatability_pct: Mapping[str, Decimal]
) -> dict[str, Agreed]:
    """Each element that any burn read, over the burns that read it.

    The mean is rounded to the finest place that the burns show. A bound stays a bound: with one
    burn below the detection limit among figures, the mean of figures and limits is an upper bound
    of the true mean, and is kept as such. A bound of each kind says nothing together: the spread
    is then the whole distance between them. The spread counts a bound as kindly as it may lie.
    """
    elements = dict.fromkeys(element for burn in burns for element in burn)
    found = {}
    for element in elements:
        values = [burn[element] for burn in burns if element in burn]
        sigma = repeatability_pct.get(element)
        allowed = None
        if sigma is not None and len(values) > 1:
            allowed = sigma * critical_range_factor(len(values))
        found[element] = Agreed(_mean(values), _bound(values), _spread(values), allowed)
    return found


def _mean(values: Sequence[Value]) -> Decimal:
    # All below the limit: the loosest limit is what is certain for each.
    if all(value.bound == "<" for value in values):
        return max(value.pct for value in values)
    if all(value.bound == ">" for value in values):
        return min(value.pct for value in values)
    mean = sum((value.pct for value in values), Decimal(0)) / len(values)
    finest = min((value.pct for value in values), key=_exponent)
    return mean.quantize(finest, rounding=ROUNDING[_bound(values)])


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _bound(values: Sequence[Value]) -> str:
    bounds = {value.bound for value in values} - {""}
    return bounds.pop() if len(bounds) == 1 else ""


def _spread(values: Sequence[Value]) -> Decimal:
    """The least range the burns can have, with every bound counted where it disagrees least."""
    lows = [Decimal(0) if value.bound == "<" else value.pct for value in values]
    highs = [Decimal(100) if value.bound == ">" else value.pct for value in values]
    return max(Decimal(0), max(lows) - min(highs))
