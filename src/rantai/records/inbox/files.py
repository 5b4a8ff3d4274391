"""Files that a fact announced, coming in pieces over a weak line until the whole of it is here.

The fact is told, carried and applied without its file: it says how long the file is and what its
digest is, so that nobody has to wait for a photo, and no other photo can be put in its place.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from pydantic import Field

from rantai.records.actions import keep_attachment, write_audit
from rantai.records.inbox.kinds import Shape
from rantai.records.models import Attachment, Cooperative, Device, FilePiece, ToldFact
from rantai.records.refusals import Refusal
from rantai.records.rules import LARGEST_ATTACHMENT_BYTES, PHOTOS, PIECES_WAIT, VOICES

LARGEST_PIECE_BYTES = 256 * 1024


class Announced(Shape):
    """What a kind of fact says that brings a file along."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(ge=1, le=LARGEST_ATTACHMENT_BYTES)]


@dataclass(frozen=True, slots=True)
class Arrived:
    """How many bytes of how many are safe here."""

    have: int
    of: int

    def as_told(self) -> dict[str, int]:
        return asdict(self)


class MoreThanAnnounced(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This file is longer than its record said. Record it once more."))


def arrived(device: Device, fact: UUID) -> Arrived:
    """How far the file of a fact of this device has come."""
    return _arrived(_told(device, fact))


@transaction.atomic
def take_piece(*, device: Device, fact: UUID, start: int, content: bytes, at: datetime) -> Arrived:
    """Keep the next piece of a file; a piece that is here already, or comes too early, is none.

    Whoever sends goes on from what is safe here. A whole file whose digest is another one was
    damaged on the way, and is asked for from its beginning.
    """
    told = _told(device, fact, is_locked=True)
    before = _arrived(told)
    if before.have == before.of or start != before.have or not content:
        return before
    after = Arrived(start + len(content), before.of)
    if after.have > after.of:
        raise MoreThanAnnounced
    FilePiece.objects.create(
        cooperative_id=told.cooperative_id,
        fact=fact,
        start=start,
        end=after.have,
        content=content,
        received_at=at,
    )
    return _keep_whole(told, after, at) if after.have == after.of else after


def clear_broken_files(*, cooperatives: Iterable[Cooperative], at: datetime) -> int:
    """Let go of pieces whose rest never came; return of how many files.

    Nothing is lost that anyone could have seen: the fact stays, and its phone may begin anew.
    """
    return sum(
        _clear(cooperative, fact, at)
        for cooperative in cooperatives
        for fact in _broken_off(cooperative, at)
    )


def _broken_off(cooperative: Cooperative, at: datetime) -> list[UUID]:
    rows = FilePiece.objects.filter(cooperative=cooperative).order_by().values("fact")
    waited = rows.annotate(last=Max("received_at")).filter(last__lt=at - PIECES_WAIT)
    return list(waited.values_list("fact", flat=True))


@transaction.atomic
def _clear(cooperative: Cooperative, fact: UUID, at: datetime) -> bool:
    rows = ToldFact.objects.select_for_update(of=("self",))
    told = rows.get(cooperative=cooperative, fact=fact)
    # Behind the lock: this very night the phone may have come and gone on.
    if fact not in _broken_off(cooperative, at):
        return False
    have = _pieces(told).aggregate(have=Max("end"))["have"]
    _pieces(told).delete()
    write_audit("file.cleared", told, by=None, at=at, kind=told.kind, bytes=have)
    return True


def _keep_whole(told: ToldFact, whole: Arrived, at: datetime) -> Arrived:
    pieces = _pieces(told)
    content = b"".join(bytes(piece.content) for piece in pieces)
    pieces.delete()
    if hashlib.sha256(content).hexdigest() != told.data["sha256"]:
        return Arrived(0, whole.of)
    kept = keep_attachment(
        cooperative=told.cooperative,
        content=content,
        name=f"{told.kind} {told.fact}",
        at=at,
        types=(*PHOTOS, *VOICES),
    )
    write_audit("file.arrived", kept, by=told.told_by, at=at, kind=told.kind, fact=str(told.fact))
    return whole


def _told(device: Device, fact: UUID, *, is_locked: bool = False) -> ToldFact:
    """The fact, if this very device wrote it and it announced a file."""
    rows = ToldFact.objects.select_related("cooperative", "told_by").filter(
        cooperative_id=device.cooperative_id, device=device, fact=fact
    )
    told = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    if told is None or "sha256" not in told.data:
        raise Http404
    return told


def _arrived(told: ToldFact) -> Arrived:
    size = int(told.data["size_bytes"])
    kept = Attachment.objects.filter(cooperative_id=told.cooperative_id, sha256=told.data["sha256"])
    if kept.exists():
        return Arrived(size, size)
    return Arrived(_pieces(told).aggregate(have=Max("end"))["have"] or 0, size)


def _pieces(told: ToldFact) -> QuerySet[FilePiece]:
    return FilePiece.objects.filter(cooperative_id=told.cooperative_id, fact=told.fact)
