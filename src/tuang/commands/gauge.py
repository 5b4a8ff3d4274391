"""May this gauge be trusted: a study of parts x operators, or of known references.

FILE is a CSV: part, operator, value, one row a reading, in any order. A column may also be
called: sample, piece, bagian, benda (part); appraiser, inspector, penguji (operator);
reading, measurement, nilai, hasil (value); master, acuan (reference). Type1, bias and
linearity need value and reference (a column, or --reference for one piece).
ev, av, grr, pv, tv are standard deviations; grr_pct_study is 100 GRR/TV and
grr_pct_tolerance 100 x (study multiple) x GRR / tolerance.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from tuang.commands._study_picture import study_picture
from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.files import number, read_rows, refuse_mixed_marks
from tuang.msa import (
    POOLING_ALPHA,
    Bias,
    Components,
    Reading,
    Study,
    UnusableStudy,
    bias_at,
    crossed,
    crossed_anova,
    crossed_ranges,
    linearity,
    nested,
    nested_anova,
    type_one,
)

SYNONYMS = {
    "part": ("part", "sample", "piece", "bagian", "benda"),
    "operator": ("operator", "appraiser", "inspector", "penguji"),
    "value": ("value", "reading", "measurement", "nilai", "hasil"),
    "reference": ("reference", "master", "acuan"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the CSV file, or - for the standard input")
    parser.add_argument(
        "--kind",
        choices=("crossed", "nested", "type1", "bias", "linearity"),
        default="crossed",
    )
    parser.add_argument("--method", choices=("anova", "range"), default="anova")
    parser.add_argument("--tolerance", help="width of the tolerance, upper minus lower limit")
    parser.add_argument("--study-multiple", default="6", help="6, or 5.15 as was once customary")
    parser.add_argument("--alpha", default=str(POOLING_ALPHA), help="pool an interaction above it")
    parser.add_argument("--reference", help="true value of the one piece of a type 1 study")
    parser.add_argument("--svg", type=Path, help="write the picture of a crossed or nested study")


def answer(given: argparse.Namespace) -> Answer:
    rows = named(read_rows(given.file), given.file)
    values = ((f"reading {at}", row.get("value", "")) for at, row in enumerate(rows, start=1))
    refuse_mixed_marks(values, "value")
    try:
        if given.kind in ("type1", "bias", "linearity"):
            return _against_reference(given, rows)
        return _study(given, rows)
    except UnusableStudy as problem:
        raise BadInput(problem.field, problem.cause) from problem


def named(rows: list[dict[str, str]], file: str) -> list[dict[str, str]]:
    """The rows with their columns under our own names; raises BadInput for none at all."""
    if not rows:
        raise BadInput(file, "the file has a head row and no readings.")
    ours = {word: name for name, words in SYNONYMS.items() for word in words}
    titles = [ours.get(title, title) for title in rows[0]]
    if doubled := {title for title in titles if title in SYNONYMS and titles.count(title) > 1}:
        raise BadInput(file, f"two columns both mean {', '.join(sorted(doubled))}.")
    return [dict(zip(titles, row.values(), strict=True)) for row in rows]


def cell(row: dict[str, str], column: str, where: str) -> str:
    if column not in row:
        raise BadInput(column, f"the head row has no such column; it has {', '.join(row)}.")
    if not row[column]:
        raise BadInput(f"{where}, {column}", "the cell is empty.")
    return row[column]


def _positive(text: str | None, field: str) -> float | None:
    if text is None:
        return None
    value = number(text, field)
    if value <= 0:
        raise BadInput(field, "must be above zero.")
    return value


def _study(given: argparse.Namespace, rows: list[dict[str, str]]) -> Answer:
    tolerance = _positive(given.tolerance, "tolerance")
    multiple = _positive(given.study_multiple, "study-multiple") or 6.0
    alpha = number(given.alpha, "alpha")
    if not 0 <= alpha <= 1:
        raise BadInput("alpha", "must lie from 0 to 1.")
    readings = [
        Reading(
            cell(row, "part", f"reading {at}"),
            cell(row, "operator", f"reading {at}"),
            number(cell(row, "value", f"reading {at}"), f"reading {at}, value"),
        )
        for at, row in enumerate(rows, start=1)
    ]
    study = nested(readings) if given.kind == "nested" else crossed(readings)
    data: dict[str, object] = {"kind": given.kind, "method": given.method}
    if given.kind == "nested":
        if given.method == "range":
            raise BadInput("method", "a nested study has no range form; use anova.")
        used = nested_anova(study)
    elif given.method == "range":
        used = crossed_ranges(study)
    else:
        both = crossed_anova(study, alpha)
        used = both.used
        data |= {
            "is_pooled": both.is_pooled,
            "alpha": alpha,
            "with_interaction": both.with_interaction
            and _figures(both.with_interaction, tolerance, multiple),
            "without_interaction": _figures(both.without_interaction, tolerance, multiple),
        }
    data |= _figures(used, tolerance, multiple) | {"study_multiple": multiple}
    data |= {"parts": len(study.parts), "operators": len(study.operators), "trials": study.trials}
    return Answer(data, lambda: _text(study, used, tolerance, multiple), svg=_picture(study, used))


def _picture(study: Study, used: Components) -> Callable[[], str]:
    return lambda: study_picture(study, used)


def _figures(found: Components, tolerance: float | None, multiple: float) -> dict[str, object]:
    return {
        "anova": [
            {"source": m.source, "df": m.df, "ss": m.ss, "ms": m.ms, "f": m.f, "p": m.p}
            for m in found.anova
        ],
        "ev": found.ev,
        "av": found.av,
        "operator": found.operator,
        "interaction": found.interaction,
        "grr": found.grr,
        "pv": found.pv,
        "tv": found.tv,
        "grr_pct_study": found.grr_pct_study,
        "grr_pct_tolerance": found.grr_pct_tolerance(tolerance, multiple) if tolerance else None,
        "grr_pct_contribution": found.grr_pct_study**2 / 100,
        "ndc": found.ndc,
        "ci": {name: list(pair) for name, pair in (found.intervals or {}).items()},
        "notes": list(found.notes),
    }


def _text(study: Study, found: Components, tolerance: float | None, multiple: float) -> str:
    blocks = [f"{len(study.parts)} parts, {len(study.operators)} operators, {study.trials} trials"]
    if found.anova:
        rows = [
            [m.source, str(m.df), f"{m.ss:.6g}", f"{m.ms:.6g}", _or(m.f, ".3f"), _or(m.p, ".4f")]
            for m in found.anova
        ]
        blocks.append(table(["source", "df", "SS", "MS", "F", "p"], rows))
    shown = {"EV": "ev", "AV": "av", "GRR": "grr", "PV": "pv", "TV": "tv"}
    lines = []
    for title, name in shown.items():
        value = float(getattr(found, name))
        low, high = (found.intervals or {}).get(name, (None, None))
        of_tolerance = 100 * multiple * value / tolerance if tolerance else None
        lines.append(
            [
                title,
                f"{value:.6g}",
                _or(low, ".4g"),
                _or(high, ".4g"),
                f"{100 * value / found.tv:.2f}",
                _or(of_tolerance, ".2f"),
            ]
        )
    titles = ["", "std dev", "95 % from", "to", "% study", "% tolerance"]
    blocks.append(table(titles, lines))
    blocks.append(f"distinct categories: {'-' if found.ndc is None else found.ndc}")
    return "\n\n".join(blocks + list(found.notes))


def _or(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _against_reference(given: argparse.Namespace, rows: list[dict[str, str]]) -> Answer:
    pairs = []
    for at, row in enumerate(rows, start=1):
        where = f"reading {at}"
        text = given.reference if given.reference else cell(row, "reference", where)
        value = number(cell(row, "value", where), f"{where}, value")
        pairs.append((number(text, f"{where}, reference"), value))
    if given.kind == "linearity":
        return _linearity(pairs)
    references = sorted({reference for reference, _ in pairs})
    found = [bias_at(at, [v for r, v in pairs if r == at]) for at in references]
    data: dict[str, object] = {"kind": given.kind, "bias": [_bias(one) for one in found]}
    if given.kind == "bias":
        return Answer(data, lambda: _bias_text(found))
    if len(references) > 1:
        raise BadInput("reference", "type 1 reads one piece; this file has several references.")
    tolerance = _positive(given.tolerance, "tolerance")
    if tolerance is None:
        raise BadInput("tolerance", "Cg and Cgk compare with the tolerance; give --tolerance.")
    multiple = _positive(given.study_multiple, "study-multiple") or 6.0
    one = type_one(references[0], [v for _, v in pairs], tolerance, multiple=multiple)
    data |= {"cg": one.cg, "cgk": one.cgk, "tolerance_share_pct": 20.0}
    return Answer(data, lambda: f"{_bias_text(found)}\n\nCg {one.cg:.3f}\nCgk {one.cgk:.3f}")


def _bias(one: Bias) -> dict[str, object]:
    return {
        "reference": one.reference,
        "n": one.n,
        "mean": one.mean,
        "std_dev": one.deviation,
        "bias": one.bias,
        "ci": [one.low, one.high],
        "p": one.p,
        "is_zero": one.is_zero,
    }


def _bias_text(found: list[Bias]) -> str:
    rows = [
        [
            f"{b.reference:g}",
            str(b.n),
            f"{b.bias:.6g}",
            f"{b.low:.4g}",
            f"{b.high:.4g}",
            f"{b.p:.4f}",
        ]
        for b in found
    ]
    return table(["reference", "n", "bias", "95 % from", "to", "p"], rows)


def _linearity(pairs: list[tuple[float, float]]) -> Answer:
    found = linearity(pairs)
    data: dict[str, object] = {
        "kind": "linearity",
        "slope": found.slope,
        "intercept": found.intercept,
        "r_squared": found.r_squared,
        "std_dev": found.deviation,
        "slope_p": found.slope_p,
        "intercept_p": found.intercept_p,
        "average_bias": found.average_bias,
        "band": [{"reference": r, "low": low, "high": high} for r, low, high in found.band],
        "bias": [_bias(one) for one in found.pieces],
        "acceptable": found.is_acceptable,
    }
    verdict = "lies" if found.is_acceptable else "does not lie"
    return Answer(
        data,
        lambda: (
            f"{_bias_text(list(found.pieces))}\n\n"
            f"bias = {found.intercept:.6g} + {found.slope:.6g} x reference "
            f"(R squared {100 * found.r_squared:.1f} %)\n"
            f"zero {verdict} inside the 95 % band at every reference"
        ),
    )
