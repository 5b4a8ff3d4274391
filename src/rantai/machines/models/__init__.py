"""Machines, and what proves that an instrument among them may be believed."""

from rantai.machines.models.bookings import (
    Booking,
    BookingStatus,
    ClosureKind,
    MachineClosure,
    MachineUse,
    QueueRule,
)
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

__all__ = [
    "Booking",
    "BookingStatus",
    "CertifiedValue",
    "ClosureKind",
    "DriftCheck",
    "InstrumentMapping",
    "Machine",
    "MachineClosure",
    "MachineFee",
    "MachineKind",
    "MachineState",
    "MachineUse",
    "QueueRule",
    "Recalibration",
    "ReferenceSample",
    "Repeatability",
]
