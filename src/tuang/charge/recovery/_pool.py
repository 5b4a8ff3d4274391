"""One element over all furnaces: a Gaussian hierarchy with drift, robust by Student's t."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

SHARED, BY_WORKSHOP, BY_FURNACE = 0.5, 0.25, 0.25
"""How the prior's variance splits over co-operative, workshop and furnace."""
PACE = 0.05
"""Step of a recovery's walk from one heat to the next, in prior deviations, before any data."""
PACE_STEPS = 5.0
"""How many steps that first belief counts as, for each furnace and material."""
TAIL = 4.0
"""Degrees of freedom of the noise: low enough for a bad burn to lose its say."""
INFLATED = (TAIL + 3) / (TAIL + 1)
"""Weights fitted to the residuals promise too much: what a reading under Student's t tells
about the mean is less than its scale says by this factor (its Fisher information)."""
PRIOR_HEATS = 4.0
"""How many heats the first guess of the noise counts as."""
ROUNDS = 12


@dataclass(frozen=True)
class Observations:
    """Heats in rows. brings: percent points of each material at full recovery, in columns."""

    read: Vector
    brings: Matrix
    workshop: NDArray[np.int64]
    furnace: NDArray[np.int64]
    turn: Vector
    mean: Vector
    sd: Vector
    first_noise: float


@dataclass(frozen=True)
class Posterior:
    """Mean and covariance of the values asked for."""

    mean: Vector
    cov: Matrix


@dataclass(frozen=True)
class Asked:
    """Points at which the recovery is wanted: material, workshop, furnace, turn."""

    material: NDArray[np.int64]
    workshop: NDArray[np.int64]
    furnace: NDArray[np.int64]
    turn: Vector


class Pool:
    """Fits on making; `at` then answers for any furnace, material and turn."""

    def __init__(self, seen: Observations) -> None:
        self.seen = seen
        same_workshop = np.equal.outer(seen.workshop, seen.workshop)
        same_furnace = np.equal.outer(seen.furnace, seen.furnace)
        scaled = seen.brings * seen.sd
        levels = SHARED + BY_WORKSHOP * same_workshop + BY_FURNACE * same_furnace
        self._scaled = scaled
        self._still = scaled @ scaled.T * levels
        self._walked = same_furnace * np.minimum.outer(seen.turn, seen.turn)
        self._residual = seen.read - seen.brings @ seen.mean
        self._rows = [
            np.flatnonzero(seen.furnace == each) for each in range(seen.furnace.max() + 1)
        ]
        self.pace = np.full((len(self._rows), len(seen.mean)), PACE)
        self.noise, self.weight = seen.first_noise, np.ones(len(seen.read))
        for _ in range(ROUNDS):
            self._weigh_heats()
            self._pace_walks()
        # Weights fitted to the residuals promise too much; see INFLATED.
        self._inverse = self._inverted(INFLATED)
        self._product = self._inverse @ self._residual

    def _inverted(self, inflated: float = 1.0) -> Matrix:
        """Inverse of what the readings vary by: level, walk and noise."""
        moving = self._scaled * self.pace[self.seen.furnace]
        signal = self._still + moving @ moving.T * self._walked
        return np.linalg.inv(signal + np.diag(inflated * self.noise**2 / self.weight))

    def _weigh_heats(self) -> None:
        """Scale of the noise and the say of each heat: one step of expectation-maximisation."""
        own = self.noise**2 / self.weight
        inverse = self._inverted()
        left = own * (inverse @ self._residual)
        square = left**2 + own - own**2 * np.diag(inverse)
        self.weight = (TAIL + 1) / (TAIL + square / self.noise**2)
        first = PRIOR_HEATS * self.seen.first_noise**2
        heats = PRIOR_HEATS + len(self.weight)
        self.noise = float(np.sqrt((first + float(self.weight @ square)) / heats))

    def _pace_walks(self) -> None:
        """How fast each furnace's recovery of each material moves: one step of the same."""
        inverse = self._inverted(INFLATED)
        product = inverse @ self._residual
        for furnace, rows in enumerate(self._rows):
            turn = self.seen.turn[rows]
            steps = np.arange(1, int(turn.max()) + 1)
            taken = (steps[None, :] <= turn[:, None]).astype(float)
            among = inverse[np.ix_(rows, rows)]
            for material in np.flatnonzero(self._scaled[rows].any(axis=0)):
                path = self._scaled[rows, material][:, None] * taken
                square = self.pace[furnace, material] ** 2
                step = square * (path.T @ product[rows])
                spread = square - square**2 * np.einsum(
                    "is,ij,js->s", path, among, path, optimize=True
                )
                moved = float(step @ step + spread.sum())
                self.pace[furnace, material] = np.sqrt(
                    (PACE_STEPS * PACE**2 + moved) / (PACE_STEPS + len(steps))
                )

    def at(self, asked: Asked) -> Posterior:
        """Mean and covariance of the recoveries asked for, all readings taken together."""
        seen = self.seen
        sd = seen.sd[asked.material]
        pace = self.pace[asked.furnace, asked.material] ** 2
        same = np.equal.outer(asked.furnace, seen.furnace)
        across = (sd[:, None] * self._scaled[:, asked.material].T) * (
            SHARED
            + BY_WORKSHOP * np.equal.outer(asked.workshop, seen.workshop)
            + BY_FURNACE * same
            + pace[:, None] * same * np.minimum.outer(asked.turn, seen.turn)
        )
        together = np.equal.outer(asked.furnace, asked.furnace)
        among = np.equal.outer(asked.material, asked.material) * (
            SHARED
            + BY_WORKSHOP * np.equal.outer(asked.workshop, asked.workshop)
            + BY_FURNACE * together
            + pace[:, None] * together * np.minimum.outer(asked.turn, asked.turn)
        )
        return Posterior(
            seen.mean[asked.material] + across @ self._product,
            (sd**2)[:, None] * among - across @ self._inverse @ across.T,
        )
