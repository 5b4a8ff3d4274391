"""Every write of the lab's final inspection and of what it stops."""

from rantai.quality.actions._facts import Measured, Reject
from rantai.quality.actions.correcting import (
    CorrectedAlready,
    NoReasonGiven,
    PackedAlready,
    correct_inspection,
)
from rantai.quality.actions.deciding import AlreadyDecided, DecisionIncomplete, decide
from rantai.quality.actions.inspecting import (
    HeatNotReleased,
    MoreThanLeft,
    SamplesMissing,
    inspect_lot,
)
from rantai.quality.actions.stopping import AlreadyRaised, raise_nonconformity

__all__ = [
    "AlreadyDecided",
    "AlreadyRaised",
    "CorrectedAlready",
    "DecisionIncomplete",
    "HeatNotReleased",
    "Measured",
    "MoreThanLeft",
    "NoReasonGiven",
    "PackedAlready",
    "Reject",
    "SamplesMissing",
    "correct_inspection",
    "decide",
    "inspect_lot",
    "raise_nonconformity",
]
