"""Booking shared machines: what is read, found, refused, and caught by the verifier."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tuang.booking.shops import SMALL, two_mills
from tuang.planning.booking import (
    Booked,
    BookingProblem,
    Job,
    Machine,
    Operation,
    Violation,
    read_problem,
    read_standard,
    solve,
    verify,
)
from tuang.planning.refusal import Unusable


def test_a_standard_file_is_read_with_its_machines_counted_from_one() -> None:
    problem = read_standard(SMALL)
    assert [machine.name for machine in problem.machines] == ["M1", "M2"]
    assert problem.jobs[0].operations[0].ticks == {0: 3, 1: 4}
    assert problem.jobs[0].operations[1].ticks == {1: 2}
    assert problem.jobs[1].operations[1].ticks == {0: 3, 1: 1}


def test_a_small_shop_is_solved_to_its_proven_optimum() -> None:
    plan = solve(read_standard(SMALL), seconds=5)
    assert (plan.status, plan.makespan, plan.bound) == ("optimal", 7, 7)


def test_machines_count_from_zero_where_a_zero_is_among_them() -> None:
    problem = read_standard("1 2\n2 1 0 4 2 0 1 1 5\n")
    assert [operation.ticks for operation in problem.jobs[0].operations] == [{0: 4}, {0: 1, 1: 5}]


def test_windows_setups_and_releases_hold_and_lateness_is_counted() -> None:
    problem = read_problem(two_mills())
    plan = solve(problem, seconds=5)
    # The flange is milled from 0 to 2. The hub is turned from 1 to 2.5 and milled from 4 to 5.
    assert plan.status == "optimal"
    assert plan.cost == 0
    times = {(each.job, each.operation): (each.start / 60, each.end / 60) for each in plan.booked}
    assert times[0, 0] == pytest.approx((0, 2))
    assert times[1, 1][0] >= 4


def test_a_late_job_costs_priority_times_hours() -> None:
    given = two_mills()
    given["jobs"][0]["due"] = 1
    assert solve(read_problem(given), seconds=5).cost == pytest.approx(2 * 1)


def random_shop(seed: int) -> BookingProblem:
    random = np.random.default_rng(seed)
    jobs = tuple(
        Job(
            f"J{number}",
            tuple(
                Operation({int(m): int(random.integers(1, 6)) for m in random.permutation(2)[:k]})
                for k in random.integers(1, 3, size=2)
            ),
        )
        for number in range(3)
    )
    return BookingProblem((Machine("A"), Machine("B")), jobs)


def shortest(problem: BookingProblem) -> int:
    """Every machine for every operation, every order in which to start them: all plans there are.

    Starting each as soon as it can, in every order, holds a best plan.
    """
    best = 10**9
    options = [list(op.ticks.items()) for job in problem.jobs for op in job.operations]

    def extend(
        choice: tuple[tuple[int, int], ...], at: list[int], ready: list[int], free: list[int]
    ) -> None:
        nonlocal best
        if all(place == 2 for place in at):
            best = min(best, max(ready))
        for job, place in enumerate(at):
            if place < 2:
                machine, ticks = choice[2 * job + place]
                end = max(ready[job], free[machine]) + ticks
                if end < best:
                    extend(
                        choice,
                        [p + (j == job) for j, p in enumerate(at)],
                        [end if j == job else r for j, r in enumerate(ready)],
                        [end if m == machine else f for m, f in enumerate(free)],
                    )

    for choice in product(*options):
        extend(choice, [0, 0, 0], [0, 0, 0], [0, 0])
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_makespan_is_that_of_trying_everything(seed: int) -> None:
    problem = random_shop(seed)
    plan = solve(problem, seconds=5)
    assert plan.status == "optimal"
    assert plan.makespan == shortest(problem)


def large_shop() -> BookingProblem:
    random = np.random.default_rng(5)
    jobs = tuple(
        Job(
            f"J{number}",
            tuple(
                Operation({int(m): int(random.integers(1, 20)) for m in random.permutation(6)[:2]})
                for _ in range(4)
            ),
        )
        for number in range(7)
    )
    return BookingProblem(tuple(Machine(f"M{n}") for n in range(6)), jobs)


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    plans = [solve(large_shop(), seconds=600, seed=3, steps=1).booked for _ in range(2)]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("seed", range(3))
def test_moves_alone_end_near_what_is_proved(seed: int) -> None:
    random = np.random.default_rng(seed)
    shop = large_shop()
    jobs = tuple(replace(job, release=int(random.integers(0, 20))) for job in shop.jobs)
    problem = replace(shop, jobs=jobs)
    plan = solve(problem, seconds=600, seed=seed, steps=8)
    assert verify(problem, plan.booked).makespan == plan.makespan
    assert plan.makespan <= 1.05 * plan.bound


def test_a_step_that_takes_no_time_is_booked_too() -> None:
    first, *others = large_shop().jobs
    free = replace(first.operations[1], ticks={0: 0})
    jobs = (replace(first, operations=(first.operations[0], free)), *others)
    problem = replace(large_shop(), jobs=jobs)
    plan = solve(problem, seconds=600, steps=2)
    assert verify(problem, plan.booked).makespan == plan.makespan


def test_hours_are_booked_to_the_proven_end() -> None:
    given = two_mills()
    for job in given["jobs"]:
        job.pop("due")
    for machine in given["machines"]:
        for key in ("maintenance", "calibration", "setup"):
            machine.pop(key, None)
    plan = solve(read_problem(given), seconds=5)
    assert plan.status == "optimal"
    assert plan.bound == plan.makespan


def test_a_plan_comes_even_when_there_is_hardly_any_time() -> None:
    problem = large_shop()
    plan = solve(problem, seconds=0.05)
    assert verify(problem, plan.booked).makespan == plan.makespan
    assert 0 < plan.bound <= plan.makespan


def test_a_broken_rule_is_named() -> None:
    problem = read_problem(two_mills())
    plan = [Booked(0, 0, 0, 0, 120), Booked(1, 0, 1, 60, 150), Booked(1, 1, 0, 240, 300)]
    assert verify(problem, plan).cost == 0
    broken: list[tuple[list[Booked], str]] = [
        (plan[:2], "is not booked"),
        ([*plan, plan[0]], "booked twice"),
        ([*plan, Booked(1, 2, 0, 400, 460)], "not asked for"),
        ([plan[0], plan[1], replace(plan[2], start=180, end=240)], "closed 120 to 240"),
        ([plan[0], replace(plan[1], start=30, end=120), plan[2]], "begins before it can, at 60"),
        ([plan[0], replace(plan[1], machine=0), plan[2]], "may not do it"),
        ([replace(plan[0], end=100), plan[1], plan[2]], "takes 120 ticks"),
        (
            [replace(plan[0], start=310, end=430), plan[1], plan[2]],
            "busy until 330",
        ),
    ]
    for each, words in broken:
        with pytest.raises(Violation, match=words):
            verify(problem, each)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("two jobs\n", "line 1"),
        ("2 2\n1 1 1 4\n", "line 2"),
        ("1 2\n1 1 3 4\n", "line 2"),
        ("1 2\n2 1 1 4\n", "line 2"),
        ("1 2\n1 1 1 4 7\n", "line 2"),
        ("1 2\n1 0\n", "line 2, operation 0"),
    ],
)
def test_a_broken_standard_file_is_refused_by_line(text: str, field: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_standard(text)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda g: g["jobs"][0]["operations"][0]["machines"].update(saw=1), "saw"),
        (lambda g: g["jobs"][0]["operations"][0]["machines"].update(mill=-1), "mill"),
        (lambda g: g["jobs"][0].update(due=math.nan), "jobs[0].due"),
        (lambda g: g["machines"][0].update(maintenance=[[4, 2]]), "maintenance[0]"),
        (lambda g: g["machines"][1].update(name="mill"), "machines[1].name"),
        (lambda g: g["jobs"][1].update(operations=[]), "jobs[1].operations"),
    ],
)
def test_nonsense_is_refused_by_field(change: Callable[[Any], None], field: str) -> None:
    given = two_mills()
    change(given)
    with pytest.raises(Unusable) as refused:
        read_problem(given)
    assert field in refused.value.field


PUBLISHED = Path(__file__).parents[2] / "scenarios" / "flexible_job_shops"


def test_a_published_shop_is_proved_at_its_best_known_end() -> None:
    # Brandimarte 1993, mk01: nobody can end before 40.
    plan = solve(read_standard((PUBLISHED / "mk01.txt").read_text()), seconds=60)
    assert (plan.makespan, plan.bound, plan.status) == (40, 40, "optimal")


def test_a_large_published_shop_is_within_a_fifth_of_the_best_known_soon() -> None:
    problem = read_standard((PUBLISHED / "mk10.txt").read_text())
    plan = solve(problem, seconds=3)
    assert plan.makespan <= 1.2 * 193
