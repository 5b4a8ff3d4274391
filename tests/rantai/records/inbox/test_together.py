"""Callers that wait at the same time are served at once, each by its own outcome."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from rantai.records.inbox.together import LeftUndone, QueueFull, Together


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

    def work(items: Sequence[int]) -> None:
        groups.append(list(items))
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

    def work(items: Sequence[int]) -> None:
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

    def work(items: Sequence[int]) -> None:
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

    def work(items: Sequence[int]) -> None:
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
    together = Together(done.extend, at_once=7, most_waiting=1_000)
    with ThreadPoolExecutor(32) as callers:
        list(callers.map(together.do, range(2_000)))
    assert sorted(done) == list(range(2_000))
