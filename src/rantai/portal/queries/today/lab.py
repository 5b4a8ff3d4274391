"""Today in the lab: who is waiting, what to inspect, what to decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rantai.quality.models import Nonconformity, NonconformityStatus
from rantai.quality.queries import (
    WaitingLot,
    lots_waiting,
    nonconformities_visible_to,
    waiting_samples,
)
from rantai.quality.queries.eightd import Act, Progress, board_of, waiting_actions
from rantai.quality.queries.risk import RiskAct, waiting_risk_acts
from rantai.records.models import Account
from rantai.records.queries import owned_by
from rantai.shopfloor.models import Heat, HeatStatus, Sample

SHOWN = 12


@dataclass(frozen=True, slots=True)
class LabDay:
    samples: list[Sample]
    heats_to_decide: list[Heat]
    lots: list[WaitingLot]
    lots_waiting: int
    holds: list[Nonconformity]
    eightds: list[Progress]
    actions: list[Act]
    risks: list[RiskAct]


def lab_day(viewer: Account, at: datetime) -> LabDay:
    lots, waiting = lots_waiting(viewer, SHOWN)
    return LabDay(
        samples=list(
            waiting_samples(viewer).select_related(
                "heat__workshop", "heat__work_order__revision__grade"
            )[:SHOWN]
        ),
        heats_to_decide=list(heats_to_decide(viewer)[:SHOWN]),
        lots=lots,
        lots_waiting=waiting,
        holds=list(
            nonconformities_visible_to(viewer)
            .filter(status=NonconformityStatus.OPEN)
            .order_by("raised_at")
        ),
        eightds=board_of(viewer, at)[:SHOWN],
        actions=waiting_actions(viewer, at),
        risks=waiting_risk_acts(viewer, at),
    )


def heats_to_decide(viewer: Account) -> QuerySet[Heat]:
    """Heats that have a reading but no word from the lab."""
    return (
        owned_by(viewer, Heat.objects.filter(status=HeatStatus.MELTING))
        .filter(samples__readings__isnull=False)
        .select_related("workshop", "work_order__revision__grade")
        .order_by("started_at")
        .distinct()
    )
