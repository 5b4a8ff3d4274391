"""Whether learnt recoveries lie in their stated intervals, on shops whose truth is known."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, at_most
from tuang.charge.recovery import ChargedLine, HeatRecord, learn_recoveries, stated_prior

LEAST_COVERAGE, MOST_COVERAGE = 0.93, 0.97
SHELF = {
    "pig iron": (0.30, {"C": 4.2, "Si": 1.6, "Mn": 0.4}),
    "steel": (0.35, {"C": 0.15, "Si": 0.2, "Mn": 0.6}),
    "returns": (0.30, {"C": 3.35, "Si": 2.0, "Mn": 0.65}),
    "carburiser": (0.018, {"C": 98.0}),
    "FeSi75": (0.015, {"Si": 75.0}),
    "FeMn75": (0.005, {"Mn": 75.0, "C": 6.0}),
}
NOISE = {"C": 0.05, "Si": 0.04, "Mn": 0.015}
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Coop:
    """Simulated heats, and the true recovery at each furnace's last heat."""

    heats: list[HeatRecord]
    truth: dict[Key, float]


def simulated_coop(
    seed: int, *, workshops: int = 4, heats: int = 30, bad_burns: float = 0.04
) -> Coop:
    """Workshops with one or two furnaces; recoveries from the stated prior, a third drifting."""
    chance = np.random.default_rng(seed)
    shared = {each: chance.normal() for each in _pairs()}
    records: list[HeatRecord] = []
    truth: dict[Key, float] = {}
    for number in range(workshops):
        own = {each: chance.normal() for each in _pairs()}
        for furnace in range(int(chance.integers(1, 3))):
            path = {each: _path(chance, each, shared[each], own[each], heats) for each in _pairs()}
            names = f"workshop {number}", f"furnace {furnace}"
            records += [_heat(chance, *names, turn, path, bad_burns) for turn in range(heats)]
            truth |= {(*names, *each): float(walk[-1]) for each, walk in path.items()}
    return Coop(records, truth)


def _pairs() -> list[tuple[str, str]]:
    return [(material, element) for material, (_, pct) in SHELF.items() for element in pct]


def _path(
    chance: np.random.Generator, pair: tuple[str, str], shared: float, own: float, heats: int
) -> np.ndarray:
    material, element = pair
    prior = stated_prior(element, SHELF[material][1][element], late=False)
    level = np.sqrt(0.5) * shared + np.sqrt(0.25) * own + np.sqrt(0.25) * chance.normal()
    pace = chance.choice([0.0, 0.0, 0.08])
    steps = np.concatenate([[0.0], chance.normal(0, pace, heats - 1)])
    return np.asarray(prior.mean + prior.sd * (level + np.cumsum(steps)))


def _heat(
    chance: np.random.Generator,
    workshop: str,
    furnace: str,
    turn: int,
    path: dict[tuple[str, str], np.ndarray],
    bad_burns: float,
) -> HeatRecord:
    kg = {name: 500 * share * chance.uniform(0.6, 1.4) for name, (share, _) in SHELF.items()}
    metal = 0.97 * sum(kg.values())
    read = {}
    for element, noise in NOISE.items():
        arrived = sum(
            kg[name] * pct[element] * path[name, element][turn]
            for name, (_, pct) in SHELF.items()
            if element in pct
        )
        wrong = chance.choice([-1, 1]) * chance.uniform(5, 15) * noise
        is_bad = chance.uniform() < bad_burns
        read[element] = max(0.0, arrived / metal + chance.normal(0, noise) + is_bad * wrong)
    return HeatRecord(
        heat=f"{turn}",
        on=date(2026, 1, 5) + timedelta(days=turn),
        workshop=workshop,
        furnace=furnace,
        lines=[ChargedLine(name, kg[name], pct) for name, (_, pct) in SHELF.items()],
        burns=[read],
    )


@dataclass(frozen=True)
class Coverage:
    """How many intervals held the truth: all, and those that the heats had narrowed."""

    shops: int
    inside: int
    asked: int
    inside_learnt: int
    learnt: int


def coverage(seeds: range, *, heats: int = 30, bad_burns: float = 0.04) -> Coverage:
    """A shop is one workshop; learnt are those whose variance fell by a third or more."""
    shops, all_of_them, narrowed = 0, [], []
    for seed in seeds:
        coop = simulated_coop(seed, heats=heats, bad_burns=bad_burns)
        shops += len({record.workshop for record in coop.heats})
        for each in learn_recoveries(coop.heats).recoveries:
            true = coop.truth[each.workshop, each.furnace, each.material, each.element]
            all_of_them.append(each.low <= true <= each.high)
            if each.learnt > 1 / 3:
                narrowed.append(all_of_them[-1])
    return Coverage(shops, sum(all_of_them), len(all_of_them), sum(narrowed), len(narrowed))


def recovery_coverage(folder: Path, is_tiny: bool) -> Iterator[Figure]:
    start = time.perf_counter()
    spells = [coverage(range(base, base + (1 if is_tiny else 20))) for base in (0, 1000, 2000)]
    spent = time.perf_counter() - start
    shops = sum(each.shops for each in spells)
    for name, parts in (
        ("all", [each.inside / each.asked for each in spells]),
        ("narrowed", [each.inside_learnt / max(each.learnt, 1) for each in spells]),
    ):
        mean = sum(parts) / len(parts)
        yield Figure(
            f"recovery-coverage {name}",
            100 * mean,
            "%",
            "promised",
            95.0,
            100 * LEAST_COVERAGE,
            is_tiny or LEAST_COVERAGE <= mean <= MOST_COVERAGE,
            100 * sorted(parts)[1],
        )
    yield at_least(
        "recovery-coverage shops",
        [float(shops)],
        "shops",
        against=("asked for", [200.0]),
        budget=None if is_tiny else 200.0,
    )
    yield at_most(
        "recovery-coverage time",
        [spent / shops * 1000],
        "ms/shop",
        against=("a second", [1000.0]),
        budget=1000.0,
    )


BY_NAME = {"recovery-coverage": recovery_coverage}
