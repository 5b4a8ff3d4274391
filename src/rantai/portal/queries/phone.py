"""What one phone carries: the rooms' day, and what became of the facts it told."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rantai.quality.queries.carried import inspections_for
from rantai.records.inbox.bundles import outcome_of
from rantai.records.models import Conflict, Device, ToldFact
from rantai.shopfloor.queries.day import day_of

TOLD_FOR = timedelta(days=14)


def carried_by(device: Device, at: datetime) -> dict[str, Any]:
    viewer = device.account
    mine = {"cooperative_id": device.cooperative_id, "device": device}
    recent = ToldFact.objects.filter(**mine, received_at__gt=at - TOLD_FOR)
    return {
        "account": {"username": viewer.username, "name": viewer.name, "role": viewer.role},
        "cooperative": {
            "short_name": device.cooperative.short_name,
            "is_example": device.cooperative.is_example,
        },
        **day_of(viewer, at),
        "inspections": inspections_for(viewer, at),
        "outcomes": [asdict(outcome_of(told)) for told in recent],
        "conflicts": [_conflict(each) for each in _conflicts_of(device, at)],
    }


def _conflicts_of(device: Device, at: datetime) -> list[Conflict]:
    rows = Conflict.objects.select_related("told", "resolved_by").filter(
        cooperative_id=device.cooperative_id,
        told__device=device,
        opened_at__gt=at - TOLD_FOR,
    )
    return list(rows)


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "id": conflict.pk,
        "sentence": conflict.sentence,
        "facts": [str(conflict.told.fact)],
        "state": "resolved" if conflict.resolved_at else "open",
        "resolution": conflict.because,
        "by": conflict.resolved_by.name if conflict.resolved_by else None,
        "at": conflict.resolved_at.isoformat() if conflict.resolved_at else None,
    }
