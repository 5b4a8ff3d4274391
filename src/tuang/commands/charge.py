"""The cheapest charge that meets the grade, or why there is none.

FILE holds one JSON object, in kg, mass percent and one currency:
tap_kg, melt_loss (fraction of the charge), heel {"kg": 0, "pct": {}}, materials [{name,
price_per_kg, stock_kg (null: no limit), min_kg, max_kg, min_share, max_share (of the charge),
step_kg (null: as fine as wanted), pct {"C": 4.2, ...}, recovery {"C": 0.95, ...}, pct_spread,
recovery_spread}], window {"C": [3.2, 3.4], "S": [null, 0.12]}; and, when wanted,
carbon_equivalent {formula, range}, mn_s {factor, offset} (Mn at least factor x S + offset),
inoculant_si_pct (silicon the ladle will still add), max_materials, confidence (that the first
reading is inside the window; spreads are half-widths, 2 % of an analysis and 2 % of a recovery
where none is given). What a limit saves is told in the limit's own unit: %, kg, share.

With --curve, cost against confidence, each miss corrected; `correcting` then says what is at
hand: additions [as in tuang correct], capacity_kg, hold_cost_per_min, minutes_per_addition,
minutes_per_reading (the second sample), lost_cost (a heat that cannot be corrected).
"""

import argparse
import time
from collections.abc import Mapping, Sequence

from tuang.charge.certainty import CertaintyPoint, Correcting, price_of_certainty
from tuang.charge.cheapest import (
    ChargePlan,
    ChargeProblem,
    ChargeStatus,
    Heel,
    Material,
    Relaxation,
    SulphurBalance,
    cheapest_charge,
)
from tuang.charge.checks import UnusableFigure
from tuang.commands.answers import Answer, BadInput, Exit, table
from tuang.commands.correct import addition_from
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
    "tap_kg", "melt_loss", "heel", "materials", "window", "carbon_equivalent", "mn_s",
    "inoculant_si_pct", "max_materials", "confidence", "correcting",
)  # fmt: skip
OF_CORRECTING = (
    "additions", "capacity_kg", "hold_cost_per_min", "minutes_per_addition",
    "minutes_per_reading", "lost_cost",
)  # fmt: skip
OF_A_MATERIAL = (
    "name", "price_per_kg", "stock_kg", "min_kg", "max_kg", "min_share", "max_share", "step_kg",
    "pct", "recovery", "pct_spread", "recovery_spread",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the JSON file, or - for the standard input")
    parser.add_argument("--seed", type=int, default=1, help="of the heats behind a confidence")
    parser.add_argument("--curve", action="store_true", help="what more confidence costs")


def answer(given: argparse.Namespace) -> Answer:
    content = read_json(given.file)
    try:
        problem = problem_from(content)
        correcting = _correcting(content.get("correcting"), asked=given.curve)
    except UnusableFigure as cause:
        raise BadInput(cause.field, cause.cause) from cause
    start = time.perf_counter()
    plan = cheapest_charge(problem, seed=given.seed)
    seconds = time.perf_counter() - start
    curve = [] if correcting is None else _curve(problem, correcting, given.seed)
    told = {"curve": [_point_data(each) for each in curve]} if curve else {}
    return Answer(
        data={**_as_data(plan), "seconds": seconds, **told},
        text=lambda: "\n".join([*_lines(problem, plan), *_curve_lines(curve)]),
        exit=Exit.INFEASIBLE if plan.status is ChargeStatus.INFEASIBLE else Exit.SOLVED,
    )


# From JSON to a problem


def problem_from(content: Mapping[str, object]) -> ChargeProblem:
    """The problem that a JSON object states; raises BadInput or UnusableFigure."""
    known(content, FIELDS, "")
    return ChargeProblem(
        tap_kg=number_at(needed(content, "tap_kg", ""), "tap_kg"),
        melt_loss=or_else(content, "melt_loss", 0.0),
        heel=_heel(content.get("heel")),
        materials=[
            _material(each, f"materials[{place}]")
            for place, each in enumerate(listed(content, "materials", ""))
        ],
        window=window_at(needed(content, "window", ""), "window"),
        carbon_equivalent=equivalent(content.get("carbon_equivalent")),
        mn_s=_sulphur(content.get("mn_s")),
        inoculant_si_pct=or_else(content, "inoculant_si_pct", 0.0),
        max_materials=integer(content.get("max_materials"), "max_materials"),
        confidence=maybe(content, "confidence"),
    )


def _heel(given: object) -> Heel:
    if given is None:
        return Heel()
    fields = object_at(given, "heel")
    known(fields, ("kg", "pct"), "heel.")
    pct = percents_at(fields.get("pct") or {}, "heel.pct")
    return Heel(or_else(fields, "kg", 0.0, "heel."), pct)


def _sulphur(given: object) -> SulphurBalance | None:
    if given is None:
        return None
    fields = object_at(given, "mn_s")
    known(fields, ("factor", "offset"), "mn_s.")
    usual = SulphurBalance()
    return SulphurBalance(
        or_else(fields, "factor", usual.factor, "mn_s."),
        or_else(fields, "offset", usual.offset, "mn_s."),
    )


def _material(given: object, where: str) -> Material:
    fields = object_at(given, where)
    inside = f"{where}."
    known(fields, OF_A_MATERIAL, inside)
    name = needed(fields, "name", inside)
    if not isinstance(name, str):
        raise BadInput(f"{inside}name", "must be text.")
    try:
        return Material(
            name=name,
            price_per_kg=number_at(needed(fields, "price_per_kg", inside), f"{inside}price_per_kg"),
            pct=percents_at(needed(fields, "pct", inside), f"{inside}pct"),
            recovery=percents_at(fields.get("recovery") or {}, f"{inside}recovery"),
            stock_kg=maybe(fields, "stock_kg", inside),
            min_kg=or_else(fields, "min_kg", 0.0, inside),
            max_kg=maybe(fields, "max_kg", inside),
            min_share=or_else(fields, "min_share", 0.0, inside),
            max_share=or_else(fields, "max_share", 1.0, inside),
            step_kg=maybe(fields, "step_kg", inside),
            pct_spread=percents_at(fields.get("pct_spread") or {}, f"{inside}pct_spread"),
            recovery_spread=percents_at(
                fields.get("recovery_spread") or {}, f"{inside}recovery_spread"
            ),
        )
    except UnusableFigure as cause:
        raise UnusableFigure(f"{inside}{cause.field}", cause.cause) from cause


def _correcting(given: object, *, asked: bool) -> Correcting | None:
    """None unless the curve is asked for; a slip in it is refused all the same."""
    if given is None:
        if asked:
            raise BadInput("correcting", "is missing, and --curve needs what a miss costs.")
        return None
    fields = object_at(given, "correcting")
    inside = "correcting."
    known(fields, OF_CORRECTING, inside)
    capacity_kg = number_at(needed(fields, "capacity_kg", inside), f"{inside}capacity_kg")
    rest = {name: or_else(fields, name, 0.0, inside) for name in OF_CORRECTING[2:]}
    additions = [
        addition_from(each, f"{inside}additions[{place}]")
        for place, each in enumerate(listed(fields, "additions", inside))
    ]
    correcting = Correcting(additions, capacity_kg, **rest)
    return correcting if asked else None


def _curve(problem: ChargeProblem, correcting: Correcting, seed: int) -> tuple[CertaintyPoint, ...]:
    return price_of_certainty(problem, correcting, seed=seed)


# From a plan to JSON and text


def _point_data(point: CertaintyPoint) -> dict[str, object]:
    outcome = point.outcome
    return {
        "confidence": point.confidence,
        "status": point.plan.status.value,
        "charge_cost": None if outcome is None else outcome.charge_cost,
        "correction_cost": None if outcome is None else outcome.correction_cost,
        "total_cost": None if outcome is None else outcome.total_cost,
        "first_shot": point.plan.first_shot if outcome is None else outcome.first_shot,
        "lost": None if outcome is None else outcome.lost,
    }


def _curve_lines(curve: Sequence[CertaintyPoint]) -> list[str]:
    if not curve:
        return []
    rows = [_curve_row(each) for each in curve]
    titles = ["confidence", "charge", "correcting", "together", "first shot", "lost"]
    return ["", "Cost of a heat against confidence, misses corrected:", table(titles, rows)]


def _curve_row(point: CertaintyPoint) -> list[str]:
    name = "expected" if point.confidence is None else f"{point.confidence:g}"
    if (got := point.outcome) is None:
        reached = point.plan.first_shot
        return [name, "none", "", "", "" if reached is None else f"at most {reached:.1%}", ""]
    money = [f"{cost:,.0f}" for cost in (got.charge_cost, got.correction_cost, got.total_cost)]
    return [name, *money, f"{got.first_shot:.1%}", f"{got.lost:.1%}"]


def _as_data(plan: ChargePlan) -> dict[str, object]:
    return {
        "status": plan.status.value,
        "cost": plan.cost,
        "kg": plan.kg,
        "metal_kg": plan.metal_kg,
        "expected_pct": plan.expected_pct,
        "binding": [
            {"limit": each.limit, "saves_per_unit": each.saves_per_unit, "unit": each.unit}
            for each in plan.binding
        ],
        "conflict": list(plan.conflict),
        "relaxations": [
            {
                "limit": each.limit,
                "given": each.given,
                "needed": each.needed,
                "unit": each.unit,
                "cost": each.cost,
            }
            for each in plan.relaxations
        ],
        "first_shot": plan.first_shot,
        "gap": plan.gap,
    }


def _lines(problem: ChargeProblem, plan: ChargePlan) -> list[str]:
    if plan.status is ChargeStatus.INFEASIBLE:
        return _why_not(plan)
    charged = [[name, f"{kg:,.3f}"] for name, kg in plan.kg.items() if kg > 0]
    lines = [table(["charge", "kg"], charged), "", _iron(problem, plan), ""]
    lines.append(f"Metal {plan.metal_kg:,.1f} kg. Cost {plan.cost:,.0f}.")
    if plan.first_shot is not None:
        lines.append(f"First reading inside the window: {plan.first_shot:.1%} of heats.")
    for each in plan.binding:
        lines.append(
            f"At its limit: {each.limit}; 1 {each.unit} of relief would save "
            f"{each.saves_per_unit:,.0f}."
        )
    return lines


def _why_not(plan: ChargePlan) -> list[str]:
    lines = ["There is no such charge. These limits cannot hold together:"]
    lines += [f"  {limit}" for limit in plan.conflict]
    if not plan.relaxations:
        return [*lines, "No single one of them, moved alone, would do it."]
    return [*lines, "One of these alone would do it, the cheapest charge first:"] + [
        f"  {_way(each)}, at a cost of {each.cost:,.0f}" for each in plan.relaxations
    ]


def _way(way: Relaxation) -> str:
    if way.needed is None:
        return f"without {way.limit}"
    unit = {"%": " %", "kg": " kg", "material": " materials", "share": " of the charge"}
    if way.limit.startswith("confidence"):
        return f"{way.limit}: {way.needed:.3f} can be reached"
    return f"{way.limit}: {way.needed:,.6g}{unit[way.unit]} instead"


def _iron(problem: ChargeProblem, plan: ChargePlan) -> str:
    rows = []
    for element, value in plan.expected_pct.items():
        low, high = problem.window.get(element, (None, None))
        limits = ["" if limit is None else f"{limit:g}" for limit in (low, high)]
        rows.append([element, f"{value:.3f}", *limits])
    return table(["%", "expected", "least", "most"], rows)
