"""Agreeing on what readiness is judged by, and marking each month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.delivery.actions import GradesOutOfOrder, LooksTooFar, NoSpan
from rantai.delivery.queries.performance import Span
from rantai.delivery.scoring import Score, Weight
from rantai.mentoring.models import Pillar, ReadinessMark, ReadinessRule, ReadinessWeight, Sign
from rantai.mentoring.queries.readiness import (
    last_day_of,
    readiness_rule_on,
    scores_from,
)
from rantai.mentoring.queries.signs import enrolled_in, signs_of
from rantai.orders.rules import first_of_month, month_after
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

MOST_MONTHS = 36


class ReadinessAgreed(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(
            _("What readiness is judged by is agreed from %(day)s already. Choose another day.")
            % {"day": date_format(on, "j M Y")}
        )


class PillarWeightsOff(Refusal):
    def __init__(self, pillar: str, total: int) -> None:
        super().__init__(
            _(
                "The weights of “%(pillar)s” add up to %(total)d. "
                "Change them until they add up to 100."
            )
            % {"pillar": Pillar(pillar).label, "total": total}
        )


@transaction.atomic
def agree_readiness(
    *,
    valid_from: date,
    decision: str,
    months: int,
    grades: tuple[int, int, int],
    weights: Mapping[str, Sequence[Weight]],
    by: Account,
    at: datetime,
) -> ReadinessRule:
    """From this day on readiness is judged so; marks of earlier months stay as they are."""
    cooperative = acting_as(by, Role.MENTOR, Role.PLANNER)
    _refuse(months, grades, weights)
    a_from, b_from, c_from = grades
    try:
        with transaction.atomic():
            rule = ReadinessRule.objects.create(
                cooperative=cooperative,
                valid_from=valid_from,
                decision=decision,
                months=months,
                a_from=a_from,
                b_from=b_from,
                c_from=c_from,
            )
    except IntegrityError as taken:
        raise ReadinessAgreed(valid_from) from taken
    ReadinessWeight.objects.bulk_create(
        ReadinessWeight(
            cooperative=cooperative,
            rule=rule,
            pillar=pillar,
            sign=each.measure,
            weight=each.weight,
            full_at=Decimal(str(each.full_at)),
            none_at=Decimal(str(each.none_at)),
        )
        for pillar, row in weights.items()
        for each in row
        if each.weight
    )
    write_audit(
        "readiness.agreed",
        rule,
        by=by,
        at=at,
        valid_from=valid_from.isoformat(),
        decision=decision,
    )
    return rule


def _refuse(
    months: int, grades: tuple[int, int, int], weights: Mapping[str, Sequence[Weight]]
) -> None:
    for pillar in Pillar.values:
        counted = [each for each in weights.get(pillar, ()) if each.weight]
        total = sum(each.weight for each in counted)
        if total != 100:
            raise PillarWeightsOff(pillar, total)
        for each in counted:
            if each.full_at == each.none_at:
                raise NoSpan(str(Sign(each.measure).label))
    a_from, b_from, c_from = grades
    if not 100 >= a_from > b_from > c_from > 0:
        raise GradesOutOfOrder
    if not 1 <= months <= MOST_MONTHS:
        raise LooksTooFar


@transaction.atomic
def mark_readiness(
    *, cooperative: Cooperative, at: datetime, month: date | None = None
) -> list[ReadinessMark]:
    """Mark every workshop of a running programme for a month, the present one if none is named.

    Counted again while the month runs, so what stood there before gives way.
    """
    today = localdate(at)
    wanted = month or first_of_month(today)
    rule = readiness_rule_on(cooperative, min(last_day_of(wanted), today))
    shops = enrolled_in(cooperative, wanted)
    if rule is None or not shops:
        return []
    signs = signs_of(cooperative, Span.back_from(wanted, rule.months, today), shops)
    ReadinessMark.objects.filter(cooperative=cooperative, month=wanted).delete()
    return ReadinessMark.objects.bulk_create(
        _mark(rule, shop, wanted, pillar, found, at)
        for shop in shops
        for pillar, found in scores_from(rule, signs[shop]).items()
        if found is not None
    )


def _mark(
    rule: ReadinessRule, shop: int, month: date, pillar: str, found: Score, at: datetime
) -> ReadinessMark:
    return ReadinessMark(
        cooperative_id=rule.cooperative_id,
        workshop_id=shop,
        month=month,
        pillar=pillar,
        rule=rule,
        points=round(found.points),
        letter=found.letter,
        signs={
            each.weight.measure: [
                round(each.value, 4),
                round(each.points, 1),
                round(each.share, 1),
            ]
            for each in found.scored
        },
        counted_at=at,
    )


LATE_NEWS = 5
"""So many days into a month the one before is still counted again: receipts come in late."""


def mark_everyone(*, cooperatives: Iterable[Cooperative], at: datetime) -> None:
    """The work of a night."""
    today = localdate(at)
    months = [first_of_month(today)]
    if today.day <= LATE_NEWS:
        months.append(month_after(months[0], -1))
    for cooperative in cooperatives:
        for month in months:
            mark_readiness(cooperative=cooperative, at=at, month=month)
