"""What a phone hears that tells facts: the same answer, whichever way its words came in."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from rantai.portal.gate import COME_BACK_AFTER
from rantai.portal.inbox import ROOMS
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.bundles import Bundle, outcomes_now
from rantai.records.inbox.devices import DeviceSignedOut, DeviceUnknown, recognised_before
from rantai.records.inbox.envelopes import MOST_BYTES, Contact, told_of
from rantai.records.inbox.news import tell_news
from rantai.records.inbox.pace import Pace
from rantai.records.inbox.receiving import receive
from rantai.records.inbox.together import LeftUndone, QueueFull
from rantai.records.models import Device

log = logging.getLogger(__name__)

PACE = Pace(quiet=settings.QUIET_CONTACTS_A_SECOND)
APPLYING = Lock()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a device, before it is written as JSON."""

    said: dict[str, Any]
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


def spoken(sentence: str, remedy: str = "", *, status: HTTPStatus, **more: str) -> Reply:
    return Reply({"sentence": sentence, "remedy": remedy, **more}, status)


def shut_out(refused: DeviceUnknown | DeviceSignedOut) -> Reply:
    return spoken(refused.sentence, status=HTTPStatus.UNAUTHORIZED, code=refused.code)


def device_and_secret(authorization: str) -> tuple[str, str]:
    """What a device shows of itself.

    Raises:
        DeviceUnknown: it shows something else.
    """
    scheme, _space, rest = authorization.partition(" ")
    name, _dot, secret = rest.partition(".")
    if scheme.lower() != "bearer":
        raise DeviceUnknown
    return name, secret


def answer_contact(authorization: str, read: Callable[[], bytes]) -> Reply:
    """Store what a device tells, and say what became of it; in the language of this thread.

    Nobody is listened to before they have shown who they are: what never ends takes a place.
    """
    try:
        device = recognised_before(*device_and_secret(authorization))
        return _answer(device, read())
    except (DeviceUnknown, DeviceSignedOut) as refused:
        return shut_out(refused)
    except (QueueFull, LeftUndone):
        return busy()
    except OperationalError:
        # The database is away or locked from outside: the phone keeps what it has.
        log.exception("What a phone told could not be stored now.")
        return busy()


def _answer(device: Device, body: bytes) -> Reply:
    now = timezone.now()
    if len(body) > MOST_BYTES:
        return spoken(
            _("This is more than one contact can carry."),
            _("Send fewer records at a time."),
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    try:
        batch = _read(body)
    except ValidationError as wrong:
        remedy = _("Send a batch as the contract says.")
        return spoken(told_of(wrong), remedy, status=HTTPStatus.BAD_REQUEST)
    PACE.count()
    bundle = receive(
        device=device, sent_at=batch.sent_at, raw=batch.facts, kinds=ROOMS.kinds, at=now
    )
    if PACE.is_quiet():
        apply_now(device.cooperative_id, now, heard_by=device)
        outcomes_now(bundle)
    else:
        tell_news(settings.DATA)
    return Reply(_what_became(bundle, now))


def _read(body: bytes) -> Contact:
    """A phone's keyboard can leave half a character: one record's fault, which spoils no other."""
    try:
        return Contact.model_validate_json(body)
    except ValidationError as wrong:
        try:
            loosely = json.loads(body)
        except (ValueError, RecursionError):
            raise wrong from None
        return Contact.model_validate(loosely)


def _what_became(bundle: Bundle, now: datetime) -> dict[str, Any]:
    return {
        "server_time": now.isoformat(),
        "skew_ms": bundle.skew // timedelta(milliseconds=1),
        "answers": [bundle.outcomes[place].as_told() for place in sorted(bundle.outcomes)],
        "later": [each.as_told() for each in bundle.later],
    }


def apply_now(owner: int, at: datetime, *, heard_by: Device | None = None) -> None:
    """Whoever told or decided hears at once what became of it; a long tail is left to the worker.

    One contact at a time applies. If each did, all would wait for the one writer, fewer would
    come, the hour would look quiet, and so each would go on applying. And it stops as soon as a
    rush begins, of which it would be the first victim and then the cause.
    """
    end = time.monotonic() + settings.PATIENT_SECONDS

    def is_time_up() -> bool:
        return time.monotonic() >= end or not PACE.is_quiet()

    if APPLYING.acquire(blocking=False):
        try:
            apply_waiting(
                cooperative_id=owner,
                rooms=ROOMS,
                at=at,
                heard_by=heard_by.pk if heard_by else None,
                is_time_up=is_time_up,
            )
        finally:
            APPLYING.release()
        if not is_time_up():
            return
    tell_news(settings.DATA)


def cut_off() -> Reply:
    """Whoever sent it has gone, most likely, and hears nothing of this."""
    return spoken(
        _("The line broke before all of it was here."),
        _("The phone sends it again by itself."),
        status=HTTPStatus.BAD_REQUEST,
    )


def busy() -> Reply:
    """Nothing of this contact was stored; the phone keeps it and comes again."""
    return Reply(
        {
            "sentence": _(
                "So many phones are telling at this moment that yours has to wait; nothing is lost."
            ),
            "remedy": _("The phone sends it again by itself."),
        },
        HTTPStatus.SERVICE_UNAVAILABLE,
        {"Retry-After": str(COME_BACK_AFTER)},
    )
