"""Callers that wait at the same time are served at once, each by its own outcome."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from rantai.records.inbox.together import LeftUndone, QueueFull, Together

Take = Callable[[], Sequence[int]]


class Bad(Exception):
    pass


class Killed(BaseException):
    pass


def waits(together: Together[int]) -> int:
    return len(together._queue)  # noqa: SLF001 -- the only way to see who waits


def until(happens: object) -> None:
    assert callable(happens)
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_whoever_waits_meanwhile_is_served_in_one_go() -> None:
    groups: list[list[int]] = []
    begun, go = threading.Event(), threading.Event()

    def work(take: Take) -> None:
        groups.append(list(take()))
        begun.set()
        go.wait(10)

    together = Together(work, at_once=5, most_waiting=20)
    with ThreadPoolExecutor(8) as callers:
        calls = [callers.submit(together.do, 0)]
        begun.wait(10)
        for number in range(1, 8):
            calls.append(callers.submit(together.do, number))
            until(lambda wanted=number: waits(together) == wanted)
        go.set()
        for call in calls:
            call.result(10)
    assert groups == [[0], [1, 2, 3, 4, 5], [6, 7]]


def test_one_that_fails_harms_no_other() -> None:
    done: list[int] = []

    def work(take: Take) -> None:
        items = take()
        if 3 in items:
            raise Bad
        done.extend(items)

    together = Together(work, at_once=50, most_waiting=50)
    with ThreadPoolExecutor(10) as callers:
        calls = {number: callers.submit(together.do, number) for number in range(10)}
        for number, call in calls.items():
            if number == 3:
                with pytest.raises(Bad):
                    call.result(10)
            else:
                call.result(10)
    assert sorted(done) == [0, 1, 2, 4, 5, 6, 7, 8, 9]


def test_a_full_queue_takes_nothing_more() -> None:
    begun, go = threading.Event(), threading.Event()

    def work(take: Take) -> None:
        take()
        begun.set()
        go.wait(10)

    together = Together(work, at_once=1, most_waiting=1)
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(together.do, 1)
        begun.wait(10)
        second = callers.submit(together.do, 2)
        until(lambda: waits(together) == 1)
        with pytest.raises(QueueFull):
            together.do(3)
        go.set()
        first.result(10)
        second.result(10)


def test_whoever_led_and_was_stopped_leaves_nobody_waiting_for_ever() -> None:
    begun, go = threading.Event(), threading.Event()

    def work(take: Take) -> None:
        items = take()
        begun.set()
        go.wait(10)
        if 1 in items:
            raise Killed

    together = Together(work, at_once=2, most_waiting=9)
    with ThreadPoolExecutor(4) as callers:
        first = callers.submit(together.do, 0)
        begun.wait(10)
        led = callers.submit(together.do, 1)
        until(lambda: waits(together) == 1)
        followed = callers.submit(together.do, 2)
        until(lambda: waits(together) == 2)
        after = callers.submit(together.do, 3)
        until(lambda: waits(together) == 3)
        go.set()
        first.result(10)
        with pytest.raises(Killed):
            led.result(10)
        with pytest.raises(LeftUndone):
            followed.result(10)
        after.result(10)


def test_hundreds_of_callers_each_get_done_once() -> None:
    done: list[int] = []
    together: Together[int] = Together(
        lambda take: done.extend(take()), at_once=7, most_waiting=1_000
    )
    with ThreadPoolExecutor(32) as callers:
        list(callers.map(together.do, range(2_000)))
    assert sorted(done) == list(range(2_000))


def test_whoever_comes_before_the_work_can_begin_is_taken_along() -> None:
    groups: list[list[int]] = []
    waiting, door = threading.Event(), threading.Event()

    def work(take: Take) -> None:
        waiting.set()
        door.wait(10)
        groups.append(list(take()))

    together = Together(work, at_once=5, most_waiting=20)
    with ThreadPoolExecutor(3) as callers:
        calls = [callers.submit(together.do, 0)]
        waiting.wait(10)
        calls += [callers.submit(together.do, number) for number in (1, 2)]
        until(lambda: waits(together) == 3)
        door.set()
        for call in calls:
            call.result(10)
    assert [sorted(group) for group in groups] == [[0, 1, 2]]


def test_a_fault_before_anyone_was_taken_is_each_ones_own() -> None:
    tries: list[int] = []

    def work(take: Take) -> None:
        tries.append(1)
        raise Bad

    together = Together(work, at_once=5, most_waiting=20)
    with pytest.raises(Bad):
        together.do(0)
    with pytest.raises(Bad):
        together.do(1)
    assert len(tries) == 2
    assert waits(together) == 0


def test_whoever_led_and_was_stopped_before_it_began_stands_in_nobodys_way() -> None:
    kills = [True]

    def work(take: Take) -> None:
        if kills.pop():
            raise Killed
        take()

    together = Together(work, at_once=5, most_waiting=20)
    with pytest.raises(Killed):
        together.do(0)
    kills.append(False)
    with ThreadPoolExecutor(1) as callers:
        callers.submit(together.do, 1).result(10)
