"""Who has the shared machine when: a flexible job shop with windows, set-ups and due times."""

from tuang.planning.booking.problem import BookingProblem, Job, Machine, Operation
from tuang.planning.booking.reading import read_problem, read_standard
from tuang.planning.booking.result import METHOD, Booked, BookingPlan
from tuang.planning.booking.solve import solve
from tuang.planning.booking.verify import Account, Violation, verify

__all__ = [
    "METHOD",
    "Account",
    "Booked",
    "BookingPlan",
    "BookingProblem",
    "Job",
    "Machine",
    "Operation",
    "Violation",
    "read_problem",
    "read_standard",
    "solve",
    "verify",
]
