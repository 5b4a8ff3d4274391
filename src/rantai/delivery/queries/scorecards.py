"""Scorecards as this account may see them: the co-operative as supplier, and each workshop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from rantai.delivery.models import ScorecardRule
from rantai.delivery.queries.performance import (
    Performance,
    Span,
    as_supplier,
    by_month,
    by_workshop,
    together,
)
from rantai.delivery.scoring import Measure, Score, Terms, Weight, score
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.orders.rules import first_of_month
from rantai.plans.models import ReceivedTally
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by

MONTHS = 12
"""How far a card looks back where no rule was decided: a year, so that small counts add up."""
SEERS = (*OFFICE, *WORKSHOP, Role.MENTOR)


def scorecard_rules_visible_to(viewer: Account) -> QuerySet[ScorecardRule]:
    """Every decision, the newest first: each member may know by what it is graded."""
    rows = owned_by(viewer, ScorecardRule.objects.prefetch_related("weights"))
    return rows if has_role(viewer, *SEERS) else rows.none()


def scorecard_rule_on(cooperative: Cooperative, day: date) -> ScorecardRule | None:
    return (
        ScorecardRule.objects.filter(cooperative=cooperative, valid_from__lte=day)
        .prefetch_related("weights")
        .first()
    )


def terms_of(rule: ScorecardRule) -> Terms:
    by_measure = {row.measure: row for row in rule.weights.all()}
    return Terms(
        [
            Weight(measure, row.weight, float(row.full_at), float(row.none_at))
            for measure in Measure
            if (row := by_measure.get(measure)) is not None
        ],
        rule.a_from,
        rule.b_from,
        rule.c_from,
    )


def last_recorded_month(cooperative: Cooperative, today: date) -> date:
    """The last month of which a customer has spoken; the present one before the first word."""
    tallies = ReceivedTally.objects.filter(cooperative=cooperative, month__lte=today)
    last: date | None = tallies.aggregate(last=Max("month"))["last"]
    return last or first_of_month(today)


@dataclass(frozen=True, slots=True)
class Card:
    """What was done in a span of months, and its grade by the rule of the last one."""

    workshop: Workshop | None
    span: Span
    whole: Performance
    months: Mapping[date, Performance]
    rule: ScorecardRule | None
    score: Score | None

    @property
    def could_be(self) -> tuple[str, str] | None:
        """The grades at both limits of the reject rate: what so few pieces cannot tell apart."""
        rate = self.whole.rate
        if self.score is None or rate is None:
            return None
        ends = [
            score({**self.whole.values, Measure.PPM: ppm}, self.score.terms)
            for ppm in (rate.lower_per_million, rate.upper_per_million)
        ]
        best, worst = (str(end.letter) if end else "" for end in ends)
        return (best, worst) if best != worst else None


@dataclass(frozen=True, slots=True)
class Board:
    """Every workshop with a record, the fewest points first, and the co-operative above them."""

    supplier: Card
    cards: list[Card]


def sees_cost(viewer: Account) -> bool:
    """Money is for the desks and for the workshop whose money it is; a mentor is from outside."""
    return has_role(viewer, *OFFICE, *WORKSHOP)


def board_of(viewer: Account, cooperative: Cooperative, month: date, today: date) -> Board:
    rule, span = _looked_at(cooperative, month, today)
    shops = workshops_visible_to(viewer).in_bulk()
    parts = by_workshop(cooperative, span)
    terms = terms_of(rule) if rule else None
    cards = [
        _card(shops[pk], span, whole, {}, rule, terms)
        for pk, whole in parts.items()
        if pk in shops and not whole.is_empty
    ]
    cards.sort(
        key=lambda card: (
            card.score.points if card.score else 1000,
            card.workshop.code if card.workshop else "",
        )
    )
    supplier = _card(None, span, as_supplier(cooperative, span, parts), {}, rule)
    return Board(supplier, cards)


def supplier_card(cooperative: Cooperative, month: date, today: date) -> Card:
    """The co-operative as its customers see it."""
    rule, span = _looked_at(cooperative, month, today)
    months = by_month(cooperative, span)
    return _card(None, span, together(months), months, rule)


def workshop_card(workshop: Workshop, month: date, today: date) -> Card:
    rule, span = _looked_at(workshop.cooperative, month, today)
    months = by_month(workshop.cooperative, span, workshop.pk)
    return _card(workshop, span, together(months), months, rule)


def _looked_at(
    cooperative: Cooperative, month: date, today: date
) -> tuple[ScorecardRule | None, Span]:
    span = Span.back_from(month, 1, today)
    rule = scorecard_rule_on(cooperative, span.after - timedelta(days=1))
    return rule, Span.back_from(month, rule.months if rule else MONTHS, today)


def _card(
    workshop: Workshop | None,
    span: Span,
    whole: Performance,
    months: Mapping[date, Performance],
    rule: ScorecardRule | None,
    terms: Terms | None = None,
) -> Card:
    found = score(whole.values, terms or terms_of(rule)) if rule else None
    return Card(workshop, span, whole, months, rule, found)
