"""Does the interval of "did it help" cover a planted effect, and stay quiet without one."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, at_most
from tuang.effect import Effect, Point, Stream, Verdict, interrupted, staggered

STATED = 0.95
STUDIES = 2_000
PLANTED = -0.5
"""In standard deviations of a measured value; for counts the logarithm of the ratio (0.61)."""
COVERS_PCT, ALARMS_PCT = 94.0, 6.0
"""The stated rates, less and plus what 2,000 studies miss them by in one run of fifty."""

Study = Callable[[np.random.Generator, float], Effect]


def measured(rho: float) -> Study:
    def study(chance: np.random.Generator, planted: float) -> Effect:
        periods, start = 36, 20
        noise = autoregressive(chance, periods, rho)
        return interrupted(
            Stream(
                [
                    Point(t, 10 + 0.01 * t + noise[t] + planted * (t >= start))
                    for t in range(periods)
                ],
                start,
            )
        )

    return study


def counted(rho: float) -> Study:
    def study(chance: np.random.Generator, planted: float) -> Effect:
        periods, start = 36, 20
        noise = 0.3 * autoregressive(chance, periods, rho)
        made = chance.integers(300, 900, periods)
        rate = 0.03 * np.exp(noise - 0.005 * np.arange(periods))
        rate[start:] *= np.exp(planted)
        counts = chance.poisson(made * rate)
        return interrupted(
            Stream([Point(t, int(counts[t]), int(made[t])) for t in range(periods)], start)
        )

    return study


def in_turn(chance: np.random.Generator, planted: float) -> Effect:
    """Twenty-four workshops helped in turn, with a trend of their common market and own noise."""
    periods, market = 36, np.cumsum(chance.normal(0, 0.05, 36))
    streams = []
    for shop in range(24):
        start = 10 + 2 * (shop // 2) if shop < 16 else None
        own = chance.normal(0, 0.4) + 0.25 * autoregressive(chance, periods, 0.4)
        made = chance.integers(200, 700, periods)
        rate = 0.04 * np.exp(own + market)
        if start is not None:
            rate[start:] *= np.exp(planted)
        counts = chance.poisson(made * rate)
        points = [Point(t, int(counts[t]), int(made[t])) for t in range(periods)]
        streams.append(Stream(points, start))
    return staggered(streams)


def autoregressive(
    chance: np.random.Generator, periods: int, rho: float
) -> "np.typing.NDArray[np.float64]":
    """Standard deviation one, so that a stronger likeness does not mean more noise."""
    noise = np.empty(periods)
    noise[0] = chance.normal()
    for t in range(1, periods):
        noise[t] = rho * noise[t - 1] + chance.normal(0, np.sqrt(1 - rho**2))
    return noise


STUDIED: dict[str, Study] = {
    "values rho 0": measured(0.0),
    "values rho 0.3": measured(0.3),
    "values rho 0.6": measured(0.6),
    "counts rho 0.4": counted(0.4),
    "in turn": in_turn,
}


@cache
def results(name: str, planted: float, studies: int) -> list[Effect]:
    chance = np.random.default_rng([2019, *map(ord, name)])
    return [STUDIED[name](chance, planted) for _ in range(studies)]


def coverage(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    for name in STUDIED:
        found = results(name, PLANTED, 20 if is_tiny else STUDIES)
        told = [each for each in found if each.low is not None and each.high is not None]
        covered = sum(each.low <= PLANTED <= each.high for each in told)  # type: ignore[operator]
        yield at_least(
            f"effect-coverage {name}",
            [100 * covered / len(told)],
            "%",
            against=("stated", [100 * STATED]),
            budget=None if is_tiny else COVERS_PCT,
        )


def false_positive(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    for name in STUDIED:
        found = results(name, 0.0, 20 if is_tiny else STUDIES)
        alarms = sum(each.verdict != Verdict.CANNOT_TELL for each in found)
        yield at_most(
            f"effect-false-positive {name}",
            [100 * alarms / len(found)],
            "%",
            against=("stated", [100 * (1 - STATED)]),
            budget=None if is_tiny else ALARMS_PCT,
        )


BY_NAME = {"effect-coverage": coverage, "effect-false-positive": false_positive}
