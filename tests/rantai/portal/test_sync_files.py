"""Photos and voices of facts: in pieces, over a broken line, by whoever wrote the fact, once."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rantai.portal.actions import reopen_files
from rantai.records.inbox.files import LARGEST_PIECE_BYTES, clear_broken_files
from rantai.records.models import Attachment, AuditEntry, FilePiece
from rantai.shopfloor.models import Heat, Remark
from rantai.shopfloor.queries.remarks import remarks_on
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.shopfloor.story import poured_lot

pytestmark = pytest.mark.django_db

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 700
VOICE = b"\x1a\x45\xdf\xa3" + bytes(9_000)
PIECE = 65_536


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast.operator)


@pytest.fixture
def heat(cast: Cast) -> Heat:
    heat: Heat = poured_lot(cast).heat
    return heat


def photo_of(phone: Phone, about: str, content: bytes = PHOTO, **more: Any) -> dict[str, Any]:
    said = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content), **more}
    return phone.fact("photo.taken", about=about, **said)


def have(phone: Phone, fact: str) -> int:
    answer = phone.client.get(f"/api/sync/file/{fact}", headers=phone.bearer)
    assert answer.status_code == 200, answer.content
    return int(answer.json()["have"])


def send(phone: Phone, fact: str, start: int, content: bytes, status: int = 200) -> Any:
    answer = phone.client.post(
        f"/api/sync/file/{fact}?from={start}",
        content,
        content_type="application/octet-stream",
        headers=phone.bearer,
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def whole(phone: Phone, fact: str, content: bytes) -> None:
    for start in range(0, len(content), PIECE):
        told = send(phone, fact, start, content[start : start + PIECE])
    assert told == {"have": len(content), "of": len(content)}


def test_a_photo_goes_on_where_the_line_broke_and_is_kept_once(phone: Phone, heat: Heat) -> None:
    fact = photo_of(phone, heat.code)
    assert phone.tell(fact, fact) == ["applied"] * 2
    name = fact["id"]
    send(phone, name, 0, PHOTO[:PIECE])
    # The answer was lost: the same piece once more, and one that comes too early.
    assert send(phone, name, 0, PHOTO[:PIECE])["have"] == PIECE
    assert send(phone, name, 2 * PIECE, PHOTO[2 * PIECE :])["have"] == PIECE
    assert have(phone, name) == PIECE
    send(phone, name, PIECE, PHOTO[PIECE : 2 * PIECE])
    assert send(phone, name, 2 * PIECE, PHOTO[2 * PIECE :])["have"] == len(PHOTO)
    whole(phone, name, PHOTO)
    assert Remark.objects.get().sha256 == hashlib.sha256(PHOTO).hexdigest()
    kept = Attachment.objects.get()
    with kept.file.open() as file:
        assert file.read() == PHOTO
    assert not FilePiece.objects.exists()
    assert AuditEntry.objects.filter(key="file.arrived").count() == 1


def test_a_photo_that_was_damaged_on_the_way_is_asked_for_again(phone: Phone, heat: Heat) -> None:
    fact = photo_of(phone, heat.code)
    phone.tell(fact)
    damaged = PHOTO[:-1] + b"\x00"
    for start in range(0, len(damaged), PIECE):
        told = send(phone, fact["id"], start, damaged[start : start + PIECE])
    assert told["have"] == 0
    assert not Attachment.objects.exists()
    whole(phone, fact["id"], PHOTO)
    assert Attachment.objects.count() == 1


def test_only_what_was_announced_is_taken(phone: Phone, heat: Heat, cast: Cast) -> None:
    page = b"<script>alert(1)</script>"
    fact = photo_of(phone, heat.code, page)
    note = phone.fact("note.written", about=heat.code, text="Api kecil")
    assert phone.tell(fact, note) == ["applied"] * 2
    name = fact["id"]
    assert "JPEG" in send(phone, name, 0, page, status=422)["sentence"]
    assert send(phone, name, 0, page + b"x", status=422)["remedy"]
    assert send(phone, name, 0, bytes(LARGEST_PIECE_BYTES + 1), status=413)["remedy"]
    for strange in (note["id"], "0" * 40, "x"):
        assert send(phone, strange, 0, page, status=404)["sentence"]
    assert send(Phone(cast.owner), name, 0, page, status=404)
    assert send(Phone(cast.stranger), name, 0, page, status=404)
    assert Client().get(f"/api/sync/file/{name}").status_code == 401
    assert not FilePiece.objects.exists()
    assert not Attachment.objects.exists()


def test_a_courier_carries_the_word_of_a_photo_whose_file_follows(
    cast: Cast, phone: Phone, heat: Heat, client: Client
) -> None:
    """The heat's page says on whose phone a photo still is, and shows it as soon as it came."""
    photo = photo_of(phone, heat.code)
    voice = photo_of(phone, photo["id"], VOICE, seconds=6)
    voice["kind"] = "voice.recorded"
    assert phone.tell(photo, voice) == ["applied"] * 2
    client.force_login(cast.lab)
    page = reverse("shopfloor:heat", args=[heat.code])
    remark = Remark.objects.get(kind="photo")
    picture = reverse("shopfloor:remark_file", args=[heat.code, remark.pk])
    text = client.get(page).content.decode()
    assert cast.operator.name in text
    assert picture not in text
    assert client.get(picture).status_code == 404
    whole(phone, photo["id"], PHOTO)
    whole(phone, voice["id"], VOICE)
    text = client.get(page).content.decode()
    assert f'src="{picture}"' in text
    assert "<audio" in text
    shown = client.get(picture)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.getvalue() == PHOTO
    client.force_login(cast.owner_b)
    assert client.get(picture).status_code == 404


def test_a_note_a_scrap_photo_and_a_lot_are_shown_where_they_belong(
    cast: Cast, phone: Phone, heat: Heat, client: Client
) -> None:
    lot = heat.casting_lots.get()
    scrap = phone.fact("scrap.recorded", lot=lot.code, quantity=1, defect="B1", spot="lubang")
    picture = photo_of(phone, scrap["id"])
    picture["needs"] = [scrap["id"]]
    note = phone.fact("note.written", about=heat.code, text="Api kecil, angin kencang")
    assert phone.tell(scrap, picture, note) == ["applied"] * 3
    remark = Remark.objects.get(kind="photo")
    assert (remark.lot, remark.heat) == (lot, heat)
    client.force_login(cast.operator)
    sheet = client.get(reverse("shopfloor:heat", args=[heat.code])).content.decode()
    assert "Api kecil, angin kencang" in sheet
    assert lot.code in sheet
    page = client.get(reverse("shopfloor:lot", args=[lot.code])).content.decode()
    assert "Lubang gas" in page
    assert "Api kecil" not in page


def test_what_never_became_whole_is_cleared_and_the_page_says_so(
    cast: Cast, phone: Phone, heat: Heat, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = photo_of(phone, heat.code)
    phone.tell(photo)
    send(phone, photo["id"], 0, PHOTO[:PIECE])
    page, now = reverse("shopfloor:heat", args=[heat.code]), timezone.now()
    client.force_login(cast.lab)
    owners = [cast.cooperative]
    assert clear_broken_files(cooperatives=owners, at=now + timedelta(days=89)) == 0
    assert have(phone, photo["id"]) == PIECE
    assert clear_broken_files(cooperatives=owners, at=now + timedelta(days=91)) == 1
    assert clear_broken_files(cooperatives=owners, at=now + timedelta(days=91)) == 0
    entry = AuditEntry.objects.get(key="file.cleared")
    assert entry.details == {"kind": "photo.taken", "bytes": PIECE}
    assert "90 hari" not in client.get(page).content.decode()
    later = now + timedelta(days=91)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client.force_login(cast.lab)
    assert "90 hari" in client.get(page).content.decode()
    monkeypatch.undo()
    [said] = remarks_on(heat, later)
    assert said.is_given_up
    assert not said.is_here
    whole(phone, photo["id"], PHOTO)
    assert remarks_on(heat, later)[0].is_here, "the phone turned up and began anew"


def test_a_file_that_still_comes_is_waited_for(cast: Cast, phone: Phone, heat: Heat) -> None:
    photo = photo_of(phone, heat.code)
    phone.tell(photo)
    send(phone, photo["id"], 0, PHOTO[:PIECE])
    long_ago = timezone.now() - timedelta(days=91)
    FilePiece.objects.filter(cooperative=cast.cooperative).update(received_at=long_ago)
    send(phone, photo["id"], PIECE, PHOTO[PIECE : 2 * PIECE])
    assert clear_broken_files(cooperatives=[cast.cooperative], at=timezone.now()) == 0
    FilePiece.objects.filter(cooperative=cast.cooperative).update(received_at=long_ago)
    reopen_files.func()
    assert not FilePiece.objects.exists()
