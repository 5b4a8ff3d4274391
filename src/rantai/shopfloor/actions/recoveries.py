"""Learning recoveries from weighed charges and their readings."""

from datetime import datetime

from django.db import transaction

from rantai.machines.models import Machine
from rantai.records.actions import write_audit
from rantai.records.models import Cooperative
from rantai.shopfloor.models import LearntRecovery
from rantai.shopfloor.queries.learning import heats_to_learn_from

METHOD = "recovery-1"


def learn_all_recoveries(*, at: datetime) -> int:
    """Every co-operative's, each from its own heats; returns how many are known now."""
    return sum(learn_recoveries_of(cooperative=each, at=at) for each in Cooperative.objects.all())


def learn_recoveries_of(*, cooperative: Cooperative, at: datetime) -> int:
    """Put what the heats say today in place of what they said yesterday.

    It is worked out before anything is locked: heats that come meanwhile are next night's.
    """
    # numpy takes long to load, and only the worker learns.
    from tuang.charge.recovery import learn_recoveries

    records = heats_to_learn_from(cooperative)
    if not records:
        return 0
    learnt = learn_recoveries(records)
    furnaces = {
        (furnace.workshop.code, furnace.code): furnace
        for furnace in Machine.objects.filter(
            cooperative=cooperative, workshop__isnull=False
        ).select_related("workshop")
        if furnace.workshop
    }
    rows = [
        LearntRecovery(
            cooperative=cooperative,
            workshop=furnaces[each.workshop, each.furnace].workshop,
            furnace=furnaces[each.workshop, each.furnace],
            material=each.material,
            is_late=each.late,
            element=each.element,
            recovery=each.recovery,
            low=each.low,
            high=each.high,
            drift=each.drift.change,
            trend=each.drift.verdict,
            learnt=each.learnt,
            heats=each.heats,
            method=METHOD,
            learnt_at=at,
        )
        for each in learnt.recoveries
    ]
    with transaction.atomic():
        LearntRecovery.objects.filter(cooperative=cooperative).delete()
        LearntRecovery.objects.bulk_create(rows)
        write_audit(
            "recoveries.learnt",
            cooperative,
            by=None,
            at=at,
            heats=len(records),
            recoveries=len(rows),
            method=METHOD,
        )
    return len(rows)
