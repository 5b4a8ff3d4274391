"""Every write about machines and instruments."""

from rantai.machines.actions.instruments import (
    CheckIncomplete,
    NothingChecked,
    decide_repeatability,
    record_drift_check,
    record_recalibration,
    register_reference,
    save_mapping,
)
from rantai.machines.actions.machines import (
    NoFee,
    NothingToCalibrate,
    NotShared,
    NotYet,
    change_machine_state,
    record_calibration,
    record_machine_use,
)

__all__ = [
    "CheckIncomplete",
    "NoFee",
    "NotShared",
    "NotYet",
    "NothingChecked",
    "NothingToCalibrate",
    "change_machine_state",
    "decide_repeatability",
    "record_calibration",
    "record_drift_check",
    "record_machine_use",
    "record_recalibration",
    "register_reference",
    "save_mapping",
]
