"""What a booking gives back: which machine does what from when to when."""

from dataclasses import dataclass

METHOD = "booking-2"


@dataclass(frozen=True, slots=True)
class Booked:
    """An operation of a job, by its place (from 0), on a machine from start to end in ticks."""

    job: int
    operation: int
    machine: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BookingPlan:
    """A plan that the verifier has passed. No plan of this problem costs less than bound.

    cost and bound are in the problem's units: its makespan, or priority x lateness.
    """

    status: str
    cost: float
    bound: float
    makespan: float
    seconds: float
    seed: int
    booked: tuple[Booked, ...]
    method: str = METHOD

    @property
    def gap_pct(self) -> float:
        """How much cheaper the best plan could at most be, in percent of the cost."""
        if self.cost <= self.bound + 1e-9:
            return 0.0
        return 100 * (self.cost - self.bound) / self.cost
