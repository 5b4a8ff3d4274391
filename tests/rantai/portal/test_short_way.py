"""What phones tell goes past the site, and is answered as the site would answer it."""

import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from rantai.portal import telling
from rantai.portal.arriving import WholeBodies
from rantai.portal.short_way import TOLD_AT, ShortWay
from rantai.records.inbox.devices import sign_out_device
from rantai.records.inbox.envelopes import MOST_BYTES
from rantai.records.inbox.together import QueueFull
from rantai.records.models import ToldFact
from tests.cast import Cast
from tests.rantai.portal.one_connection import connections_stay
from tests.rantai.portal.phone import Phone

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Heard:
    status: int
    headers: dict[str, str]
    body: bytes

    def said(self) -> Any:
        return json.loads(self.body)


def tell(phone: Phone | None, body: bytes, path: str = TOLD_AT, **more: Any) -> Heard:
    heard: list[Any] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **more,
    }
    if phone is not None:
        environ["HTTP_AUTHORIZATION"] = phone.bearer["authorization"]

    def site(environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        respond("200 OK", [("X-Way", "long")])
        return [b"the site"]

    with connections_stay():
        answer = b"".join(ShortWay(site)(environ, lambda *said: heard.append(said)))
    status, headers = heard[0]
    return Heard(int(status[:3]), dict(headers), answer)


def batch(phone: Phone, *facts: Any) -> bytes:
    return json.dumps({"sent_at": phone.now().isoformat(), "facts": facts}).encode()


def by_the_site(phone: Phone, body: bytes) -> tuple[int, Any]:
    answer = phone.client.post(TOLD_AT, body, content_type="application/json", headers=phone.bearer)
    return answer.status_code, answer.json()


def test_it_leads_where_phones_tell() -> None:
    assert reverse("sync") == TOLD_AT


def test_whoever_is_no_phone_that_tells_goes_on_to_the_site() -> None:
    assert tell(None, b"", path="/leburan/").body == b"the site"
    assert tell(None, b"", REQUEST_METHOD="GET").body == b"the site"


def test_both_ways_answer_alike(cast: Cast) -> None:
    phone, stranger = Phone(cast.operator), Phone(cast.owner)
    sign_out_device(device=stranger.device, by=cast.planner, at=cast.at)
    note = phone.fact("note.written", about="L-1", text="Api kecil")
    for asker, body in (
        (phone, batch(phone, note)),
        (phone, batch(phone, note, {**note, "kind": "moon.seen"})),
        (phone, batch(phone, {**note, "data": {"about": "L-1", "text": "\0"}})),
        (phone, b"half a bat"),
        (phone, b" " * (MOST_BYTES + 1)),
        (stranger, batch(stranger, note)),
    ):
        short, (status, said) = tell(asker, body), by_the_site(asker, body)
        assert short.status == status
        for each in (said, heard := short.said()):
            for clock in ("server_time", "skew_ms"):
                each.pop(clock, None)
        assert heard == said
    assert ToldFact.objects.count() == 1


def test_an_answer_says_how_long_it_is_and_is_kept_by_nobody(cast: Cast) -> None:
    heard = tell(phone := Phone(cast.operator), batch(phone))
    assert int(heard.headers["Content-Length"]) == len(heard.body)
    assert heard.headers["Cache-Control"] == "no-store"
    assert heard.headers["X-Content-Type-Options"] == "nosniff"


def test_it_speaks_the_language_that_was_chosen(cast: Cast) -> None:
    phone = Phone(cast.operator)
    heard = {
        language: tell(phone, b"", HTTP_COOKIE=f"django_language={language}")
        for language in ("id", "en", "xx")
    }
    assert {each: heard[each].headers["Content-Language"] for each in heard} == {
        "id": "id",
        "en": "en",
        "xx": "id",
    }
    assert heard["id"].said() == heard["xx"].said() != heard["en"].said()


def test_a_long_answer_is_packed_for_whoever_can_unpack_it(cast: Cast) -> None:
    phone = Phone(cast.operator)
    body = batch(phone, *(phone.fact("moon.seen") for _ in range(20)))
    plain, packed = tell(phone, body), tell(phone, body, HTTP_ACCEPT_ENCODING="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body) / 4
    told = json.loads(gzip.decompress(packed.body))
    assert told["answers"] == plain.said()["answers"]


def test_too_many_are_told_when_to_come_again(cast: Cast) -> None:
    phone = Phone(cast.operator)
    with patch.object(telling, "receive", side_effect=QueueFull):
        heard = tell(phone, batch(phone))
    assert heard.status == 503
    assert int(heard.headers["Retry-After"]) > 0


def test_a_fault_of_ours_is_logged_and_said(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    phone = Phone(cast.operator)
    with patch.object(telling, "receive", side_effect=ZeroDivisionError):
        heard = tell(phone, batch(phone))
    assert heard.status == 500
    assert all(heard.said()[each] for each in ("sentence", "remedy"))
    assert "ZeroDivisionError" in caplog.text


class OpenLine(io.BytesIO):
    """Whoever reads on where the words end waits for ever."""

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert 0 <= size <= len(self.getvalue()) - self.tell()
        return super().read(size)


def test_it_reads_no_further_than_the_words_go(cast: Cast) -> None:
    phone = Phone(cast.operator)
    body = batch(phone, phone.fact("note.written", about="L-1", text="Api kecil"))
    line: dict[str, Any] = {"wsgi.input": OpenLine(body)}
    assert tell(phone, body, **line).status == 200


class NoWord(io.BytesIO):
    """Whoever reads here waits for ever."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError


def test_a_stranger_is_not_listened_to(cast: Cast) -> None:
    line: dict[str, Any] = {"wsgi.input": NoWord(), "CONTENT_LENGTH": "1000"}
    assert tell(None, b"", **line).status == 401
    device = Phone(cast.operator).device
    shown = {"HTTP_AUTHORIZATION": f"Bearer {device.pk}.anything"}
    assert tell(None, b"", **line, **shown).status == 401


def test_a_phone_that_is_cut_off_has_told_nothing(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(cast.operator)
    body = batch(phone, phone.fact("note.written", about="L-1", text="Api kecil"))
    environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body[:-9])}

    def whole(environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        return [tell(phone, body, **{"wsgi.input": environ["wsgi.input"]}).body]

    [said] = WholeBodies(whole)(environ, print)
    assert "terputus" in json.loads(said)["sentence"]
    assert not ToldFact.objects.exists()
    assert not caplog.records
