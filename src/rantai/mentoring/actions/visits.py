"""Recording a filled check sheet with its photos and agreed actions, and closing those."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.mentoring.actions.programmes import AlreadyCorrected, NotEnrolled, NotYet
from rantai.mentoring.actions.stages import NoSuchStage
from rantai.mentoring.models import (
    Action,
    CheckItem,
    CheckSheet,
    Enrolment,
    ItemScore,
    Programme,
    Stage,
    Visit,
)
from rantai.mentoring.queries import may_fill, sheet_on
from rantai.records.actions import keep_attachment, stamp, write_audit
from rantai.records.models import Account, Attachment, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.records.rules import PAPERS, PHOTOS


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came from the device."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ItemSaid:
    """What the assessor wrote about one item; a finding needs what is done, by whom, until when."""

    item: CheckItem
    score: int | None
    note: str = ""
    photo: Sent | None = None
    finding: str = ""
    action: str = ""
    owner: str = ""
    due_on: date | None = None

    @property
    def is_agreed(self) -> bool:
        return bool(self.finding and self.action and self.owner and self.due_on)


class SheetNotInForce(Refusal):
    def __init__(self, sheet: CheckSheet, on: date) -> None:
        super().__init__(
            _(
                "This edition of “%(sheet)s” did not hold on %(day)s. "
                "Open the sheet again; the edition of that day is offered then."
            )
            % {"sheet": sheet, "day": date_format(on, "j M Y")}
        )


class NothingScored(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No item has a score yet. Choose one for at least one item."))


class ScoreOffTheScale(Refusal):
    def __init__(self, item: CheckItem) -> None:
        super().__init__(
            _("“%(item)s” goes from 0 to %(best)d. Choose one of its scores.")
            % {"item": item, "best": item.best}
        )


class NotFullyAgreed(Refusal):
    def __init__(self, item: CheckItem) -> None:
        super().__init__(
            _(
                "A finding needs what is done, by whom and until when. "
                "Fill in all of them for “%s”, or leave all empty."
            )
            % item
        )


class DueBeforeTheVisit(Refusal):
    def __init__(self, item: CheckItem) -> None:
        super().__init__(
            _("The action for “%s” is due before the visit. Choose a later day.") % item
        )


def _may_assess(by: Account, kind: str) -> Cooperative:
    cooperative = acting_as(by, Role.MENTOR, Role.OWNER)
    if not may_fill(by, kind):
        raise Http404
    return cooperative


@transaction.atomic
def record_visit(
    *,
    visit_id: UUID,
    programme: Programme,
    workshop: Workshop,
    sheet: CheckSheet,
    stage: int | None,
    visited_on: date,
    said: Sequence[ItemSaid],
    workbook: Sent | None = None,
    by: Account,
    at: datetime,
) -> Visit:
    """A filled sheet. The device made its identifier, so the same sheet sent twice is one visit."""
    cooperative = _may_assess(by, sheet.kind)
    known = Visit.objects.filter(cooperative=cooperative, pk=visit_id, recorded_by=by).first()
    if known is not None:
        return known
    _refuse(programme, workshop, sheet, visited_on, said, at)
    visit: Visit = Visit.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        id=visit_id,
        programme=programme,
        workshop=workshop,
        sheet=sheet,
        stage=_stage(programme, stage),
        visited_on=visited_on,
        workbook=kept(cooperative, workbook, at, PAPERS) if sheet.takes_workbook else None,
    )
    for each in said:
        _write_item(visit, each, by=by, at=at)
    write_audit(
        "visit.recorded",
        visit,
        by=by,
        at=at,
        workshop=workshop.code,
        sheet=sheet.kind,
        items=sum(each.score is not None for each in said),
    )
    return visit


def _refuse(
    programme: Programme,
    workshop: Workshop,
    sheet: CheckSheet,
    visited_on: date,
    said: Sequence[ItemSaid],
    at: datetime,
) -> None:
    if visited_on > localdate(at):
        raise NotYet
    enrolment = Enrolment.objects.filter(
        cooperative_id=programme.cooperative_id, programme=programme, workshop=workshop
    ).first()
    if enrolment is None or visited_on < enrolment.joined_on:
        raise NotEnrolled(workshop, visited_on)
    if sheet_on(programme.cooperative_id, sheet.kind, visited_on) != sheet:
        raise SheetNotInForce(sheet, visited_on)
    if all(each.score is None for each in said):
        raise NothingScored
    for each in said:
        _check_score(each.item, each.score)
        if (each.finding or each.action) and not each.is_agreed:
            raise NotFullyAgreed(each.item)
        if each.is_agreed and each.due_on and each.due_on < visited_on:
            raise DueBeforeTheVisit(each.item)


def _check_score(item: CheckItem, score: int | None) -> None:
    if score is not None and not 0 <= score <= item.best:
        raise ScoreOffTheScale(item)


def _stage(programme: Programme, number: int | None) -> Stage | None:
    if number is None:
        return None
    stage: Stage | None = programme.stages.filter(number=number).first()
    if stage is None:
        raise NoSuchStage(number, programme)
    return stage


def kept(
    cooperative: Cooperative, sent: Sent | None, at: datetime, types: Sequence[str]
) -> Attachment | None:
    if sent is None:
        return None
    return keep_attachment(
        cooperative=cooperative, content=sent.content, name=sent.name, at=at, types=types
    )


def _write_item(visit: Visit, said: ItemSaid, *, by: Account, at: datetime) -> None:
    common = stamp(cooperative=visit.cooperative, by=by, at=at)
    ItemScore.objects.create(
        **common,
        visit=visit,
        item=said.item,
        score=said.score,
        note=said.note,
        before=kept(visit.cooperative, said.photo, at, PHOTOS),
    )
    if said.is_agreed and said.due_on:
        Action.objects.create(
            **common,
            visit=visit,
            item=said.item,
            workshop_id=visit.workshop_id,
            finding=said.finding,
            text=said.action,
            owner=said.owner,
            due_on=said.due_on,
        )


@transaction.atomic
def correct_item(
    *, score: ItemScore, value: int | None, because: str, by: Account, at: datetime
) -> ItemScore:
    """A right score beside a wrong one; both stay to be read."""
    cooperative = _may_assess(by, score.visit.sheet.kind)
    # The visit is what two people who correct the same item would both wait for.
    Visit.objects.select_for_update().get(cooperative=cooperative, pk=score.visit_id)
    if ItemScore.objects.filter(cooperative=cooperative, replaces=score).exists():
        raise AlreadyCorrected
    _check_score(score.item, value)
    corrected: ItemScore = ItemScore.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=score.occurred_at),
        visit_id=score.visit_id,
        item_id=score.item_id,
        score=value,
        note=score.note,
        before_id=score.before_id,
        replaces=score,
        replaced_because=because,
    )
    write_audit(
        "item.corrected",
        corrected,
        by=by,
        at=at,
        before=score.score,
        score=value,
        because=because,
    )
    return corrected
