"""Registering parts, revisions, how they are checked, and who may make them."""

from rantai.parts.actions.approving import (
    AlreadyWithdrawn,
    ApprovalTaken,
    DaysReversed,
    DecidedOnFile,
    approve_on_file,
    approve_workshop,
    decide_by_file,
    end_approvals,
    withdraw_approval,
)
from rantai.parts.actions.control_plans import (
    ChartNeedsNumbers,
    Check,
    CountsNeedNoLimits,
    LimitsReversed,
    NothingToCheck,
    SubgroupUnfit,
    set_control_plan,
)
from rantai.parts.actions.registering import (
    Drawing,
    PartNumberTaken,
    RevisionTaken,
    register_part,
    register_revision,
)

__all__ = [
    "AlreadyWithdrawn",
    "ApprovalTaken",
    "ChartNeedsNumbers",
    "Check",
    "CountsNeedNoLimits",
    "DaysReversed",
    "DecidedOnFile",
    "Drawing",
    "LimitsReversed",
    "NothingToCheck",
    "PartNumberTaken",
    "RevisionTaken",
    "SubgroupUnfit",
    "approve_on_file",
    "approve_workshop",
    "decide_by_file",
    "end_approvals",
    "register_part",
    "register_revision",
    "set_control_plan",
    "withdraw_approval",
]
