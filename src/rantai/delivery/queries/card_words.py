"""A score in words: what each measure was, what it earned, and what would lift the grade."""

from dataclasses import dataclass
from math import floor

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.delivery.models import ScorecardWeight
from rantai.delivery.queries.scorecards import Card
from rantai.delivery.scoring import Measure, Scored


@dataclass(frozen=True, slots=True)
class Why:
    """The inputs, the result and the rule of a grade, for the panel that opens beside it."""

    inputs: list[tuple[str, str]]
    result: str
    rule: str
    steps: list[str]


def why_of(card: Card, *, with_cost: bool) -> Why | None:
    if card.score is None or card.rule is None:
        return None
    terms = card.score.terms
    grades = ", ".join(
        _("%(grade)s from %(points)d points") % {"grade": grade, "points": least}
        for grade, least in terms.ladder
    )
    return Why(
        inputs=[(_label(each), _earned(each, with_cost=with_cost)) for each in card.score.scored],
        result=_("%(points)s points, grade %(grade)s")
        % {"points": figure(card.score.points), "grade": card.score.letter},
        rule=f"{card.rule.decision}; {grades}",
        steps=_steps(card, with_cost=with_cost),
    )


def figure(value: float, places: int = 0) -> str:
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


def _label(scored: Scored) -> str:
    name = dict(ScorecardWeight.MEASURES)[scored.weight.measure]
    return f"{name}, {figure(scored.share)} %"


def _earned(scored: Scored, *, with_cost: bool) -> str:
    told = {"points": figure(scored.points), "earned": figure(scored.earned, 1)}
    if scored.weight.measure == Measure.COST and not with_cost:
        return _("%(points)s of 100, so %(earned)s points") % told
    weight = scored.weight
    return _(
        "%(value)s (all points at %(full)s, none at %(none)s): %(points)s of 100, "
        "so %(earned)s points"
    ) % {
        **told,
        "value": figure(scored.value, 1),
        "full": figure(weight.full_at),
        "none": figure(weight.none_at),
    }


def _steps(card: Card, *, with_cost: bool) -> list[str]:
    """The shortest ways to the next grade: what one measure alone would have to be."""
    ways = card.score.ways_up if card.score else None
    if ways is None:
        return []
    steps = [
        _step(each, needed, ways.letter)
        for each, needed in ways.alone
        if needed is not None and (with_cost or each.weight.measure != Measure.COST)
    ]
    return steps or [
        _("No measure alone lifts it to %(grade)s; %(points)s points are missing in all.")
        % {"grade": ways.letter, "points": figure(ways.missing)}
    ]


def _step(scored: Scored, needed: float, grade: str) -> str:
    places = 1
    if scored.weight.measure == Measure.CLAIMS:
        needed, places = floor(needed), 0  # there is no half claim
    said = {"now": figure(scored.value, places), "needed": figure(needed, places), "grade": grade}
    return {
        Measure.PPM: _("Rejects at %(needed)s PPM instead of %(now)s would make it %(grade)s."),
        Measure.ON_TIME: _(
            "%(needed)s %% of orders on time in full instead of %(now)s would make it %(grade)s."
        ),
        Measure.CLAIMS: _("%(needed)s claims instead of %(now)s would make it %(grade)s."),
        Measure.RESPONSE: _(
            "%(needed)s %% of claims answered in time instead of %(now)s would make it %(grade)s."
        ),
        Measure.COST: _(
            "Scrap at Rp %(needed)s a kilogram accepted instead of Rp %(now)s would make it "
            "%(grade)s."
        ),
    }[Measure(scored.weight.measure)] % said


def sentence_of(card: Card) -> str:
    """The page's one sentence: what the customer received, and what it thought of it."""
    if not card.whole.received:
        return _("No customer has spoken of any piece in these months.")
    return ngettext(
        "%(rejected)s piece of %(received)s was rejected in the %(months)d months to %(last)s.",
        "%(rejected)s pieces of %(received)s were rejected in the %(months)d months to %(last)s.",
        card.whole.rejected,
    ) % {
        "rejected": figure(card.whole.rejected),
        "received": figure(card.whole.received),
        "months": len(card.span.months),
        "last": date_format(card.span.last, "F Y"),
    }
