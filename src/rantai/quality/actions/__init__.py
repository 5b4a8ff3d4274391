"""Every write of the final inspection, of what it stops, and of the cure of a cause."""

from rantai.quality.actions._facts import Measured, Reject
from rantai.quality.actions._leading import EightDClosed
from rantai.quality.actions.charting import (
    NotSteady,
    Signalled,
    TooFewPoints,
    take_new_limits,
)
from rantai.quality.actions.correcting import (
    CorrectedAlready,
    NoReasonGiven,
    PackedAlready,
    correct_inspection,
)
from rantai.quality.actions.correcting_cause import (
    AnsweredAlready,
    ChangedAlready,
    MoreFaultyThanChecked,
    NothingToAnswer,
    NotOurPerson,
    answer_claim,
    correct_why,
    place_in_team,
    record_containment,
    tell_why,
)
from rantai.quality.actions.costing import CostDecided, decide_scrap_cost
from rantai.quality.actions.curing import (
    CureNotShown,
    DoneAlready,
    StepsMissing,
    close_eightd,
    plan_action,
    report_done,
)
from rantai.quality.actions.deciding import AlreadyDecided, DecisionIncomplete, decide
from rantai.quality.actions.inspecting import (
    HeatNotReleased,
    MoreThanLeft,
    MoreThanLookedAt,
    SamplesMissing,
    inspect_lot,
)
from rantai.quality.actions.opening_eightd import (
    Claim,
    ClaimIncomplete,
    DueInThePast,
    Fault,
    FaultHasOne,
    NothingToWatch,
    RuleDayTaken,
    open_eightd,
    set_claim_rule,
)
from rantai.quality.actions.stopping import AlreadyRaised, raise_nonconformity

__all__ = [
    "AlreadyDecided",
    "AlreadyRaised",
    "AnsweredAlready",
    "ChangedAlready",
    "Claim",
    "ClaimIncomplete",
    "CorrectedAlready",
    "CostDecided",
    "CureNotShown",
    "DecisionIncomplete",
    "DoneAlready",
    "DueInThePast",
    "EightDClosed",
    "Fault",
    "FaultHasOne",
    "HeatNotReleased",
    "Measured",
    "MoreFaultyThanChecked",
    "MoreThanLeft",
    "MoreThanLookedAt",
    "NoReasonGiven",
    "NotOurPerson",
    "NotSteady",
    "NothingToAnswer",
    "NothingToWatch",
    "PackedAlready",
    "Reject",
    "RuleDayTaken",
    "SamplesMissing",
    "Signalled",
    "StepsMissing",
    "TooFewPoints",
    "answer_claim",
    "close_eightd",
    "correct_inspection",
    "correct_why",
    "decide",
    "decide_scrap_cost",
    "inspect_lot",
    "open_eightd",
    "place_in_team",
    "plan_action",
    "raise_nonconformity",
    "record_containment",
    "report_done",
    "set_claim_rule",
    "take_new_limits",
    "tell_why",
]
