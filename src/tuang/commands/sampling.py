"""How many pieces of a lot to check, and how many bad ones it may hold.

Tables: ANSI/ASQ Z1.4-2003 (= MIL-STD-105E, ISO 2859-1:1989). letter is the one whose plan is
used after arrows, lot_letter that of the lot. An AQL above 10 counts nonconformities per 100.
--zero allows none: n has the limiting quality (10 % acceptance) of the table's plan, or
--ltpd. --variables measures instead, for lots good at --aql and bad at --ltpd.
"""

import argparse
from pathlib import Path

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.files import number
from tuang.sampling import (
    EDITIONS,
    LEVELS,
    SEVERITIES,
    Plan,
    UnusableLot,
    acceptance,
    average_inspected,
    average_sample,
    outgoing,
    outgoing_limit,
    plan_for,
    quality_at,
    variables_plan,
    zero_for_limit,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--lot", required=True, help="pieces in the lot")
    parser.add_argument("--aql", required=True, help="0.010 to 1000, from the series")
    parser.add_argument("--level", default="II", help=", ".join(LEVELS))
    parser.add_argument("--severity", default="normal", help=", ".join(SEVERITIES))
    parser.add_argument("--edition", default="z1.4-2003", help=", ".join(EDITIONS))
    parser.add_argument("--double", action="store_true", help="two samples where there is a plan")
    parser.add_argument("--zero", action="store_true", help="accept on zero only")
    parser.add_argument("--variables", choices=("s", "sigma"), help="by measurement")
    parser.add_argument("--ltpd", help="limiting quality in percent")
    parser.add_argument("--svg", type=Path, help="write the operating characteristic")


def answer(given: argparse.Namespace) -> Answer:
    lot = whole(given.lot, "lot")
    aql = number(given.aql, "aql")
    ltpd = number(given.ltpd, "ltpd") / 100 if given.ltpd is not None else None
    try:
        if given.variables:
            return _by_measurement(given.variables, aql, ltpd)
        plan = plan_for(
            lot, aql, given.level, given.severity, given.double and not given.zero, given.edition
        )
        model = "poisson" if aql > 10 else "binomial"
        if given.zero:
            if model == "poisson":
                raise BadInput("aql", "a zero-acceptance plan needs an AQL of 10 or less.")
            n = zero_for_limit(lot, quality_at(plan, 0.10) if ltpd is None else ltpd)
            plan = Plan(plan.lot_letter, plan.letter, ((n, 0, 1),), n >= lot)
        return _answer(plan, lot, model, given.edition)
    except UnusableLot as problem:
        raise BadInput(problem.field, problem.cause) from problem


def whole(text: str, field: str) -> int:
    value = number(text, field)
    if value != int(value):
        raise BadInput(field, "must be a whole number of pieces.")
    return int(value)


def _answer(plan: Plan, lot: int, model: str, edition: str) -> Answer:
    n, ac, re = plan.stages[0]
    limit, at = outgoing_limit(plan, lot, model)
    data: dict[str, object] = {
        "lot_letter": plan.lot_letter,
        "letter": plan.letter,
        "n": n,
        "ac": ac,
        "re": re,
        "is_full": plan.is_full,
        "edition": EDITIONS[edition].title,
        "model": model,
        "aoql": limit,
        "aoql_at": at,
        "oc": [
            {
                "p": p,
                "acceptance": acceptance(plan, p, model),
                "aoq": outgoing(plan, p, lot, model),
                "ati": average_inspected(plan, p, lot, model),
                "asn": average_sample(plan, p, model),
            }
            for p in (quality_at(plan, pa, model) for pa in (0.99, 0.95, 0.9, 0.5, 0.1, 0.05))
        ],
    }
    if len(plan.stages) == 2:
        data["second"] = dict(zip(("n", "ac", "re"), plan.stages[1], strict=True))
    return Answer(data, lambda: _text(plan, lot, model, limit), svg=lambda: _picture(plan, model))


def _text(plan: Plan, lot: int, model: str, limit: float) -> str:
    stages = [
        [f"sample {at}", str(n), str(ac), str(re)]
        for at, (n, ac, re) in enumerate(plan.stages, start=1)
    ]
    rows = [
        [f"{100 * p:.3f}", f"{100 * pa:.0f}", f"{100 * outgoing(plan, p, lot, model):.3f}"]
        for pa in (0.95, 0.5, 0.1)
        for p in [quality_at(plan, pa, model)]
    ]
    whole_lot = "The sample is the whole lot.\n" if plan.is_full else ""
    return (
        f"letter {plan.letter} (lot: {plan.lot_letter})\n{whole_lot}\n"
        f"{table(['', 'n', 'accept', 'refuse'], stages)}\n\n"
        f"{table(['bad %', 'accepted %', 'outgoing %'], rows)}\n\n"
        f"average outgoing quality is never worse than {100 * limit:.3f} %"
    )


def _picture(plan: Plan, model: str) -> str:
    """The curve with a grid to read it by, and the two qualities that name a plan."""
    top = quality_at(plan, 0.01, model)
    points = " ".join(
        f"{_across(step / 100):.1f},{_up(acceptance(plan, top * step / 100, model)):.1f}"
        for step in range(101)
    )
    good, bad = (100 * quality_at(plan, pa, model) for pa in (0.95, 0.10))
    said = f"Lots with {good:.3g} % bad pass 95 times in 100, with {bad:.3g} % bad 10 times."
    named = "".join(
        f'<path d="M64 {_up(pa):.1f}H{_across(pct / 100 / top):.1f}V260" fill="none" '
        f'stroke="#a81c1c" stroke-dasharray="4 3"/>'
        f'<circle cx="{_across(pct / 100 / top):.1f}" cy="{_up(pa):.1f}" r="4" fill="#a81c1c"/>'
        for pa, pct in ((0.95, good), (0.10, bad))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 636 330" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="12" fill="#1c1a17">'
        f'<title id="title">Operating characteristic</title><desc id="desc">{said}</desc>'
        '<rect width="636" height="330" fill="white"/>'
        '<text x="10" y="18" font-weight="bold" font-size="13">Lots that pass, by their share of '
        f"bad pieces (letter {plan.letter})</text>{_grid(top)}"
        f'<polyline points="{points}" fill="none" stroke="#1c1a17" stroke-width="2"/>{named}'
        f'<text x="64" y="318">{said}</text></svg>\n'
    )


def _grid(top: float) -> str:
    lines = []
    for step in range(6):
        share = step / 5
        lines.append(
            f'<path d="M64 {_up(share):.1f}H604" stroke="#dcd8d0"/>'
            f'<text x="56" y="{_up(share) + 4:.1f}" text-anchor="end" fill="#5d574e">'
            f"{100 * share:.0f} %</text>"
            f'<text x="{_across(share):.1f}" y="278" text-anchor="middle" fill="#5d574e">'
            f"{100 * top * share:.3g} %</text>"
        )
    return "".join(lines)


def _across(share: float) -> float:
    return 64 + 540 * share


def _up(share: float) -> float:
    return 260 - 224 * share


def _by_measurement(method: str, aql: float, ltpd: float | None) -> Answer:
    if ltpd is None:
        raise BadInput("ltpd", "a plan by measurement goes through two points; give --ltpd.")
    plan = variables_plan(aql / 100, ltpd, is_sigma_known=method == "sigma")
    data: dict[str, object] = {"method": method, "n": plan.n, "k": plan.k}
    said = f"Measure {plan.n}; accept when (limit - mean) / {method} is {plan.k:.4f} or more."
    return Answer(data, lambda: said)
