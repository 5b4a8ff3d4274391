"""The queue of samples, and what a waiting page asks."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.queries import (
    TRAY_SHOWN,
    analyses_waiting,
    heat_token,
    instrument_states,
    queue_token,
    waiting_furnaces,
)


def queue(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    context = {
        "rows": waiting_furnaces(request.user),
        "tray": list(analyses_waiting(request.user)[:TRAY_SHOWN]),
        "instruments": instrument_states(request.user),
        "token": queue_token(request.user),
        "is_lab": has_role(request.user, Role.LAB),
    }
    return render(request, "shopfloor/queue.html", context)


def queue_news(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    return _news(request, queue_token(request.user))


def heat_news(request: SignedInRequest, code: str) -> HttpResponse:
    """Asked every second by a waiting page: two short questions, mostly 304."""
    return _news(request, heat_token(request.user, code))


def _news(request: SignedInRequest, token: str | None) -> HttpResponse:
    if token is None:
        raise Http404
    etag = f'"{token}"'
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")
    answer = HttpResponse(status=304) if asked == etag else JsonResponse({"token": token})
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
