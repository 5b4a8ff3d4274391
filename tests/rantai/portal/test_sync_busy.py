"""When more is told than can be applied: it is safe first, and applied beside the server."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from rantai.parts.models import Approval
from rantai.portal import telling
from rantai.portal.inbox import ROOMS
from rantai.portal.management.commands import apply_told_facts
from rantai.portal.management.commands.apply_told_facts import apply_all
from rantai.records.actions import stamp
from rantai.records.inbox import applying, storing
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.bundles import Bundle
from rantai.records.inbox.devices import sign_out_device
from rantai.records.inbox.kinds import Made, Telling
from rantai.records.inbox.news import News
from rantai.records.inbox.pace import Pace
from rantai.records.inbox.together import QueueFull
from rantai.records.models import FactState, ToldFact
from rantai.shopfloor.models import Remark, RemarkKind
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.portal.test_sync import heat_of
from tests.rantai.shopfloor.story import accepted_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still_approved(cast: Cast) -> None:
    """The cast lives in 2019 and a phone in its own now."""
    Approval.objects.filter(cooperative=cast.cooperative).update(
        valid_until=timezone.localdate() + timedelta(days=30)
    )


@pytest.fixture
def busy() -> Iterator[None]:
    with patch.object(telling, "PACE", Pace(quiet=-1)):
        yield


@pytest.fixture
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    with News(tmp_path_factory.mktemp("news")) as pipe:
        yield pipe


def test_a_busy_server_stores_and_the_next_contact_tells_the_rest(
    cast: Cast, busy: None, news: News
) -> None:
    phone = Phone(cast.operator)
    facts = heat_of(phone, cast, accepted_order(cast))
    assert phone.tell(*facts) == ["waiting"] * 3
    assert phone.send()["later"] == []
    apply_all(news, {})
    told = phone.send()
    assert [each["state"] for each in told["later"]] == ["applied"] * 3
    assert phone.send()["later"] == []
    assert phone.tell(*facts) == ["applied"] * 3


def test_what_stands_still_is_looked_at_once(cast: Cast, busy: None, news: News) -> None:
    phone = Phone(cast.operator)
    _opened, charged, sampled = heat_of(phone, cast, accepted_order(cast))
    phone.tell(charged, sampled)
    marks: dict[int, tuple[int, int]] = {}
    apply_all(news, marks)
    with patch(f"{apply_all.__module__}.apply_waiting") as again:
        apply_all(news, marks)
        again.assert_not_called()
        phone.tell(phone.fact("note.written", about=charged["id"], text="Api kecil"))
        again.return_value = 0
        apply_all(news, marks)
        again.assert_called_once()


def test_what_waits_for_ever_stands_in_nobodys_way(cast: Cast, busy: None, news: News) -> None:
    """The worker is stopped again and again before it has come through those of a lost phone."""
    phone, lost = Phone(cast.operator), str(uuid4())
    stuck = [phone.fact("note.written", [lost], about="L-1", text="Api") for _each in range(5)]
    opened, charged, sampled = heat_of(phone, cast, accepted_order(cast))
    phone.tell(*stuck, charged, sampled, opened)

    def after_two(_seconds: float) -> Callable[[], bool]:
        tries = count()
        return lambda: next(tries) >= 2

    with patch(f"{apply_all.__module__}.after", after_two), patch.object(applying, "HELD", 0):
        apply_all(news, {})
    left = ToldFact.objects.filter(state=FactState.WAITING)
    assert [str(each.fact) for each in left] == [each["id"] for each in stuck]


def test_all_that_waits_is_tried_however_much_it_is(cast: Cast, busy: None) -> None:
    phone, lost = Phone(cast.operator), str(uuid4())
    stuck = [phone.fact("note.written", [lost], about="L-1", text="Api") for _each in range(3)]
    phone.tell(*stuck, *heat_of(phone, cast, accepted_order(cast)))
    with patch.object(applying, "AT_ONCE", 2):
        apply_waiting(cooperative_id=cast.cooperative.pk, rooms=ROOMS, at=timezone.now())
    assert ToldFact.objects.filter(state=FactState.APPLIED).count() == 3


def test_what_could_not_be_tried_is_tried_at_the_next_look(
    cast: Cast, busy: None, news: News
) -> None:
    phone, marks = Phone(cast.operator), dict[int, tuple[int, int]]()
    phone.tell(*heat_of(phone, cast, accepted_order(cast)))
    with patch.object(applying, "_apply_alone", side_effect=OperationalError):
        apply_all(news, marks)
    apply_all(news, marks)
    assert not ToldFact.objects.filter(state=FactState.WAITING).exists()


def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(
    cast: Cast, busy: None, news: News
) -> None:
    phone = Phone(cast.operator)
    phone.tell(phone.fact("note.written", [], about="L-1", text="Api kecil"))
    with (
        patch.object(apply_told_facts, "owners_with_waiting", side_effect=OperationalError),
        patch.object(apply_told_facts, "connection") as database,
    ):
        apply_told_facts.look(news, {})
    database.close.assert_called_once()
    apply_told_facts.look(news, {})
    assert not ToldFact.objects.filter(state=FactState.WAITING).exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_that_shows_in_the_common_commit_harms_no_other(
    cast: Cast, busy: None, news: News
) -> None:
    """One of them writes a row that hangs on nothing, which is found out when all is kept."""
    phone = Phone(cast.operator)
    noted = phone.fact("note.written", about="L-1", text="Api kecil")
    phone.tell(noted, *heat_of(phone, cast, accepted_order(cast)))
    kind = ROOMS.kinds["note.written"]

    def hang(telling: Telling, data: Any) -> Made:
        Remark.objects.create(
            **stamp(cooperative=telling.cooperative, by=telling.by, at=telling.at),
            heat_id=2**40,
            kind=RemarkKind.TEXT,
            text="Api kecil",
        )
        return Made("L-1")

    with patch.dict(ROOMS.kinds, {kind.name: replace(kind, apply=hang)}):
        apply_all(news, {})
    left = ToldFact.objects.filter(state=FactState.WAITING)
    assert [str(each.fact) for each in left] == [noted["id"]]


def test_a_full_queue_takes_nothing_and_says_when_to_come_again(cast: Cast) -> None:
    phone = Phone(cast.operator)
    fact = phone.fact("note.written", about="L-1", text="Api kecil")
    for reason in (QueueFull, OperationalError):
        with patch.object(telling, "receive", side_effect=reason):
            answer = phone.client.post(
                "/api/sync",
                {"sent_at": phone.now().isoformat(), "facts": [fact]},
                content_type="application/json",
                headers=phone.bearer,
            )
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert all(answer.json()[each] for each in ("sentence", "remedy"))
    assert not ToldFact.objects.exists()
    assert phone.tell(fact) == ["refused"]


def test_a_phone_signed_out_between_the_door_and_the_store_tells_nothing(cast: Cast) -> None:
    phone = Phone(cast.operator)
    assert phone.tell() == []
    sign_out_device(device=phone.device, by=cast.planner, at=timezone.now())
    fact = phone.fact("note.written", about="L-1", text="Api kecil")
    assert phone.send(fact, status=401)["code"] == "device_signed_out"
    assert not ToldFact.objects.exists()


def test_one_contact_that_cannot_be_stored_harms_no_other(cast: Cast) -> None:
    """Two contacts in one commit, and the database refuses a row of one of them."""
    phones = [Phone(cast.operator), Phone(cast.owner)]
    facts = [each.fact("note.written", about="L-1", text="Api kecil") for each in phones]
    whole = storing._store  # noqa: SLF001 -- the fault is put inside

    def faulty(cursor: Any, bundles: Sequence[Bundle], database: Any) -> Any:
        rows = [row for bundle in bundles for row in bundle.rows.values()]
        if facts[0]["id"] in {str(row.fact) for row in rows}:
            raise OperationalError
        return whole(cursor, bundles, database)

    with patch.object(storing, "_store", faulty):
        phones[0].send(facts[0], status=503)
        phones[1].send(facts[1])
    assert [str(row.fact) for row in ToldFact.objects.all()] == [facts[1]["id"]]


def test_what_a_busy_server_stored_is_waiting_for_the_worker(cast: Cast, busy: None) -> None:
    phone = Phone(cast.operator)
    with patch.object(telling, "tell_news") as told:
        phone.tell(phone.fact("note.written", about="L-1", text="Api kecil"))
    told.assert_called_once()
    assert ToldFact.objects.get().state == FactState.WAITING


@pytest.mark.django_db(transaction=True)
def test_what_is_told_outside_any_transaction_is_kept_and_changes_are_heard(
    cast: Cast, busy: None, news: News
) -> None:
    """As a server stores it, on a connection of the process's own where the database is a file."""
    phone, other = Phone(cast.operator), Phone(cast.owner)
    note = phone.fact("note.written", about="L-1", text="Api kecil")
    twice = other.fact("note.written", about="L-1", text="Api besar")
    assert phone.tell(note, note) == ["waiting", "waiting"]
    assert other.tell({**twice, "id": note["id"]}, twice) == ["malformed", "waiting"]
    assert ToldFact.objects.count() == 2
    apply_all(news, {})
    assert [each["id"] for each in phone.send()["later"]] == [note["id"]]
    assert phone.tell(note) == ["refused"]
    phone.ahead = timedelta(minutes=7)
    phone.tell()
    phone.device.refresh_from_db()
    assert phone.device.skew_ms < -6 * 60_000
    sign_out_device(device=phone.device, by=cast.planner, at=timezone.now())
    assert phone.send(note, status=401)["code"] == "device_signed_out"


def test_who_comes_while_another_contact_is_applied_waits_for_the_worker(cast: Cast) -> None:
    phone = Phone(cast.operator)
    note = phone.fact("note.written", about="L-1", text="Api kecil")
    with telling.APPLYING, patch.object(telling, "tell_news") as told:
        assert phone.tell(note) == ["waiting"]
    told.assert_called_once()
    assert phone.tell() == []
    assert ToldFact.objects.get().state == FactState.REFUSED
