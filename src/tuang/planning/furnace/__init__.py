"""Which furnace melts what when, and which pieces each heat pours."""

from tuang.planning.furnace.problem import Furnace, FurnaceProblem, Grade, Item, read_problem
from tuang.planning.furnace.result import METHOD, FurnacePlan, Heat
from tuang.planning.furnace.solve import solve
from tuang.planning.furnace.verify import Costs, Violation, verify

__all__ = [
    "METHOD",
    "Costs",
    "Furnace",
    "FurnacePlan",
    "FurnaceProblem",
    "Grade",
    "Heat",
    "Item",
    "Violation",
    "read_problem",
    "solve",
    "verify",
]
