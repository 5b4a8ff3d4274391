"""Checks a booking against the problem alone: every rule of the machines, and the cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tuang.planning.booking.problem import BookingProblem
from tuang.planning.booking.result import Booked


class Violation(ValueError):
    """The plan breaks a rule; says which operation and which rule."""


@dataclass(frozen=True, slots=True)
class Account:
    """The last end in units, and what the plan is judged by."""

    makespan: float
    cost: float


def verify(problem: BookingProblem, booked: Iterable[Booked]) -> Account:
    """The account of the plan; raises Violation where it cannot be done as booked."""
    by_place: dict[tuple[int, int], Booked] = {}
    in_order = sorted(booked, key=lambda each: (each.machine, each.start, each.end))
    for each in in_order:
        if not 0 <= each.job < len(problem.jobs):
            raise Violation(f"job {each.job}: is not asked for.")
        if (each.job, each.operation) in by_place:
            raise Violation(f"{_told(problem, each)}: is booked twice.")
        by_place[each.job, each.operation] = each
    ends = [_job_holds(problem, number, by_place) for number in range(len(problem.jobs))]
    if by_place:
        extra = next(iter(by_place.values()))
        raise Violation(f"job {extra.job}, operation {extra.operation}: is not asked for.")
    _machines_hold(problem, in_order)
    units = problem.ticks_per_unit
    makespan = max(ends) / units
    if not problem.by_lateness:
        return Account(makespan, makespan)
    late = sum(
        job.priority * max(end - job.due, 0)
        for job, end in zip(problem.jobs, ends, strict=True)
        if job.due is not None
    )
    return Account(makespan, late / units)


def _told(problem: BookingProblem, each: Booked) -> str:
    return f"{problem.jobs[each.job].name}, operation {each.operation}"


def _job_holds(
    problem: BookingProblem, number: int, by_place: dict[tuple[int, int], Booked]
) -> int:
    job = problem.jobs[number]
    ready = job.release
    for place, operation in enumerate(job.operations):
        each = by_place.pop((number, place), None)
        if each is None:
            raise Violation(f"{job.name}, operation {place}: is not booked.")
        if each.machine not in operation.ticks:
            raise Violation(f"{_told(problem, each)}: the machine may not do it.")
        if each.end - each.start != operation.ticks[each.machine]:
            raise Violation(f"{_told(problem, each)}: takes {operation.ticks[each.machine]} ticks.")
        if each.start < ready:
            raise Violation(f"{_told(problem, each)}: begins before it can, at {ready}.")
        ready = each.end
    return ready


def _machines_hold(problem: BookingProblem, in_order: list[Booked]) -> None:
    for each in in_order:
        for start, end in problem.machines[each.machine].closed:
            if each.start < end and start < each.end:
                raise Violation(f"{_told(problem, each)}: the machine is closed {start} to {end}.")
    for one, other in pairwise(in_order):
        if one.machine != other.machine:
            continue
        families = [
            problem.jobs[each.job].operations[each.operation].family for each in (one, other)
        ]
        setup = problem.machines[one.machine].setup if families[0] != families[1] else 0
        if other.start < one.end + setup:
            raise Violation(
                f"{_told(problem, other)}: the machine is busy until {one.end + setup}."
            )
