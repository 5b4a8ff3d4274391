"""Photos and voices of facts, which come after them in pieces and go on where the line broke."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    UnreadablePostError,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rantai.portal.telling import cut_off, spoken
from rantai.portal.views.sync import by_device, told
from rantai.records.inbox.files import LARGEST_PIECE_BYTES, arrived, take_piece
from rantai.records.models import Device
from rantai.records.refusals import Refusal


@csrf_exempt
@login_not_required
def file(request: HttpRequest, fact: str) -> HttpResponse:
    """How much of a file is here; a piece that is sent along is kept first."""
    return by_device(partial(_file, fact=fact))(request)


@require_http_methods(["GET", "POST"])
def _file(request: HttpRequest, device: Device, fact: str) -> HttpResponse:
    if int(request.headers.get("content-length") or 0) > LARGEST_PIECE_BYTES:
        sentence = _("This is more than one piece of a file can be.")
        remedy = _("Send it in smaller pieces.")
        return told(spoken(sentence, remedy, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
    try:
        name = UUID(fact)
        if request.method == "GET":
            return JsonResponse(arrived(device, name).as_told())
        start = int(request.GET.get("from", ""))
        known = take_piece(
            device=device, fact=name, start=start, content=request.body, at=timezone.now()
        )
    except UnreadablePostError:
        return told(cut_off())
    except (Http404, ValueError):
        sentence = _("No record of this device announced such a file.")
        remedy = _("Send the record first, then its file.")
        return told(spoken(sentence, remedy, status=HTTPStatus.NOT_FOUND))
    except Refusal as refused:
        remedy = _("Record it once more.")
        return told(spoken(refused.sentence, remedy, status=HTTPStatus.UNPROCESSABLE_ENTITY))
    return JsonResponse(known.as_told())
