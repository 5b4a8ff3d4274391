"""Opening a heat: accepted order, approval in force, a ready furnace of one's own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.http import Http404
from django.test import Client

from rantai.machines.actions import MachineUnfit, plan_maintenance, report_breakdown
from rantai.machines.models import MachineState
from rantai.parts.models import Approval
from rantai.plans.models import WorkOrderStatus
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import load_charge, open_heat
from rantai.shopfloor.actions._guards import OtherWorkshop
from rantai.shopfloor.actions.melting import (
    FurnaceNotReady,
    NoApproval,
    NotYourFurnace,
    WorkOrderNotAccepted,
)
from rantai.shopfloor.models import HeatStatus
from rantai.shopfloor.queries import heats_visible_to, just_opened
from rantai.shopfloor.queries.day import day_of
from tests.cast import Cast
from tests.rantai.shopfloor.story import accepted_order, opened_heat, pig_iron


def test_a_heat_is_named_after_workshop_day_and_turn(cast: Cast) -> None:
    order = accepted_order(cast)
    first, second = opened_heat(cast, order), opened_heat(cast, order)
    assert (first.code, second.code) == ("L-017-190412-1", "L-017-190412-2")
    assert (first.node.kind, first.status) == ("heat", HeatStatus.MELTING)
    assert AuditEntry.objects.filter(key="heat.opened").count() == 2


def test_a_heat_begun_last_night_counts_in_last_nights_row(cast: Cast) -> None:
    opened_heat(cast)
    yesterday = cast.at - timedelta(days=1)
    heat = open_heat(
        work_order=accepted_order(cast),
        furnace=cast.furnace,
        by=cast.operator,
        at=cast.at,
        occurred_at=yesterday,
    )
    assert heat.code == "L-017-190411-1"
    assert heat.started_at == yesterday


@pytest.mark.parametrize("status", [WorkOrderStatus.ISSUED, WorkOrderStatus.DECLINED])
def test_a_work_order_that_is_not_accepted_melts_nothing(
    cast: Cast, status: WorkOrderStatus
) -> None:
    with pytest.raises(WorkOrderNotAccepted):
        opened_heat(cast, accepted_order(cast, status=status))


def test_without_an_approval_in_force_there_is_no_heat(cast: Cast) -> None:
    Approval.objects.filter(Q(cooperative=cast.cooperative), Q(workshop=cast.workshop_a)).update(
        withdrawn_on=cast.at.date()
    )
    with pytest.raises(NoApproval):
        opened_heat(cast)


def test_a_furnace_under_repair_is_refused(cast: Cast) -> None:
    cast.furnace.state = MachineState.REPAIR
    cast.furnace.save()
    with pytest.raises(FurnaceNotReady):
        opened_heat(cast)


def test_a_broken_furnace_and_one_due_for_maintenance_are_refused_with_the_reason(
    cast: Cast,
) -> None:
    order = accepted_order(cast)
    plan_maintenance(
        machine=cast.furnace,
        name="Periksa lining",
        every_days=10,
        every_hours=None,
        valid_from=date(2019, 4, 1),
        by=cast.owner,
        at=cast.at,
    )
    with pytest.raises(MachineUnfit, match="Periksa lining"):
        opened_heat(cast, order)
    report_breakdown(
        machine=cast.furnace, broke_at=cast.at, what="Lining retak", by=cast.owner, at=cast.at
    )
    with pytest.raises(MachineUnfit, match="Lining retak"):
        opened_heat(cast, order)
    day = day_of(cast.operator, cast.at)
    assert (day["furnaces"], len(day["unfit"])) == ([], 1)
    assert "Lining retak" in day["unfit"][0]


def test_the_start_page_says_why_a_furnace_is_not_offered(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)
    accepted_order(cast)
    report_breakdown(
        machine=cast.furnace, broke_at=cast.at, what="Lining retak", by=cast.owner, at=cast.at
    )
    client.force_login(cast.operator)
    page = client.get("/leburan/mulai/").content.decode()
    assert "Lining retak" in page
    assert 'name="furnace" value' not in page


def test_another_workshops_furnace_or_a_lathe_is_refused(cast: Cast) -> None:
    order = accepted_order(cast)
    for machine in (cast.furnace_b, cast.lathe):
        with pytest.raises(NotYourFurnace):
            open_heat(work_order=order, furnace=machine, by=cast.operator, at=cast.at)


def test_another_workshops_people_cannot_melt_for_this_order(cast: Cast) -> None:
    with pytest.raises(OtherWorkshop):
        open_heat(
            work_order=accepted_order(cast), furnace=cast.furnace, by=cast.owner_b, at=cast.at
        )


def test_neither_a_stranger_nor_the_lab_opens_a_heat(cast: Cast) -> None:
    order = accepted_order(cast)
    for person in (cast.stranger, cast.lab, cast.customer_engineer, cast.mentor, cast.ministry):
        with pytest.raises(Http404):
            open_heat(work_order=order, furnace=cast.furnace, by=person, at=cast.at)


def test_heats_are_seen_by_their_workshop_and_the_office_only(cast: Cast) -> None:
    heat = opened_heat(cast)
    sees = [
        person.username
        for person in (
            *(cast.operator, cast.owner, cast.owner_b, cast.lab, cast.planner, cast.treasurer),
            *(cast.customer_engineer, cast.mentor, cast.ministry, cast.stranger),
        )
        if heat in heats_visible_to(person)
    ]
    assert sees == ["operator", "owner", "lab", "planner", "treasurer"]


def test_a_double_tap_finds_the_heat_it_just_opened_until_it_is_charged(cast: Cast) -> None:
    order = accepted_order(cast)
    heat = opened_heat(cast, order, started_at=cast.at)
    soon = cast.at + timedelta(seconds=3)
    assert just_opened(cast.operator, order, cast.furnace, soon) == heat
    assert just_opened(cast.owner, order, cast.furnace, soon) is None
    assert just_opened(cast.operator, order, cast.furnace, cast.at + timedelta(minutes=5)) is None
    load_charge(
        heat=heat, material_lot=pig_iron(cast), mass_kg=Decimal(9), by=cast.operator, at=soon
    )
    assert just_opened(cast.operator, order, cast.furnace, soon) is None
