"""Enrolling workshops and recording assessments; a score once given stays."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.mentoring.models import Assessment, Enrolment, Pillar, Programme
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class AlreadyEnrolled(Refusal):
    def __init__(self, workshop: Workshop) -> None:
        super().__init__(
            _("%s already takes part in this programme. Open its page to assess it.") % workshop
        )


class NotEnrolled(Refusal):
    def __init__(self, workshop: Workshop, on: date) -> None:
        super().__init__(
            _(
                "%(workshop)s did not take part in this programme on %(day)s. "
                "Choose a later day, or enrol it first."
            )
            % {"workshop": workshop, "day": date_format(on, "j M Y")}
        )


class NotYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Record the assessment after the visit."))


class AlreadyAssessed(Refusal):
    def __init__(self, pillar: Pillar, on: date) -> None:
        super().__init__(
            _(
                "“%(pillar)s” already has a score of %(day)s. "
                "If it is wrong, correct that score; both stay in the record."
            )
            % {"pillar": pillar.label, "day": date_format(on, "j M Y")}
        )


class AlreadyCorrected(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Somebody has corrected this score already. Reload the page and look at the new one.")
        )


@transaction.atomic
def enrol_workshop(
    *, programme: Programme, workshop: Workshop, joined_on: date, by: Account, at: datetime
) -> Enrolment:
    acting_as(by, Role.MENTOR, Role.PLANNER)
    enrolment, is_new = Enrolment.objects.get_or_create(
        cooperative_id=programme.cooperative_id,
        programme=programme,
        workshop=workshop,
        defaults={"joined_on": joined_on},
    )
    if not is_new:
        raise AlreadyEnrolled(workshop)
    write_audit("workshop.enrolled", enrolment, by=by, at=at, workshop=workshop.code)
    return enrolment


@transaction.atomic
def record_assessment(
    *,
    programme: Programme,
    workshop: Workshop,
    pillar: Pillar,
    assessed_on: date,
    score: int,
    finding: str,
    by: Account,
    at: datetime,
) -> Assessment:
    """A mentor's score of one pillar, with what was found; the earlier ones stay beside it."""
    cooperative = acting_as(by, Role.MENTOR)
    if assessed_on > localdate(at):
        raise NotYet
    enrolment = (
        Enrolment.objects.select_for_update()
        .filter(cooperative=cooperative, programme=programme, workshop=workshop)
        .first()
    )
    if enrolment is None or assessed_on < enrolment.joined_on:
        raise NotEnrolled(workshop, assessed_on)
    same_day = Assessment.objects.current().filter(
        cooperative=cooperative,
        programme=programme,
        workshop=workshop,
        pillar=pillar,
        assessed_on=assessed_on,
    )
    if same_day.exists():
        raise AlreadyAssessed(pillar, assessed_on)
    assessment: Assessment = Assessment.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        programme=programme,
        workshop=workshop,
        pillar=pillar,
        assessed_on=assessed_on,
        score=score,
        finding=finding,
    )
    write_audit("assessment.recorded", assessment, by=by, at=at, pillar=str(pillar), score=score)
    return assessment


@transaction.atomic
def correct_assessment(
    *,
    assessment: Assessment,
    score: int,
    finding: str,
    because: str,
    by: Account,
    at: datetime,
) -> Assessment:
    """Put a right score beside a wrong one; the wrong one can still be read."""
    cooperative = acting_as(by, Role.MENTOR)
    # The enrolment is what two mentors would both wait for.
    Enrolment.objects.select_for_update().get(
        cooperative=cooperative,
        programme_id=assessment.programme_id,
        workshop_id=assessment.workshop_id,
    )
    if Assessment.objects.filter(cooperative=cooperative, replaces=assessment).exists():
        raise AlreadyCorrected
    corrected: Assessment = Assessment.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=assessment.occurred_at),
        programme_id=assessment.programme_id,
        workshop_id=assessment.workshop_id,
        pillar=assessment.pillar,
        assessed_on=assessment.assessed_on,
        score=score,
        finding=finding,
        replaces=assessment,
        replaced_because=because,
    )
    write_audit(
        "assessment.corrected",
        corrected,
        by=by,
        at=at,
        before=assessment.score,
        score=score,
        because=because,
    )
    return corrected
