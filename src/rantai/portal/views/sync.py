"""The address phones and other devices speak to: facts in, answers and the day's papers out.

Sentences are in the language of the request. Nothing here needs a session: a phone that was a
week without signal still shows its own secret.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rantai.portal.inbox import ROOMS
from rantai.portal.queries.phone import carried_by
from rantai.portal.sync_contract import contract
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.devices import (
    DeviceSignedOut,
    DeviceUnknown,
    NotYourDevice,
    recognised,
    register_device,
)
from rantai.records.inbox.envelopes import MOST_BYTES, Contact, told_of
from rantai.records.inbox.receiving import Outcome, outcome_of, receive
from rantai.records.models import Device, ToldFact
from rantai.records.requests import SignedInRequest

View = Callable[[HttpRequest, Device], HttpResponse]


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    id: str = Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")


def told(sentence: str, remedy: str = "", *, status: int, **more: str) -> JsonResponse:
    return JsonResponse({"sentence": sentence, "remedy": remedy, **more}, status=status)


def by_device(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let in who shows a device's secret, and nobody else; a session opens nothing here."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        shown = request.headers.get("authorization", "")
        scheme, _space, rest = shown.partition(" ")
        name, _dot, secret = rest.partition(".")
        try:
            if scheme.lower() != "bearer":
                raise DeviceUnknown
            device = recognised(name, secret)
        except (DeviceUnknown, DeviceSignedOut) as refused:
            return told(refused.sentence, status=401, code=refused.code)
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


@by_device
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
    last = device.last_contact_at
    received = receive(
        device=device, sent_at=batch.sent_at, raw=batch.facts, kinds=ROOMS.kinds, at=now
    )
    apply_waiting(cooperative_id=device.cooperative_id, rooms=ROOMS, at=now)
    return JsonResponse(
        {
            "server_time": now.isoformat(),
            "skew_ms": received.skew // timedelta(milliseconds=1),
            "answers": _answers(device, batch, received.malformed),
            "later": [asdict(each) for each in _changed_since(device, last, set(received.facts))],
        }
    )


def _answers(device: Device, batch: Contact, malformed: Any) -> list[dict[str, str]]:
    names = [str(each.get("id", "")) for each in batch.facts]
    rows = ToldFact.objects.filter(
        cooperative_id=device.cooperative_id,
        fact__in=[UUID(name) for place, name in enumerate(names) if place not in malformed],
    )
    stored = {str(row.fact): outcome_of(row) for row in rows}
    return [
        asdict(malformed[place] if place in malformed else stored[str(UUID(name))])
        for place, name in enumerate(names)
    ]


def _changed_since(device: Device, since: datetime | None, sent: set[Any]) -> list[Outcome]:
    if since is None:
        return []
    rows = ToldFact.objects.filter(
        cooperative_id=device.cooperative_id, device=device, changed_at__gt=since
    )
    return [outcome_of(row) for row in rows if row.fact not in sent]


@by_device
@require_GET
def day(request: HttpRequest, device: Device) -> HttpResponse:
    """What a phone carries; 304 when it carries it already."""
    now = timezone.now()
    apply_waiting(cooperative_id=device.cooperative_id, rooms=ROOMS, at=now)
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
    return JsonResponse(contract(ROOMS.kinds))
