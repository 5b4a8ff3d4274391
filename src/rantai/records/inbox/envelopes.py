"""The form in which a device tells a fact, and what is wrong with one that does not fit."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from rantai.records.inbox.kinds import Kind

MOST_FACTS = 500
MOST_BYTES = 1_000_000


def _written_out(value: object) -> object:
    """A moment is written out, so that a bare number is a mistake and not the year 1970."""
    if not isinstance(value, str | datetime):
        raise ValueError(_("a moment is written like 2026-01-31T07:05:00Z"))
    return value


def _within_this_century(moment: datetime) -> datetime:
    # Beyond it, correcting the clock would leave the calendar.
    if not 2000 <= moment.year < 2100:
        raise ValueError(_("no clock here is that wrong"))
    return moment


Moment = Annotated[
    AwareDatetime, BeforeValidator(_written_out), AfterValidator(_within_this_century)
]


class Writer(BaseModel):
    """Who wrote a fact that another phone carries, and the proof."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    device: UUID
    mac: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Envelope(BaseModel):
    """One fact: its name, when it happened by the device's clock, and what it rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: UUID
    kind: Annotated[str, Field(max_length=30)]
    occurred_at: Moment
    needs: Annotated[list[UUID], Field(max_length=50)] = []
    data: dict[str, Any]
    writer: Writer | None = None


class Contact(BaseModel):
    """What one contact brings; its facts are read one by one, so that a bad one harms no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sent_at: Moment
    facts: Annotated[list[dict[str, Any]], Field(max_length=MOST_FACTS)]


class Malformed(Exception):
    """Nothing was stored of this fact; the sentence names the field and the cause."""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy or _("Open the record, mend what is named, and send it again.")


def read_envelope(raw: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Envelope:
    """Read one fact, and everything its kind says about it.

    Raises:
        Malformed: it does not fit; nothing may be stored of it.
    """
    try:
        envelope = Envelope.model_validate(raw)
    except ValidationError as wrong:
        raise Malformed(told_of(wrong)) from wrong
    kind = kinds.get(envelope.kind)
    if kind is None:
        raise Malformed(
            _("No one here knows the kind of record “%(kind)s”.") % {"kind": envelope.kind},
            _("Renew the app on this device, then send it again."),
        )
    try:
        kind.shape.model_validate(envelope.data)
    except ValidationError as wrong:
        raise Malformed(told_of(wrong)) from wrong
    if _has_nul(envelope.data):
        raise Malformed(_("The text holds a character that cannot be stored."))
    return envelope


def _has_nul(value: object) -> bool:
    match value:
        case str():
            return "\x00" in value
        case dict():
            return any(_has_nul(key) or _has_nul(each) for key, each in value.items())
        case list():
            return any(map(_has_nul, value))
        case _:
            return False


def told_of(wrong: ValidationError) -> str:
    """The first thing that does not fit, as a sentence."""
    first = wrong.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(step) for step in first["loc"]) or _("record")
    return _("%(field)s does not fit: %(cause)s.") % {"field": field, "cause": first["msg"]}


def message_of(envelope: Envelope) -> bytes:
    """What a writer signs, so that a courier can neither alter nor invent."""
    data = json.dumps(envelope.data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{envelope.id}|{envelope.kind}|{shown(envelope.occurred_at)}|{data}".encode()


def shown(moment: datetime) -> str:
    """A moment as JavaScript writes it, which is how the writer signed it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def is_signed(envelope: Envelope, secret_hash: str) -> bool:
    """Tell whether the writer's own device signed this fact."""
    if envelope.writer is None:
        return False
    own = hmac.new(bytes.fromhex(secret_hash), message_of(envelope), hashlib.sha256).hexdigest()
    return hmac.compare_digest(own, envelope.writer.mac)
