"""Recoveries learnt from weighed charges and readings.

FILE is a CSV with one row for each thing weighed or read; comma, semicolon or tab between the
columns, decimal point or decimal comma (which needs the semicolon). Columns, in any order:
  heat, date (2026-01-31), workshop, furnace, kind, material, kg, and one for each element: C, Si
kind says what the row is:
  charge   a material that was charged: kg, and its percent of each element (empty: none of it)
  late     the same, thrown on the bath before the reading; learnt apart from the charge
  heel     metal that was in the furnace: kg and percents; at most one row a heat
  reading  what the spectrometer read, one row a burn (empty, or "<0,002": not read);
           kg is the metal then, where it was weighed
A heat that was not read is left out and counted.
"""

import argparse
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tuang.charge.recovery import (
    ChargedLine,
    HeatRecord,
    Learnt,
    LearntRecovery,
    UnusableRecord,
    learn_recoveries,
)
from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.files import number, read_rows

COLUMNS = ("heat", "date", "workshop", "furnace", "kind", "material", "kg")
KINDS = ("charge", "late", "heel", "reading")
Row = Mapping[str, str]


class Heat(NamedTuple):
    """A heat number means something only in its furnace."""

    workshop: str
    furnace: str
    heat: str

    def __str__(self) -> str:
        return f"heat {self.heat} of {self.workshop}, {self.furnace}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the CSV file, or - for the standard input")
    parser.add_argument(
        "--melt-loss",
        default="0.03",
        metavar="FRACTION",
        help="of the charge, where the metal was not weighed (0.03)",
    )


def answer(given: argparse.Namespace) -> Answer:
    rows = read_rows(given.file, columns=COLUMNS)
    loss = number(given.melt_loss, "--melt-loss")
    try:
        heats, unread = heats_from(rows, melt_loss=loss)
        if not heats:
            raise BadInput(given.file, "holds no heat with both a charge and a reading.")
        learnt = learn_recoveries(heats)
    except UnusableRecord as problem:
        raise BadInput(problem.field, problem.cause) from problem
    return Answer(
        data=_as_data(learnt, len(heats), unread),
        text=lambda: _text(learnt, len(heats), unread),
    )


# From rows to heats


def heats_from(rows: Sequence[Row], *, melt_loss: float) -> tuple[list[HeatRecord], int]:
    """The heats that were read, and how many were not; raises BadInput or UnusableRecord."""
    elements = [title for title in (rows[0] if rows else {}) if title not in COLUMNS]
    for title in elements:
        if not re.fullmatch("[a-z]{1,2}", title):
            raise BadInput(title, f"is neither an element nor one of {', '.join(COLUMNS)}.")
    by_heat: dict[Heat, list[tuple[int, Row]]] = {}
    # The head row is the first line; empty lines are not counted.
    for line, row in enumerate(rows, start=2):
        for column in ("heat", "workshop", "furnace", "kind"):
            if not row[column]:
                raise BadInput(f"row {line}, {column}", "is empty.")
        if row["kind"].lower() not in KINDS:
            raise BadInput(
                f"row {line}, kind", f"{row['kind']!r} is not one of {', '.join(KINDS)}."
            )
        key = Heat(row["workshop"], row["furnace"], row["heat"])
        by_heat.setdefault(key, []).append((line, row))
    read = {key: its for key, its in by_heat.items() if _of_kind(its, "reading")}
    heats = [_heat(key, its, elements, melt_loss) for key, its in read.items()]
    for key in by_heat.keys() - read.keys():
        _look_over(by_heat[key], elements)
    return heats, len(by_heat) - len(read)


def _look_over(rows: Sequence[tuple[int, Row]], elements: Sequence[str]) -> None:
    """A heat that nobody read teaches nothing, but a slip in it is told all the same."""
    for line, row in rows:
        _day(row["date"], line)
        _kg(row, line)
        _percents(row, line, elements)


def _of_kind(rows: Sequence[tuple[int, Row]], *kinds: str) -> list[tuple[int, Row]]:
    return [(line, row) for line, row in rows if row["kind"].lower() in kinds]


def _heat(
    key: Heat, rows: Sequence[tuple[int, Row]], elements: Sequence[str], melt_loss: float
) -> HeatRecord:
    days = {_day(row["date"], line) for line, row in rows}
    if len(days) > 1:
        raise BadInput(str(key), f"has {len(days)} dates; two heats may not share a number.")
    charged = _of_kind(rows, "charge", "late")
    if not charged:
        raise BadInput(str(key), "has a reading and no charge.")
    heels = _of_kind(rows, "heel")
    if len(heels) > 1:
        raise BadInput(str(key), "has two heels.")
    burns = _of_kind(rows, "reading")
    weighed = {_kg(row, line) for line, row in burns if row["kg"]}
    if len(weighed) > 1:
        raise BadInput(str(key), "gives two different masses of metal with its readings.")
    return HeatRecord(
        heat=key.heat,
        on=days.pop(),
        workshop=key.workshop,
        furnace=key.furnace,
        lines=[_line(row, line, elements) for line, row in charged],
        burns=[_percents(row, line, elements, is_reading=True) for line, row in burns],
        heel_kg=_kg(heels[0][1], heels[0][0]) if heels else 0.0,
        heel_pct=_percents(heels[0][1], heels[0][0], elements) if heels else {},
        metal_kg=weighed.pop() if weighed else None,
        melt_loss=melt_loss,
    )


def _line(row: Row, line: int, elements: Sequence[str]) -> ChargedLine:
    if not row["material"]:
        raise BadInput(f"row {line}, material", "is empty.")
    return ChargedLine(
        row["material"],
        _kg(row, line),
        _percents(row, line, elements),
        late=row["kind"].lower() == "late",
    )


def _kg(row: Row, line: int) -> float:
    kg = number(row["kg"], f"row {line}, kg")
    if kg < 0:
        raise BadInput(f"row {line}, kg", f"is {kg:g}; a mass cannot be below zero.")
    return kg


def _percents(
    row: Row, line: int, elements: Sequence[str], *, is_reading: bool = False
) -> dict[str, float]:
    percents = {}
    for title in elements:
        cell = row[title]
        if not cell or (is_reading and cell.startswith("<")):
            continue
        where = f"row {line}, {title.title()}"
        value = number(cell, where)
        if not 0 <= value <= 100:
            raise BadInput(where, f"{value:g} percent is not from 0 to 100.")
        percents[title.title()] = value
    if sum(percents.values()) > 100 + 1e-9:
        raise BadInput(f"row {line}", f"its percents add up to {sum(percents.values()):g}.")
    return percents


def _day(cell: str, line: int) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadInput(f"row {line}, date", f"{cell!r} is not a date such as 2026-01-31.") from None


# From what was learnt to JSON and text


def _as_data(learnt: Learnt, heats: int, unread: int) -> dict[str, object]:
    return {
        "status": "solved",
        "heats": heats,
        "heats_not_read": unread,
        "recoveries": [_recovery_data(each) for each in learnt.recoveries],
        "bad_burns": [
            {
                "heat": burn.heat,
                "workshop": burn.workshop,
                "furnace": burn.furnace,
                "element": burn.element,
                "read": burn.read,
                "expected": burn.expected,
                "weight": burn.weight,
            }
            for burn in learnt.bad_burns
        ],
        "noise_pct": learnt.noise_pct,
    }


def _recovery_data(each: LearntRecovery) -> dict[str, object]:
    return {
        "workshop": each.workshop,
        "furnace": each.furnace,
        "material": each.material,
        "late": each.late,
        "element": each.element,
        "recovery": each.recovery,
        "low": each.low,
        "high": each.high,
        "prior": {"mean": each.prior.mean, "sd": each.prior.sd},
        "learnt": each.learnt,
        "heats": each.heats,
        "drift": {
            "change": each.drift.change,
            "low": each.drift.low,
            "high": each.drift.high,
            "verdict": each.drift.verdict,
        },
        "trend": [
            {
                "heat": point.heat,
                "date": point.on.isoformat(),
                "recovery": point.recovery,
                "low": point.low,
                "high": point.high,
            }
            for point in each.trend
        ],
        "mixed_with": list(each.mixed_with),
    }


def _text(learnt: Learnt, heats: int, unread: int) -> str:
    titles = ["workshop, furnace, material", "element", "recovery", "95 %", "before", "learnt",
              "heats", "drift"]  # fmt: skip
    rows = [
        [
            f"{each.workshop}, {each.furnace}, {each.material}{' (late)' if each.late else ''}",
            each.element,
            f"{each.recovery:.3f}",
            f"{each.low:.3f} to {each.high:.3f}",
            f"{each.prior.mean:.2f}",
            f"{each.learnt:.0%}",
            str(each.heats),
            f"{each.drift.change:+.3f} {each.drift.verdict}",
        ]
        for each in learnt.recoveries
    ]
    lines = [table(titles, rows), "", f"{heats} heats; {unread} left out because not read."]
    together = {
        (each.workshop, each.furnace, each.element, *sorted((each.material, other)))
        for each in learnt.recoveries
        for other in each.mixed_with
    }
    lines += [
        f"{workshop}, {furnace}: {one} and {other} were charged too much in step to tell their "
        f"{element} apart."
        for workshop, furnace, element, one, other in sorted(together)
    ]
    lines += [
        f"Doubted: heat {burn.heat} of {burn.workshop}, {burn.furnace} read {burn.element} "
        f"{burn.read:.3f} where {burn.expected:.3f} was expected."
        for burn in learnt.bad_burns
    ]
    return "\n".join(lines)
