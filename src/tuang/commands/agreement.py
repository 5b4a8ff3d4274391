"""Do inspectors agree with themselves, with each other, and with the truth.

FILE is a CSV: part, operator, value (any words, such as ok and ng), one row a decision;
a column reference adds what the part truly is. Columns may have the names that
`tuang gauge` knows. --bad names the rating that must not pass, for miss and false alarm.
"""

import argparse

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.files import read_rows
from tuang.commands.gauge import cell, named
from tuang.msa import Agreement, Kappa, Share, UnusableStudy, agreement

BAD_WORDS = ("ng", "bad", "reject", "fail", "tolak", "cacat", "0")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the CSV file, or - for the standard input")
    parser.add_argument("--bad", help=f"the rating of a bad part; else one of {BAD_WORDS}")


def answer(given: argparse.Namespace) -> Answer:
    rows = named(read_rows(given.file), given.file)
    ratings: dict[tuple[str, str], list[str]] = {}
    truth: dict[str, str] = {}
    for at, row in enumerate(rows, start=1):
        where = f"decision {at}"
        part, rating = cell(row, "part", where), cell(row, "value", where).lower()
        ratings.setdefault((part, cell(row, "operator", where)), []).append(rating)
        if "reference" in row:
            true = cell(row, "reference", where).lower()
            if truth.setdefault(part, true) != true:
                raise BadInput(f"{where}, reference", f"part {part} was {truth[part]} before.")
    used = {r for row in ratings.values() for r in row} | set(truth.values())
    bad = given.bad.lower() if given.bad else next((w for w in BAD_WORDS if w in used), None)
    try:
        found = agreement(ratings, truth or None, bad)
    except UnusableStudy as problem:
        raise BadInput(problem.field, problem.cause) from problem
    return Answer(_data(found, bad), lambda: _text(found))


def _kappa(one: Kappa | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {"kappa": one.kappa, "se": one.se, "se_if_zero": one.se_if_zero, "z": one.z}


def _share(one: Share | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "agreed": one.agreed,
        "inspected": one.inspected,
        "pct": one.pct,
        "ci_pct": list(one.limits_pct),
    }


def _data(found: Agreement, bad: str | None) -> dict[str, object]:
    return {
        "bad": bad,
        "appraisers": [
            {
                "name": a.name,
                "within": _share(a.within),
                "against_reference": _share(a.against),
                "effectiveness_pct": a.against.pct if a.against else None,
                "kappa_against_reference": _kappa(a.kappa_against),
                "miss_pct": a.miss_pct,
                "false_alarm_pct": a.false_alarm_pct,
            }
            for a in found.appraisers
        ],
        "between": _share(found.between),
        "all_against_reference": _share(found.all_against),
        "fleiss": _kappa(found.fleiss),
        "cohen": [
            {"first": one, "second": other} | (_kappa(kappa) or {})
            for one, other, kappa in found.pairs
        ],
    }


def _text(found: Agreement) -> str:
    rows = [
        [
            a.name,
            f"{a.within.pct:.1f}",
            _or(a.against.pct if a.against else None),
            _or(a.kappa_against.kappa if a.kappa_against else None, 3),
            _or(a.miss_pct),
            _or(a.false_alarm_pct),
        ]
        for a in found.appraisers
    ]
    titles = ["appraiser", "within %", "effective %", "kappa", "miss %", "false alarm %"]
    pairs = [[f"{one} - {other}", _or(k.kappa, 3), _or(k.se, 3)] for one, other, k in found.pairs]
    blocks = [table(titles, rows)]
    if pairs:
        blocks.append(table(["pair", "Cohen kappa", "error"], pairs))
    blocks.append(
        f"all agree on {found.between.agreed} of {found.between.inspected} parts; "
        f"Fleiss kappa {_or(found.fleiss.kappa, 3)}"
    )
    return "\n\n".join(blocks)


def _or(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
