"""Saying what can go wrong, how bad it is, and what is done before it does."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Characteristic
from rantai.quality.models import (
    CauseControl,
    FailureLine,
    Fmea,
    FmeaRelease,
    PriorityTable,
    RatingScale,
    RiskAction,
    RiskActionDone,
)
from rantai.quality.queries.risk import failures_of
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.identifiers import uuid7
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Defect


class AlreadyTuned(Refusal):
    def __init__(self, earlier: Fmea) -> None:
        super().__init__(
            _("%(workshop)s has tuned this foundation already. Open %(code)s and go on there.")
            % {"workshop": earlier.workshop, "code": earlier.code}
        )


class TunesATuning(Refusal):
    def __init__(self, fmea: Fmea) -> None:
        super().__init__(
            _("%(code)s is already one workshop's. Tune the foundation that it comes from.")
            % {"code": fmea.code}
        )


class NothingNew(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing is different from what stands there. Change it, or go back."))


class SaidMeanwhile(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this cause meanwhile. Read what is new, then change it.")
        )


class NothingToRelease(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing has changed since the last revision, so there is no new one to release.")
        )


class ScaleDayTaken(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("Something already holds from %(day)s. Let the new one begin on another day.")
            % {"day": date_format(day)}
        )


class DueTooEarly(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("%(day)s is over. Give the action a day that is still to come.")
            % {"day": date_format(day)}
        )


class RiskActionReported(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This action was reported done already."))


@dataclass(frozen=True, slots=True)
class Failure:
    """What one line says: where it fails, how, why, what stands against it, how bad it is."""

    step: int
    operation: str
    mode: str
    effect: str
    cause: str
    severity: int
    occurrence: int
    detection: int
    prevention: str = ""
    detection_control: str = ""
    defect: Defect | None = None
    is_left_out: bool = False


def begin_fmea(
    *,
    process: str,
    process_en: str,
    by: Account,
    at: datetime,
    customer: Customer | None = None,
) -> Fmea:
    """Begin the foundation of a process, which every workshop then shares."""
    owner = acting_as(by, Role.LAB)
    _refuse_strange(owner, customer)
    return _begin(
        owner, by, at, process=process, process_en=process_en, customer=customer, key="fmea.begun"
    )


@transaction.atomic
def tune_fmea(
    *, foundation: Fmea, workshop: Workshop, customer: Customer | None, by: Account, at: datetime
) -> Fmea:
    """Begin a workshop's own word on a foundation; what it does not say, the foundation says."""
    owner = _ours(by, foundation)
    _refuse_strange(owner, workshop, customer)
    if foundation.workshop_id is not None:
        raise TunesATuning(foundation)
    Fmea.objects.select_for_update().get(cooperative=owner, pk=foundation.pk)
    earlier = Fmea.objects.filter(cooperative=owner, foundation=foundation, workshop=workshop)
    if (known := earlier.select_related("workshop").first()) is not None:
        raise AlreadyTuned(known)
    return _begin(
        owner,
        by,
        at,
        process=foundation.process,
        process_en=foundation.process_en,
        customer=customer,
        foundation=foundation,
        workshop=workshop,
        key="fmea.tuned",
    )


@transaction.atomic
def _begin(owner: Cooperative, by: Account, at: datetime, *, key: str, **fields: Any) -> Fmea:
    number = next_number(cooperative=owner, prefix="FMEA-")
    fmea = Fmea.objects.create(
        cooperative=owner, code=f"FMEA-{number:03d}", begun_at=at, begun_by=by, **fields
    )
    if key == "fmea.tuned":
        write_audit("fmea.tuned", fmea, by=by, at=at, workshop=fmea.workshop.code)
    else:
        write_audit("fmea.begun", fmea, by=by, at=at, process=fmea.process)
    return fmea


@transaction.atomic
def say_failure(
    *,
    fmea: Fmea,
    failure: Failure,
    because: str,
    by: Account,
    at: datetime,
    row: UUID | None = None,
    seen: UUID | None = None,
) -> FailureLine:
    """Say a new cause, or say one anew: what stood there before stays in the history.

    row names the cause that is said anew, in the foundation's word or the workshop's own; seen is
    the line that the person had before the eyes.
    """
    owner = _ours(by, fmea)
    Fmea.objects.select_for_update().get(cooperative=owner, pk=fmea.pk)
    said: dict[str, Any] = {name: getattr(failure, name) for name in failure.__slots__}
    before = None
    if row is not None:
        standing = _standing(fmea, row)
        if seen is not None and standing.pk != seen:
            raise SaidMeanwhile
        if all(getattr(standing, name) == value for name, value in said.items()):
            raise NothingNew
        before = standing if standing.fmea_id == fmea.pk else None
    line = FailureLine.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        fmea=fmea,
        row=row or uuid7(),
        replaces=before,
        replaced_because=because,
        **said,
    )
    write_audit(
        "fmea.line_said",
        fmea,
        by=by,
        at=at,
        row=str(line.row),
        ratings=[failure.severity, failure.occurrence, failure.detection],
        left_out=failure.is_left_out,
        because=because,
    )
    return line


def _standing(fmea: Fmea, row: UUID) -> FailureLine:
    """The workshop's newest word on a row, or the foundation's where it has said nothing."""
    for whose in (fmea.pk, fmea.foundation_id):
        found = (
            FailureLine.objects.filter(cooperative_id=fmea.cooperative_id, fmea=whose, row=row)
            .order_by("-occurred_at", "-pk")
            .first()
        )
        if found is not None:
            return found
    raise Http404


@transaction.atomic
def name_controls(
    *,
    fmea: Fmea,
    row: UUID,
    characteristics: Collection[Characteristic],
    by: Account,
    at: datetime,
) -> None:
    """Say which characteristics of control plans are checked against a cause; exactly these."""
    owner = _ours(by, fmea)
    _refuse_strange(owner, *characteristics)
    _standing(fmea, row)
    # One row may be named in several workshops: whoever speaks locks the foundation.
    root = fmea.foundation_id or fmea.pk
    Fmea.objects.select_for_update().get(cooperative=owner, pk=root)
    before: dict[int, bool] = dict(
        CauseControl.objects.filter(cooperative=owner, row=row)
        .order_by("occurred_at", "pk")
        .values_list("characteristic", "holds")
    )
    wanted = {each.pk for each in characteristics}
    held = {key for key, holds in before.items() if holds}
    if wanted == held:
        raise NothingNew
    for key in sorted(wanted ^ held):
        CauseControl.objects.create(
            **stamp(cooperative=owner, by=by, at=at),
            fmea=fmea,
            row=row,
            characteristic_id=key,
            holds=key in wanted,
        )
    write_audit(
        "fmea.controls_named",
        fmea,
        by=by,
        at=at,
        row=str(row),
        characteristics=sorted(each.name for each in characteristics),
    )


@transaction.atomic
def release_fmea(*, fmea: Fmea, because: str, by: Account, at: datetime) -> FmeaRelease:
    """Put everything said so far under a number and a day."""
    owner = _ours(by, fmea)
    locked = Fmea.objects.select_for_update().get(cooperative=owner, pk=fmea.pk)
    standing = failures_of(locked, at)
    if not standing.is_changed:
        raise NothingToRelease
    release = FmeaRelease.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        fmea=locked,
        number=(standing.release.number if standing.release else 0) + 1,
        because=because,
        counts=standing.counts,
        method=standing.rule.method,
    )
    write_audit(
        "fmea.released",
        locked,
        by=by,
        at=at,
        number=release.number,
        counts=standing.counts,
        method=release.method,
        because=because,
    )
    return release


@transaction.atomic
def plan_risk_action(
    *, fmea: Fmea, row: UUID, text: str, owner: Account, due_on: date, by: Account, at: datetime
) -> RiskAction:
    """Recommend what someone does about a cause by a day."""
    cooperative = _ours(by, fmea)
    _standing(fmea, row)
    if owner.cooperative_id != cooperative.pk:
        raise Http404
    if due_on < localdate(at):
        raise DueTooEarly(due_on)
    action = RiskAction.objects.create(
        cooperative=cooperative,
        fmea=fmea,
        row=row,
        text=text,
        owner=owner,
        due_on=due_on,
        planned_at=at,
    )
    write_audit("fmea.action_planned", fmea, by=by, at=at, text=text, due_on=due_on.isoformat())
    return action


@transaction.atomic
def report_risk_action(
    *, action: RiskAction, note: str, by: Account, at: datetime
) -> RiskActionDone:
    """Whoever owns an action, or the lab, says that it is done."""
    if by.cooperative_id != action.cooperative_id:
        raise Http404
    if by.pk != action.owner_id and not has_role(by, Role.LAB):
        raise Http404
    try:
        with transaction.atomic():
            done = RiskActionDone.objects.create(
                **stamp(cooperative=action.cooperative, by=by, at=at), action=action, note=note
            )
    except IntegrityError as taken:
        raise RiskActionReported from taken
    write_audit("fmea.action_done", action.fmea, by=by, at=at, text=action.text, note=note)
    return done


def set_rating_scale(
    *,
    valid_from: date,
    words: Mapping[str, Sequence[Sequence[str]]],
    per_million: Sequence[float],
    by: Account,
    at: datetime,
) -> RatingScale:
    """What each rating means from a day on; the earlier scale stays for what was rated by it."""
    owner = acting_as(by, Role.LAB)
    try:
        with transaction.atomic():
            scale = RatingScale.objects.create(
                cooperative=owner,
                valid_from=valid_from,
                words={kind: [list(pair) for pair in pairs] for kind, pairs in words.items()},
                per_million=list(per_million),
            )
            write_audit(
                "rating_scale.set",
                scale,
                by=by,
                at=at,
                valid_from=valid_from.isoformat(),
                per_million=list(per_million),
            )
    except IntegrityError as taken:
        raise ScaleDayTaken(valid_from) from taken
    return scale


@dataclass(frozen=True, slots=True)
class TableFile:
    """A customer's table as its file said it."""

    priorities: str
    name: str
    content: bytes


def load_priority_table(
    *, customer: Customer, valid_from: date, file: TableFile, by: Account, at: datetime
) -> PriorityTable:
    """Read this customer's priorities by its own table from a day on."""
    owner = acting_as(by, Role.LAB)
    _refuse_strange(owner, customer)
    try:
        with transaction.atomic():
            table = PriorityTable.objects.create(
                cooperative=owner,
                customer=customer,
                valid_from=valid_from,
                priorities=file.priorities,
                file_name=file.name[-120:],
                file_sha256=hashlib.sha256(file.content).hexdigest(),
                loaded_at=at,
                loaded_by=by,
            )
            write_audit(
                "priority_table.loaded",
                table,
                by=by,
                at=at,
                customer=customer.code,
                valid_from=valid_from.isoformat(),
                sha256=table.file_sha256,
            )
    except IntegrityError as taken:
        raise ScaleDayTaken(valid_from) from taken
    return table


def _ours(by: Account, fmea: Fmea) -> Cooperative:
    """The lab keeps every FMEA of its own co-operative."""
    owner = acting_as(by, Role.LAB)
    if fmea.cooperative_id != owner.pk:
        raise Http404
    return owner


def _refuse_strange(owner: Cooperative, *rows: Workshop | Customer | Characteristic | None) -> None:
    if any(row is not None and row.cooperative_id != owner.pk for row in rows):
        raise Http404
