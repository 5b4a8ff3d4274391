"""Dated limits of moulds and sand: a new day adds a row, and no row is changed."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import plain
from rantai.shopfloor.actions.furnace_rules import DayTaken
from rantai.shopfloor.models import MouldLimit, MouldMeasure


class NoRoom(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The upper limit lies below the lower one. Check both."))


class NoLimit(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write a lower limit, an upper one, or both."))


@transaction.atomic
def set_mould_limit(
    *,
    workshop: Workshop | None,
    measure: MouldMeasure | str,
    valid_from: date,
    low: Decimal | None,
    high: Decimal | None,
    by: Account,
    at: datetime,
) -> MouldLimit:
    """What a measure is held to from a day on: the desk for anyone, an owner for the own floor."""
    cooperative = acting_as(by, Role.OWNER, Role.LAB, Role.PLANNER)
    if workshop is not None and workshop.cooperative_id != cooperative.pk:
        raise Http404
    if has_role(by, Role.OWNER) and (workshop is None or workshop != workshop_of(by)):
        raise Http404
    if low is None and high is None:
        raise NoLimit
    if low is not None and high is not None and high < low:
        raise NoRoom
    limit, is_new = MouldLimit.objects.get_or_create(
        cooperative=cooperative,
        workshop=workshop,
        measure=measure,
        valid_from=valid_from,
        defaults={"low": low, "high": high},
    )
    if not is_new:
        raise DayTaken(valid_from)
    write_audit(
        "mould_limit.set",
        limit,
        by=by,
        at=at,
        measure=str(measure),
        valid_from=valid_from.isoformat(),
        workshop=workshop.code if workshop else "",
        low="" if low is None else plain(low),
        high="" if high is None else plain(high),
    )
    return limit
