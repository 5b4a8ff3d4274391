"""Which furnace melts what when, and which pieces each heat pours."""

from tuang.planning.furnace._heats import make_ready
from tuang.planning.furnace._processes import WorkerLost
from tuang.planning.furnace.fan_out import solve_parts
from tuang.planning.furnace.problem import Furnace, FurnaceProblem, Grade, Item, read_problem
from tuang.planning.furnace.result import METHOD, FurnacePlan, Heat
from tuang.planning.furnace.solve import solve
from tuang.planning.furnace.verify import Costs, Violation, changed_heats, verify

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
    "WorkerLost",
    "changed_heats",
    "make_ready",
    "read_problem",
    "solve",
    "solve_parts",
    "verify",
]
