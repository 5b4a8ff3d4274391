"""The verdict on a new reading at once, whatever the length of the history behind it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from statistics import fmean

from tuang.spc.charts._history import LONGEST
from tuang.spc.charts.measured import ONLY_LIMITS
from tuang.spc.charts.runs import RunRule, patterns
from tuang.spc.factors import d2


@dataclass(frozen=True, slots=True)
class Verdict:
    """A new point against the limits in force, the rules it meets, and capability so far.

    cpk, ppk: None while the drawing or the readings do not define them.
    """

    value: float
    centre: float
    lower: float
    upper: float
    rules: tuple[RunRule, ...]
    cpk: float | None
    ppk: float | None


@dataclass(frozen=True, slots=True)
class Stream:
    """All that a chart must remember: eight figures and its last fifteen points.

    size: readings a subgroup; 1 for single readings with moving ranges. centre, sigma: limits
    frozen in phase I; None lets every new point move them, as a full computation would. The
    figures are plain numbers, to be stored as they are.
    """

    size: int = 1
    centre: float | None = None
    sigma: float | None = None
    points: int = 0
    mean_of_points: float = 0.0
    mean_range: float = 0.0
    readings: int = 0
    mean: float = 0.0
    squares: float = 0.0
    last: tuple[float, ...] = ()

    def after(self, readings: Sequence[float]) -> "Stream":
        """The stream with one more subgroup, in a time that does not grow.

        Raises ValueError for another number of readings than the size, or one not finite.
        """
        if len(readings) != self.size:
            raise ValueError(f"A subgroup has {self.size} readings here, not {len(readings)}.")
        if not all(map(isfinite, readings)):
            raise ValueError("A reading must be a finite number.")
        value = fmean(readings)
        points = self.points + 1
        mean_range, counted = self.mean_range, points
        spread: float | None = max(readings) - min(readings)
        if self.size == 1:
            spread = abs(value - self.last[-1]) if self.last else None
            counted -= 1
        if spread is not None:
            mean_range += (spread - mean_range) / counted
        mean, squares, count = self.mean, self.squares, self.readings
        for reading in readings:
            count += 1
            away = reading - mean
            mean += away / count
            squares += away * (reading - mean)
        return replace(
            self,
            points=points,
            mean_of_points=self.mean_of_points + (value - self.mean_of_points) / points,
            mean_range=mean_range,
            readings=count,
            mean=mean,
            squares=squares,
            last=(*self.last, value)[-LONGEST:],
        )

    def verdict(
        self,
        rules: Collection[RunRule] = ONLY_LIMITS,
        *,
        lower_limit: float | None = None,
        upper_limit: float | None = None,
    ) -> Verdict:
        """What the last point completes, as the full chart of all points would say of it.

        lower_limit, upper_limit: drawing limits, for Cpk and Ppk.
        Raises ValueError before the first point.
        """
        if not self.last:
            raise ValueError("There is no reading yet.")
        within = self.mean_range / d2(max(self.size, 2))
        centre = self.mean_of_points if self.centre is None else self.centre
        error = (within if self.sigma is None else self.sigma) / sqrt(self.size)
        lower, upper = centre - 3 * error, centre + 3 * error
        room = 1e-12 * max(abs(lower), abs(upper))
        places = [
            (value - centre, error, value > upper + room or value < lower - room)
            for value in self.last
        ]
        found = patterns(places, rules)
        overall = sqrt(self.squares / (self.readings - 1)) if self.readings > 1 else 0.0
        sides = [
            *([] if lower_limit is None else [self.mean - lower_limit]),
            *([] if upper_limit is None else [upper_limit - self.mean]),
        ]
        return Verdict(
            value=self.last[-1],
            centre=centre,
            lower=lower,
            upper=upper,
            rules=tuple(each.rule for each in found if each.index == len(self.last) - 1),
            cpk=min(sides) / (3 * within) if sides and within else None,
            ppk=min(sides) / (3 * overall) if sides and overall else None,
        )
