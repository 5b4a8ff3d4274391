"""Size classes of a firm by law: computed from dated thresholds, never asked; pure.

A figure that is only partly known is a span, from what is proven to what is possible, and the
answer is then every class that the span allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf

BILLION = 1_000_000_000


class Size(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Evidence(StrEnum):
    """How well a threshold is known to us; the law itself always goes before this table."""

    READ = "read"
    """Seen in the text of the rule or in an excerpt of it."""
    SECOND_HAND = "second_hand"
    """Told by others about the rule; check it before relying on it."""


@dataclass(frozen=True, slots=True)
class Span:
    """From what is proven to what is possible; the same twice where it is known."""

    low: float
    high: float

    @classmethod
    def known(cls, value: float) -> "Span":
        return cls(value, value)

    @classmethod
    def at_least(cls, value: float) -> "Span":
        return cls(value, inf)


@dataclass(frozen=True, slots=True)
class BusinessRule:
    """PP 7/2021: classes by capital without land and buildings, or by a year's sales.

    Each pair is a class and the most it allows; beyond the last a firm is large.
    """

    law: str
    valid_from: date
    capital: Sequence[tuple[Size, int]]
    sales: Sequence[tuple[Size, int]]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class IndustryRule:
    """Permenperin 64/2016: classes of industry by workers and investment together."""

    law: str
    valid_from: date
    few_workers: int
    small_investment_below: int
    medium_investment_most: int
    evidence: Evidence


BUSINESS_RULES = (
    BusinessRule(
        "PP 7/2021",
        date(2021, 2, 2),
        capital=((Size.MICRO, BILLION), (Size.SMALL, 5 * BILLION), (Size.MEDIUM, 10 * BILLION)),
        sales=(
            (Size.MICRO, 2 * BILLION),
            (Size.SMALL, 15 * BILLION),
            (Size.MEDIUM, 50 * BILLION),
        ),
        evidence=Evidence.READ,
    ),
)
INDUSTRY_RULES = (
    IndustryRule(
        "Permenperin 64/2016",
        date(2016, 7, 19),
        few_workers=19,
        small_investment_below=BILLION,
        medium_investment_most=15 * BILLION,
        evidence=Evidence.SECOND_HAND,
    ),
)


def business_rule_on(day: date) -> BusinessRule | None:
    return max(
        (rule for rule in BUSINESS_RULES if rule.valid_from <= day),
        key=lambda rule: rule.valid_from,
        default=None,
    )


def industry_rule_on(day: date) -> IndustryRule | None:
    return max(
        (rule for rule in INDUSTRY_RULES if rule.valid_from <= day),
        key=lambda rule: rule.valid_from,
        default=None,
    )


def business_classes(bounds: Sequence[tuple[Size, int]], amount: Span) -> list[Size]:
    """Every class the amount may fall in, smallest first.

    >>> rule = BUSINESS_RULES[0]
    >>> business_classes(rule.sales, Span.known(2_000_000_000))
    [<Size.MICRO: 'micro'>]
    >>> business_classes(rule.sales, Span.at_least(20_000_000_000))
    [<Size.MEDIUM: 'medium'>, <Size.LARGE: 'large'>]
    """
    found, floor = [], -inf
    for size, most in (*bounds, (Size.LARGE, inf)):
        if amount.high > floor and amount.low <= most:
            found.append(size)
        floor = most
    return found


def industry_classes(rule: IndustryRule, workers: int, investment: Span) -> list[Size]:
    """Every class that the workers and what is known of the investment allow.

    >>> industry_classes(INDUSTRY_RULES[0], 27, Span.known(400_000_000))
    [<Size.MEDIUM: 'medium'>]
    """
    if workers <= rule.few_workers:
        spans = (
            (Size.SMALL, -inf, rule.small_investment_below),
            (Size.MEDIUM, rule.small_investment_below, inf),
        )
        return [
            size for size, low, below in spans if investment.low < below and investment.high >= low
        ]
    found = []
    if investment.low <= rule.medium_investment_most:
        found.append(Size.MEDIUM)
    if investment.high > rule.medium_investment_most:
        found.append(Size.LARGE)
    return found
