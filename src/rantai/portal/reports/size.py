"""A member's size by two laws, computed from what is on record and what the member wrote."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.machines.models import Machine
from rantai.members.models import ReportField, Workshop
from rantai.members.queries import newest_figure, workers_of
from rantai.members.size_classes import (
    Evidence,
    Size,
    Span,
    business_classes,
    business_rule_on,
    industry_classes,
    industry_rule_on,
)
from rantai.portal.reports.siinas import sales_between

SIZES: dict[Size, str | Promise] = {
    Size.MICRO: gettext_lazy("micro"),
    Size.SMALL: gettext_lazy("small"),
    Size.MEDIUM: gettext_lazy("medium"),
    Size.LARGE: gettext_lazy("large"),
}
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Sized:
    """The classes a law allows by one measure, and what that rests on."""

    law: str
    by: str
    rests_on: str
    classes: list[Size]
    is_read: bool

    @property
    def words(self) -> str:
        if not self.classes:
            return _("no threshold of ours held on this day")
        named = [str(SIZES[size]) for size in self.classes]
        if len(named) > 2 and self.classes[-1] is Size.LARGE:
            return _("%s or larger") % named[0]
        return _(" or ").join(named) if len(named) > 1 else named[0]

    @property
    def is_certain(self) -> bool:
        return len(self.classes) == 1


@dataclass(frozen=True, slots=True)
class Known:
    workers: int
    investment: Span
    sales: Span
    investment_words: str
    sales_words: str


def sizes_of(workshop: Workshop, day: date) -> list[Sized]:
    known = _known(workshop, day)
    found = []
    if (rule := business_rule_on(day)) is not None:
        is_read = rule.evidence is Evidence.READ
        for by, bounds, span, words in (
            (_("sales of a year"), rule.sales, known.sales, known.sales_words),
            (_("capital"), rule.capital, known.investment, known.investment_words),
        ):
            found.append(Sized(rule.law, by, words, business_classes(bounds, span), is_read))
    if (industry := industry_rule_on(day)) is not None:
        words = _("%(workers)s workers; %(investment)s") % {
            "workers": known.workers,
            "investment": known.investment_words,
        }
        classes = industry_classes(industry, known.workers, known.investment)
        is_read = industry.evidence is Evidence.READ
        found.append(Sized(industry.law, _("workers and investment"), words, classes, is_read))
    return found


def _known(workshop: Workshop, day: date) -> Known:
    investment, investment_words = _investment(workshop, day)
    sales, sales_words = _sales(workshop, day)
    workers = len(workers_of(workshop, day))
    return Known(workers, investment, sales, investment_words, sales_words)


def _investment(workshop: Workshop, day: date) -> tuple[Span, str]:
    """As the member wrote it; otherwise at least the value of the machines whose value is known."""
    typed = newest_figure(workshop, ReportField.INVESTMENT, day)
    if typed is not None:
        return Span.known(float(typed.value)), _("investment as the member wrote it")
    machines = Machine.objects.filter(cooperative_id=workshop.cooperative_id, workshop=workshop)
    valued = machines.aggregate(total=Sum("value_rupiah"), known=Count("value_rupiah"))
    if valued["known"]:
        return Span.at_least(valued["total"]), _("at least the machines whose value is known")
    return Span(0, inf), _("investment not known; type it for this period")


def _sales(workshop: Workshop, day: date) -> tuple[Span, str]:
    """What the co-operative paid in a year is proven; what was sold elsewhere, as written."""
    sold = sales_between(workshop, day - YEAR, day) or 0
    elsewhere = newest_figure(workshop, ReportField.SALES_ELSEWHERE, day)
    if elsewhere is None:
        return Span.at_least(sold), _("at least what the co-operative paid in a year")
    days = (elsewhere.period_to - elsewhere.period_from).days + 1
    yearly = float(elsewhere.value) * 365 / days
    return (
        Span.known(sold + yearly),
        _("what the co-operative paid in a year, and sales elsewhere as written, for a year"),
    )
