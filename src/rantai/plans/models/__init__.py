"""Allocations with rule and reasons, fairness, work orders, and the furnaces' plan."""

from rantai.plans.models.schedules import (
    FurnaceStop,
    PlanningTerms,
    PlanNotice,
    PlanSearch,
    PlanStatus,
    PlanVersion,
    ScheduledHeat,
    SearchStatus,
    StopCause,
)
from rantai.plans.models.sharing import (
    Allocation,
    AllocationStatus,
    FairnessEntry,
    Rule,
    Share,
    SharingRule,
    Shortfall,
    Source,
    SourcePlace,
    WorkOrder,
    WorkOrderStatus,
)
from rantai.plans.models.tallies import ReceivedTally

__all__ = [
    "Allocation",
    "AllocationStatus",
    "FairnessEntry",
    "FurnaceStop",
    "PlanNotice",
    "PlanSearch",
    "PlanStatus",
    "PlanVersion",
    "PlanningTerms",
    "ReceivedTally",
    "Rule",
    "ScheduledHeat",
    "SearchStatus",
    "Share",
    "SharingRule",
    "Shortfall",
    "Source",
    "SourcePlace",
    "StopCause",
    "WorkOrder",
    "WorkOrderStatus",
]
