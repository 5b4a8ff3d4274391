"""A connection goes from request to request, and is in one hand at a time."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpResponse, StreamingHttpResponse

from rantai.records.database.lending import Lending
from rantai.records.models import Centre

pytestmark = pytest.mark.django_db(transaction=True)

Site = Callable[[dict[str, Any], Any], Any]


@pytest.fixture
def used() -> Iterator[list[Any]]:
    """The connections that were lent; closed in the end, since nothing else knows them."""
    found: list[Any] = []
    yield found
    for each in {id(one): one for one in found}.values():
        each.close()


def lent(site: Site, used: list[Any]) -> Lending:
    def noting(environ: dict[str, Any], respond: Any) -> Any:
        used.append(connections[DEFAULT_DB_ALIAS])
        return site(environ, respond)

    return Lending(noting)


def ask(house: Lending) -> Any:
    """As a server's thread does, which has no connection of its own."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(house({}, print)))
    thread.start()
    thread.join()
    return found[0]


def count(environ: dict[str, Any], respond: Any) -> HttpResponse:
    return HttpResponse(str(Centre.objects.count()))


def test_the_next_request_uses_what_the_last_one_left(used: list[Any]) -> None:
    house = lent(count, used)
    assert [ask(house), ask(house)] == [[b"0"], [b"0"]]
    assert used[0] is used[1]
    assert used[0].connection is not None
    assert used[0] is not connection


def test_two_at_once_have_one_each(used: list[Any]) -> None:
    both = threading.Barrier(2, timeout=10)

    def wait(environ: dict[str, Any], respond: Any) -> HttpResponse:
        answer = count(environ, respond)
        both.wait()
        return answer

    house = lent(wait, used)
    threads = [threading.Thread(target=house, args=({}, print)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert used[0] is not used[1]


def test_after_a_fault_it_is_lent_again(used: list[Any]) -> None:
    def fail(environ: dict[str, Any], respond: Any) -> HttpResponse:
        if len(used) == 1:
            raise ZeroDivisionError
        return count(environ, respond)

    house = lent(fail, used)
    faults: list[str] = []

    def try_it() -> None:
        try:
            house({}, print)
        except ZeroDivisionError:
            faults.append("heard")

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    assert faults == ["heard"]
    assert ask(house) == [b"0"]
    assert used[0] is used[1]


def test_whoever_reads_on_keeps_it_to_the_end(used: list[Any]) -> None:
    def stream(environ: dict[str, Any], respond: Any) -> StreamingHttpResponse:
        return StreamingHttpResponse(str(Centre.objects.count()) for _ in range(2))

    house = lent(stream, used)
    read: list[Any] = []

    def browse() -> None:
        answer: Any = house({}, print)
        ask(house)
        read.extend(answer)
        answer.close()

    thread = threading.Thread(target=browse)
    thread.start()
    thread.join()
    assert read == [b"0", b"0"]
    assert used[0] is not used[1]
    ask(house)
    assert used[2] is used[0]


def test_nothing_is_left_in_the_hand(used: list[Any]) -> None:
    left: list[str] = []

    def browse() -> None:
        house = lent(count, used)
        house({}, print)
        left.extend(each.alias for each in connections.all(initialized_only=True))

    thread = threading.Thread(target=browse)
    thread.start()
    thread.join()
    assert left == []


def test_what_is_closed_from_elsewhere_comes_back_all_the_same(used: list[Any]) -> None:
    def stream(environ: dict[str, Any], respond: Any) -> StreamingHttpResponse:
        return StreamingHttpResponse([str(Centre.objects.count()).encode()])

    house = lent(stream, used)
    answer = ask(house)
    closing = threading.Thread(target=answer.close)
    closing.start()
    closing.join()
    ask(house).close()
    assert used[1] is used[0]
