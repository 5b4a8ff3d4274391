"""Short runs: many small orders of different parts on one chart, each against its own nominal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from tuang.spc.charts.measured import (
    ONLY_LIMITS,
    Chart,
    Kind,
    Standard,
    individuals_chart,
    xbar_chart,
)
from tuang.spc.charts.runs import RunRule
from tuang.spc.spread import Within, spread_within


@dataclass(frozen=True, slots=True)
class Piece:
    """A reading or a subgroup of one part; nominal None takes the mean of the part's readings.

    sigma: what the part is known to spread by, needed only to standardise; None estimates it.
    """

    part: str
    readings: tuple[float, ...]
    nominal: float | None = None
    sigma: float | None = None


def short_run_chart(
    pieces: Sequence[Piece],
    *,
    standardised: bool = False,
    rules: Collection[RunRule] = ONLY_LIMITS,
    baseline: int | None = None,
) -> Chart:
    """Deviations from each part's nominal, in the unit of the readings or in the part's sigmas.

    Deviations (standardised False) suppose that all parts spread alike; the centre is the mean
    deviation and sigma is taken from all parts together. Standardised deviations are divided by
    the part's own sigma (mean range / d2, or mean moving range / d2 for single readings), so
    that the centre is 0, sigma 1 and parts that spread differently share a chart.
    pieces: in the order made. Raises ValueError where a part has too few readings to estimate
    what it was not given, and for readings without spread.
    Source: Pyzdek, Quality Progress 26 (1993) no. 4, 51-60; Montgomery, 10.2.
    """
    nominals = {part: _nominal(part, own) for part, own in _by_part(pieces).items()}
    sigmas = {
        part: _sigma(part, own) if standardised else 1.0 for part, own in _by_part(pieces).items()
    }
    away = [
        [(reading - nominals[piece.part]) / sigmas[piece.part] for reading in piece.readings]
        for piece in pieces
    ]
    known = (Standard(0.0, 1.0),) if standardised else ()
    if all(len(each) == 1 for each in away):
        chart = individuals_chart(
            [each[0] for each in away], rules=rules, baseline=baseline, standards=known
        )
    else:
        chart = xbar_chart(away, way=Within.RANGE, rules=rules, baseline=baseline, standards=known)
    return replace(chart, kind=Kind.SHORT_RUN_STANDARDISED if standardised else Kind.SHORT_RUN)


def _by_part(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    parts: dict[str, list[Piece]] = {}
    for piece in pieces:
        parts.setdefault(piece.part, []).append(piece)
    return parts


def _nominal(part: str, pieces: Sequence[Piece]) -> float:
    named = {piece.nominal for piece in pieces if piece.nominal is not None}
    if len(named) > 1:
        raise ValueError(f"Part {part} has more than one nominal; give each its own part name.")
    if named:
        return named.pop()
    readings = [reading for piece in pieces for reading in piece.readings]
    if len(readings) < 2:
        raise ValueError(f"Part {part} has one reading and no nominal to compare it with.")
    return fmean(readings)


def _sigma(part: str, pieces: Sequence[Piece]) -> float:
    named = {piece.sigma for piece in pieces if piece.sigma is not None}
    if len(named) > 1:
        raise ValueError(f"Part {part} has more than one sigma; give each its own part name.")
    if named:
        sigma = named.pop()
    else:
        subgroups = [piece.readings for piece in pieces]
        are_single = all(len(each) == 1 for each in subgroups)
        if are_single and len(subgroups) < 2:
            raise ValueError(f"Part {part} has one reading and no sigma to standardise it by.")
        way = Within.MOVING_RANGE if are_single else Within.RANGE
        sigma = spread_within(subgroups, way).sigma
    if not sigma > 0:
        raise ValueError(f"Part {part} shows no spread, so its readings cannot be standardised.")
    return sigma
