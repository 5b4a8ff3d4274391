"""Jobs that share machines by the hour, refused when they make no sense."""

from dataclasses import dataclass

from tuang.planning.refusal import Unusable


@dataclass(frozen=True, slots=True)
class Machine:
    """closed: calibration and maintenance, from and to in ticks, in order and apart.

    setup: ticks between two operations of different families on it.
    """

    name: str
    closed: tuple[tuple[int, int], ...] = ()
    setup: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """ticks: how long on each machine that may do it, by its place in the list of machines."""

    ticks: dict[int, int]
    family: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Operations one after another, none before release. due None: whenever it is done."""

    name: str
    operations: tuple[Operation, ...]
    release: int = 0
    due: int | None = None
    priority: float = 1.0


@dataclass(frozen=True, slots=True)
class BookingProblem:
    """Times are whole ticks, `ticks_per_unit` of them in an hour or what the file counts in.

    With any due time, the cost is the sum of priority x lateness in units; else it is the makespan.
    """

    machines: tuple[Machine, ...]
    jobs: tuple[Job, ...]
    ticks_per_unit: int = 1

    def __post_init__(self) -> None:
        for number, job in enumerate(self.jobs):
            for place, operation in enumerate(job.operations):
                if not operation.ticks:
                    raise Unusable(
                        f"jobs[{number}].operations[{place}].machines", "no machine may do it."
                    )

    @property
    def by_lateness(self) -> bool:
        """Whether the plan is judged by its late jobs and not by its end."""
        return any(job.due is not None for job in self.jobs)

    @property
    def horizon(self) -> int:
        """Ticks within which everything can be done one after another."""
        longest = sum(max(op.ticks.values()) for job in self.jobs for op in job.operations)
        count = sum(len(job.operations) for job in self.jobs)
        setups = count * max(machine.setup for machine in self.machines)
        closed = max((end for m in self.machines for _, end in m.closed), default=0)
        return max(closed, max(job.release for job in self.jobs)) + longest + setups
