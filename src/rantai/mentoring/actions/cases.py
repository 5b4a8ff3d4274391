"""Retelling a closed 8D for apprentices, taking it back, and opening it to a school."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.mentoring.anonymous import left_in
from rantai.mentoring.models import LearningCase, SchoolLink
from rantai.mentoring.queries.cases import names_in
from rantai.quality.models import EightD
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

LONGEST = timedelta(days=400)
"""A school year and the holidays after it."""


class NotClosed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only a closed 8D can be retold. Wait until its cure is shown."))


class ToldAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This 8D is retold already. Take that case back first."))


class LeadsBack(Refusal):
    def __init__(self, found: list[str]) -> None:
        super().__init__(
            _(
                "This still leads back to someone: %(found)s. "
                "Write it without names, codes, days and large counts."
            )
            % {"found": ", ".join(found)}
        )


class SchoolYearTooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A school's link lasts from today to %(days)d days from now. Choose another day.")
            % {"days": LONGEST.days}
        )


@transaction.atomic
def tell_case(
    *, eightd: EightD, title: str, seen: str, why: str, done: str, by: Account, at: datetime
) -> LearningCase:
    """What apprentices read of it; refused while anything in it names someone."""
    cooperative = acting_as(by, Role.MENTOR)
    if eightd.cooperative_id != cooperative.pk:
        raise Http404
    if eightd.closed_at is None:
        raise NotClosed
    if LearningCase.objects.filter(cooperative=cooperative, eightd=eightd).exists():
        raise ToldAlready
    if found := left_in("\n".join((title, seen, why, done)), names_in(cooperative)):
        raise LeadsBack(found)
    case = LearningCase.objects.create(
        cooperative=cooperative,
        eightd=eightd,
        title=title,
        seen=seen,
        why=why,
        done=done,
        published_at=at,
        published_by=by,
    )
    write_audit("case.told", case, by=by, at=at, eightd=eightd.code)
    return case


@transaction.atomic
def withdraw_case(*, case: LearningCase, by: Account, at: datetime) -> None:
    """No school reads it any more; what was read cannot be taken back."""
    cooperative = acting_as(by, Role.MENTOR)
    held = LearningCase.objects.select_for_update().get(cooperative=cooperative, pk=case.pk)
    if held.withdrawn_at is None:
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        write_audit("case.withdrawn", held, by=by, at=at)


@transaction.atomic
def open_to_school(*, school: str, valid_until: date, by: Account, at: datetime) -> SchoolLink:
    cooperative = acting_as(by, Role.MENTOR)
    if not localdate(at) <= valid_until <= localdate(at) + LONGEST:
        raise SchoolYearTooLong
    link = SchoolLink.objects.create(
        cooperative=cooperative, school=school, valid_until=valid_until, made_at=at, made_by=by
    )
    write_audit("school.opened", link, by=by, at=at, valid_until=valid_until.isoformat())
    return link


@transaction.atomic
def close_school(*, link: SchoolLink, by: Account, at: datetime) -> None:
    cooperative = acting_as(by, Role.MENTOR)
    held = SchoolLink.objects.select_for_update().get(cooperative=cooperative, pk=link.pk)
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        write_audit("school.closed", held, by=by, at=at)
