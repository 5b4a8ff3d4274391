"""Every write of this room: the members' decisions, allocations, and the answers to work orders."""

from rantai.plans.actions.allocations import (
    NobodyMayTakePart,
    NoSharingRule,
    NothingPlaced,
    NothingToAllocate,
    ProposalClosed,
    ProposalOutdated,
    discard_allocation,
    propose_allocation,
    publish_allocation,
)
from rantai.plans.actions.decisions import (
    RuleDayTaken,
    RuleIncomplete,
    set_sharing_rule,
    set_source,
)
from rantai.plans.actions.tallies import ReceivedOf, count_received
from rantai.plans.actions.work_orders import (
    AlreadyAnswered,
    ReasonMissing,
    accept_work_order,
    count_made,
    decline_work_order,
    report_shortfall,
    take_back_work_order,
)

__all__ = [
    "AlreadyAnswered",
    "NoSharingRule",
    "NobodyMayTakePart",
    "NothingPlaced",
    "NothingToAllocate",
    "ProposalClosed",
    "ProposalOutdated",
    "ReasonMissing",
    "ReceivedOf",
    "RuleDayTaken",
    "RuleIncomplete",
    "accept_work_order",
    "count_made",
    "count_received",
    "decline_work_order",
    "discard_allocation",
    "propose_allocation",
    "publish_allocation",
    "report_shortfall",
    "set_sharing_rule",
    "set_source",
    "take_back_work_order",
]
