"""How a supplier is graded: points for each measure between two limits, weighed and summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Measure(StrEnum):
    """What is looked at; the limits of a rule are in the unit said here."""

    PPM = "ppm"
    """Rejects in a million pieces received."""
    ON_TIME = "on_time"
    """Percent of orders complete by the day they were due."""
    CLAIMS = "claims"
    """Claims of customers in the window."""
    RESPONSE = "response"
    """Percent of claims first answered within the hours of the claim rule."""
    COST = "cost"
    """Rupiah of scrap for each kilogram that customers accepted."""


class Letter(StrEnum):
    """A supplier's grade; “grade” alone is the iron's word."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a measure counts, where it earns everything and where nothing."""

    measure: str
    weight: int
    full_at: float
    none_at: float

    def points(self, value: float) -> float:
        """A hundred at `full_at`, none at `none_at`, in proportion between them.

        >>> Weight(Measure.PPM, 40, full_at=500, none_at=10_500).points(3_000)
        75.0
        """
        share = (self.none_at - value) / (self.none_at - self.full_at)
        return 100 * min(max(0.0, share), 1.0)

    def value_for(self, points: float) -> float:
        """What the measure must reach to earn so many points."""
        return self.none_at - points / 100 * (self.none_at - self.full_at)


@dataclass(frozen=True, slots=True)
class Terms:
    weights: Sequence[Weight]
    a_from: int
    b_from: int
    c_from: int

    def letter(self, points: float) -> Letter:
        """Rounded to a whole point first, as it is shown, so that no page contradicts itself."""
        shown = round(points)
        for letter, least in self.ladder:
            if shown >= least:
                return letter
        return Letter.D

    @property
    def ladder(self) -> list[tuple[Letter, int]]:
        return [(Letter.A, self.a_from), (Letter.B, self.b_from), (Letter.C, self.c_from)]


@dataclass(frozen=True, slots=True)
class Scored:
    """One measure of a card: what it is, and what it earned."""

    weight: Weight
    value: float
    points: float
    share: float
    """Its part of the whole, in percent: larger than its weight where others have no record."""

    @property
    def earned(self) -> float:
        return self.points * self.share / 100


@dataclass(frozen=True, slots=True)
class Score:
    """The points and the grade, and what each measure gave; nothing where nothing is recorded."""

    scored: Sequence[Scored]
    terms: Terms

    @property
    def points(self) -> float:
        return sum(each.earned for each in self.scored)

    @property
    def letter(self) -> Letter:
        return self.terms.letter(self.points)

    @property
    def lost(self) -> list[Scored]:
        """The measures that cost points, the dearest first: where to begin."""
        losing = [each for each in self.scored if each.points < 100]
        return sorted(
            losing, key=lambda each: (each.share * (each.points - 100), each.weight.measure)
        )

    @property
    def ways_up(self) -> "WaysUp | None":
        """What lies between this letter and the next; none above A."""
        better = [
            (letter, least) for letter, least in self.terms.ladder if least > round(self.points)
        ]
        if not better:
            return None
        letter, least = better[-1]
        missing = least - self.points
        alone = []
        for each in self.lost:
            points = each.points + 100 * missing / each.share
            alone.append((each, each.weight.value_for(points) if points <= 100 else None))
        return WaysUp(letter, missing, alone)


@dataclass(frozen=True, slots=True)
class WaysUp:
    """The next letter, the points it still needs, and what each measure alone would have to be."""

    letter: Letter
    missing: float
    alone: Sequence[tuple[Scored, float | None]]
    """The dearest first; no value where a measure alone does not reach it."""


def score(values: Mapping[Any, float | None], terms: Terms) -> Score | None:
    """Weigh what is known. A measure without a record is neither good nor bad: the others carry
    its weight, in proportion to their own."""
    known = [
        (weight, value)
        for weight in terms.weights
        if (value := values.get(weight.measure)) is not None
    ]
    total = sum(weight.weight for weight, _value in known)
    if not total:
        return None
    return Score(
        [
            Scored(weight, value, weight.points(value), 100 * weight.weight / total)
            for weight, value in known
        ],
        terms,
    )
