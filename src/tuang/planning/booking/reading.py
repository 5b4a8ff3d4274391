"""Bookings as JSON holds them, and as the standard files of flexible job shops do."""

import math
from collections.abc import Mapping, Sequence

from tuang.planning.booking.problem import BookingProblem, Job, Machine, Operation
from tuang.planning.fields import name, number, objects, unlike
from tuang.planning.refusal import Unusable

TICKS_PER_HOUR = 60
MOST_HOURS = 100_000.0


def read_problem(given: Mapping[str, object]) -> BookingProblem:
    """Times in hours, kept to the minute; raises Unusable with the field."""
    machines = tuple(_machine(each, where) for each, where in objects(given, "machines"))
    unlike([machine.name for machine in machines], "machines")
    place = {machine.name: number_ for number_, machine in enumerate(machines)}
    jobs = tuple(_job(each, where, place) for each, where in objects(given, "jobs"))
    unlike([job.name for job in jobs], "jobs")
    return BookingProblem(machines, jobs, TICKS_PER_HOUR)


def _ticks(hours: float) -> int:
    """Whole minutes, up: nothing takes less than it takes."""
    return math.ceil(hours * TICKS_PER_HOUR - 1e-6)


def _machine(given: Mapping[str, object], where: str) -> Machine:
    windows = sorted(
        window for key in ("maintenance", "calibration") for window in _windows(given, key, where)
    )
    closed: list[tuple[int, int]] = []
    for start, end in windows:
        if closed and start <= closed[-1][1]:
            closed[-1] = (closed[-1][0], max(end, closed[-1][1]))
        else:
            closed.append((start, end))
    setup = number(given, "setup", where, default=0.0, most=MOST_HOURS)
    return Machine(name(given, where), tuple(closed), _ticks(setup))


def _windows(given: Mapping[str, object], key: str, where: str) -> list[tuple[int, int]]:
    listed = given.get(key, [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(f"{where}.{key}", "must be a list of [from, to] in hours.")
    found = []
    for place, pair in enumerate(listed):
        field = f"{where}.{key}[{place}]"
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise Unusable(field, "must be [from, to] in hours.")
        start, end = (
            number({side: each}, side, field, most=MOST_HOURS)
            for side, each in zip(("from", "to"), pair, strict=True)
        )
        if end <= start:
            raise Unusable(field, f"ends at {end:g}, not after it begins at {start:g}.")
        found.append((math.floor(start * TICKS_PER_HOUR + 1e-6), _ticks(end)))
    return found


def _job(given: Mapping[str, object], where: str, place: Mapping[str, int]) -> Job:
    due = number(given, "due", where, most=MOST_HOURS) if "due" in given else None
    operations = objects(given, "operations") if given.get("operations") else []
    if not operations:
        raise Unusable(f"{where}.operations", "must be a list with at least one entry.")
    return Job(
        name(given, where),
        tuple(_operation(each, f"{where}.{at}", place) for each, at in operations),
        _ticks(number(given, "release", where, default=0.0, most=MOST_HOURS)),
        None if due is None else math.floor(due * TICKS_PER_HOUR + 1e-6),
        number(given, "priority", where, default=1.0),
    )


def _operation(given: Mapping[str, object], where: str, place: Mapping[str, int]) -> Operation:
    able = given.get("machines")
    if not isinstance(able, Mapping) or not able:
        raise Unusable(f"{where}.machines", "must be an object: a machine's name to its hours.")
    if unknown := [machine for machine in able if machine not in place]:
        raise Unusable(f"{where}.machines.{unknown[0]}", "is not one of the machines.")
    family = given.get("family", "")
    if not isinstance(family, str):
        raise Unusable(f"{where}.family", "must be a text.")
    ticks = {
        place[machine]: _ticks(
            number(able, machine, f"{where}.machines", positive=True, most=MOST_HOURS)
        )
        for machine in able
    }
    return Operation(ticks, family)


def read_standard(text: str) -> BookingProblem:
    """A flexible job shop as Brandimarte's and Dauzère-Pérès and Paulli's files hold it.

    The first line: jobs, machines and perhaps the mean number of machines of an operation. Then a
    line for each job: its operations, and of each the number of machines with machine and time in
    pairs. Machines count from 1, or from 0 where a 0 is among them. Raises Unusable with the line.
    """
    rows = [(at, line.split()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    head = _wholes(rows[0][1][:2], f"line {rows[0][0]}")
    if len(head) != 2 or min(head) < 1:
        raise Unusable(f"line {rows[0][0]}", "must begin with the number of jobs and of machines.")
    count, machines = head
    if len(rows) - 1 < count:
        raise Unusable(f"line {rows[-1][0]}", f"is the last, and {count} jobs were to follow.")
    found = [
        _standard_job(_wholes(words, f"line {at}"), f"line {at}")
        for at, words in rows[1 : count + 1]
    ]
    used = {machine for job in found for able in job for machine in able}
    first = 0 if 0 in used else 1
    if used and max(used) >= machines + first:
        raise Unusable(f"line {rows[0][0]}", f"names {machines} machines, and {max(used)} is used.")
    jobs = tuple(
        Job(
            f"J{number_}",
            tuple(Operation({m - first: t for m, t in able.items()}) for able in job),
        )
        for number_, job in enumerate(found, start=1)
    )
    return BookingProblem(tuple(Machine(f"M{n}") for n in range(1, machines + 1)), jobs)


def _wholes(words: Sequence[str], where: str) -> list[int]:
    try:
        return [int(word) for word in words]
    except ValueError:
        raise Unusable(where, "holds something that is no whole number.") from None


def _standard_job(figures: list[int], where: str) -> list[dict[int, int]]:
    """Of each operation, its machines as the file counts them, and their times."""
    rest = iter(figures)
    operations = []
    try:
        for _ in range(next(rest)):
            able = {}
            for _ in range(next(rest)):
                machine = next(rest)
                able[machine] = next(rest)
            if any(machine < 0 or ticks < 0 for machine, ticks in able.items()):
                raise Unusable(where, "holds a figure below 0.")
            operations.append(able)
    except StopIteration:
        raise Unusable(where, "ends before all its operations are told.") from None
    if not operations or next(rest, None) is not None:
        raise Unusable(where, "does not hold as many operations as it says.")
    return operations
