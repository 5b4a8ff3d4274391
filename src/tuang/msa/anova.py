"""Gauge studies by analysis of variance: crossed and nested, from a balanced study."""

from dataclasses import dataclass
from math import fsum, sqrt
from statistics import fmean

from tuang.msa.components import Components, MeanSquare, limits
from tuang.msa.study import Study, UnusableStudy

POOLING_ALPHA = 0.25
"""An interaction is dropped when its p is above this: the customary, cautious bound."""

_Terms = dict[str, list[tuple[float, MeanSquare]]]


@dataclass(frozen=True)
class Crossed:
    """Both models, and which of them speaks. with_interaction is None where it has no test."""

    used: Components
    is_pooled: bool
    with_interaction: Components | None
    without_interaction: Components


def crossed_anova(study: Study, alpha: float = POOLING_ALPHA) -> Crossed:
    """Random-effects analysis of parts x operators x trials.

    The interaction is pooled into repeatability when its p is above alpha. One operator
    leaves reproducibility at zero, one trial leaves the interaction inside repeatability,
    each with a note. Raises UnusableStudy when nothing was repeated.
    Source: AIAG, Measurement Systems Analysis, 4th ed.; Montgomery, Statistical Quality
    Control, chapter 8.
    """
    part, operator, interaction, error = _sums(study)
    p, o, r = len(study.parts), len(study.operators), study.trials
    if error.df + interaction.df == 0:
        raise UnusableStudy("value", "one operator and one trial: nothing was repeated.")
    pooled = _pooled(p, o, r, part, operator, _merge(interaction, error))
    if o == 1 or r == 1:
        return Crossed(pooled, True, None, pooled)
    tested = _tested(interaction, error)
    full = _full(p, o, r, part, operator, tested, error)
    is_pooled = tested.p is not None and tested.p > alpha
    return Crossed(pooled if is_pooled else full, is_pooled, full, pooled)


def nested_anova(study: Study) -> Components:
    """Each operator has his own parts, as in a destructive test of like pieces.

    Raises UnusableStudy for one trial: pieces cannot be told from repeatability then.
    Source: Montgomery, Design and Analysis of Experiments, nested random model.
    """
    p, o, r = len(study.parts), len(study.operators), study.trials
    if r < 2:
        raise UnusableStudy("value", "a nested study needs at least two trials for each part.")
    mean = study.mean
    between = p * r * fsum((m - mean) ** 2 for m in study.operator_means)
    within = r * fsum(
        (fmean(cell) - m) ** 2
        for row, m in zip(study.cells, study.operator_means, strict=True)
        for cell in row
    )
    error = MeanSquare("repeatability", p * o * (r - 1), _within(study))
    part = _tested(MeanSquare("part(operator)", o * (p - 1), within), error)
    terms: _Terms = {"pv": [(1 / r, part), (-1 / r, error)]}
    lines = [part, error]
    if o > 1:
        operator = _tested(MeanSquare("operator", o - 1, between), part)
        lines.insert(0, operator)
        terms["operator"] = [(1 / (p * r), operator), (-1 / (p * r), part)]
        terms["grr"] = [*terms["operator"], (1.0, error)]
    return _components(lines, terms, error, [] if o > 1 else [_ONE_OPERATOR])


_ONE_OPERATOR = "One operator: reproducibility cannot be estimated and counts as zero."


def _full(
    p: int,
    o: int,
    r: int,
    part: MeanSquare,
    operator: MeanSquare,
    interaction: MeanSquare,
    error: MeanSquare,
) -> Components:
    part, operator = _tested(part, interaction), _tested(operator, interaction)
    terms: _Terms = {
        "pv": [(1 / (o * r), part), (-1 / (o * r), interaction)],
        "operator": [(1 / (p * r), operator), (-1 / (p * r), interaction)],
        "interaction": [(1 / r, interaction), (-1 / r, error)],
        "av": [(1 / (p * r), operator), ((p - 1) / (p * r), interaction), (-1 / r, error)],
        "grr": [
            (1 / (p * r), operator),
            ((p - 1) / (p * r), interaction),
            ((r - 1) / r, error),
        ],
    }
    return _components([part, operator, interaction, error], terms, error, [])


def _pooled(
    p: int, o: int, r: int, part: MeanSquare, operator: MeanSquare, error: MeanSquare
) -> Components:
    part = _tested(part, error)
    terms: _Terms = {"pv": [(1 / (o * r), part), (-1 / (o * r), error)]}
    notes = ["One trial: the interaction cannot be told from repeatability."] if r == 1 else []
    if o == 1:
        return _components([part, error], terms, error, [*notes, _ONE_OPERATOR])
    operator = _tested(operator, error)
    terms["operator"] = [(1 / (p * r), operator), (-1 / (p * r), error)]
    terms["grr"] = [(1 / (p * r), operator), (1 - 1 / (p * r), error)]
    return _components([part, operator, error], terms, error, notes)


_NAMES = {
    "pv": "parts",
    "operator": "operators",
    "interaction": "the interaction of parts and operators",
}


def _components(
    lines: list[MeanSquare], terms: _Terms, error: MeanSquare, notes: list[str]
) -> Components:
    variance = {name: sum(w * m.ms for w, m in terms.get(name, [])) for name in _NAMES}
    notes = notes + [
        f"The variance of {_NAMES[name]} came out negative and is set to zero."
        for name, value in variance.items()
        if value < 0
    ]
    pure = [(1.0, error)]
    wanted = {"ev": pure, "grr": pure, **terms}
    wanted.setdefault("av", wanted.get("operator", []))
    intervals = {
        name: (sqrt(low), sqrt(high))
        for name, of in wanted.items()
        if of
        for low, high in [limits(of)]
    }
    intervals["tv"] = _square_root(limits(_summed(wanted["grr"] + terms["pv"])))
    return Components(
        ev=sqrt(error.ms),
        operator=sqrt(max(0.0, variance["operator"])),
        interaction=sqrt(max(0.0, variance["interaction"])),
        pv=sqrt(max(0.0, variance["pv"])),
        anova=tuple(lines),
        intervals=intervals,
        notes=tuple(notes),
    )


def _square_root(pair: tuple[float, float]) -> tuple[float, float]:
    return sqrt(pair[0]), sqrt(pair[1])


def _summed(terms: list[tuple[float, MeanSquare]]) -> list[tuple[float, MeanSquare]]:
    """The weights of the same mean square together, so that each counts once."""
    weights: dict[str, tuple[float, MeanSquare]] = {}
    for weight, m in terms:
        before = weights.get(m.source, (0.0, m))[0]
        weights[m.source] = (before + weight, m)
    return list(weights.values())


def _sums(study: Study) -> tuple[MeanSquare, MeanSquare, MeanSquare, MeanSquare]:
    p, o, r = len(study.parts), len(study.operators), study.trials
    mean, parts, operators = study.mean, study.part_means, study.operator_means
    crossing = fsum(
        (fmean(cell) - parts[i] - operators[j] + mean) ** 2
        for j, row in enumerate(study.cells)
        for i, cell in enumerate(row)
    )
    size = mean**2 + fsum((m - mean) ** 2 for m in parts)
    between = fsum((m - mean) ** 2 for m in operators)
    return (
        MeanSquare("part", p - 1, o * r * fsum((m - mean) ** 2 for m in parts)),
        MeanSquare("operator", o - 1, p * r * _beyond_rounding(between, size)),
        MeanSquare("part x operator", (p - 1) * (o - 1), r * _beyond_rounding(crossing, size)),
        MeanSquare("repeatability", p * o * (r - 1), _within(study)),
    )


def _beyond_rounding(total: float, size: float) -> float:
    """Zero for what rounding leaves of it, which would give a perfect gauge a tiny error."""
    return total if total > 1e-24 * size else 0.0


def _within(study: Study) -> float:
    return fsum(
        (value - fmean(cell)) ** 2
        for row in study.cells
        for cell in row
        if len(set(cell)) > 1  # the mean of equal values is rounded too
        for value in cell
    )


def _merge(one: MeanSquare, other: MeanSquare) -> MeanSquare:
    return MeanSquare(other.source, one.df + other.df, one.ss + other.ss)


def _tested(line: MeanSquare, against: MeanSquare) -> MeanSquare:
    from scipy.special import fdtrc

    if against.ss <= 0:
        return line
    ratio = line.ms / against.ms
    return MeanSquare(
        line.source, line.df, line.ss, ratio, float(fdtrc(line.df, against.df, ratio))
    )
