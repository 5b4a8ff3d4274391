"""When inspection becomes tighter, lighter or stops, lot after lot."""

from collections.abc import Sequence
from dataclasses import dataclass

TIGHTEN_WITHIN, RELAX_AFTER, STOP_AT, REDUCE_AT = 5, 5, 5, 30
RULES = ("score", "ten-lots")


@dataclass(frozen=True)
class Outcome:
    """A lot as first presented; resubmitted lots do not count and must be left out.

    would_pass_tighter: accepted also by the plan one AQL step tighter, None where the
    acceptance number is 0 or 1 and nobody asks. is_between: more than Ac and less than Re
    on a reduced plan, which passes the lot and ends reduced inspection.
    """

    is_accepted: bool
    would_pass_tighter: bool | None = None
    is_between: bool = False


@dataclass(frozen=True)
class State:
    """The severity for the next lot, and what has been counted towards a change.

    recent: the last lots under the present severity. refused: lots refused while tightened.
    """

    severity: str = "normal"
    recent: tuple[bool, ...] = ()
    score: int = 0
    refused: int = 0


def after(state: State, lot: Outcome, rule: str = "score", may_reduce: bool = True) -> State:
    """The state once this lot is judged.

    Normal to tightened: 2 of 5 or fewer consecutive lots refused. Back: 5 accepted in a
    row. Stop: 5 refused in all while tightened. Normal to reduced: a switching score of 30
    (`score`, the 1999 rule) or ten lots accepted in a row (`ten-lots`, the 1989 manner,
    without its optional limit numbers), where production is steady and may_reduce says that
    those responsible agree. Reduced to normal: a lot refused or between Ac and Re.
    """
    recent = (*state.recent, lot.is_accepted)
    if state.severity == "normal":
        return _after_normal(state, recent, lot, rule, may_reduce)
    if state.severity == "tightened":
        refused = state.refused + (not lot.is_accepted)
        if len(recent) >= RELAX_AFTER and all(recent[-RELAX_AFTER:]):
            return State()
        return State("discontinued" if refused >= STOP_AT else "tightened", recent, refused=refused)
    if state.severity == "reduced":
        return State("reduced") if lot.is_accepted and not lot.is_between else State()
    return state


def _after_normal(
    state: State, recent: Sequence[bool], lot: Outcome, rule: str, may_reduce: bool
) -> State:
    if list(recent[-TIGHTEN_WITHIN:]).count(False) >= 2:
        return State("tightened")
    if lot.would_pass_tighter is None:
        score = state.score + 2 if lot.is_accepted else 0
    else:
        score = state.score + 3 if lot.would_pass_tighter else 0
    ready = score >= REDUCE_AT if rule == "score" else len(recent) >= 10 and all(recent[-10:])
    if may_reduce and ready:
        return State("reduced")
    return State("normal", tuple(recent), score)
