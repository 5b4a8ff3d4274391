"""Every write of the lab's final inspection and of what it stops."""

from rantai.quality.actions._facts import Measured, Reject
from rantai.quality.actions.charting import (
    NotSteady,
    Signalled,
    TooFewPoints,
    standing_behind,
    take_new_limits,
)
from rantai.quality.actions.correcting import (
    CorrectedAlready,
    NoReasonGiven,
    PackedAlready,
    correct_inspection,
)
from rantai.quality.actions.costing import CostDecided, decide_scrap_cost
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
    "CostDecided",
    "DecisionIncomplete",
    "HeatNotReleased",
    "Measured",
    "MoreThanLeft",
    "NoReasonGiven",
    "NotSteady",
    "PackedAlready",
    "Reject",
    "SamplesMissing",
    "Signalled",
    "TooFewPoints",
    "correct_inspection",
    "decide",
    "decide_scrap_cost",
    "inspect_lot",
    "raise_nonconformity",
    "standing_behind",
    "take_new_limits",
]
