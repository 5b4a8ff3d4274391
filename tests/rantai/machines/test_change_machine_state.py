"""A machine's state and calibration are changed by those who answer for it, and audited."""

from datetime import date

import pytest
from django.http import Http404

from rantai.machines.actions import (
    NothingToCalibrate,
    change_machine_state,
    record_calibration,
)
from rantai.machines.models import MachineState
from rantai.records.models import AuditEntry
from tests.cast import Cast


def test_the_state_before_stays_in_the_audit_trail(cast: Cast) -> None:
    change_machine_state(
        machine=cast.furnace,
        state=MachineState.REPAIR,
        because="Lapisan tungku retak",
        by=cast.planner,
        at=cast.at,
    )
    cast.furnace.refresh_from_db()
    entry = AuditEntry.objects.get(key="machine.state_changed")
    assert cast.furnace.state == "repair"
    assert (entry.details["before"], entry.details["because"]) == ("ready", "Lapisan tungku retak")


def test_an_operator_does_not_declare_a_machine_ready(cast: Cast) -> None:
    with pytest.raises(Http404):
        change_machine_state(
            machine=cast.furnace,
            state=MachineState.READY,
            because="Sudah baik",
            by=cast.operator,
            at=cast.at,
        )


def test_a_calibration_holds_until_its_day(cast: Cast) -> None:
    record_calibration(
        machine=cast.spectrometer,
        valid_until=date(2020, 3, 31),
        certificate="KAL-19-007",
        by=cast.lab,
        at=cast.at,
    )
    cast.spectrometer.refresh_from_db()
    assert cast.spectrometer.calibrated_until == date(2020, 3, 31)
    assert AuditEntry.objects.get(key="machine.calibrated").details["certificate"] == "KAL-19-007"


def test_a_calibration_that_has_run_out_is_refused(cast: Cast) -> None:
    with pytest.raises(NothingToCalibrate):
        record_calibration(
            machine=cast.spectrometer,
            valid_until=date(2019, 4, 11),
            certificate="KAL-18-007",
            by=cast.lab,
            at=cast.at,
        )
