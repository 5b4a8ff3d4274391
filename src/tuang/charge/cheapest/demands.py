"""What the iron must satisfy, each as a weighted sum of percents between two limits."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tuang.charge.cheapest.problem import ChargeProblem


class Demand(NamedTuple):
    """low <= sum of weight x percent in the furnace + added <= high.

    element: where the demand is the window of one. added: what the ladle's inoculant brings
    to the sum. at_least: words for the lower limit where it is not a plain figure.
    """

    name: str
    weights: Mapping[str, float]
    low: float | None
    high: float | None
    added: float = 0.0
    at_least: str = ""
    element: str | None = None

    @property
    def is_sulphur(self) -> bool:
        return bool(self.at_least)

    def label(self, sign: int) -> str:
        """In shop words; sign +1 is the upper limit."""
        if sign < 0 and self.at_least:
            return self.at_least
        bound = self.high if sign > 0 else self.low
        ladle = f", {self.added:g} of it from the ladle" if self.added else ""
        return f"{self.name} at {'most' if sign > 0 else 'least'} {bound:g} %{ladle}"


def demands_of(problem: ChargeProblem) -> Iterator[Demand]:
    silicon = problem.inoculant_si_pct
    for element, (low, high) in problem.window.items():
        added = silicon if element == "Si" else 0.0
        yield Demand(element, {element: 1.0}, low, high, added, element=element)
    if (equivalent := problem.carbon_equivalent) is not None:
        weights = equivalent.weights
        name = f"carbon equivalent {equivalent.formula.value}"
        added = silicon * weights["Si"]
        yield Demand(name, weights, equivalent.low, equivalent.high, added)
    if (balance := problem.mn_s) is not None:
        wording = f"Mn at least {balance.factor:g} x S + {balance.offset:g} %"
        weights = {"Mn": 1.0, "S": -balance.factor}
        yield Demand("Mn for S", weights, balance.offset, None, at_least=wording)
