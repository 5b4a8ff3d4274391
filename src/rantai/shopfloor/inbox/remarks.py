"""What is said of a heat or a lot: a note, a photo, a voice."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from pydantic import Field

from rantai.records.inbox.files import Announced
from rantai.records.inbox.kinds import Kind, Made, Shape, Telling
from rantai.records.models import Account
from rantai.shopfloor.actions import make_remark
from rantai.shopfloor.inbox._telling import Code
from rantai.shopfloor.models import CastingLot, Heat, RemarkKind
from rantai.shopfloor.queries.visible import heat_with_code, lot_with_code

LONGEST_VOICE_SECONDS = 120


class Noted(Shape):
    about: Code
    text: Annotated[str, Field(min_length=1, max_length=500)]


class Photographed(Announced):
    about: Code


class Spoken(Announced):
    about: Code
    seconds: Annotated[int, Field(ge=1, le=LONGEST_VOICE_SECONDS)]


def _text(telling: Telling, data: Noted) -> Made:
    return _remark(telling, data.about, RemarkKind.TEXT, text=data.text)


def _photo(telling: Telling, data: Photographed) -> Made:
    return _remark(telling, data.about, RemarkKind.PHOTO, sha256=data.sha256)


def _voice(telling: Telling, data: Spoken) -> Made:
    return _remark(telling, data.about, RemarkKind.VOICE, sha256=data.sha256, seconds=data.seconds)


def _remark(telling: Telling, about: str, kind: RemarkKind, **said: Any) -> Made:
    code = telling.made_by(about)
    heat, lot = _heat_and_lot(telling.by, code)
    make_remark(
        heat=heat,
        lot=lot,
        about=UUID(about) if _is_name(about) else None,
        kind=kind,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
        **said,
    )
    return Made(code)


def _is_name(reference: str) -> bool:
    try:
        UUID(reference)
    except ValueError:
        return False
    return True


def _heat_and_lot(teller: Account, code: str) -> tuple[Heat, CastingLot | None]:
    try:
        lot = lot_with_code(teller, code)
    except Http404:
        # A sample and a ladle are named by their heat, and a sign of their own behind a space.
        return heat_with_code(teller, code.partition(" ")[0]), None
    return lot.heat, lot


KINDS = (
    Kind("note.written", Noted, _text),
    Kind("photo.taken", Photographed, _photo),
    Kind("voice.recorded", Spoken, _voice),
)
