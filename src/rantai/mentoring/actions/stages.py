"""Moving a workshop to its next stage, and changing what a stage asks for."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.mentoring.actions.programmes import NotEnrolled, NotYet
from rantai.mentoring.models import (
    Enrolment,
    Gate,
    Pillar,
    Programme,
    Proof,
    Stage,
    StageCriterion,
    StagePassage,
)
from rantai.mentoring.queries import way_of
from rantai.mentoring.rules import Judged
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NoSuchStage(Refusal):
    def __init__(self, number: int, programme: Programme) -> None:
        super().__init__(
            _(
                "%(programme)s has no stage %(number)d. "
                "Choose one of the stages on the programme's page."
            )
            % {"programme": programme, "number": number}
        )


class StageOutOfOrder(Refusal):
    def __init__(self, workshop: Workshop, following: Stage | None) -> None:
        sentence = (
            _("%(workshop)s has passed the last stage already; there is none to enter.")
            if following is None
            else _("The next stage of %(workshop)s is “%(stage)s”. Stages are taken in order.")
        )
        super().__init__(sentence % {"workshop": workshop, "stage": following})


class CriteriaOpen(Refusal):
    def __init__(self, missing: Collection[Judged]) -> None:
        listed = "; ".join(each.required.words for each in missing)
        super().__init__(
            _("Not yet: %(listed)s. Tick what you have seen, or assess the pillar again.")
            % {"listed": listed}
        )


class BeforeTheLastStage(Refusal):
    def __init__(self, last: date) -> None:
        super().__init__(
            _("The stage before was entered on %s. Choose a later day.")
            % date_format(last, "j M Y")
        )


class NoMeasure(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A criterion by score needs the pillar and the least score. Fill in both.")
        )


class EndsBeforeItBegan(Refusal):
    def __init__(self, began: date) -> None:
        super().__init__(
            _("This criterion holds from %s. Choose that day or a later one as its last.")
            % date_format(began, "j M Y")
        )


@transaction.atomic
def enter_stage(
    *,
    programme: Programme,
    workshop: Workshop,
    number: int,
    entered_on: date,
    seen: Collection[int],
    note: str,
    by: Account,
    at: datetime,
) -> StagePassage:
    """The workshop's next stage, once what closes the last and opens this one is met."""
    cooperative = acting_as(by, Role.MENTOR)
    if entered_on > localdate(at):
        raise NotYet
    # Two mentors who move the same workshop come one after the other.
    enrolment = (
        Enrolment.objects.select_for_update()
        .filter(cooperative=cooperative, programme=programme, workshop=workshop)
        .first()
    )
    if enrolment is None or entered_on < enrolment.joined_on:
        raise NotEnrolled(workshop, entered_on)
    way = way_of(programme, workshop, entered_on, frozenset(seen))
    if number not in {stage.number for stage in way.stages}:
        raise NoSuchStage(number, programme)
    if way.next is None or way.next.number != number:
        raise StageOutOfOrder(workshop, way.next)
    if way.now and entered_on < way.now.entered_on:
        raise BeforeTheLastStage(way.now.entered_on)
    if way.missing:
        raise CriteriaOpen(way.missing)
    passage: StagePassage = StagePassage.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        programme=programme,
        workshop=workshop,
        stage=way.next,
        entered_on=entered_on,
        met=[[each.required.words, each.score] for each in way.judged],
        note=note,
    )
    write_audit(
        "stage.entered",
        passage,
        by=by,
        at=at,
        workshop=workshop.code,
        stage=number,
        entered_on=entered_on.isoformat(),
    )
    return passage


@transaction.atomic
def ask_for(
    *,
    programme: Programme,
    stage: int,
    gate: Gate,
    proof: Proof,
    text: str,
    text_en: str,
    pillar: Pillar | None,
    at_least: int | None,
    valid_from: date,
    by: Account,
    at: datetime,
) -> StageCriterion:
    """One more thing that a stage asks for from a day on; who passed before is not asked again."""
    cooperative = acting_as(by, Role.MENTOR)
    found = Stage.objects.filter(cooperative=cooperative, programme=programme, number=stage).first()
    if found is None:
        raise NoSuchStage(stage, programme)
    by_score = proof == Proof.SCORE
    if by_score and (pillar is None or at_least is None):
        raise NoMeasure
    criterion = StageCriterion.objects.create(
        cooperative=cooperative,
        stage=found,
        gate=gate,
        proof=proof,
        text=text,
        text_en=text_en,
        pillar=pillar if by_score and pillar else "",
        at_least=at_least if by_score else None,
        valid_from=valid_from,
    )
    write_audit("criterion.asked", criterion, by=by, at=at, stage=stage, gate=str(gate), text=text)
    return criterion


@transaction.atomic
def ask_no_longer(
    *, criterion: StageCriterion, valid_until: date, by: Account, at: datetime
) -> None:
    """The last day on which a stage asks for this; the criterion stays to be read."""
    cooperative = acting_as(by, Role.MENTOR)
    held = StageCriterion.objects.select_for_update().get(cooperative=cooperative, pk=criterion.pk)
    if valid_until < held.valid_from:
        raise EndsBeforeItBegan(held.valid_from)
    held.valid_until = valid_until
    held.save(update_fields=["valid_until"])
    write_audit("criterion.ended", held, by=by, at=at, valid_until=valid_until.isoformat())
