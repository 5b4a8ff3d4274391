"""A customer's file becomes a release, or a sentence says why not and nothing is kept."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404
from django.utils import translation

from rantai.orders.actions import (
    DuplicateRelease,
    MarkedAsTest,
    OlderRelease,
    OtherCustomer,
    UnknownCustomer,
    UnknownParts,
    receive_schedule,
    register_customer,
)
from rantai.orders.models import CallOff, CallOffKind, DeliverySchedule, ScheduleLine
from rantai.orders.queries import (
    calls_by_part,
    changes_of,
    confirmed_months,
    confirmed_quantity,
    current_schedules,
)
from rantai.orders.rules import Change
from rantai.orders.schedule_files import ScheduleFileRefused
from rantai.parts.models import Part, PartRevision, Tracing
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.orders.files import april, csv_release

APRIL, MAY, JUNE = date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1)


def receive(cast: Cast, content: bytes, name: str = "jadwal.csv") -> DeliverySchedule:
    return receive_schedule(
        content=content, name=name, customer=cast.customer, by=cast.planner, at=cast.at
    )


def test_firm_and_backlog_are_confirmed_and_forecast_is_not(cast: Cast) -> None:
    receive(
        cast,
        csv_release(
            "7",
            "01/04/2019",
            ("T-360", "15/04/2019", 20_000, "Pasti"),
            ("T-360", "20/03/2019", 700, "Tunggakan"),
            ("T-360", "15/05/2019", 20_000, "Perkiraan"),
        ),
    )
    assert confirmed_quantity(cast.cooperative, cast.block, APRIL) == 20_700
    assert confirmed_quantity(cast.cooperative, cast.block, MAY) == 0
    assert confirmed_months(cast.planner) == {(cast.block.pk, APRIL): 20_700}


def test_what_was_due_before_the_release_is_to_be_made_in_the_month_of_the_release(
    cast: Cast,
) -> None:
    receive(cast, csv_release("7", "05/04/2019", ("T-360", "28/02/2019", 40, "Tunggakan")))
    assert CallOff.objects.get().plan_month == APRIL


def test_a_newer_release_speaks_for_its_own_month_and_later_and_leaves_earlier_months_alone(
    cast: Cast,
) -> None:
    receive(cast, april("7", "01/04/2019", april_pieces=20_000, may_pieces=19_000))
    newer = receive(cast, csv_release("8", "02/05/2019", ("T-360", "15/05/2019", 18_000, "Pasti")))
    assert confirmed_quantity(cast.cooperative, cast.block, APRIL) == 20_000
    assert confirmed_quantity(cast.cooperative, cast.block, MAY) == 18_000
    assert list(current_schedules(cast.planner)) == [newer]


def test_a_second_release_in_a_month_replaces_the_month(cast: Cast) -> None:
    receive(cast, april("7", "01/04/2019", april_pieces=20_000))
    receive(cast, april("8", "10/04/2019", april_pieces=15_000))
    assert confirmed_quantity(cast.cooperative, cast.block, APRIL) == 15_000


def test_the_difference_to_the_previous_release_is_told_line_by_line(cast: Cast) -> None:
    receive(
        cast,
        csv_release(
            "7",
            "01/04/2019",
            ("T-360", "05/04/2019", 100, "Pasti"),
            ("T-360", "15/04/2019", 200, "Pasti"),
            ("T-360", "22/04/2019", 300, "Pasti"),
            ("T-360", "29/04/2019", 400, "Pasti"),
        ),
    )
    newer = receive(
        cast,
        csv_release(
            "8",
            "10/04/2019",
            ("T-360", "15/04/2019", 260, "Pasti"),
            ("T-360", "22/04/2019", 300, "Pasti"),
            ("10-4411", "22/04/2019", 50, "Pasti"),
        ),
    )
    told = [
        (row.line.part_number, row.line.due_on.day, row.line.change, row.change)
        for row in changes_of(newer).lines
    ]
    assert told == [
        ("10-4411", 22, 50, Change.ADDED),
        ("T-360", 5, -100, Change.PAST),
        ("T-360", 15, 60, Change.RAISED),
        ("T-360", 22, 0, Change.SAME),
        ("T-360", 29, -400, Change.REMOVED),
    ]


def test_cumulative_called_adds_earlier_months_backlog_and_firm(cast: Cast) -> None:
    receive(cast, csv_release("3", "01/03/2019", ("T-360", "15/03/2019", 1_000, "Pasti")))
    newer = receive(
        cast,
        csv_release(
            "4",
            "01/04/2019",
            ("T-360", "28/03/2019", 40, "Tunggakan"),
            ("T-360", "15/04/2019", 500, "Pasti"),
            ("T-360", "15/05/2019", 300, "Pasti"),
            ("T-360", "15/06/2019", 900, "Perkiraan"),
        ),
    )
    (calls,) = calls_by_part([newer])[newer.pk]
    assert calls.months[:3] == (APRIL, MAY, JUNE)
    assert (calls.backlog, calls.firm_by_month) == (40, [500, 300, 0, 0])
    assert calls.forecast_by_month == [0, 0, 900, 0]
    assert calls.cumulative_by_month == [1_540, 1_840, 1_840, 1_840]


def test_the_same_release_number_is_refused_and_the_sentence_names_the_earlier_one(
    cast: Cast,
) -> None:
    receive(cast, april("7", "01/04/2019", april_pieces=20_000), name="april.csv")
    with translation.override("en"), pytest.raises(DuplicateRelease) as refused:
        receive(cast, april("7", "01/04/2019", april_pieces=9), name="lagi.csv")
    assert "Release 7 of PT TPR Indonesia was already received on" in str(refused.value)
    assert "2019" in str(refused.value)
    assert "april.csv" in str(refused.value)
    assert DeliverySchedule.objects.count() == 1


def test_the_same_bytes_are_refused_even_after_a_newer_release(cast: Cast) -> None:
    first = april("7", "01/04/2019", april_pieces=20_000)
    receive(cast, first)
    receive(cast, april("8", "02/04/2019", april_pieces=20_000))
    with pytest.raises(DuplicateRelease):
        receive(cast, first, name="lain.csv")


def test_a_release_issued_before_the_current_one_is_refused(cast: Cast) -> None:
    receive(cast, april("7", "05/04/2019", april_pieces=20_000))
    with pytest.raises(OlderRelease):
        receive(cast, april("6", "04/04/2019", april_pieces=20_000))
    assert DeliverySchedule.objects.count() == 1


def test_all_unknown_parts_are_named_at_once_and_nothing_is_stored(cast: Cast) -> None:
    content = csv_release(
        "7",
        "01/04/2019",
        ("T-360", "15/04/2019", 100, "Pasti"),
        ("X-1", "15/04/2019", 100, "Pasti"),
        ("X-2", "15/04/2019", 100, "Pasti"),
    )
    with pytest.raises(UnknownParts) as refused:
        receive(cast, content)
    assert [(part.number, part.rows) for part in refused.value.parts] == [
        ("X-1", (6,)),
        ("X-2", (7,)),
    ]
    assert not DeliverySchedule.objects.exists()
    assert not ScheduleLine.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_part_whose_revision_is_not_yet_in_force_is_refused(cast: Cast) -> None:
    PartRevision.objects.filter(cooperative=cast.cooperative, pk=cast.block.pk).update(
        valid_from=cast.at.date() + timedelta(days=1)
    )
    with pytest.raises(UnknownParts) as refused:
        receive(cast, april("7", "01/04/2019", april_pieces=1))
    assert refused.value.parts[0].is_registered


def test_a_file_with_a_fault_is_refused_whole(cast: Cast) -> None:
    content = csv_release(
        "7",
        "01/04/2019",
        ("T-360", "15/04/2019", 100, "Pasti"),
        ("T-360", "16/04/2019", -5, "Pasti"),
    )
    with pytest.raises(ScheduleFileRefused) as refused:
        receive(cast, content)
    assert [fault.row for fault in refused.value.faults] == [6]
    assert not DeliverySchedule.objects.exists()


def test_the_customer_is_found_by_the_code_in_the_file(cast: Cast, shared: Path) -> None:
    customer = register_customer(code="00045", name="BOSAL CZ", by=cast.planner, at=cast.at)
    register(cast, "2550020320")
    content = (shared / "data/orders/delfor-d97a-backlog-forecast.edi").read_bytes()
    schedule = receive_schedule(
        content=content, name="a.edi", customer=None, by=cast.planner, at=cast.at
    )
    assert schedule.customer == customer
    assert schedule.release_number == "201605121208050944"
    kinds = dict(CallOff.objects.filter(quantity__gt=0).values_list("kind", "quantity"))
    assert kinds == {CallOffKind.FIRM: 120, CallOffKind.BACKLOG: 27}
    # 27 pieces were due in April 2016; the release is of May.
    revision = PartRevision.objects.get(part__number="2550020320")
    assert confirmed_quantity(cast.cooperative, revision, date(2016, 5, 1)) == 147


def register(cast: Cast, number: str) -> None:
    part = Part.objects.create(
        cooperative=cast.cooperative,
        number=number,
        name="Klep",
        traced_by=Tracing.LOT,
        mass_kg=Decimal("1.2"),
        pieces_per_box=10,
    )
    PartRevision.objects.create(
        cooperative=cast.cooperative,
        part=part,
        revision="A",
        valid_from=date(2018, 1, 1),
        grade=cast.grade,
        pour_within_minutes=8,
    )


def test_a_file_of_a_stranger_customer_is_refused_with_its_code(cast: Cast, shared: Path) -> None:
    content = (shared / "data/orders/delfor-d97a-discrete.edi").read_bytes()
    with pytest.raises(UnknownCustomer, match="BOSAL"):
        receive_schedule(content=content, name="b.edi", customer=None, by=cast.planner, at=cast.at)


def test_a_file_of_another_customer_than_the_chosen_one_is_refused(
    cast: Cast, shared: Path
) -> None:
    register_customer(code="BOSAL", name="Bosal", by=cast.planner, at=cast.at)
    content = (shared / "data/orders/delfor-d97a-discrete.edi").read_bytes()
    with pytest.raises(OtherCustomer):
        receive(cast, content, name="b.edi")


def test_a_message_marked_as_a_test_is_no_order(cast: Cast, shared: Path) -> None:
    content = (shared / "data/orders/delfor-d97a-discrete.edi").read_bytes()
    marked = content.replace(b"140113:1435+4'", b"140113:1435+4++++++1'")
    with pytest.raises(MarkedAsTest):
        receive(cast, marked, name="b.edi")


def test_receiving_is_audited_with_the_file_s_fingerprint(cast: Cast) -> None:
    schedule = receive(cast, april("7", "01/04/2019", april_pieces=20_000))
    entry = AuditEntry.objects.get(key="schedule.received")
    assert entry.actor == cast.planner
    assert entry.details["sha256"] == schedule.file_sha256


@pytest.mark.parametrize("who", ["stranger", "customer_engineer", "owner", "lab", "treasurer"])
def test_only_the_planner_receives_schedules(cast: Cast, who: str) -> None:
    content = april("7", "01/04/2019", april_pieces=20_000)
    with pytest.raises((Http404, UnknownCustomer)):
        receive_schedule(
            content=content, name="a.csv", customer=None, by=getattr(cast, who), at=cast.at
        )
    assert not DeliverySchedule.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_uploading_one_file_at_once_one_gets_the_sentence(cast: Cast) -> None:
    content = april("7", "01/04/2019", april_pieces=20_000)
    start = threading.Barrier(2)
    refusals: list[DuplicateRelease] = []

    def upload() -> None:
        start.wait()
        try:
            receive(cast, content)
        except DuplicateRelease as refused:
            refusals.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=upload) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert DeliverySchedule.objects.count() == 1
    assert len(refusals) == 1


def test_a_release_that_fails_late_leaves_no_file_behind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def fail(key: str, schedule: DeliverySchedule, **facts: object) -> None:
        written.append(str(schedule.file.name))
        assert default_storage.exists(written[0])
        raise RuntimeError("the disk of the database is full")

    monkeypatch.setattr("rantai.orders.actions.write_audit", fail)
    with pytest.raises(RuntimeError):
        receive(cast, april("7", "01/04/2019", april_pieces=100))

    assert not DeliverySchedule.objects.exists()
    assert not default_storage.exists(written[0])
