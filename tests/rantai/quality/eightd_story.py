"""A claim on brake blocks that have been shipped, and an 8D as far as a test wants it."""

from datetime import date, datetime, timedelta

from rantai.delivery.models import Shipment
from rantai.quality.actions import (
    Claim,
    Fault,
    answer_claim,
    decide,
    open_eightd,
    place_in_team,
    plan_action,
    raise_nonconformity,
    record_containment,
    report_done,
    tell_why,
)
from rantai.quality.models import (
    Aim,
    Branch,
    ContainedAt,
    CorrectiveAction,
    Decision,
    EightD,
    Measure,
    Nonconformity,
)
from rantai.records.models import Account
from rantai.shopfloor.models import CastingLot, Defect
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import passed_lot

DUE = date(2019, 5, 10)


def stopped(cast: Cast, quantity: int = 30) -> tuple[CastingLot, Shipment, Nonconformity]:
    """A lot of which ten pieces left before it was stopped."""
    lot = passed_lot(cast, quantity)
    shipment = shipped(cast, packed(cast, 10))
    raised = raise_nonconformity(root=lot.node, reason="Lubang gas", by=cast.lab, at=cast.at)
    return lot, shipment, raised


def fault_of(cast: Cast, lot: CastingLot, measure: Measure = Measure.DEFECT) -> Fault:
    revision = lot.work_order.revision
    seen = revision.characteristics.get(number=1) if measure == Measure.CHART else None
    blowhole = Defect.objects.get(code="B1")
    return Fault(cast.workshop_a, revision, blowhole, "Lubang gas di sisi gesek", measure, seen)


def claimed(cast: Cast, at: datetime | None = None, hours_ago: int = 2) -> EightD:
    """A claim of the cast's customer that came in some hours ago."""
    lot, _shipment, raised = stopped(cast)
    at = at or cast.at
    return open_eightd(
        nonconformity=raised,
        fault=fault_of(cast, lot),
        claim=Claim(cast.customer, "QIR-19-07", at - timedelta(hours=hours_ago)),
        due_on=DUE,
        by=cast.lab,
        at=at,
    )


def planned(
    cast: Cast, eightd: EightD, aim: Aim = Aim.CORRECTIVE, owner: Account | None = None
) -> CorrectiveAction:
    return plan_action(
        eightd=eightd,
        aim=aim,
        branch=Branch.OCCURRENCE,
        text="Ventilasi cetakan ditambah",
        owner=owner or cast.owner,
        due_on=date(2019, 4, 20),
        by=cast.lab,
        at=cast.at,
    )


def all_but_closed(cast: Cast, eightd: EightD) -> None:
    """Every step from team to prevention, and the decision on what is held."""
    at = cast.at + timedelta(hours=1)
    place_in_team(eightd=eightd, person=cast.owner, duty="Cetak", by=cast.lab, at=at)
    record_containment(
        eightd=eightd,
        place=ContainedAt.CUSTOMER,
        done="Semua kotak dipilah",
        checked=10,
        faulty=1,
        by=cast.lab,
        at=at,
    )
    if eightd.customer_id:
        answer_claim(eightd=eightd, text="Sisa lot ditahan.", by=cast.lab, at=at)
    for branch in Branch:
        tell_why(
            eightd=eightd, branch=branch, text="Cetakan lembap", is_root=True, by=cast.lab, at=at
        )
    for aim in Aim:
        action = planned(cast, eightd, aim)
        report_done(action=action, note="Terpasang", by=cast.owner, at=at)
    decide(
        nonconformity=eightd.nonconformity,
        decision=Decision.REWORK,
        reference="",
        note="Dipilah",
        defect=None,
        by=cast.lab,
        at=at,
    )
