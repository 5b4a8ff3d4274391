"""Allocations with their rule and reasons, the fairness account, and work orders."""

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

__all__ = [
    "Allocation",
    "AllocationStatus",
    "FairnessEntry",
    "Rule",
    "Share",
    "SharingRule",
    "Shortfall",
    "Source",
    "SourcePlace",
    "WorkOrder",
    "WorkOrderStatus",
]
