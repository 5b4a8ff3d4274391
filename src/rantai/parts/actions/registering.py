"""Registering a part and its revisions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.parts.actions._acting import acting_for
from rantai.parts.models import Grade, Part, PartRevision, Tracing
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class PartNumberTaken(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("Part %(number)s is already registered. Open it and add the revision there.")
            % {"number": number}
        )


class RevisionTaken(Refusal):
    def __init__(self, part: Part, revision: str) -> None:
        super().__init__(
            _("Part %(number)s already has a revision %(revision)s. A new drawing gets a new one.")
            % {"number": part.number, "revision": revision}
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """One issue of the drawing: what holds for everyone who pours it."""

    revision: str
    valid_from: date
    grade: Grade
    pour_within_minutes: int
    pour_temperature_min_c: int | None = None
    pour_temperature_max_c: int | None = None


@transaction.atomic
def register_part(
    *,
    number: str,
    name: str,
    traced_by: Tracing,
    mass_kg: Decimal,
    pieces_per_box: int,
    is_machined: bool,
    drawing: Drawing,
    by: Account,
    at: datetime,
) -> PartRevision:
    """Enter a part under the customer's number, with its first revision."""
    cooperative = acting_as(by, Role.PLANNER)
    try:
        with transaction.atomic():
            part = Part.objects.create(
                cooperative=cooperative,
                number=number,
                name=name,
                traced_by=traced_by,
                mass_kg=mass_kg,
                pieces_per_box=pieces_per_box,
                is_machined=is_machined,
            )
    except IntegrityError as taken:
        raise PartNumberTaken(number) from taken
    revision = _store_revision(part, drawing)
    write_audit("part.registered", part, by=by, at=at, number=number, revision=drawing.revision)
    return revision


@transaction.atomic
def register_revision(*, part: Part, drawing: Drawing, by: Account, at: datetime) -> PartRevision:
    """Enter a newer issue of the drawing; approvals do not pass over to it."""
    acting_for(by, part)
    revision = _store_revision(part, drawing)
    write_audit(
        "part_revision.registered",
        revision,
        by=by,
        at=at,
        number=part.number,
        revision=drawing.revision,
    )
    return revision


def _store_revision(part: Part, drawing: Drawing) -> PartRevision:
    if drawing.grade.cooperative_id != part.cooperative_id:
        raise Http404
    try:
        with transaction.atomic():
            return PartRevision.objects.create(
                cooperative_id=part.cooperative_id,
                part=part,
                revision=drawing.revision,
                valid_from=drawing.valid_from,
                grade=drawing.grade,
                pour_within_minutes=drawing.pour_within_minutes,
                pour_temperature_min_c=drawing.pour_temperature_min_c,
                pour_temperature_max_c=drawing.pour_temperature_max_c,
            )
    except IntegrityError as taken:
        raise RevisionTaken(part, drawing.revision) from taken
