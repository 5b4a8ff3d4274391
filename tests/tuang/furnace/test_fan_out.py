"""Parts that share no casting are planned apart: the same plan, wherever and whoever dies."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bench.shops import cooperative, shop
from tests.tuang.furnace.shops import two_grades
from tuang.planning.furnace import (
    FurnaceProblem,
    Heat,
    WorkerLost,
    read_problem,
    solve,
    solve_parts,
    verify,
)
from tuang.planning.furnace._parts import parts_of
from tuang.planning.furnace._processes import Asked, fair_seconds
from tuang.planning.refusal import Unusable


def side_by_side(*problems: FurnaceProblem) -> FurnaceProblem:
    """Centres that share nothing: each name is led by the number of its centre."""
    grades, furnaces, items = [], [], []
    for number, each in enumerate(problems):
        name = f"C{number}-{{}}".format
        grades += [replace(grade, name=name(grade.name)) for grade in each.grades]
        furnaces += [
            replace(
                furnace,
                name=name(furnace.name),
                grades=frozenset(map(name, furnace.grades)),
                items=frozenset(map(name, furnace.items)),
            )
            for furnace in each.furnaces
        ]
        items += [
            replace(item, name=name(item.name), grade=name(item.grade)) for item in each.items
        ]
    return FurnaceProblem(problems[0].days, tuple(grades), tuple(furnaces), tuple(items))


@contextmanager
def killing(times: int) -> Iterator[list[int]]:
    """Kills the first process that appears, so many times; gives those killed."""
    killed: list[int] = []
    is_over = threading.Event()

    def hunt() -> None:
        while len(killed) < times and not is_over.wait(0.05):
            for child in multiprocessing.active_children():
                if child.pid not in killed and child.pid is not None and len(killed) < times:
                    os.kill(child.pid, signal.SIGKILL)
                    killed.append(child.pid)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield killed
    finally:
        is_over.set()
        hunter.join()


def test_nine_centres_in_one_call_are_planned_as_each_by_itself() -> None:
    small = read_problem(two_grades())
    nine = side_by_side(*[small] * 9)
    assert len(parts_of(nine)) == 9
    plan = solve_parts(nine, seconds=20)
    assert plan.cost == pytest.approx(9 * solve(small, seconds=2).cost)
    assert plan.status == "optimal"
    assert verify(nine, plan.heats).total == pytest.approx(plan.cost)


def test_a_cooperative_that_shares_its_castings_is_one_part() -> None:
    assert len(parts_of(cooperative(2, workshops=12, items=20, grades=5))) == 1


def test_a_fixed_heat_binds_its_furnace_to_what_it_poured() -> None:
    both = side_by_side(*[read_problem(two_grades())] * 2)
    poured = Heat("C0-F1", 0, 0, "C1-grey", {"C1-block": 1})
    assert len(parts_of(both)) == 2
    assert len(parts_of(replace(both, fixed=(poured,)))) == 1


def test_processes_give_the_plan_of_one_even_when_one_is_killed() -> None:
    both = side_by_side(shop("S", "loose", 203), shop("S", "loose", 202))
    alone = solve_parts(both, steps=4, seed=3)
    with killing(1) as killed:
        shared = solve_parts(both, steps=4, seed=3, processes=2)
    assert len(killed) == 1
    assert shared.heats == alone.heats
    assert shared.bound == alone.bound


def test_processes_that_die_again_and_again_are_told() -> None:
    both = side_by_side(*[read_problem(two_grades())] * 2)
    with killing(6), pytest.raises(WorkerLost, match="died 3 times without a plan"):
        solve_parts(both, seconds=20, processes=1 + 1)


def test_the_time_left_is_shared_fairly_over_the_parts_that_wait() -> None:
    part = read_problem(two_grades())
    asked = Asked(time.monotonic(), 60.0, 1, None)
    # Three of one size on two processes: forty seconds, beside it forty, and twenty are left.
    assert fair_seconds(asked, [part] * 3, 2) == pytest.approx(40, abs=0.5)
    assert fair_seconds(asked, [part] * 2, 2) == pytest.approx(60, abs=0.5)
    assert fair_seconds(asked, [part] * 4, 1) == pytest.approx(15, abs=0.5)


def test_a_cluster_that_is_not_there_is_told() -> None:
    both = side_by_side(*[read_problem(two_grades())] * 2)
    with pytest.raises(Unusable, match=r"nobody answers|needs the package distributed"):
        solve_parts(both, seconds=5, cluster="tcp://127.0.0.1:9")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each in a process that its nurse begins anew when it dies."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        yield cluster


@contextmanager
def killing_one_at_work(cluster: Any) -> Iterator[list[int]]:
    """Kills the first worker that has a part in hand; gives it."""
    killed: list[int] = []
    is_over = threading.Event()

    def hunt() -> None:
        while not killed and not is_over.wait(0.05):
            at_work = [each.name for each in cluster.scheduler.workers.values() if each.processing]
            for nurse in [cluster.workers[name] for name in at_work if name in cluster.workers][:1]:
                killed.append(nurse.pid)
                os.kill(nurse.pid, signal.SIGKILL)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield killed
    finally:
        is_over.set()
        hunter.join()


def test_a_cluster_gives_the_same_plan_even_when_a_worker_is_killed_at_work(cluster: Any) -> None:
    both = side_by_side(shop("S", "loose", 203), shop("S", "loose", 202))
    alone = solve_parts(both, steps=4, seed=3)
    shared = solve_parts(both, steps=4, seed=3, cluster=cluster.scheduler_address)
    with killing_one_at_work(cluster) as killed:
        again = solve_parts(both, steps=4, seed=3, cluster=cluster.scheduler_address)
    assert shared.heats == again.heats == alone.heats
    assert shared.bound == again.bound == alone.bound
    # The dead worker did not finish its part, and another stands in its place.
    (dead,) = killed
    assert dead not in [nurse.pid for nurse in cluster.workers.values()]
