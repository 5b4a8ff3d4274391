"""What a sample, a lot and a decision mean; no database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """A characteristic's drawing limits; without both it is judged yes or no."""

    lower: Decimal | None
    upper: Decimal | None

    @property
    def are_numbers(self) -> bool:
        return self.lower is not None or self.upper is not None


def conforms(limits: Limits, value: Decimal) -> bool:
    """Tell whether a measured value lies inside its limits; the limits themselves are inside."""
    above_lower = limits.lower is None or value >= limits.lower
    below_upper = limits.upper is None or value <= limits.upper
    return above_lower and below_upper


def samples_wanted(plan_size: int, offered: int) -> int:
    """How many pieces the plan wants measured: all of them when the lot is smaller than that."""
    return min(plan_size, offered)


def passed(*, accepted: int, scrapped_later: int) -> int:
    """Pieces of a lot that may be packed: accepted, less what a later decision scrapped."""
    return max(accepted - scrapped_later, 0)


def repeated(values: Sequence[Decimal], *, at_least: int = 3) -> bool:
    """Tell whether all readings of a row are the same figure, which real measuring seldom gives."""
    return len(values) >= at_least and len(set(values)) == 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many of the offered pieces pass, fail, or wait for a decision."""

    offered: int
    accepted: int
    rejected: int

    @property
    def withheld(self) -> int:
        return self.offered - self.accepted - self.rejected


def judge(offered: int, rejected: int, *, sample_conforms: bool) -> Judgement:
    """A failing sample speaks for the whole lot: nothing of it is accepted until it is decided."""
    accepted = offered - rejected if sample_conforms else 0
    return Judgement(offered=offered, accepted=accepted, rejected=rejected)


def missing_samples(wanted: Mapping[int, int], given: Mapping[int, int]) -> dict[int, int]:
    """Return how many samples each plan item still lacks."""
    return {
        item: size - given.get(item, 0)
        for item, size in wanted.items()
        if given.get(item, 0) < size
    }
