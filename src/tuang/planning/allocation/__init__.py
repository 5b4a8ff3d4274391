"""Pieces of each order line over approved workshops and weeks, by cost, capacity and fairness."""

from tuang.planning.allocation.fairness import gini, shares
from tuang.planning.allocation.problem import AllocationProblem, Approval, Line, Workshop
from tuang.planning.allocation.reading import read_problem
from tuang.planning.allocation.result import METHOD, Allocation, AllocationPlan, CurvePoint
from tuang.planning.allocation.session import Session
from tuang.planning.allocation.solve import solve
from tuang.planning.allocation.verify import Account, Violation, verify

__all__ = [
    "METHOD",
    "Account",
    "Allocation",
    "AllocationPlan",
    "AllocationProblem",
    "Approval",
    "CurvePoint",
    "Line",
    "Session",
    "Violation",
    "Workshop",
    "gini",
    "read_problem",
    "shares",
    "solve",
    "verify",
]
