"""Maintenance that is due and a machine that broke keep everyone off it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from rantai.machines.actions import (
    BrokenAlready,
    CounterBack,
    MachineUnfit,
    NeverDue,
    NothingBroken,
    NotSoMany,
    RepairedBefore,
    change_machine_state,
    end_plan,
    fix_queue,
    list_spare,
    move_spare,
    plan_maintenance,
    read_hours,
    record_machine_use,
    record_maintenance,
    record_repair,
    report_breakdown,
)
from rantai.machines.models import Booking, BookingStatus, Machine, MachineState, MaintenancePlan
from rantai.machines.queries import queue_of, unfit_machines, upkeep_of
from rantai.machines.upkeep import reliability
from tests.cast import Cast
from tests.rantai.machines.story import queued_machine, wish

TODAY = date(2019, 4, 12)


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return queued_machine(cast)


def planned(cast: Cast, machine: Machine, **every: int) -> MaintenancePlan:
    return plan_maintenance(
        machine=machine,
        name="Ganti oli",
        every_days=every.get("days"),
        every_hours=every.get("hours"),
        valid_from=date(2019, 4, 1),
        by=cast.planner,
        at=cast.at,
    )


def used(cast: Cast, machine: Machine, minutes: int) -> None:
    record_machine_use(
        machine=machine,
        workshop=cast.workshop_a,
        used_on=date(2019, 4, 11),
        minutes=minutes,
        by=cast.planner,
        at=cast.at,
    )


def test_no_time_is_fixed_beyond_the_day_maintenance_is_due(cast: Cast, machine: Machine) -> None:
    wish(cast)
    plan = planned(cast, machine, days=10)
    assert unfit_machines([machine], TODAY) == {machine.pk}
    with pytest.raises(MachineUnfit, match=r"Ganti oli"):
        wish(cast, cast.owner_b)
    assert fix_queue(machine=machine, by=cast.planner, at=cast.at) == []
    record_maintenance(plan=plan, done_on=TODAY, note="", by=cast.lab, at=cast.at)
    assert unfit_machines([machine], TODAY) == set()
    [booking] = fix_queue(machine=machine, by=cast.planner, at=cast.at)
    assert booking.starts_at == cast.at


def test_the_day_itself_is_still_in_time(cast: Cast, machine: Machine) -> None:
    planned(cast, machine, days=11)
    assert unfit_machines([machine], TODAY) == set()
    assert unfit_machines([machine], TODAY + timedelta(days=1)) == {machine.pk}


def test_hours_booked_bring_maintenance_nearer(cast: Cast, machine: Machine) -> None:
    plan = planned(cast, machine, hours=10)
    used(cast, machine, 599)
    assert unfit_machines([machine], TODAY) == set()
    used(cast, machine, 1)
    assert unfit_machines([machine], TODAY) == {machine.pk}
    end_plan(plan=plan, by=cast.planner, at=cast.at)
    assert unfit_machines([machine], TODAY) == set()


def test_the_machines_own_counter_takes_the_place_of_what_was_booked(
    cast: Cast, machine: Machine
) -> None:
    used(cast, machine, 120)
    read_hours(machine=machine, hours=Decimal("812.5"), by=cast.lab, at=cast.at)
    assert upkeep_of(machine, cast.at).hours == Decimal("812.5")
    with pytest.raises(CounterBack, match="812"):
        read_hours(machine=machine, hours=Decimal("812.4"), by=cast.lab, at=cast.at)


def test_work_that_never_comes_round_is_no_plan(cast: Cast, machine: Machine) -> None:
    with pytest.raises(NeverDue):
        planned(cast, machine)


def test_a_breakdown_stops_bookings_until_its_repair(cast: Cast, machine: Machine) -> None:
    wish(cast)
    fix_queue(machine=machine, by=cast.planner, at=cast.at)
    broke = {"machine": machine, "what": "Pompa vakum", "by": cast.lab, "at": cast.at}
    report_breakdown(broke_at=cast.at - timedelta(hours=1), **broke)  # type: ignore[arg-type]
    machine.refresh_from_db()
    booking = Booking.objects.get()
    assert (booking.status, booking.note) == (BookingStatus.WAITING, "Pompa vakum")
    assert queue_of(machine, cast.at).waiting[0].slot is None
    with pytest.raises(BrokenAlready):
        report_breakdown(broke_at=cast.at, **broke)  # type: ignore[arg-type]
    with pytest.raises(BrokenAlready):
        change_machine_state(
            machine=machine, state=MachineState.READY, because="", by=cast.lab, at=cast.at
        )
    repaired = {**broke, "at": cast.at + timedelta(hours=3)}
    with pytest.raises(RepairedBefore):
        record_repair(repaired_at=cast.at - timedelta(hours=2), **repaired)  # type: ignore[arg-type]
    record_repair(repaired_at=cast.at + timedelta(hours=2), **repaired)  # type: ignore[arg-type]
    machine.refresh_from_db()
    told = upkeep_of(machine, cast.at).reliability
    assert (told.failures, told.repaired, told.mttr) == (1, 1, 3.0)
    assert queue_of(machine, cast.at).waiting[0].slot is not None
    with pytest.raises(NothingBroken):
        record_repair(repaired_at=cast.at + timedelta(hours=2), **repaired)  # type: ignore[arg-type]


def test_the_shelf_never_holds_fewer_than_none(cast: Cast, machine: Machine) -> None:
    by = {"by": cast.lab, "at": cast.at}
    spare = list_spare(machine=machine, code="LP-1", name="Lampu", at_least=2, **by)  # type: ignore[arg-type]
    move_spare(spare=spare, quantity=2, because="Beli", **by)  # type: ignore[arg-type]
    with pytest.raises(NotSoMany, match="2"):
        move_spare(spare=spare, quantity=-3, because="Ganti", **by)  # type: ignore[arg-type]
    move_spare(spare=spare, quantity=-1, because="Ganti", **by)  # type: ignore[arg-type]
    [kept] = upkeep_of(machine, cast.at).spares
    assert (kept.left, kept.is_short) == (1, True)


def test_nobody_asks_for_a_broken_machine_and_reads_what_broke(
    cast: Cast, machine: Machine
) -> None:
    report_breakdown(machine=machine, broke_at=cast.at, what="Pompa vakum", by=cast.lab, at=cast.at)
    with pytest.raises(MachineUnfit, match="Pompa vakum"):
        wish(cast)


def test_a_repair_takes_its_spares_from_the_shelf_at_the_last_price(
    cast: Cast, machine: Machine
) -> None:
    by = {"by": cast.lab, "at": cast.at}
    spare = list_spare(machine=machine, code="PV-1", name="Seal pompa", at_least=1, **by)  # type: ignore[arg-type]
    for price in (90_000, 110_000):
        move_spare(spare=spare, quantity=2, because="Beli", rupiah_each=price, **by)  # type: ignore[arg-type]
    report_breakdown(machine=machine, broke_at=cast.at, what="Pompa vakum", **by)  # type: ignore[arg-type]
    later = {"by": cast.lab, "at": cast.at + timedelta(hours=2)}
    repair = {"machine": machine, "repaired_at": cast.at + timedelta(hours=1), "what": "Ganti seal"}
    with pytest.raises(NotSoMany, match="PV-1"):
        record_repair(**repair, spares={spare.pk: 5}, **later)  # type: ignore[arg-type]
    record_repair(**repair, spares={spare.pk: 3}, **later)  # type: ignore[arg-type]
    told = upkeep_of(machine, cast.at)
    [used] = told.stops[0].spares
    assert (used.used, used.cost_rupiah) == (3, 330_000)
    assert (told.spares[0].left, told.spares[0].last_paid, told.spare_rupiah) == (
        1,
        110_000,
        330_000,
    )


def test_a_breakdown_keeps_its_photos_for_those_who_care_for_the_machine(
    cast: Cast, machine: Machine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)
    client.force_login(cast.owner)
    base = f"/mesin/{cast.furnace.code}"
    sent = {"broke_at": "2019-04-12T08:00", "what": "Lining retak"}
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    client.post(f"{base}/rusak/", {**sent, "photo": SimpleUploadedFile("a.png", picture)})
    [stop] = cast.furnace.breakdowns.all()
    more = f"{base}/rusak/{stop.pk}/foto/"
    no_photo = client.post(more, {"photo": SimpleUploadedFile("b.html", b"<script>")})
    assert "b.html" in no_photo.content.decode()
    client.post(more, {"photo": SimpleUploadedFile("c.png", picture + b"1")})
    first, second = stop.photos.order_by("pk")
    page = client.get(f"{base}/perawatan/").content.decode()
    assert page.count('class="evidence"') == 2
    shown = client.get(f"{base}/foto/{first.photo_id}/")
    assert shown.getvalue() == picture
    for other in (cast.owner_b, cast.stranger, cast.customer_engineer):
        client.force_login(other)
        assert client.get(f"{base}/foto/{second.photo_id}/").status_code == 404


def test_an_owner_keeps_the_own_furnace_and_no_shared_machine(cast: Cast, machine: Machine) -> None:
    report = {"broke_at": cast.at, "what": "Lining retak", "by": cast.owner, "at": cast.at}
    report_breakdown(machine=cast.furnace, **report)  # type: ignore[arg-type]
    for other in (machine, cast.furnace_b):
        with pytest.raises(Http404):
            report_breakdown(machine=other, **report)  # type: ignore[arg-type]


def test_the_interval_of_failures_is_garwoods() -> None:
    """Garwood (1936), two-sided 90 %: for 5 events the mean lies between 1.970 and 10.513."""
    stops = [(datetime(2019, 1, day), datetime(2019, 1, day, 3)) for day in range(1, 6)]  # noqa: DTZ001
    told = reliability(1000, stops)
    assert told.mtbf == 200
    assert told.mtbf_from == pytest.approx(1000 / 10.513, rel=1e-4)
    assert told.mtbf_to == pytest.approx(1000 / 1.9701, rel=1e-4)
    assert told.mttr == 3.0


def test_without_a_failure_only_a_lower_end_is_known() -> None:
    """No event in T hours: the mean is at most -ln 0.05 = 2.9957."""
    told = reliability(600, [])
    assert told.mtbf is None
    assert told.mtbf_to is None
    assert told.mtbf_from == pytest.approx(600 / 2.9957, rel=1e-4)
    assert reliability(0, []).mtbf_from is None


@given(count=st.integers(1, 60), hours=st.floats(1, 1e5))
def test_the_range_holds_the_figure_itself(count: int, hours: float) -> None:
    at = datetime(2019, 1, 1)  # noqa: DTZ001
    told = reliability(hours, [(at, None)] * count)
    assert told.mtbf_from
    assert told.mtbf
    assert told.mtbf_to
    assert told.mtbf_from < told.mtbf < told.mtbf_to


def test_from_plan_to_spare_by_the_pages(
    cast: Cast, machine: Machine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)
    client.force_login(cast.owner)
    base = f"/mesin/{cast.furnace.code}"
    sent = {"name": "Periksa lining", "every_days": "30", "valid_from": "2019-04-01"}
    client.post(f"{base}/perawatan/rencana/", sent)
    [plan] = cast.furnace.maintenance_plans.all()
    client.post(f"{base}/perawatan/{plan.pk}/", {"done_on": "2019-04-10", "note": "Baik"})
    client.post(f"{base}/jam/", {"hours": "1.204,5"})
    client.post(f"{base}/rusak/", {"broke_at": "2019-04-12T08:00", "what": "Lining retak"})
    page = client.get(f"{base}/perawatan/").content.decode()
    for told in ("Periksa lining", "10 Apr 2019", "1.204,5", "Lining retak", f"{base}/diperbaiki/"):
        assert told in page
    assert client.get(f"/mesin/{machine.code}/perawatan/").status_code == 404
