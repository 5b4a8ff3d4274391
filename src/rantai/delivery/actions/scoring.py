"""The members' decision on how suppliers are graded."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.delivery.models import ScorecardRule, ScorecardWeight
from rantai.delivery.scoring import Weight
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

MOST_MONTHS = 36


class GradingDecided(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(
            _("How suppliers are graded is decided from %(day)s already. Choose another day.")
            % {"day": date_format(on, "j M Y")}
        )


class WeightsOff(Refusal):
    def __init__(self, total: int) -> None:
        super().__init__(
            _("The weights add up to %(total)d. Change them until they add up to 100.")
            % {"total": total}
        )


class NoSpan(Refusal):
    def __init__(self, measure: str) -> None:
        super().__init__(
            _(
                "“%s” earns everything and nothing at the same figure. "
                "Set the two apart, so that points can lie between them."
            )
            % measure
        )


class GradesOutOfOrder(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A needs more points than B, B more than C, and C at least one; none over 100.")
        )


class LooksTooFar(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A card looks back over 1 to %d months. Choose a number between them.") % MOST_MONTHS
        )


@transaction.atomic
def decide_grading(
    *,
    valid_from: date,
    decision: str,
    months: int,
    grades: tuple[int, int, int],
    weights: Sequence[Weight],
    by: Account,
    at: datetime,
) -> ScorecardRule:
    """From this day on suppliers are graded so; cards of earlier months keep their rule."""
    cooperative = acting_as(by, Role.PLANNER)
    counted = [each for each in weights if each.weight]
    _refuse(months, grades, counted)
    a_from, b_from, c_from = grades
    try:
        with transaction.atomic():
            rule = ScorecardRule.objects.create(
                cooperative=cooperative,
                valid_from=valid_from,
                decision=decision,
                months=months,
                a_from=a_from,
                b_from=b_from,
                c_from=c_from,
            )
    except IntegrityError as taken:
        raise GradingDecided(valid_from) from taken
    ScorecardWeight.objects.bulk_create(
        ScorecardWeight(
            cooperative=cooperative,
            rule=rule,
            measure=each.measure,
            weight=each.weight,
            full_at=Decimal(str(each.full_at)),
            none_at=Decimal(str(each.none_at)),
        )
        for each in counted
    )
    write_audit(
        "grading.decided",
        rule,
        by=by,
        at=at,
        valid_from=valid_from.isoformat(),
        decision=decision,
        weights={each.measure: each.weight for each in counted},
    )
    return rule


def _refuse(months: int, grades: tuple[int, int, int], weights: Sequence[Weight]) -> None:
    total = sum(each.weight for each in weights)
    if total != 100:
        raise WeightsOff(total)
    for each in weights:
        if each.full_at == each.none_at:
            raise NoSpan(words_of(each.measure))
    a_from, b_from, c_from = grades
    if not 100 >= a_from > b_from > c_from > 0:
        raise GradesOutOfOrder
    if not 1 <= months <= MOST_MONTHS:
        raise LooksTooFar


def words_of(measure: str) -> str:
    return str(dict(ScorecardWeight.MEASURES)[measure])
