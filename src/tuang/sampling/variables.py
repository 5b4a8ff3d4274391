"""Plans by measurement: accept when (limit - mean) / spread is at least k."""

from dataclasses import dataclass
from math import ceil, sqrt

from tuang.sampling.plans import UnusableLot


@dataclass(frozen=True)
class VariablesPlan:
    n: int
    k: float


def variables_plan(
    good: float,
    bad: float,
    producer_risk: float = 0.05,
    consumer_risk: float = 0.10,
    is_sigma_known: bool = False,
) -> VariablesPlan:
    """Smallest plan for one limit of a normal characteristic through two points.

    good and bad are fractions nonconforming, 0 < good < bad < 1. Lots at `good` pass with
    probability 1 - producer_risk exactly; lots at `bad` with at most consumer_risk. Unknown
    sigma: exact, by the noncentral t distribution (Lieberman and Resnikoff, 1955). Own
    computation from two points, not a cell of a published table.
    """
    if not 0 < good < bad < 1 or not 0 < producer_risk < 1 or not 0 < consumer_risk < 1:
        raise UnusableLot("ltpd", "needs 0 < good quality < limiting quality < 100 %.")
    from scipy.stats import nct, norm

    z_good, z_bad = float(norm.isf(good)), float(norm.isf(bad))
    z_producer, z_consumer = float(norm.isf(producer_risk)), float(norm.isf(consumer_risk))
    known = max(1, ceil(((z_producer + z_consumer) / (z_good - z_bad)) ** 2))
    if is_sigma_known:
        return VariablesPlan(known, z_good - z_producer / sqrt(known))

    def k_of(n: int) -> float:
        return float(nct.ppf(producer_risk, n - 1, sqrt(n) * z_good)) / sqrt(n)

    def is_enough(n: int) -> bool:
        return float(nct.sf(k_of(n) * sqrt(n), n - 1, sqrt(n) * z_bad)) <= consumer_risk

    low, high = 2, max(4, known)
    while not is_enough(high):
        low, high = high, 2 * high
    while low < high:
        n = (low + high) // 2
        low, high = (low, n) if is_enough(n) else (n + 1, high)
    return VariablesPlan(low, k_of(low))
