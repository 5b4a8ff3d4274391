"""The lab's list as a phone carries it: what waits for inspection, with the form for it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from rantai.machines.queries import gauges_visible_to, standings_of
from rantai.parts.models import ControlPlanItem, Tracing
from rantai.parts.queries import plan_in_force
from rantai.quality.queries.gauges import doubts_about, policy_on
from rantai.quality.queries.judged import uninspected_castings
from rantai.quality.queries.waiting import lots_to_inspect
from rantai.records.models import Account, Role
from rantai.records.queries import has_role, owned_by
from rantai.shopfloor.models import CastingLot
from rantai.shopfloor.queries.day import part_told, plan_told

MOST_CARRIED = 60
"""A day's work of one inspector; a phone need not hold the whole queue."""


def inspections_for(viewer: Account, at: datetime) -> list[dict[str, Any]]:
    """The longest waiting lots; nothing for whoever does not inspect."""
    if not has_role(viewer, Role.LAB):
        return []
    on, plans, told = timezone.localdate(at), {}, []
    waiting: QuerySet[Any] = lots_to_inspect(viewer)  # with what is left by the tally
    for lot in waiting[:MOST_CARRIED]:
        revision = lot.work_order.revision
        if revision.pk not in plans:
            plans[revision.pk] = plan_told(plan_in_force(revision, on))
        part = revision.part
        told.append(
            {
                "code": lot.code,
                "part": part_told(revision),
                "workshop": lot.workshop.code,
                "heat": lot.heat.code,
                "counted_at": lot.occurred_at.isoformat(),
                "left": min(lot.left, lot.ready) if part.is_machined else lot.left,
                "pieces": _pieces(lot) if part.traced_by == Tracing.PIECE else [],
                "plan": plans[revision.pk],
            }
        )
    return told


def gauges_for(viewer: Account, at: datetime, told: list[dict[str, Any]]) -> dict[str, Any]:
    """The gauges to choose from, what speaks against them today, and what the rule refuses.

    Of each gauge: until when its calibration holds, so that a phone without signal sees it run
    out; what is in doubt for one characteristic alone goes by the plan's item.
    """
    day = timezone.localdate(at)
    plans = {lot["plan"]["id"] for lot in told if lot["plan"]}
    rows = owned_by(viewer, ControlPlanItem.objects.filter(plan__in=plans, gauge__isnull=False))
    items = list(rows.select_related("characteristic")) if plans else []
    if not items:
        return {"refuses": [], "known": []}
    owner = items[0].cooperative_id
    policy, gauges = policy_on(owner, day), list(gauges_visible_to(viewer))
    pairs = [(gauge, item.characteristic) for gauge in gauges for item in items]
    doubts = doubts_about(pairs, day, policy)
    standings = standings_of(gauges, day)
    return {
        "refuses": sorted(policy.refuses),
        "known": [
            {
                "code": gauge.code,
                "name": gauge.name,
                "until": until.isoformat() if (until := standings[gauge.pk].until) else None,
                "doubts": {
                    str(item.pk): str(doubt)
                    for item in items
                    if (doubt := doubts.get((gauge.pk, item.characteristic_id)))
                },
            }
            for gauge in gauges
        ],
    }


def _pieces(lot: CastingLot) -> list[str]:
    return list(uninspected_castings(lot).order_by("serial").values_list("serial", flat=True))
