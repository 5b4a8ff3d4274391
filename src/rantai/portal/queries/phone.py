"""What one phone carries: the rooms' day, and what became of the facts it told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from rantai.quality.queries.carried import gauges_for, inspections_for
from rantai.records.database.kept import Kept
from rantai.records.inbox.bundles import BECAME, Outcome
from rantai.records.models import Account, Conflict, Device, ToldFact
from rantai.records.prepared import prepared
from rantai.shopfloor.queries.day import asked_by, day_of

TOLD_FOR = timedelta(days=14)
INSPECTED: Kept[dict[str, Any]] = Kept(seconds=60, most=300)


def carried_by(device: Device, at: datetime) -> dict[str, Any]:
    viewer, owner, since = device.account, device.cooperative_id, at - TOLD_FOR
    return {
        "account": {"username": viewer.username, "name": viewer.name, "role": viewer.role},
        "cooperative": {
            "short_name": device.cooperative.short_name,
            "is_example": device.cooperative.is_example,
        },
        **day_of(viewer, at),
        **INSPECTED.ask(asked_by(viewer, at), lambda: _inspected(viewer, at)),
        "outcomes": [
            Outcome(str(fact), *became).as_told()
            for fact, *became in _recent(owner, device.pk, since)
        ],
        "conflicts": [_conflict(each) for each in _conflicts_of(owner, device.pk, since)],
    }


def _inspected(viewer: Account, at: datetime) -> dict[str, Any]:
    lots = inspections_for(viewer, at)
    return {"inspections": lots, "gauges": gauges_for(viewer, at, lots)}


@prepared
def _recent(owner: int, device: UUID, since: datetime) -> QuerySet[ToldFact, tuple[Any, ...]]:
    rows = ToldFact.objects.filter(cooperative_id=owner, device=device, received_at__gt=since)
    return rows.values_list("fact", *BECAME)


@prepared
def _conflicts_of(owner: int, device: UUID, since: datetime) -> QuerySet[Conflict]:
    rows = Conflict.objects.select_related("told", "resolved_by")
    return rows.filter(cooperative_id=owner, told__device=device, opened_at__gt=since)


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
