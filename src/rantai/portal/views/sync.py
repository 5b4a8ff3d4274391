"""The address phones and other devices speak to: facts in, answers and the day's papers out.

Sentences are in the language of the request. Nothing here needs a session: a phone that was a
week without signal still shows its own secret.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rantai.portal import telling
from rantai.portal.inbox import ROOMS
from rantai.portal.queries.phone import carried_by
from rantai.portal.sync_contract import contract
from rantai.portal.telling import (
    Reply,
    answer_contact,
    apply_now,
    device_and_secret,
    shut_out,
    spoken,
)
from rantai.records.inbox.devices import (
    DeviceSignedOut,
    DeviceUnknown,
    NotYourDevice,
    recognised,
    register_device,
)
from rantai.records.inbox.envelopes import told_of
from rantai.records.models import Device
from rantai.records.requests import SignedInRequest

View = Callable[[HttpRequest, Device], HttpResponse]


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    id: str = Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")


def told(answer: Reply) -> JsonResponse:
    return JsonResponse(answer.said, status=answer.status, headers=answer.headers)


def by_device(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let in who shows a device's secret, and nobody else; a session opens nothing here."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            device = recognised(*device_and_secret(request.META.get("HTTP_AUTHORIZATION", "")))
        except (DeviceUnknown, DeviceSignedOut) as refused:
            return told(shut_out(refused))
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
        return told(spoken(told_of(wrong), status=HTTPStatus.BAD_REQUEST))
    except NotYourDevice as refused:
        return told(spoken(refused.sentence, status=HTTPStatus.CONFLICT))
    return JsonResponse(
        {"device": str(device.pk), "token": secret, "server_time": now.isoformat()}, status=201
    )


@csrf_exempt
@login_not_required
@require_POST
def facts(request: HttpRequest) -> HttpResponse:
    """The long way to what the server answers on a short one, before this site is asked."""
    return told(answer_contact(request.META.get("HTTP_AUTHORIZATION", ""), lambda: request.body))


@by_device
@require_GET
def day(request: HttpRequest, device: Device) -> HttpResponse:
    """What a phone carries; 304 when it carries it already."""
    now = timezone.now()
    if telling.PACE.is_quiet():
        apply_now(device.cooperative_id, now, heard_by=device)
    carried = carried_by(device, now)
    body = json.dumps(carried, ensure_ascii=False, separators=(",", ":"))
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Date-Server": now.isoformat()})
    headers = {"ETag": tag, "Date-Server": now.isoformat(), "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json", headers=headers)


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(contract(ROOMS.kinds, Registration))
