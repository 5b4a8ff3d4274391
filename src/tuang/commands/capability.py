"""A capability study: is the process stable, and do its readings fit between the drawing limits."""

import argparse
from pathlib import Path

import numpy as np

from tuang.commands.answers import Answer, BadInput, Exit, table
from tuang.commands.chart import rules_named
from tuang.commands.drawing import histogram_svg
from tuang.commands.files import decimal, number, read_numbered_rows
from tuang.commands.readings import read_readings
from tuang.spc.spread import Subgroups, Within
from tuang.spc.studies.percentiles import FAMILIES
from tuang.spc.studies.requirement import Requirement, judge
from tuang.spc.studies.study import Model, Study, Tolerance, study

NAMES = ("cp", "cpk", "pp", "ppk", "cpm")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", help="CSV; `-` reads the standard input")
    add("--lsl", help="lower drawing limit")
    add("--usl", help="upper drawing limit")
    add("--target", help="value aimed at; the middle of two limits if not given")
    add("--subgroup", type=int, metavar="N", help="readings in a subgroup; none: single readings")
    add("--within", choices=[str(way) for way in Within], help="how sigma within is taken")
    add("--model", default="normal", choices=[str(each) for each in Model])
    add("--family", choices=FAMILIES, help="distribution of the percentiles; else the nearest")
    add("--confidence", type=decimal, default=0.95, help="of the two-sided intervals")
    add("--rules", default="1", help="what makes a process unstable; as for `tuang chart`")
    add("--even-if-unstable", action="store_true", help="give indices all the same, marked")
    add("--requirements", metavar="FILE", help="CSV: class, index, accept, conditional")
    add("--class", dest="characteristic_class", help="which class of the requirements")
    add("--value", metavar="COLUMN", help="the column or columns of readings")
    add("--group", metavar="COLUMN", help="the column that names the subgroup")
    add("--svg", type=Path, metavar="FILE", help="draw the histogram")


def answer(given: argparse.Namespace) -> Answer:
    readings = read_readings(given.file, size=given.subgroup, value=given.value, group=given.group)
    limits = (
        None if each is None else number(each, option)
        for option, each in (("--lsl", given.lsl), ("--usl", given.usl), ("--target", given.target))
    )
    required = _required(given)
    try:
        found = study(
            readings.subgroups,
            _tolerance(*limits),
            way=Within(given.within) if given.within else None,
            model=Model(given.model),
            family=given.family,
            confidence=given.confidence,
            rules=rules_named(given.rules),
            even_if_unstable=given.even_if_unstable,
        )
    except BadInput:
        raise
    except ValueError as problem:
        raise BadInput(given.file, str(problem)) from problem
    data = _data(found, readings.notes, is_forced=given.even_if_unstable)
    if required is not None:
        judged = judge(found.indices, required)
        data["verdict"] = {
            "class": required.characteristic_class,
            "index": required.index,
            "accept": required.accept,
            "conditional": required.conditional,
            "standing": str(judged.standing),
            "proven": judged.is_proven,
        }
    return Answer(
        data,
        text=lambda: _text(found, data),
        exit=Exit.INFEASIBLE if found.indices is None else Exit.SOLVED,
        svg=lambda: _svg(found, readings.subgroups, Path(given.file).name),
    )


def _tolerance(lower: float | None, upper: float | None, target: float | None) -> Tolerance:
    try:
        return Tolerance(lower, upper, target)
    except ValueError as problem:
        raise BadInput("--lsl, --usl", str(problem)) from problem


def _required(given: argparse.Namespace) -> Requirement | None:
    if given.requirements is None:
        return None
    if given.characteristic_class is None:
        raise BadInput("--class", "say which class of the requirements the characteristic has.")
    classes = []
    for line, row in read_numbered_rows(given.requirements, ("class", "index", "accept")):
        where = f"{given.requirements}, line {line}"
        conditional = row.get("conditional", "")
        classes.append(row["class"])
        if row["class"] == given.characteristic_class:
            try:
                return Requirement(
                    row["class"],
                    row["index"].lower(),
                    number(row["accept"], where),
                    number(conditional, where) if conditional else None,
                )
            except BadInput:
                raise
            except ValueError as problem:
                raise BadInput(where, str(problem)) from problem
    raise BadInput(
        "--class", f"the requirements know {', '.join(classes)}, not {given.characteristic_class}."
    )


def _data(found: Study, notes: list[str], *, is_forced: bool) -> dict[str, object]:
    indices = found.indices
    data: dict[str, object] = {
        "n": found.n,
        "mean": found.mean,
        "sigma_within": found.sigma_within,
        "sigma_overall": found.sigma_overall,
    }
    data |= {name: getattr(indices, name, None) for name in NAMES}
    data["ci"] = {
        name: list(indices.intervals[name]) if indices and name in indices.intervals else None
        for name in NAMES
    }
    return data | {
        "confidence": found.confidence,
        "normality_p": found.normality_p,
        "stable": found.is_stable,
        "unstable_because": list(found.unstable_because),
        "marked": is_forced and not found.is_stable,
        "within": str(found.way),
        "model": str(found.model),
        "fit": found.fit or None,
        "lsl": found.tolerance.lower,
        "usl": found.tolerance.upper,
        "target": found.tolerance.aim,
        "ppm_observed": found.observed_ppm,
        "ppm_expected_overall": indices.ppm_overall if indices else None,
        "ppm_expected_within": indices.ppm_within if indices else None,
        "notes": [*notes, *found.notes],
    }


def _text(found: Study, data: dict[str, object]) -> str:
    lines = [
        f"{found.n} readings, mean {found.mean:.6g}, sigma within {found.sigma_within:.6g} "
        f"(by {found.way}), overall {found.sigma_overall:.6g}"
    ]
    if not found.is_stable:
        lines += [
            "",
            "The process is not stable:",
            *(f"  {each}." for each in found.unstable_because),
        ]
    if found.indices is None:
        lines.append(
            "No index is given. Find the cause and take new readings, or ask for the indices "
            "all the same with --even-if-unstable."
        )
    else:
        if not found.is_stable:
            lines.append("These indices were asked for all the same; they promise nothing.")
        rows = [
            [name.capitalize(), f"{value:.4f}", *_interval(found, name)]
            for name in NAMES
            if (value := getattr(found.indices, name)) is not None
        ]
        titles = ["index", "value", f"{found.confidence:.0%} from", "to"]
        lines += ["", table(titles, rows), "", f"Model: {found.fit or found.model}."]
        lines.append(
            f"Rejects per million: {found.observed_ppm:.1f} observed, "
            f"{found.indices.ppm_overall:.1f} expected."
        )
    if found.normality_p is not None:
        lines.append(f"Normality (Anderson-Darling): p = {found.normality_p:.4g}.")
    if isinstance(verdict := data.get("verdict"), dict):
        proof = "proven by" if verdict["proven"] else "not proven by"
        lines.append(
            f"Class {verdict['class']} asks {verdict['index']} {verdict['accept']:g}: "
            f"{verdict['standing']}, {proof} the lower confidence limit."
        )
    notes = data["notes"]
    assert isinstance(notes, list)
    return "\n".join([*lines, *notes])


def _interval(found: Study, name: str) -> list[str]:
    assert found.indices is not None
    if name not in found.indices.intervals:
        return ["", ""]
    return [f"{each:.4f}" for each in found.indices.intervals[name]]


def _svg(found: Study, subgroups: Subgroups, name: str) -> str:
    readings = np.array([reading for each in subgroups for reading in each])
    counts, edges = np.histogram(readings, bins=min(40, max(6, round(len(readings) ** 0.5))))
    places = np.linspace(
        found.mean - 4 * found.sigma_overall, found.mean + 4 * found.sigma_overall, 81
    )
    height = len(readings) * (edges[1] - edges[0]) / (found.sigma_overall * np.sqrt(2 * np.pi))
    curve = height * np.exp(-(((places - found.mean) / found.sigma_overall) ** 2) / 2)
    limits = {"LSL": found.tolerance.lower, "mean": found.mean, "USL": found.tolerance.upper}
    told = "not stable" if not found.is_stable else "stable"
    if found.indices is not None and found.indices.ppk is not None:
        told += f", Ppk {found.indices.ppk:.2f}"
    return histogram_svg(
        f"Capability of {name}",
        f"{found.n} readings, {told}",
        [
            (float(start), float(end), int(count))
            for start, end, count in zip(edges, edges[1:], counts, strict=False)
        ],
        list(zip(places.tolist(), curve.tolist(), strict=True)),
        {label: value for label, value in limits.items() if value is not None},
    )
