"""How the audit chain is hashed, and when a record counts as late."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LATE_AFTER = timedelta(minutes=30)


def is_late(*, occurred_at: datetime, received_at: datetime) -> bool:
    """Tell whether a fact was written down well after it happened."""
    return received_at - occurred_at > LATE_AFTER


def skew_between(*, sent_at: datetime, received_at: datetime) -> timedelta:
    """How far a device's clock lags behind ours; the way here counts as part of it."""
    return received_at - sent_at


def corrected_time(moment: datetime, *, skew: timedelta, received_at: datetime) -> datetime:
    """A device's moment by our clock; nothing can have happened after we heard of it."""
    return min(moment + skew, received_at)


@dataclass(frozen=True, slots=True)
class Deed:
    """The part of an audit entry that its hash covers."""

    number: int
    at: datetime
    actor_name: str
    key: str
    subject_type: str
    subject_id: str
    details: Mapping[str, Any]


def chained_hash(deed: Deed, previous_hash: str) -> str:
    """Return the SHA-256 of a deed and of everything before it."""
    content = [
        deed.number,
        deed.at.astimezone(UTC).isoformat(),
        deed.actor_name,
        deed.key,
        deed.subject_type,
        deed.subject_id,
        deed.details,
        previous_hash,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    deed: Deed
    previous_hash: str
    hash: str


def first_broken(chain: Iterable[Link]) -> int | None:
    """Return the number of the first entry that was altered, removed or slipped in, if any."""
    expected_number, expected_previous = 1, ""
    for link in chain:
        whole = (
            link.deed.number == expected_number
            and link.previous_hash == expected_previous
            and link.hash == chained_hash(link.deed, link.previous_hash)
        )
        if not whole:
            return expected_number
        expected_number, expected_previous = expected_number + 1, link.hash
    return None


# Attachments

LARGEST_ATTACHMENT_BYTES = 5 * 1024 * 1024
PIECES_WAIT = timedelta(days=90)
"""From its last piece on, a broken-off file waits so long for the rest; a phone lies in a drawer
over a season, hardly longer. Whoever sends later begins it anew."""
PHOTOS = ("image/jpeg", "image/png", "image/webp")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS = (*PHOTOS, "application/pdf", WORKBOOK)
"""What a page may keep; nothing that a browser would run."""
VOICES = ("audio/webm", "audio/ogg", "audio/mp4")
"""How the browsers of phones record speech."""


def media_type_of(content: bytes) -> str | None:
    """The type that the first bytes show, whatever the file's name says; None for all others.

    >>> media_type_of(b"%PDF-1.7")
    'application/pdf'
    >>> media_type_of(b"<script>") is None
    True
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    # A workbook is a zip whose list of contents names the sheet; without it, any other zip.
    if content.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in content:
        return WORKBOOK
    return None
