"""Bookings as JSON holds them, and as the standard files of flexible job shops do."""

import math
from collections.abc import Iterator, Mapping, Sequence

from tuang.planning.booking.problem import BookingProblem, Job, Machine, Operation
from tuang.planning.fields import name, not_among, number, objects, unlike
from tuang.planning.refusal import Unusable

TICKS_PER_HOUR = 60
MOST_HOURS = 100_000.0
"""Over eleven years."""
MOST_PRIORITY = 1e6
MOST_MACHINES, MOST_JOBS, MOST_TICKS = 10_000, 100_000, 10_000_000
"""Of a standard file: its first line could ask for any number before a job is read."""
LONGEST_FIGURE = 18
"""Digits; more are not even read as a number."""


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
            raise Unusable(
                field, f"ends at {end:g}, not after it begins at {start:g}; give [from, to]."
            )
        found.append((math.floor(start * TICKS_PER_HOUR + 1e-6), _ticks(end)))
    return found


def _job(given: Mapping[str, object], where: str, place: Mapping[str, int]) -> Job:
    release = number(given, "release", where, default=0.0, most=MOST_HOURS)
    due = number(given, "due", where, most=MOST_HOURS) if "due" in given else None
    if due is not None and due < release:
        raise Unusable(
            f"{where}.due",
            f"is {due:g} h, before the release at {release:g} h, so it is late in every plan; "
            "give the due time agreed anew.",
        )
    return Job(
        name(given, where),
        tuple(_operation(each, at, place) for each, at in objects(given, "operations", where)),
        _ticks(release),
        None if due is None else math.floor(due * TICKS_PER_HOUR + 1e-6),
        number(given, "priority", where, default=1.0, most=MOST_PRIORITY),
    )


def _operation(given: Mapping[str, object], where: str, place: Mapping[str, int]) -> Operation:
    able = given.get("machines")
    if not isinstance(able, Mapping) or not able:
        raise Unusable(f"{where}.machines", "must be an object: a machine's name to its hours.")
    if unknown := [machine for machine in able if machine not in place]:
        raise Unusable(f"{where}.machines.{unknown[0]}", not_among(unknown[0], "machines", place))
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
    if not rows:
        raise Unusable("line 1", "is empty; begin with the number of jobs and of machines.")
    first_line = f"line {rows[0][0]}"
    head = _wholes(rows[0][1][:2], first_line)
    if len(head) != 2 or min(head) < 1:
        raise Unusable(
            first_line, "must begin with the number of jobs and of machines, at least one of each."
        )
    count, machines = head
    if count > MOST_JOBS or machines > MOST_MACHINES:
        raise Unusable(
            first_line, f"asks for more than {MOST_JOBS} jobs or {MOST_MACHINES} machines."
        )
    if len(rows) - 1 < count:
        raise Unusable(
            f"line {rows[-1][0]}",
            f"is the last, and the first line promises {count} jobs, a line each; "
            f"{len(rows) - 1} are there.",
        )
    if len(rows) - 1 > count:
        raise Unusable(
            f"line {rows[count + 1][0]}",
            f"comes after the {count} jobs that the first line promises; leave it out, or "
            "correct the number of jobs.",
        )
    found = [_standard_job(_wholes(words, f"line {at}"), f"line {at}") for at, words in rows[1:]]
    used = {machine for job in found for able in job for machine in able}
    first = 0 if 0 in used else 1
    if used and max(used) >= machines + first:
        at = next(
            at
            for (at, _words), job in zip(rows[1:], found, strict=True)
            if any(max(able) == max(used) for able in job)
        )
        raise Unusable(
            f"line {at}",
            f"uses machine {max(used)}, and the first line promises {machines}, counted from "
            f"{first}.",
        )
    jobs = tuple(
        Job(
            f"J{number_}",
            tuple(Operation({m - first: t for m, t in able.items()}) for able in job),
        )
        for number_, job in enumerate(found, start=1)
    )
    return BookingProblem(tuple(Machine(f"M{n}") for n in range(1, machines + 1)), jobs)


def _wholes(words: Sequence[str], where: str) -> list[int]:
    for word in words:
        # int() would also take 1_000, and digits of other scripts.
        if not (word.isascii() and word.removeprefix("-").isdigit()):
            raise Unusable(where, f"holds {word[:20]!r}, which is no whole number.")
        if len(word) > LONGEST_FIGURE:
            raise Unusable(where, f"holds {word[:20]}..., which is too large to be meant.")
    return [int(word) for word in words]


def _standard_job(figures: list[int], where: str) -> list[dict[int, int]]:
    """Of each operation, its machines as the file counts them, and their times."""
    rest = iter(figures)
    operations: list[dict[int, int]] = []
    try:
        for _ in range(next(rest)):
            operations.append(_standard_operation(rest, f"{where}, operation {len(operations)}"))
    except StopIteration:
        raise Unusable(
            where, f"promises {figures[0]} operations and ends within operation {len(operations)}."
        ) from None
    if not operations:
        raise Unusable(where, "is a job of no operation; leave it out, or give one.")
    if (more := len(list(rest))) > 0:
        raise Unusable(
            where,
            f"holds {more} figures more than its {len(operations)} operations take; correct the "
            "number of operations, or leave them out.",
        )
    return operations


def _standard_operation(rest: Iterator[int], where: str) -> dict[int, int]:
    """Its machines with their times; StopIteration where the line ends within."""
    able: dict[int, int] = {}
    for _ in range(next(rest)):
        machine, ticks = next(rest), next(rest)
        if machine < 0 or ticks < 0:
            raise Unusable(where, "holds a figure below 0; machines and times are 0 or more.")
        if ticks > MOST_TICKS:
            raise Unusable(where, f"takes {ticks}; the most is {MOST_TICKS}.")
        if machine in able:
            raise Unusable(where, f"lists machine {machine} twice; keep one of its times.")
        able[machine] = ticks
    if not able:
        raise Unusable(where, "has no machine that may do it; name one with its time.")
    return able
