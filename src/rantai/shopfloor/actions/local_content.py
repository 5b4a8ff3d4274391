"""Entering the weights of local content, and what shows how much is local."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import ContentBlock, LocalContentEvidence, LocalContentRule

WHOLE = Decimal(100)


class WeightsNotWhole(Refusal):
    def __init__(self, total: Decimal) -> None:
        super().__init__(
            _("The three weights make %(total)s %%, not 100 %%. Read them once more.")
            % {"total": total.normalize()}
        )


class RuleHolds(Refusal):
    def __init__(self, last: date) -> None:
        super().__init__(
            _("Weights hold since %(day)s already. Choose a later day.")
            % {"day": date_format(last, "j M Y")}
        )


class WhichMaterial(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Name the material for direct material, and none for labour and overhead.")
        )


class EndsBefore(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The evidence would end before it begins. Check both days."))


@transaction.atomic
def enter_local_content_rule(
    *,
    version: str,
    source: str,
    valid_from: date,
    material_pct: Decimal,
    labour_pct: Decimal,
    overhead_pct: Decimal,
    by: Account,
    at: datetime,
) -> LocalContentRule:
    """From this day worksheets weigh by it; those of earlier days keep the rule of their day."""
    cooperative = acting_as(by, Role.PLANNER)
    total = material_pct + labour_pct + overhead_pct
    if total != WHOLE:
        raise WeightsNotWhole(total)
    last = LocalContentRule.objects.filter(cooperative=cooperative).order_by("valid_from").last()
    if last and valid_from <= last.valid_from:
        raise RuleHolds(last.valid_from)
    rule = LocalContentRule.objects.create(
        cooperative=cooperative,
        version=version,
        source=source,
        valid_from=valid_from,
        material_pct=material_pct,
        labour_pct=labour_pct,
        overhead_pct=overhead_pct,
        made_at=at,
        made_by=by,
    )
    write_audit(
        "local_content_rule.entered",
        rule,
        by=by,
        at=at,
        version=version,
        valid_from=valid_from.isoformat(),
    )
    return rule


@transaction.atomic
def show_local_content(
    *,
    block: ContentBlock,
    material: str,
    local_pct: Decimal,
    evidence: str,
    valid_from: date,
    valid_until: date | None,
    by: Account,
    at: datetime,
) -> LocalContentEvidence:
    """An owner shows it for the own workshop, the planner for all; earlier evidence stays."""
    cooperative = acting_as(by, Role.PLANNER, Role.OWNER)
    if (block == ContentBlock.MATERIAL) != bool(material):
        raise WhichMaterial
    if valid_until is not None and valid_until < valid_from:
        raise EndsBefore
    shown: LocalContentEvidence = LocalContentEvidence.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        workshop=workshop_of(by),
        block=block,
        material=material,
        local_pct=local_pct,
        evidence=evidence,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    write_audit(
        "local_content.shown",
        shown,
        by=by,
        at=at,
        block=str(block),
        material=material,
        local_pct=str(local_pct),
    )
    return shown
