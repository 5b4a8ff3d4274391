"""The use of a shared machine costs the fee of its day, worked out once."""

from datetime import date

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from rantai.machines.actions import NoFee, NotShared, NotYet, record_machine_use
from rantai.machines.models import MachineFee, MachineUse
from rantai.machines.rules import fee_for
from rantai.records.models import Account, AuditEntry
from tests.cast import Cast


@pytest.fixture
def fees(cast: Cast) -> None:
    for day, rupiah in ((date(2019, 1, 1), 75_000), (date(2019, 4, 1), 90_000)):
        MachineFee.objects.create(
            cooperative=cast.cooperative,
            machine=cast.spectrometer,
            valid_from=day,
            rupiah_per_hour=rupiah,
        )


def used(cast: Cast, on: date, minutes: int = 90, by: Account | None = None) -> MachineUse:
    return record_machine_use(
        machine=cast.spectrometer,
        workshop=cast.workshop_a,
        used_on=on,
        minutes=minutes,
        by=by or cast.treasurer,
        at=cast.at,
    )


@pytest.mark.usefixtures("fees")
def test_the_fee_is_that_of_the_day_of_use(cast: Cast) -> None:
    assert used(cast, date(2019, 3, 31)).fee_rupiah == 112_500
    assert used(cast, date(2019, 4, 1)).fee_rupiah == 135_000
    assert AuditEntry.objects.filter(key="machine.used").count() == 2


@pytest.mark.usefixtures("fees")
def test_a_later_fee_does_not_change_what_was_recorded(cast: Cast) -> None:
    before = used(cast, date(2019, 4, 2))
    MachineFee.objects.create(
        cooperative=cast.cooperative,
        machine=cast.spectrometer,
        valid_from=date(2019, 4, 2),
        rupiah_per_hour=1,
    )
    before.refresh_from_db()
    assert before.fee_rupiah == 135_000


@pytest.mark.usefixtures("fees")
def test_a_day_before_the_first_fee_is_refused(cast: Cast) -> None:
    with pytest.raises(NoFee):
        used(cast, date(2018, 12, 31))


@pytest.mark.usefixtures("fees")
def test_a_day_that_has_not_come_is_refused(cast: Cast) -> None:
    with pytest.raises(NotYet):
        used(cast, date(2019, 4, 13))


def test_a_workshops_own_machine_costs_nobody_a_fee(cast: Cast) -> None:
    with pytest.raises(NotShared):
        record_machine_use(
            machine=cast.lathe,
            workshop=cast.workshop_a,
            used_on=date(2019, 4, 1),
            minutes=60,
            by=cast.treasurer,
            at=cast.at,
        )


@pytest.mark.usefixtures("fees")
def test_an_owner_records_no_use(cast: Cast) -> None:
    with pytest.raises(Http404):
        used(cast, date(2019, 4, 1), by=cast.owner)


@given(st.integers(1, 1440), st.integers(0, 5_000_000))
def test_a_fee_is_never_more_than_half_a_rupiah_off(minutes: int, hourly: int) -> None:
    assert abs(fee_for(minutes, hourly) * 60 - minutes * hourly) <= 30
