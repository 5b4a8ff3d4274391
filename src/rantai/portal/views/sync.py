"""The address phones and other devices speak to: facts in, answers and the day's papers out.

Sentences are in the language of the request. Nothing here needs a session: a phone that was a
week without signal still shows its own secret.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rantai.portal.gate import COME_BACK_AFTER
from rantai.portal.inbox import ROOMS
from rantai.portal.queries.phone import carried_by
from rantai.portal.sync_contract import contract
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.bundles import changed_since_last, outcomes_now
from rantai.records.inbox.devices import (
    DeviceSignedOut,
    DeviceUnknown,
    NotYourDevice,
    recognised,
    recognised_before,
    register_device,
)
from rantai.records.inbox.envelopes import MOST_BYTES, Contact, told_of
from rantai.records.inbox.news import tell_news
from rantai.records.inbox.pace import Pace
from rantai.records.inbox.receiving import receive
from rantai.records.inbox.together import LeftUndone, QueueFull
from rantai.records.models import Device
from rantai.records.requests import SignedInRequest

log = logging.getLogger(__name__)

View = Callable[[HttpRequest, Device], HttpResponse]

PACE = Pace(quiet=settings.QUIET_CONTACTS_A_SECOND)


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    id: str = Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")


def told(sentence: str, remedy: str = "", *, status: int, **more: str) -> JsonResponse:
    return JsonResponse({"sentence": sentence, "remedy": remedy, **more}, status=status)


def shut_out(refused: DeviceUnknown | DeviceSignedOut) -> JsonResponse:
    return told(refused.sentence, status=401, code=refused.code)


def by_device(
    view: View, known_by: Callable[[str, str], Device] = recognised
) -> Callable[[HttpRequest], HttpResponse]:
    """Let in who shows a device's secret, and nobody else; a session opens nothing here."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        shown = request.META.get("HTTP_AUTHORIZATION", "")
        scheme, _space, rest = shown.partition(" ")
        name, _dot, secret = rest.partition(".")
        try:
            if scheme.lower() != "bearer":
                raise DeviceUnknown
            device = known_by(name, secret)
        except (DeviceUnknown, DeviceSignedOut) as refused:
            return shut_out(refused)
        return view(request, device)

    return guarded


@require_POST
def register(request: SignedInRequest) -> HttpResponse:
    """A person who is signed in makes this phone theirs."""
    now = timezone.now()
    try:
        asked = Registration.model_validate_json(request.body)
        device, secret = register_device(
            device_id=UUID(asked.id), name=asked.name, by=request.user, at=now
        )
    except ValidationError as wrong:
        return told(told_of(wrong), status=400)
    except NotYourDevice as refused:
        return told(refused.sentence, status=409)
    return JsonResponse(
        {"device": str(device.pk), "token": secret, "server_time": now.isoformat()}, status=201
    )


@partial(by_device, known_by=recognised_before)
@require_POST
def facts(request: HttpRequest, device: Device) -> HttpResponse:
    now = timezone.now()
    if len(request.body) > MOST_BYTES:
        return told(
            _("This is more than one contact can carry."),
            _("Send fewer records at a time."),
            status=413,
        )
    try:
        batch = Contact.model_validate_json(request.body)
    except ValidationError as wrong:
        return told(told_of(wrong), _("Send a batch as the contract says."), status=400)
    PACE.count()
    try:
        bundle = receive(
            device=device, sent_at=batch.sent_at, raw=batch.facts, kinds=ROOMS.kinds, at=now
        )
    except (DeviceUnknown, DeviceSignedOut) as refused:
        return shut_out(refused)
    except (QueueFull, LeftUndone):
        return busy()
    except OperationalError:
        # The database is away or locked from outside: the phone keeps what it has.
        log.exception("What a phone told could not be stored now.")
        return busy()
    if PACE.is_quiet():
        apply_now(device, now)
        outcomes_now(bundle)
    else:
        tell_news(settings.DATA)
    return JsonResponse(
        {
            "server_time": now.isoformat(),
            "skew_ms": bundle.skew // timedelta(milliseconds=1),
            "answers": [bundle.outcomes[place].as_told() for place in range(len(batch.facts))],
            "later": [each.as_told() for each in changed_since_last(bundle)],
        }
    )


def apply_now(device: Device, at: datetime) -> None:
    """The phone hears at once what became of its facts; a long tail is left to the worker."""
    end = time.monotonic() + settings.PATIENT_SECONDS
    apply_waiting(
        cooperative_id=device.cooperative_id, rooms=ROOMS, at=at, heard_by=device.pk, until=end
    )
    if time.monotonic() >= end:
        tell_news(settings.DATA)


def busy() -> HttpResponse:
    """Nothing of this contact was stored; the phone keeps it and comes again."""
    answer = told(
        _("So many phones are telling at this moment that yours has to wait; nothing is lost."),
        _("The phone sends it again by itself."),
        status=503,
    )
    answer["Retry-After"] = str(COME_BACK_AFTER)
    return answer


@by_device
@require_GET
def day(request: HttpRequest, device: Device) -> HttpResponse:
    """What a phone carries; 304 when it carries it already."""
    now = timezone.now()
    if PACE.is_quiet():
        apply_now(device, now)
    carried = carried_by(device, now)
    body = json.dumps(carried, ensure_ascii=False, separators=(",", ":"))
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    headers = {"ETag": tag, "Date-Server": now.isoformat(), "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json", headers=headers)


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(contract(ROOMS.kinds, Registration))
