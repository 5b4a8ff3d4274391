"""What a phone carries of moulds: limits, sand, cores, and runs with what is still empty."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from rantai.members.models import Workshop
from rantai.shopfloor.queries.moulds import (
    CARRIED,
    as_first_told,
    cores_at_hand,
    fills_of,
    mould_limits_on,
    runs_since,
    sand_at_hand,
)
from rantai.shopfloor.rules import decimal_text

Told = dict[str, Any]
MOST = 40
"""Of sand batches and core lots; what was made before that, nobody looks for on a phone."""


def moulds_told(workshop: Workshop | None, at: datetime) -> Told:
    if workshop is None:
        return {"limits": {}, "sand": [], "cores": [], "runs": []}
    limits = mould_limits_on(workshop, timezone.localdate(at))
    sand = list(sand_at_hand(workshop, at)[:MOST])
    cores = list(cores_at_hand(workshop, at)[:MOST])
    mixed, made = as_first_told(sand), as_first_told(cores)
    return {
        "limits": {
            measure: {"low": decimal_text(each.low), "high": decimal_text(each.high)}
            for measure, each in limits.items()
        },
        "sand": [
            {
                "id": str(mixed[each.node_id].pk),
                "code": each.code,
                "at": each.occurred_at.isoformat(),
            }
            for each in sand
        ],
        "cores": [
            {
                "id": str(made[each.node_id].pk),
                "code": each.code,
                "at": each.occurred_at.isoformat(),
                "core_box": each.core_box,
                "binder": each.binder,
                "quantity": each.quantity,
                "usable_until": each.usable_until.isoformat() if each.usable_until else None,
            }
            for each in cores
        ],
        "runs": _runs(workshop, at),
    }


def _runs(workshop: Workshop, at: datetime) -> list[Told]:
    runs = list(runs_since(workshop, at - CARRIED))
    first, filled = as_first_told(runs), fills_of(runs)
    return [
        {
            "id": str(first[run.node_id].pk),
            "code": run.code,
            "work_order": run.work_order.code,
            "part": run.work_order.revision.part.number,
            "pattern": run.pattern,
            "first": run.first,
            "last": run.last,
            "hardness": run.hardness,
            "sand_batch": str(run.sand_batch_id) if run.sand_batch_id else None,
            "core_lot": str(run.core_lot_id) if run.core_lot_id else None,
            "at": run.occurred_at.isoformat(),
            "by": run.recorded_by.name,
            "is_held": run.node.is_held,
            "filled": [[each.first, each.last] for each in filled.get(run.node_id, ())],
        }
        for run in runs
    ]
