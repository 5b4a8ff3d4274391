"""The members' decisions: how a part is shared, and who is its first or second source."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.parts.models import Part
from rantai.plans.actions._guards import acting_for
from rantai.plans.models import (
    Rule,
    SharingRule,
    Source,
    SourcePlace,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal


class RuleDayTaken(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(
            _("A decision for this part already holds from %(day)s. Choose another day.")
            % {"day": date_format(on)}
        )


class RuleIncomplete(Refusal):
    """The rule lacks the number it works with."""


@transaction.atomic
def set_sharing_rule(
    *,
    part: Part,
    rule: Rule,
    valid_from: date,
    decision: str,
    cap_pieces: int | None = None,
    lot_pieces: int | None = None,
    first_source_pct: int | None = None,
    record_part_pct: int | None = None,
    accepted_min_pct: Decimal | None = None,
    record_months: int | None = None,
    by: Account,
    at: datetime,
) -> SharingRule:
    """Enter how the members decided to share a part from a day on; earlier decisions stay."""
    cooperative = acting_for(part, by)
    if rule == Rule.ROTATION and not lot_pieces:
        raise RuleIncomplete(_("Rotation needs the pieces of one turn."))
    if rule == Rule.SOURCES and not 50 <= (first_source_pct or 0) <= 100:
        raise RuleIncomplete(_("The first source's part must be 50 to 100 per cent."))
    by_record = rule == Rule.RECORD
    if by_record and not 1 <= (record_part_pct or 0) <= 50:
        raise RuleIncomplete(_("The part for good records must be 1 to 50 per cent."))
    if by_record and not (accepted_min_pct and record_months):
        raise RuleIncomplete(
            _("A good record needs the least per cent accepted and the months that count.")
        )
    try:
        with transaction.atomic():
            decided = SharingRule.objects.create(
                cooperative=cooperative,
                part=part,
                valid_from=valid_from,
                rule=rule,
                decision=decision,
                cap_pieces=cap_pieces,
                lot_pieces=lot_pieces if rule == Rule.ROTATION else None,
                first_source_pct=first_source_pct if rule == Rule.SOURCES else None,
                record_part_pct=record_part_pct if by_record else None,
                accepted_min_pct=accepted_min_pct if by_record else None,
                record_months=record_months if by_record else None,
            )
    except IntegrityError as taken:
        raise RuleDayTaken(valid_from) from taken
    write_audit(
        "sharing_rule.set",
        decided,
        by=by,
        at=at,
        part=part.number,
        rule=rule,
        valid_from=valid_from.isoformat(),
        decision=decision,
    )
    return decided


@transaction.atomic
def set_source(
    *,
    part: Part,
    workshop: Workshop,
    place: SourcePlace,
    valid_from: date,
    by: Account,
    at: datetime,
) -> Source:
    """Make a workshop first or second source of a part from a day on, or no source any more."""
    cooperative = acting_for(part, by)
    if workshop.cooperative_id != cooperative.pk:
        raise Http404
    try:
        with transaction.atomic():
            source = Source.objects.create(
                cooperative=cooperative,
                part=part,
                workshop=workshop,
                place=place,
                valid_from=valid_from,
            )
    except IntegrityError as taken:
        raise RuleDayTaken(valid_from) from taken
    write_audit(
        "source.set",
        source,
        by=by,
        at=at,
        part=part.number,
        workshop=workshop.code,
        place=int(place),
        valid_from=valid_from.isoformat(),
    )
    return source
