"""The sentences that explain a share, a refusal and what found no workshop; one for all who read.

A member reads the same steps as the planner. Of the others they name totals only.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.machines.reasons import broken_line, due_line
from rantai.plans.models import Share
from rantai.plans.rules import Cause
from rantai.plans.sharing import StepKind, UnplacedReason

TENTH = Decimal("0.1")
MINUS = "\N{MINUS SIGN}"

Values = Mapping[str, Any]


def pieces(value: Any, *, signed: bool = False) -> str:
    """Pieces as a person reads them: whole, or with one decimal where a part of a piece counts.

    The fourth decimal only keeps balances adding up; here it would hide the figure.
    """
    exact = Decimal(str(value)).quantize(TENTH)
    written = number_format(abs(exact).normalize() + 0, force_grouping=True, use_l10n=True)
    if exact < 0:
        return f"{MINUS}{written}"
    return f"+{written}" if signed and exact else written


def explained(share: Share) -> list[str]:
    """Every step from the rule to the pieces, in the order they were taken."""
    return list(_sentences((step["kind"], step["values"]) for step in share.steps))


def _sentences(steps: Iterable[tuple[str, Values]]) -> Iterable[str]:
    for kind, values in steps:
        sentence = _STEPS[StepKind(kind)](values)
        if sentence:
            yield sentence


def _rule(values: Values) -> str:
    return _RULES[values["rule"]](values)


def _equal(values: Values) -> str:
    return ngettext(
        "%(count)s workshop may make this part and has room; it is asked for all.",
        "%(count)s workshops may make this part; each is entitled to the same.",
        values["candidates"],
    ) % {"count": pieces(values["candidates"])}


def _by_capacity(values: Values) -> str:
    own, total = values["capacity_pieces"], values["total_capacity_pieces"]
    percent = Decimal(own * 100) / total if total else Decimal(0)
    return _(
        "Audited capacity %(own)s of %(total)s pieces a month over %(count)s workshops = "
        "%(percent)s %%."
    ) % {
        "own": pieces(own),
        "total": pieces(total),
        "count": pieces(values["candidates"]),
        "percent": number_format(percent.quantize(Decimal("0.01"))),
    }


def _by_record(values: Values) -> str:
    numbers = {
        "own": pieces(values["capacity_pieces"]),
        "total": pieces(values["total_capacity_pieces"]),
        "least": _as_percent(values["least_percent"]),
        "months": values["months"],
    }
    if not values["good"] or not values["good_capacity_pieces"]:
        return (
            _(
                "Audited capacity %(own)s of %(total)s pieces a month. Customers accepted at least "
                "%(least)s %% of nobody's pieces in %(months)s months, so all go by capacity."
            )
            % numbers
        )
    kept = Decimal(values["record_percent"])
    numbers |= {"kept": _as_percent(kept), "rest": _as_percent(100 - kept)}
    numbers["good"] = pieces(values["good"])
    return " ".join(
        (
            _("%(rest)s %% of the pieces go by audited capacity: %(own)s of %(total)s a month.")
            % numbers,
            ngettext(
                "%(kept)s %% go to the one workshop of which customers accepted at least "
                "%(least)s %% in %(months)s months.",
                "%(kept)s %% go, by capacity too, to the %(good)s workshops of which customers "
                "accepted at least %(least)s %% in %(months)s months.",
                values["good"],
            )
            % numbers,
            _own_record(values),
        )
    )


def _own_record(values: Values) -> str:
    if values["accepted_percent"] is None:
        return _("Of this one nothing was received in these months, so it is not among them.")
    sentence = (
        _("Of this one %(accepted)s %% of %(received)s were accepted: it is among them.")
        if values["is_good"]
        else _("Of this one %(accepted)s %% of %(received)s were accepted: it is not among them.")
    )
    return sentence % {
        "accepted": _as_percent(values["accepted_percent"]),
        "received": pieces(values["received_pieces"]),
    }


def _as_percent(value: Any) -> str:
    return number_format(Decimal(str(value)).normalize() + 0, use_l10n=True)


def _rotation(values: Values) -> str:
    return _(
        "%(count)s workshops take turns of %(lot)s pieces; whoever has waited longest comes first."
    ) % {"count": pieces(values["candidates"]), "lot": pieces(values["lot_pieces"])}


def _sources(values: Values) -> str:
    first = Decimal(values["first_percent"])
    percent = first if values["source"] == "first" else 100 - first
    sentence = (
        _("First sources get %(percent)s %% together; there are %(count)s.")
        if values["source"] == "first"
        else _("Second sources get %(percent)s %% together; there are %(count)s.")
    )
    return sentence % {"percent": pieces(percent), "count": pieces(values["of_this_source"])}


def _limit(values: Values) -> str:
    numbers = {name: pieces(value or 0) for name, value in values.items()}
    if values["cap_pieces"] is not None:
        return (
            _(
                "Room: capacity %(capacity_pieces)s less %(load_pieces)s already ordered, and at "
                "most %(cap_pieces)s by the cap = %(limit_pieces)s."
            )
            % numbers
        )
    return (
        _(
            "Room: capacity %(capacity_pieces)s less %(load_pieces)s already ordered = "
            "%(limit_pieces)s."
        )
        % numbers
    )


def _entitled(values: Values) -> str:
    numbers = {name: pieces(value) for name, value in values.items()}
    if values["by_rule"] == values["entitled"]:
        return _("Of %(placed_pieces)s pieces that is %(entitled)s.") % numbers
    return (
        _(
            "Of %(placed_pieces)s pieces that is %(by_rule)s, and %(entitled)s when everybody's "
            "room is counted."
        )
        % numbers
    )


def _balance(values: Values) -> str:
    balance, lowered = Decimal(values["balance"]), Decimal(values["all_lowered_by"])
    if not balance and not lowered:
        return ""
    numbers = {
        "balance": pieces(balance, signed=True),
        "claim": pieces(values["claim"]),
        "by": pieces(abs(lowered)),
    }
    if not lowered:
        return _("Fair balance %(balance)s brings it to %(claim)s.") % numbers
    if lowered > 0:
        return (
            _(
                "Fair balance %(balance)s brings it to %(claim)s; all are lowered by %(by)s so "
                "that they fit."
            )
            % numbers
        )
    return (
        _(
            "Fair balance %(balance)s brings it to %(claim)s; all are raised by %(by)s so that "
            "nothing is left."
        )
        % numbers
    )


def _turn(values: Values) -> str:
    numbers = {
        "place": pieces(values["place"]),
        "lots": pieces(values["lots"]),
        "lot": pieces(values["lot_pieces"]),
    }
    if values["last_served_on"] is None:
        return (
            _(
                "Place %(place)s in the queue, never served before: %(lots)s turns of %(lot)s "
                "pieces."
            )
            % numbers
        )
    served = date_format(date.fromisoformat(values["last_served_on"]))
    return _(
        "Place %(place)s in the queue, last served %(served)s: %(lots)s turns of %(lot)s pieces."
    ) % {**numbers, "served": served}


def _limit_hit(values: Values) -> str:
    sentence = (
        _("The cap of %(limit)s pieces keeps it from more.")
        if values["limit"] == "cap"
        else _("Its free capacity of %(limit)s pieces keeps it from more.")
    )
    return sentence % {"limit": pieces(values["limit_pieces"])}


def _rounding(values: Values) -> str:
    numbers = {name: pieces(value) for name, value in values.items()}
    if values["partial_box_pieces"]:
        return (
            _(
                "Rounded to boxes of %(pack_size)s: %(full_boxes)s full boxes, and the partial box "
                "of %(partial_box_pieces)s."
            )
            % numbers
        )
    return _("Rounded to boxes of %(pack_size)s: %(full_boxes)s full boxes.") % numbers


def _given(values: Values) -> str:
    return _("Given %(pieces)s pieces; the balance goes from %(before)s to %(after)s.") % {
        "pieces": pieces(values["pieces"]),
        "before": pieces(values["balance_before"], signed=True),
        "after": pieces(values["balance_after"], signed=True),
    }


_RULES: dict[str, Callable[[Values], str]] = {
    "equal": _equal,
    "capacity": _by_capacity,
    "rotation": _rotation,
    "sources": _sources,
    "record": _by_record,
}
_STEPS: dict[StepKind, Callable[[Values], str]] = {
    StepKind.RULE: _rule,
    StepKind.LIMIT: _limit,
    StepKind.ENTITLED: _entitled,
    StepKind.BALANCE: _balance,
    StepKind.TURN: _turn,
    StepKind.LIMIT_HIT: _limit_hit,
    StepKind.ROUNDING: _rounding,
    StepKind.GIVEN: _given,
}


def why_left_out(cause: str, on: date | None = None, note: str = "") -> str:
    """Why a workshop does not take part, and what would change that."""
    sentence = {
        Cause.NO_APPROVAL: _("No approval for this revision. The customer's approval opens it."),
        Cause.APPROVAL_LATER: _("The approval begins on %(day)s."),
        Cause.APPROVAL_EXPIRED: _("The approval expired on %(day)s. Ask for a new one."),
        Cause.APPROVAL_WITHDRAWN: _("The approval was withdrawn on %(day)s."),
        Cause.DORMANT: _("Dormant member. It takes part again once it is active."),
        Cause.DECEASED: _("The owner has died; the heir has not taken over yet."),
        Cause.LEFT: _("No longer a member."),
        Cause.NEVER_AUDITED: _("Capacity was never audited. Visit it and enter what it can make."),
        Cause.NOT_A_SOURCE: _("Neither first nor second source of this part."),
        Cause.DECLINED: _("Declined on %(day)s."),
    }[Cause(cause)] % {"day": date_format(on) if on else "–"}
    return f"{sentence} {note}".strip()


def why_unfit(fact: Values) -> str:
    """Why a furnace is in no plan, as it stood when the plan was drafted."""
    if "broken" in fact:
        since = localtime(datetime.fromisoformat(fact["since"]))
        return broken_line(fact["furnace"], fact["broken"], since)
    return due_line(fact["furnace"], fact["due"])


def why_unplaced(reason: str) -> str:
    """Why pieces found no workshop, and what to do about it."""
    return {
        UnplacedReason.NO_CANDIDATES: _("No workshop may make them."),
        UnplacedReason.LIMITS_REACHED: _(
            "Every workshop that may make them is full or at its cap. Approve another, raise the "
            "cap or agree on a later date."
        ),
        UnplacedReason.NO_ROOM_FOR_PARTIAL_BOX: _(
            "They do not fill a box, and no workshop has room for a part of one."
        ),
        UnplacedReason.ROOM_BELOW_LOT: _(
            "The room that is left is smaller than one turn of the rotation."
        ),
    }[UnplacedReason(reason)]
