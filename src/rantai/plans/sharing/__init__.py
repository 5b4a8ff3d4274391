"""Splits a confirmed quantity over workshops, and keeps the reason for every piece."""

from rantai.plans.sharing.curve import CurvePoint, curve
from rantai.plans.sharing.problem import (
    BALANCE_STEP,
    ByCapacity,
    ByRecord,
    Candidate,
    EqualShare,
    FirstAndSecond,
    Refused,
    Rotation,
    Rule,
    Sharing,
    Source,
)
from rantai.plans.sharing.result import (
    METHOD,
    Share,
    SharingResult,
    Step,
    StepKind,
    Unplaced,
    UnplacedReason,
)
from rantai.plans.sharing.split import split

__all__ = [
    "BALANCE_STEP",
    "METHOD",
    "ByCapacity",
    "ByRecord",
    "Candidate",
    "CurvePoint",
    "EqualShare",
    "FirstAndSecond",
    "Refused",
    "Rotation",
    "Rule",
    "Share",
    "Sharing",
    "SharingResult",
    "Source",
    "Step",
    "StepKind",
    "Unplaced",
    "UnplacedReason",
    "curve",
    "split",
]
