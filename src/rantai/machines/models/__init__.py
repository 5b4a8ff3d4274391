"""Machines, and what proves that an instrument among them may be believed."""

from rantai.machines.models.bookings import (
    Booking,
    BookingStatus,
    ClosureKind,
    MachineClosure,
    MachineUse,
    QueueRule,
)
from rantai.machines.models.gauges import Calibration
from rantai.machines.models.instruments import (
    CertifiedValue,
    DriftCheck,
    InstrumentMapping,
    Recalibration,
    ReferenceSample,
    Repeatability,
)
from rantai.machines.models.machines import (
    Machine,
    MachineFee,
    MachineKind,
    MachineState,
)
from rantai.machines.models.maintenance import (
    Breakdown,
    BreakdownPhoto,
    HourReading,
    MaintenanceDone,
    MaintenancePlan,
    Repair,
    Spare,
    SpareMove,
)

__all__ = [
    "Booking",
    "BookingStatus",
    "Breakdown",
    "BreakdownPhoto",
    "Calibration",
    "CertifiedValue",
    "ClosureKind",
    "DriftCheck",
    "HourReading",
    "InstrumentMapping",
    "Machine",
    "MachineClosure",
    "MachineFee",
    "MachineKind",
    "MachineState",
    "MachineUse",
    "MaintenanceDone",
    "MaintenancePlan",
    "QueueRule",
    "Recalibration",
    "ReferenceSample",
    "Repair",
    "Repeatability",
    "Spare",
    "SpareMove",
]
