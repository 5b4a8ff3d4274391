"""Recoveries by workshop, furnace, material and element, with interval and drift."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np

from tuang.charge.recovery._pool import Asked, Observations, Pool
from tuang.charge.recovery.prior import Z95, Prior, stated_prior
from tuang.charge.recovery.record import HeatRecord, UnusableRecord

HEATS_A_FURNACE = 120
"""Older heats of a furnace say little of today and cost time; these are the last ones used."""
HEATS_IN_ALL, HEATS_AT_LEAST = 900, 20
"""With many furnaces each is heard less far back, for time grows with the cube of the heats."""
BAD_BURN_WEIGHT = 0.35
TOLD_APART = -0.7
"""Two materials whose errors mirror each other more than this were charged in step."""
TREND_POINTS = 8

PriorOf = Callable[[str, float, bool], Prior]


@dataclass(frozen=True)
class TrendPoint:
    """The recovery as it stood at one heat."""

    heat: str
    on: date
    recovery: float
    low: float
    high: float


@dataclass(frozen=True)
class Drift:
    """Change from the furnace's first heat to its last, with its 95 % interval."""

    change: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """`rising` or `falling` when the interval leaves zero out, else `steady`."""
        if self.low > 0:
            return "rising"
        return "falling" if self.high < 0 else "steady"


@dataclass(frozen=True)
class LearntRecovery:
    """A recovery as it stands at the furnace's last heat, as a fraction, with 95 % interval.

    learnt: the part of the prior's variance that the heats took away, 0 to 1. heats: those
    that charged the material in this furnace. mixed_with: materials charged so much in
    step with this one that their recoveries cannot be told apart.
    """

    workshop: str
    furnace: str
    material: str
    late: bool
    element: str
    recovery: float
    low: float
    high: float
    prior: Prior
    learnt: float
    heats: int
    drift: Drift
    trend: tuple[TrendPoint, ...]
    mixed_with: tuple[str, ...]


@dataclass(frozen=True)
class BadBurn:
    """A reading that lost most of its say: what was read, and what the rest expects."""

    heat: str
    workshop: str
    furnace: str
    element: str
    read: float
    expected: float
    weight: float


@dataclass(frozen=True)
class Learnt:
    """All recoveries, the readings that were doubted, and the noise of each element in %."""

    recoveries: tuple[LearntRecovery, ...]
    bad_burns: tuple[BadBurn, ...]
    noise_pct: dict[str, float]

    def fractions(
        self, *, workshop: str, furnace: str, material: str, late: bool = False
    ) -> dict[str, float]:
        """What a charge or a correction in this furnace asks for: element to recovery.

        Empty for a material this furnace never charged so; its stated prior is then all
        that is known.
        """
        wanted = workshop, furnace, material, late
        return {
            each.element: each.recovery
            for each in self.recoveries
            if (each.workshop, each.furnace, each.material, each.late) == wanted
        }


def learn_recoveries(heats: Sequence[HeatRecord], prior_of: PriorOf | None = None) -> Learnt:
    """Learn every recovery from weighed charges and their readings.

    Per element, the reading less what the heel brought is the sum over the materials of
    kg x percent x recovery over the metal, plus noise. A recovery is a prior mean, plus a
    part shared by the co-operative, one of the workshop, one of the furnace, and a random
    walk from heat to heat; all Gaussian, so that mean and variance are exact. The noise is
    Student's t, so a bad burn loses its say; its scale and the pace of the walk are
    averaged over by how well each explains the readings. Materials always charged in the
    same ratio keep wide intervals. One heat returns about the prior.
    prior_of: element, percent in the material and whether late, to a Prior; the stated
    ones without it.
    Raises UnusableRecord for a heat given twice or without anything read.
    Source: Gaussian process regression (Rasmussen and Williams, 2006, chapter 2) on the
    hierarchy above; Student's t by its EM (Lange, Little and Taylor, JASA 1989).
    """
    _each_once(heats)
    prior_of = prior_of or (lambda element, pct, late: stated_prior(element, pct, late=late))
    recent = _recent(heats)
    recoveries: list[LearntRecovery] = []
    doubted: list[BadBurn] = []
    noise: dict[str, float] = {}
    for element in _elements(recent):
        one = _Element(element, recent, prior_of)
        if one.heats and one.materials:
            noise[element] = one.pool.noise
            recoveries.extend(one.recoveries())
            doubted.extend(one.bad_burns())
    recoveries.sort(key=lambda each: (each.workshop, each.furnace, each.material, each.late))
    return Learnt(tuple(recoveries), tuple(doubted), noise)


def _each_once(heats: Sequence[HeatRecord]) -> None:
    seen = set()
    for record in heats:
        key = (record.workshop, record.furnace, record.heat)
        if key in seen:
            raise UnusableRecord(f"heat {record.heat}", f"of {record.furnace} is given twice.")
        seen.add(key)


def _recent(heats: Sequence[HeatRecord]) -> list[HeatRecord]:
    """In order of date, the last of each furnace."""
    furnaces: dict[tuple[str, str], list[HeatRecord]] = defaultdict(list)
    # Stable, so heats of one day keep the order they were given in.
    for record in sorted(heats, key=lambda record: record.on):
        furnaces[record.workshop, record.furnace].append(record)
    kept = min(HEATS_A_FURNACE, max(HEATS_AT_LEAST, HEATS_IN_ALL // max(len(furnaces), 1)))
    return [record for key in sorted(furnaces) for record in furnaces[key][-kept:]]


def _elements(heats: Sequence[HeatRecord]) -> list[str]:
    return list(dict.fromkeys(name for each in heats for burn in each.burns for name in burn))


def _read(record: HeatRecord, element: str) -> float | None:
    burns = [burn[element] for burn in record.burns if element in burn]
    return median(burns) if burns else None


class _Element:
    """One element over all heats that read it."""

    def __init__(self, element: str, heats: Sequence[HeatRecord], prior_of: PriorOf) -> None:
        self.element = element
        self.heats = [record for record in heats if _read(record, element) is not None]
        self.materials = list(
            dict.fromkeys(
                (line.material, line.late)
                for record in self.heats
                for line in record.lines
                if line.pct.get(element, 0) > 0 and line.kg > 0
            )
        )
        if not self.heats or not self.materials:
            return
        self.furnaces = list(dict.fromkeys((each.workshop, each.furnace) for each in self.heats))
        self.workshops = list(dict.fromkeys(workshop for workshop, _ in self.furnaces))
        self.priors = [prior_of(element, self._typical_pct(*key), key[1]) for key in self.materials]
        self.turns = self._turns()
        self.pool = Pool(self._observations())

    def _typical_pct(self, material: str, late: bool) -> float:
        return median(
            line.pct.get(self.element, 0.0)
            for record in self.heats
            for line in record.lines
            if (line.material, line.late) == (material, late)
        )

    def _turns(self) -> list[int]:
        """How many heats of its furnace came before each."""
        count: dict[tuple[str, str], int] = defaultdict(int)
        turns = []
        for record in self.heats:
            turns.append(count[record.workshop, record.furnace])
            count[record.workshop, record.furnace] += 1
        return turns

    def _observations(self) -> Observations:
        column = {key: index for index, key in enumerate(self.materials)}
        brings = np.zeros((len(self.heats), len(column)))
        read = np.zeros(len(self.heats))
        for row, record in enumerate(self.heats):
            heel = record.heel_kg * record.heel_pct.get(self.element, 0.0) / record.metal
            read[row] = (_read(record, self.element) or 0.0) - heel
            for line in record.lines:
                if (line.material, line.late) in column:
                    part = line.kg * line.pct.get(self.element, 0.0) / record.metal
                    brings[row, column[line.material, line.late]] += part
        keys = [(record.workshop, record.furnace) for record in self.heats]
        return Observations(
            read=read,
            brings=brings,
            workshop=np.array([self.workshops.index(key[0]) for key in keys]),
            furnace=np.array([self.furnaces.index(key) for key in keys]),
            turn=np.array(self.turns, dtype=float),
            mean=np.array([prior.mean for prior in self.priors]),
            sd=np.array([prior.sd for prior in self.priors]),
            # Sample and instrument together: two per cent of what is usually read.
            first_noise=max(0.02 * float(np.median(np.abs(read))), 0.001),
        )

    def recoveries(self) -> Iterator[LearntRecovery]:
        for furnace, key in enumerate(self.furnaces):
            rows = [row for row, at in enumerate(self.pool.seen.furnace) if at == furnace]
            charged = [
                material
                for material in range(len(self.materials))
                if self.pool.seen.brings[rows, material].any()
            ]
            mixed = self._mixed(furnace, charged, rows)
            for material in charged:
                yield self._recovery(key, furnace, material, rows, mixed[material])

    def _asked(self, furnace: int, pairs: Sequence[tuple[int, float]]) -> Asked:
        workshop = self.workshops.index(self.furnaces[furnace][0])
        return Asked(
            material=np.array([material for material, _ in pairs]),
            workshop=np.full(len(pairs), workshop),
            furnace=np.full(len(pairs), furnace),
            turn=np.array([turn for _, turn in pairs], dtype=float),
        )

    def _mixed(
        self, furnace: int, charged: Sequence[int], rows: Sequence[int]
    ) -> dict[int, tuple[str, ...]]:
        last = float(self.turns[rows[-1]])
        cov = self.pool.at(self._asked(furnace, [(each, last) for each in charged])).cov
        sd = np.sqrt(np.diag(cov))
        likeness = cov / np.outer(sd, sd)
        return {
            each: tuple(
                self.materials[other][0]
                for there, other in enumerate(charged)
                if likeness[here, there] < TOLD_APART
            )
            for here, each in enumerate(charged)
        }

    def _recovery(
        self,
        key: tuple[str, str],
        furnace: int,
        material: int,
        rows: Sequence[int],
        mixed_with: tuple[str, ...],
    ) -> LearntRecovery:
        places = sorted({*np.linspace(0, len(rows) - 1, TREND_POINTS).round().astype(int)})
        at = [rows[place] for place in places]
        posterior = self.pool.at(
            self._asked(furnace, [(material, float(self.turns[row])) for row in at])
        )
        sd = np.sqrt(np.maximum(np.diag(posterior.cov), 0.0))
        trend = tuple(
            TrendPoint(
                self.heats[row].heat,
                self.heats[row].on,
                float(value),
                max(0.0, float(value - Z95 * spread)),
                float(value + Z95 * spread),
            )
            for row, value, spread in zip(at, posterior.mean, sd, strict=True)
        )
        cov, prior, now = posterior.cov, self.priors[material], trend[-1]
        change = trend[-1].recovery - trend[0].recovery
        spread = Z95 * float(np.sqrt(max(0.0, cov[0, 0] + cov[-1, -1] - 2 * cov[0, -1])))
        name, late = self.materials[material]
        return LearntRecovery(
            workshop=key[0],
            furnace=key[1],
            material=name,
            late=late,
            element=self.element,
            recovery=now.recovery,
            low=now.low,
            high=now.high,
            prior=prior,
            learnt=max(0.0, 1 - float(cov[-1, -1]) / prior.sd**2),
            heats=int(np.count_nonzero(self.pool.seen.brings[rows, material])),
            drift=Drift(change, change - spread, change + spread),
            trend=trend,
            mixed_with=mixed_with,
        )

    def bad_burns(self) -> Iterator[BadBurn]:
        for row, weight in enumerate(self.pool.weight):
            if weight >= BAD_BURN_WEIGHT:
                continue
            record = self.heats[row]
            seen = self.pool.seen
            pairs = [(each, float(self.turns[row])) for each in range(len(self.materials))]
            posterior = self.pool.at(self._asked(int(seen.furnace[row]), pairs))
            read = _read(record, self.element) or 0.0
            yield BadBurn(
                heat=record.heat,
                workshop=record.workshop,
                furnace=record.furnace,
                element=self.element,
                read=read,
                expected=read - float(seen.read[row] - seen.brings[row] @ posterior.mean),
                weight=float(weight),
            )
