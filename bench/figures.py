"""One measured figure, and how a person or a program reads it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside what the same run measured of the floor, and what is allowed.

    `spread` is the median of the three spells; `value` is the best of them.
    """

    name: str
    value: float
    unit: str
    against: str
    against_value: float
    budget: float | None
    ok: bool
    spread: float

    @property
    def ratio(self) -> float:
        return self.value / self.against_value if self.against_value else 0.0

    def as_json(self) -> str:
        told = {key: _short(value) for key, value in asdict(self).items() if key != "spread"}
        return json.dumps({**told, "ratio": _short(self.ratio), "median": _short(self.spread)})

    def as_line(self) -> str:
        allowed = "no budget" if self.budget is None else f"budget {self.budget:g}"
        verdict = "ok" if self.ok else "OVER"
        return (
            f"{self.name:<26}{self.value:>12,.2f} {self.unit:<10}median {self.spread:>11,.2f}   "
            f"{self.against}: {self.against_value:,.2f} (x{self.ratio:.2f})   {allowed}: {verdict}"
        )


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


def at_most(
    name: str,
    spells: Sequence[float],
    unit: str,
    *,
    against: tuple[str, Sequence[float]],
    budget: float | None,
) -> Figure:
    """A figure that should be small: its best spell is the lowest."""
    best = min(spells)
    return Figure(
        name,
        best,
        unit,
        against[0],
        min(against[1]),
        budget,
        budget is None or best <= budget,
        median(spells),
    )


def at_least(
    name: str,
    spells: Sequence[float],
    unit: str,
    *,
    against: tuple[str, Sequence[float]],
    budget: float | None,
) -> Figure:
    """A figure that should be large: its best spell is the highest."""
    best = max(spells)
    return Figure(
        name,
        best,
        unit,
        against[0],
        max(against[1]),
        budget,
        budget is None or best >= budget,
        median(spells),
    )


def p50_p99(times: Sequence[float]) -> tuple[float, float]:
    """Half of the times lie below the first, all but one in a hundred below the second."""
    if len(times) == 1:
        return times[0], times[0]
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[98]
