"""What a plan does to lots of any quality: acceptance, outgoing quality, work."""

from collections.abc import Callable
from math import ceil, comb, exp, lgamma, log, log1p

from tuang.sampling.plans import Plan, UnusableLot

Chance = Callable[[int, int], float]
MODELS = ("binomial", "poisson", "hypergeometric")


def acceptance(plan: Plan, p: float, model: str = "binomial", lot: int | None = None) -> float:
    """Probability that a lot of fraction nonconforming p (per unit, for Poisson) is accepted.

    A reduced plan accepts below its last Re, since between Ac and Re the lot passes and only
    the severity changes. Hypergeometric rounds p x lot to whole pieces and needs the lot.
    """
    chance = _chance(p, model, lot)
    n1, ac1, re1 = plan.stages[0]
    if len(plan.stages) == 1:
        return min(1.0, sum(chance(n1, x) for x in range(re1)))
    n2, _, re2 = plan.stages[1]
    total = sum(chance(n1, x) for x in range(ac1 + 1))
    for x in range(ac1 + 1, re1):
        rest = sum(_after(chance, model, lot, p, n1, x, n2, y) for y in range(max(0, re2 - x)))
        total += chance(n1, x) * rest
    return min(1.0, total)


def average_sample(plan: Plan, p: float, model: str = "binomial", lot: int | None = None) -> float:
    """ASN: pieces looked at per lot, without curtailment."""
    n1, ac1, re1 = plan.stages[0]
    if len(plan.stages) == 1:
        return float(n1)
    chance = _chance(p, model, lot)
    return n1 + plan.stages[1][0] * sum(chance(n1, x) for x in range(ac1 + 1, re1))


def average_inspected(plan: Plan, p: float, lot: int, model: str = "binomial") -> float:
    """ATI when a refused lot is inspected whole."""
    accepted = acceptance(plan, p, model, lot)
    return min(lot, average_sample(plan, p, model, lot)) * accepted + lot * (1 - accepted)


def outgoing(plan: Plan, p: float, lot: int, model: str = "binomial") -> float:
    """AOQ: fraction nonconforming after refused lots are sorted and bad pieces replaced."""
    return p * (1 - average_inspected(plan, p, lot, model) / lot)


def outgoing_limit(plan: Plan, lot: int, model: str = "binomial") -> tuple[float, float]:
    """AOQL and the incoming fraction at which it stands, by a fine grid."""
    top = 1.0 if model != "poisson" else 1.5 * plan.stages[-1][2] / plan.stages[0][0]
    grid = [top * (step / 400) ** 2 for step in range(1, 400)]
    return max((outgoing(plan, p, lot, model), p) for p in grid)


def quality_at(plan: Plan, wanted: float, model: str = "binomial") -> float:
    """The fraction at which the lot is accepted with probability `wanted`, by bisection."""
    low, high = 0.0, 1.0 if model != "poisson" else 10.0 * (plan.stages[-1][2] + 5)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if acceptance(plan, middle, model) > wanted else (low, middle)
    return (low + high) / 2


def zero_for_limit(lot: int, limit: float, risk: float = 0.10) -> int:
    """Smallest sample that, allowing none bad, passes a lot at `limit` with at most `risk`.

    limit: fraction nonconforming, 0 < limit < 1. Exact (hypergeometric), bad pieces rounded
    up to a whole one. Own computation, not a published table.

    >>> zero_for_limit(500, 0.05)
    43
    """
    if not 0 < limit < 1 or not 0 < risk < 1:
        raise UnusableLot("ltpd", "limit and risk lie between 0 and 1.")
    bad = ceil(limit * lot - 1e-9)
    low, high = 1, lot
    while low < high:
        n = (low + high) // 2
        low, high = (low, n) if _none(lot, bad, n) <= risk + 1e-9 else (n + 1, high)
    return low


def _none(lot: int, bad: int, n: int) -> float:
    if n > lot - bad:
        return 0.0
    return exp(
        lgamma(lot - bad + 1) - lgamma(lot - bad - n + 1) + lgamma(lot - n + 1) - lgamma(lot + 1)
    )


def _chance(p: float, model: str, lot: int | None) -> Chance:
    if model == "poisson":
        return lambda n, x: _poisson(n * p, x)
    if not 0 <= p <= 1:
        raise UnusableLot("p", "a fraction nonconforming lies from 0 to 1.")
    if model == "binomial":
        return lambda n, x: _binomial(n, p, x)
    if model != "hypergeometric":
        raise UnusableLot("model", f"{model!r} is none of {', '.join(MODELS)}.")
    if lot is None:
        raise UnusableLot("lot", "hypergeometric needs the size of the lot.")
    size, bad = lot, round(p * lot)
    return lambda n, x: _hypergeometric(size, bad, n, x)


def _after(
    chance: Chance, model: str, lot: int | None, p: float, n1: int, x: int, n2: int, y: int
) -> float:
    """The second sample comes from what the first left in the lot."""
    if model == "hypergeometric" and lot is not None:
        return _hypergeometric(lot - n1, round(p * lot) - x, n2, y)
    return chance(n2, y)


def _poisson(mean: float, x: int) -> float:
    if mean == 0:
        return float(x == 0)
    return exp(x * log(mean) - mean - lgamma(x + 1))


def _binomial(n: int, p: float, x: int) -> float:
    if x > n:
        return 0.0
    if p in (0.0, 1.0):
        return float(x == (n if p else 0))
    ways = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
    return exp(ways + x * log(p) + (n - x) * log1p(-p))


def _hypergeometric(lot: int, bad: int, n: int, x: int) -> float:
    if x > bad or x > n or n - x > lot - bad or bad < 0:
        return 0.0
    return comb(bad, x) * comb(lot - bad, n - x) / comb(lot, n)
