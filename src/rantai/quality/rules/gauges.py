"""What a gauge study must show, and what a doubtful gauge does to a reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tuang.msa import (
    Agreement,
    Components,
    Linearity,
    Reading,
    TypeOne,
    UnusableStudy,
    agreement,
    crossed,
    crossed_anova,
    linearity,
    type_one,
)

STUDY_METHOD = "msa-1"
"""How a study is worked out and judged: docs/methods/msa.md, and the changelog by this name."""

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "grr_pct": (10.0, 30.0),
        "ndc": (5.0, 2.0),
        "cg": (1.33, 1.0),
        "bias_pct": (5.0, 10.0),
        "kappa": (0.75, 0.40),
        "effectiveness_pct": (90.0, 80.0),
        "miss_pct": (2.0, 5.0),
        "false_alarm_pct": (5.0, 10.0),
    }
)
"""Good up to the first, may do up to the second: where the co-operative has set no others.

For ndc, cg, kappa and effectiveness more is better, so there it is from and not up to.
"""

MORE_IS_BETTER = frozenset({"ndc", "cg", "kappa", "effectiveness_pct"})


class Doubted(StrEnum):
    """Why a reading proves less than it should."""

    FAILED = "failed"
    STUDY = "study"
    EXPIRED = "expired"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class GaugePolicy:
    """The rule of a day; refusing is the rule for what is known to be wrong or run out."""

    refuses: frozenset[Doubted] = frozenset({Doubted.FAILED, Doubted.STUDY, Doubted.EXPIRED})
    warn_days: int = 30
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=lambda: BOUNDS)


def doubt_of(calibration: str, verdict: str | None) -> Doubted | None:
    """What speaks loudest against a gauge: its calibration first, then its study."""
    if calibration == "failed":
        return Doubted.FAILED
    if verdict == "failed":
        return Doubted.STUDY
    if calibration == "expired":
        return Doubted.EXPIRED
    return Doubted.UNPROVEN if calibration == "unproven" else None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a study as it was read: of a yes-or-no study the value is a word."""

    part: str
    operator: str
    value: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a study says: its verdict, its figures, and what kept it from a better verdict.

    A reason names a figure of BOUNDS, and whether it still may do.
    """

    verdict: str
    figures: dict[str, Any]
    reasons: list[tuple[str, float, str]]


BAD = "no"
"""The word for a piece that must not pass, in a study of people who judge yes or no."""


def judge_study(
    kind: str, rows: Sequence[Row], tolerance: float | None, policy: GaugePolicy
) -> Judged:
    """Work a study out by tuang.msa and hold it against the rule; raises UnusableStudy."""
    if not rows:
        raise UnusableStudy("value", "there is no reading.")
    return _WAYS[kind](rows, tolerance, policy)


def _crossed(rows: Sequence[Row], tolerance: float | None, policy: GaugePolicy) -> Judged:
    study = crossed([Reading(row.part, row.operator, float(row.value)) for row in rows])
    found = crossed_anova(study)
    used = found.used
    figures = _components(used, tolerance) | {
        "is_pooled": found.is_pooled,
        "parts": list(study.parts),
        "operators": list(study.operators),
        "trials": study.trials,
        "means": [[sum(cell) / len(cell) for cell in row] for row in study.cells],
    }
    held = [("grr_pct", used.grr_pct_study)]
    if tolerance:
        held.append(("grr_pct", used.grr_pct_tolerance(tolerance)))
    if used.ndc is not None:
        held.append(("ndc", float(used.ndc)))
    return _held(figures, held, policy)


def _components(used: Components, tolerance: float | None) -> dict[str, Any]:
    return {
        "anova": [[m.source, m.df, m.ss, m.ms, m.f, m.p] for m in used.anova],
        **{name: getattr(used, name) for name in ("ev", "av", "grr", "pv", "tv", "ndc")},
        "ci": {name: list(pair) for name, pair in (used.intervals or {}).items()},
        "grr_pct_study": used.grr_pct_study,
        "grr_pct_tolerance": used.grr_pct_tolerance(tolerance) if tolerance else None,
        "notes": list(used.notes),
    }


def _type_one(rows: Sequence[Row], tolerance: float | None, policy: GaugePolicy) -> Judged:
    if not tolerance:
        raise UnusableStudy("tolerance", "a type 1 study needs a tolerance.")
    references = {float(row.reference) for row in rows if row.reference}
    if len(references) != 1:
        raise UnusableStudy("reference", "a type 1 study reads one reference piece.")
    found: TypeOne = type_one(references.pop(), [float(row.value) for row in rows], tolerance)
    figures = _bias(found.bias) | {"cg": found.cg, "cgk": found.cgk}
    figures["run"] = [float(row.value) for row in rows]
    return _held(figures, [("cg", found.cg), ("cg", found.cgk)], policy)


def _bias(found: Any) -> dict[str, Any]:
    names = ("reference", "n", "mean", "deviation", "bias", "low", "high", "p")
    return {name: getattr(found, name) for name in names}


def _linearity(rows: Sequence[Row], tolerance: float | None, policy: GaugePolicy) -> Judged:
    """A bias that chance explains is none; a sure one is held against the tolerance."""
    if any(not row.reference for row in rows):
        raise UnusableStudy("reference", "every reading needs the value of its reference piece.")
    found: Linearity = linearity([(float(row.reference), float(row.value)) for row in rows])
    names = ("slope", "intercept", "r_squared", "slope_p", "intercept_p", "average_bias")
    largest = max(abs(piece.bias) for piece in found.pieces)
    figures = {name: getattr(found, name) for name in names} | {
        "band": [list(each) for each in found.band],
        "pieces": [_bias(piece) for piece in found.pieces],
        "is_zero": found.is_acceptable,
        "bias_pct": 100 * largest / tolerance if tolerance else None,
    }
    if found.is_acceptable:
        return Judged("good", figures, [])
    if not tolerance:
        return Judged("failed", figures, [("bias", largest, "failed")])
    return _held(figures, [("bias_pct", 100 * largest / tolerance)], policy)


def _agreement(rows: Sequence[Row], _tolerance: float | None, policy: GaugePolicy) -> Judged:
    ratings: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        ratings.setdefault((row.part, row.operator), []).append(row.value)
    reference = {row.part: row.reference for row in rows}
    for word in ("yes", BAD):
        if word not in reference.values():
            raise UnusableStudy("reference", "the pieces need both good and bad ones among them.")
    found: Agreement = agreement(ratings, reference, BAD)
    people = [
        {
            "name": one.name,
            "within": one.within.pct,
            "effectiveness_pct": one.against.pct if one.against else None,
            "interval": list(one.against.limits_pct) if one.against else None,
            "kappa": one.kappa_against.kappa if one.kappa_against else None,
            "miss_pct": one.miss_pct,
            "false_alarm_pct": one.false_alarm_pct,
        }
        for one in found.appraisers
    ]
    figures = {
        "people": people,
        "between": found.between.pct,
        "all_against": found.all_against.pct if found.all_against else None,
        "fleiss": found.fleiss.kappa,
        "parts": len(reference),
    }
    names = ("kappa", "effectiveness_pct", "miss_pct", "false_alarm_pct")
    held = [(name, one[name]) for one in people for name in names]
    return _held(
        figures, [(name, value) for name, value in held if isinstance(value, float)], policy
    )


_WAYS = {
    "crossed": _crossed,
    "type1": _type_one,
    "linearity": _linearity,
    "agreement": _agreement,
}
_WORST = ("good", "watch", "failed")


def _held(
    figures: dict[str, Any], held: Sequence[tuple[str, float]], policy: GaugePolicy
) -> Judged:
    """The worst of what the figures say, each against its two bounds; at a bound is inside."""
    reasons = [(name, value, grade(name, value, policy)) for name, value in held]
    verdict = max((each[2] for each in reasons), key=_WORST.index)
    worse = dict.fromkeys(each for each in reasons if each[2] != "good")
    return Judged(verdict, figures, list(worse))


def grade(name: str, value: float, policy: GaugePolicy) -> str:
    """good, watch or failed of one figure.

    >>> grade("grr_pct", 27.9, GaugePolicy())
    'watch'
    """
    good, most = policy.bounds.get(name, BOUNDS[name])
    if name in MORE_IS_BETTER:
        value, good, most = -value, -good, -most
    if value <= good:
        return "good"
    return "watch" if value <= most else "failed"
