"""What the members choose from when a good record is to count: the curve of a part as of today."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rantai.parts.models import Part, PartRevision
from rantai.plans import sharing
from rantai.plans.models import SharingRule
from rantai.plans.queries.received import NOTHING_RECEIVED, record_of
from rantai.plans.queries.roster import roster_of
from rantai.records.models import Cooperative

USUAL_MONTHS = 12
USUAL_LEAST = Decimal(99)
"""Shown until the members have decided on months and least of their own."""


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """The points, and how many of the workshops that would take part have a record, a good one."""

    months: int
    least_pct: Decimal
    workshops: int
    with_record: int
    good: int
    points: list[sharing.CurvePoint]


def record_choice(
    cooperative: Cooperative, part: Part, rule: SharingRule | None, on: date
) -> RecordChoice | None:
    """By the newest revision and this month; None where nothing was received that could count."""
    revision = (
        PartRevision.objects.filter(cooperative=cooperative, part=part)
        .select_related("part")
        .order_by("-pk")
        .first()
    )
    if revision is None:
        return None
    months = (rule and rule.record_months) or USUAL_MONTHS
    least = (rule and rule.accepted_min_pct) or USUAL_LEAST
    received = record_of(part, months, on)
    asked = roster_of(cooperative, revision, on.replace(day=1), on)
    candidates = [
        replace(
            each.candidate,
            accepted_percent=received.get(each.workshop.pk, NOTHING_RECEIVED).accepted_percent,
            received_pieces=received.get(each.workshop.pk, NOTHING_RECEIVED).pieces,
        )
        for each in asked.contenders
    ]
    by = sharing.ByRecord(Decimal(0), least, months)
    points = sharing.curve(by, candidates)
    if not points:
        return None
    records = [each.accepted_percent for each in candidates]
    return RecordChoice(
        months=months,
        least_pct=least,
        workshops=len(candidates),
        with_record=sum(each is not None for each in records),
        good=sum(map(by.is_good, records)),
        points=points,
    )
