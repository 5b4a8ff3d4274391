"""The severity of inspection lot after lot, and why it changed.

FILE is a CSV of lots as first presented, in order. Either a column accepted (yes/no, ya/tidak,
1/0, ok/ng), or nonconforming with lot (pieces in it) and --aql: then each lot is judged by
the plan of the severity in force. A column name may hold the name of the lot.
"""

import argparse

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.files import number, read_rows
from tuang.commands.sampling import whole
from tuang.sampling import AQLS, RULES, Outcome, Plan, State, UnusableLot, after, plan_for

YES, NO = (
    ("yes", "ya", "true", "1", "ok", "accepted"),
    ("no", "tidak", "false", "0", "ng", "rejected"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the CSV file, or - for the standard input")
    parser.add_argument("--aql", help="needed when lots are judged by their bad pieces")
    parser.add_argument("--level", default="II")
    parser.add_argument("--rule", choices=RULES, default="score", help="towards reduced")
    parser.add_argument("--no-reduced", action="store_true", help="never lighten")


def answer(given: argparse.Namespace) -> Answer:
    rows = read_rows(given.file)
    if not rows:
        raise BadInput(given.file, "the file has a head row and no lots.")
    if not {"accepted", "nonconforming"} & {*rows[0]}:
        raise BadInput(
            given.file,
            f"has neither a column accepted nor one nonconforming; it has {', '.join(rows[0])}.",
        )
    state, lots = State(), []
    for at, row in enumerate(rows, start=1):
        if state.severity == "discontinued":
            raise BadInput(f"lot {at}", "comes after inspection was discontinued; act first.")
        try:
            plan, outcome = _judged(row, at, state.severity, given)
        except UnusableLot as problem:
            raise BadInput(f"lot {at}, {problem.field}", problem.cause) from problem
        before, state = state, after(state, outcome, given.rule, not given.no_reduced)
        n, ac, re = plan.stages[0] if plan else (None, None, None)
        lots.append(
            {
                "lot": row.get("name") or at,
                "severity": before.severity,
                "n": n,
                "ac": ac,
                "re": re,
                "accepted": outcome.is_accepted,
                "score": state.score,
                "next": state.severity,
            }
        )
    data: dict[str, object] = {"lots": lots, "severity": state.severity, "rule": given.rule}
    cells = [[str(v if v is not None else "-") for v in lot.values()] for lot in lots]
    return Answer(data, lambda: table(list(lots[0]), cells))


def _judged(
    row: dict[str, str], at: int, severity: str, given: argparse.Namespace
) -> tuple[Plan | None, Outcome]:
    if "nonconforming" not in row:
        word = row.get("accepted", "").lower()
        if word not in YES + NO:
            raise BadInput(f"lot {at}, accepted", f"{word!r} is neither yes nor no.")
        return None, Outcome(word in YES)
    if given.aql is None:
        raise BadInput("aql", "lots are judged by their bad pieces; give --aql.")
    size = whole(row.get("lot", ""), f"lot {at}, lot")
    bad = whole(row["nonconforming"], f"lot {at}, nonconforming")
    aql = number(given.aql, "aql")
    plan = plan_for(size, aql, given.level, severity)
    n, ac, re = plan.stages[0]
    if bad < 0 or (aql <= 10 and bad > n):
        raise BadInput(f"lot {at}, nonconforming", f"lies from 0 to the sample of {n}.")
    tighter = None
    if severity == "normal" and ac >= 2:
        step = plan_for(size, AQLS[max(0, AQLS.index(aql) - 1)], given.level, severity)
        tighter = bad <= step.stages[0][1]
    return plan, Outcome(bad < re, tighter, is_between=ac < bad < re)
