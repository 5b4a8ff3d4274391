"""The cheapest correction of a bath after its reading.

FILE holds one JSON object, in kg, mass percent and one currency:
bath_kg, capacity_kg, reading {"C": 3.6, "Sn": "<0.002", ...}, window {"C": [3.2, 3.4], ...}
(null for no limit),
additions [{name, price_per_kg, stock_kg, pct, recovery, min_kg, max_kg, max_share, step_kg,
melt_loss}], hold_cost_per_min, minutes_per_addition; and, when wanted, carbon_equivalent
{formula, range}, tap_kg (least metal to remain; without it, as much as there is now),
pig_out_cost_per_kg (without it pigging out comes last), pig_out_value_per_kg, pig_out_step_kg,
max_pig_out_kg, max_additions. A recovery is the fraction that arrives when thrown on late;
late_recovery, where it is given, stands before recovery.
"""

import argparse
from collections.abc import Mapping

from tuang.charge.checks import UnusableFigure, Window
from tuang.charge.correction import (
    Addition,
    CorrectionPlan,
    CorrectionProblem,
    CorrectionStatus,
    Nearest,
    Relief,
    cheapest_correction,
)
from tuang.commands.answers import Answer, BadInput, Exit, table
from tuang.commands.fields import (
    equivalent,
    integer,
    known,
    listed,
    maybe,
    needed,
    number_at,
    object_at,
    or_else,
    percents_at,
    window_at,
)
from tuang.commands.files import read_json

FIELDS = (
    "bath_kg", "capacity_kg", "reading", "window", "additions", "hold_cost_per_min",
    "minutes_per_addition", "carbon_equivalent", "tap_kg", "pig_out_cost_per_kg",
    "pig_out_value_per_kg", "pig_out_step_kg", "max_pig_out_kg", "max_additions",
)  # fmt: skip
OF_AN_ADDITION = (
    "name", "price_per_kg", "stock_kg", "pct", "recovery", "late_recovery", "min_kg", "max_kg",
    "max_share", "step_kg", "melt_loss",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the JSON file, or - for the standard input")


def answer(given: argparse.Namespace) -> Answer:
    content = read_json(given.file)
    try:
        problem = problem_from(content)
    except UnusableFigure as cause:
        raise BadInput(cause.field, cause.cause) from cause
    plan = cheapest_correction(problem)
    return Answer(
        data=_as_data(plan),
        text=lambda: "\n".join(_lines(problem, plan)),
        exit=Exit.INFEASIBLE if plan.status is CorrectionStatus.INFEASIBLE else Exit.SOLVED,
    )


# From JSON to a problem


def problem_from(content: Mapping[str, object]) -> CorrectionProblem:
    """The problem that a JSON object states; raises BadInput or UnusableFigure."""
    known(content, FIELDS, "")
    window = window_at(needed(content, "window", ""), "window")
    return CorrectionProblem(
        bath_kg=number_at(needed(content, "bath_kg", ""), "bath_kg"),
        capacity_kg=number_at(needed(content, "capacity_kg", ""), "capacity_kg"),
        reading=_reading(needed(content, "reading", ""), window),
        window=window,
        additions=[
            addition_from(each, f"additions[{place}]")
            for place, each in enumerate(listed(content, "additions", ""))
        ],
        hold_cost_per_min=or_else(content, "hold_cost_per_min", 0.0),
        minutes_per_addition=or_else(content, "minutes_per_addition", 0.0),
        carbon_equivalent=equivalent(content.get("carbon_equivalent")),
        tap_kg=maybe(content, "tap_kg"),
        pig_out_cost_per_kg=maybe(content, "pig_out_cost_per_kg"),
        pig_out_value_per_kg=or_else(content, "pig_out_value_per_kg", 0.0),
        pig_out_step_kg=maybe(content, "pig_out_step_kg"),
        max_pig_out_kg=maybe(content, "max_pig_out_kg"),
        max_additions=integer(content.get("max_additions"), "max_additions"),
    )


def _reading(given: object, window: Mapping[str, Window]) -> dict[str, float]:
    """Figures, and what an instrument could only tell to be below one: "<0.002".

    Such an element counts as the most it may be, which is on the safe side of a maximum and
    proves nothing about a minimum.
    """
    whole: dict[str, object] = {}
    below: dict[str, float] = {}
    for element, value in object_at(given, "reading").items():
        if not (isinstance(value, str) and value.strip().startswith("<")):
            whole[element] = value
            continue
        try:
            below[element] = float(value.strip()[1:].replace(",", "."))
        except ValueError as cause:
            raise BadInput(f"reading.{element}", f"is {value!r}, below no number.") from cause
        if window.get(element, (None, None))[0] is not None:
            raise BadInput(
                f"reading.{element}", f"is {value!r}, and nobody knows whether it is enough."
            )
    return {**percents_at(whole, "reading"), **percents_at(below, "reading")}


def addition_from(given: object, where: str) -> Addition:
    """The addition that a JSON object states; raises BadInput or UnusableFigure."""
    fields = object_at(given, where)
    name = needed(fields, "name", f"{where}.")
    if not isinstance(name, str):
        raise BadInput(f"{where}.name", "must be text.")
    where = f"additions.{name}"
    known(fields, OF_AN_ADDITION, f"{where}.")
    return Addition(
        name=name,
        price_per_kg=number_at(
            needed(fields, "price_per_kg", f"{where}."), f"{where}.price_per_kg"
        ),
        pct=percents_at(needed(fields, "pct", f"{where}."), f"{where}.pct"),
        recovery=_recoveries(fields, where),
        stock_kg=maybe(fields, "stock_kg", f"{where}."),
        min_kg=or_else(fields, "min_kg", 0.0, f"{where}."),
        max_kg=maybe(fields, "max_kg", f"{where}."),
        max_share=or_else(fields, "max_share", 1.0, f"{where}."),
        step_kg=maybe(fields, "step_kg", f"{where}."),
        melt_loss=or_else(fields, "melt_loss", 0.0, f"{where}."),
    )


def _recoveries(fields: Mapping[str, object], where: str) -> dict[str, float]:
    """Late ones where they are given apart: a charge's material can be offered as it is."""
    both: dict[str, float] = {}
    for name in ("recovery", "late_recovery"):
        both |= percents_at(fields.get(name) or {}, f"{where}.{name}")
    return both


# From a plan to JSON and text


def _as_data(plan: CorrectionPlan) -> dict[str, object]:
    return {
        "status": plan.status.value,
        "additions": plan.additions,
        "pig_out_kg": plan.pig_out_kg,
        "metal_kg": plan.metal_kg,
        "expected_pct": plan.expected_pct,
        "cost": plan.cost,
        "minutes": plan.minutes,
        "binding": [
            {"limit": each.limit, "saves_per_unit": each.saves_per_unit, "unit": each.unit}
            for each in plan.binding
        ],
        "nearest": None if plan.nearest is None else _nearest_data(plan.nearest),
        "would_do": [
            {"kind": each.kind, "name": each.name, "given": each.given, "needed": each.needed}
            for each in plan.reliefs
        ],
        "sentences": _sentences(plan),
    }


def _nearest_data(nearest: Nearest) -> dict[str, object]:
    return {
        "additions": nearest.additions,
        "pig_out_kg": nearest.pig_out_kg,
        "metal_kg": nearest.metal_kg,
        "expected_pct": nearest.expected_pct,
        "cost": nearest.cost,
        "worst_miss": nearest.worst_miss,
        "missed": list(nearest.missed),
    }


def _sentences(plan: CorrectionPlan) -> list[str]:
    if plan.status is CorrectionStatus.INSIDE:
        return ["The reading is inside the window: pour, nothing to add."]
    if plan.status is CorrectionStatus.SOLVED:
        return []
    hopeless = [f"{limit}: nothing offered moves it that way." for limit in plan.hopeless]
    if plan.nearest is None:
        nearest = "The masses themselves do not fit: tap, capacity, stock and what must be added."
    else:
        iron = ", ".join(f"{name} {value:.3f}" for name, value in plan.nearest.expected_pct.items())
        nearest = f"The nearest iron it can reach: {iron}."
    reliefs = [_would_do(each) for each in plan.reliefs]
    return [
        "The bath cannot be corrected in this furnace.",
        *hopeless,
        nearest,
        *(reliefs or ["No single limit, moved alone, would do it."]),
    ]


def _would_do(relief: Relief) -> str:
    given = "" if relief.given is None else f"{relief.given:,.6g}"
    needed = "" if relief.needed is None else f"{relief.needed:,.6g}"
    words = {
        "stock": f"It would do with {needed} kg of {relief.name}; there are {given}.",
        "capacity": f"It would do in a furnace for {needed} kg; this one holds {given}.",
        "tap": f"It would do if {needed} kg of metal were enough in place of {given}.",
        "pig-out": f"It would do with {needed} kg pigged out; {given} are allowed.",
        "max-additions": f"It would do with {needed} different additions; {given} are allowed.",
        "steps": "It would do if it were weighed more finely.",
        "window": f"It would do with {relief.name} {needed} in place of {given}.",
    }
    return words[relief.kind]


def _lines(problem: CorrectionProblem, plan: CorrectionPlan) -> list[str]:
    lines = _sentences(plan)
    if plan.status is CorrectionStatus.INSIDE:
        return [*lines, "", _chemistry(problem, plan.expected_pct)]
    shown = plan.nearest if plan.status is CorrectionStatus.INFEASIBLE else plan
    if shown is None:
        return lines
    thrown = [[name, f"{kg:,.3f}"] for name, kg in shown.additions.items()]
    if shown.pig_out_kg > 0:
        thrown.insert(0, ["pig out first", f"{shown.pig_out_kg:,.3f}"])
    if lines:
        lines = [*lines, "", "Nearest iron:"]
    lines += [table(["add", "kg"], thrown), "", _chemistry(problem, shown.expected_pct), ""]
    lines.append(f"Metal then {shown.metal_kg:,.1f} kg. Cost {shown.cost:,.0f}.")
    if plan.minutes:
        lines.append(f"Holding {plan.minutes:g} minutes.")
    for each in plan.binding:
        worth = each.saves_per_unit
        saves = f"; 1 {each.unit} of relief would save {worth:,.0f}" if worth else ""
        lines.append(f"At its limit: {each.limit}{saves}.")
    return lines


def _chemistry(problem: CorrectionProblem, expected: Mapping[str, float]) -> str:
    rows = []
    for element, value in expected.items():
        low, high = problem.window.get(element, (None, None))
        limits = ["" if limit is None else f"{limit:g}" for limit in (low, high)]
        rows.append([element, f"{problem.reading[element]:.3f}", f"{value:.3f}", *limits])
    return table(["%", "read", "then", "least", "most"], rows)
