"""What comes back: a change with its interval, or the reason why nothing can be said yet."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp


class Verdict(StrEnum):
    """Lower or higher: the whole interval lies below or above no change; else it holds it."""

    LOWER = "lower"
    HIGHER = "higher"
    CANNOT_TELL = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class Effect:
    """The change since the help, against what would have been without it.

    change, low, high: in the unit of the value; for counts the natural logarithm of the ratio of
    rates, and `ratio` gives it back. None where too little is known, and `because` says what is
    missing. before, after: periods used on each side (or workshops helped, and not yet helped).
    """

    change: float | None
    low: float | None
    high: float | None
    confidence: float
    counts: bool
    before: int
    after: int
    because: str = ""

    @property
    def verdict(self) -> Verdict:
        if self.low is None or self.high is None:
            return Verdict.CANNOT_TELL
        if self.high < 0:
            return Verdict.LOWER
        return Verdict.HIGHER if self.low > 0 else Verdict.CANNOT_TELL

    @property
    def ratio(self) -> tuple[float, float, float] | None:
        """The ratio of rates and its limits, for counts; 0.5 is half as many as without help."""
        if not self.counts or self.change is None or self.low is None or self.high is None:
            return None
        return exp(self.change), exp(self.low), exp(self.high)


def unknown(confidence: float, counts: bool, before: int, after: int, because: str) -> Effect:
    return Effect(None, None, None, confidence, counts, before, after, because)
