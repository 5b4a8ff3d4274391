"""Whether a heat begun now would run in the hours of dearest electricity."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from django.db.models import Min
from django.utils import timezone

from rantai.members.models import Workshop
from rantai.shopfloor.models import Heat
from rantai.shopfloor.queries.metal import rule_on
from rantai.shopfloor.rules import touches

LAST_HEATS = 10
USUAL_MINUTES = 90
"""From opening to the tap where a workshop has no heat to go by."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The dear hours, and whether they are now or a heat begun now would run into them."""

    begins: time
    ends: time
    is_now: bool
    usual_minutes: int


def peak_for(workshop: Workshop, now: datetime) -> Peak | None:
    """None where no rule names such hours, or a heat begun now is over before they begin."""
    begun = timezone.localtime(now)
    rule = rule_on(workshop.cooperative_id, begun.date())
    if rule is None:
        return None
    hours = (rule.peak_begins, rule.peak_ends)
    minutes = usual_minutes(workshop)
    if not touches((begun, begun + timedelta(minutes=minutes)), hours):
        return None
    return Peak(*hours, is_now=touches((begun, begun), hours), usual_minutes=minutes)


def usual_minutes(workshop: Workshop) -> int:
    """From opening to the first tap, in the middle of the workshop's last heats."""
    rows = (
        Heat.objects.filter(
            cooperative_id=workshop.cooperative_id, workshop=workshop, pours__isnull=False
        )
        .annotate(tapped=Min("pours__ended_at"))
        .order_by("-started_at")
        .values_list("started_at", "tapped")[:LAST_HEATS]
    )
    spans = [(tapped - begun).total_seconds() / 60 for begun, tapped in rows]
    return round(median(spans)) if spans else USUAL_MINUTES
