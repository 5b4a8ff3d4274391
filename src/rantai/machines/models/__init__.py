"""Machines, and what proves that an instrument among them may be believed."""

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
    MachineUse,
)

__all__ = [
    "CertifiedValue",
    "DriftCheck",
    "InstrumentMapping",
    "Machine",
    "MachineFee",
    "MachineKind",
    "MachineState",
    "MachineUse",
    "Recalibration",
    "ReferenceSample",
    "Repeatability",
]
