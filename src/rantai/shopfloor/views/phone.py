"""The phone app as files: its page, its worker, its manifest, its icons and its modules.

None of them says anything about anyone, so a phone fetches them without being signed in.
"""

import gzip
import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET, require_safe

from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.documents.heat_paper import typeset_heat_paper
from rantai.shopfloor.phone import words
from rantai.shopfloor.phone.bundle import (
    FOLDER,
    LATER,
    File,
    files,
    in_one,
    loaded_first,
    version,
)
from rantai.shopfloor.phone.icons import SIZES, icon
from rantai.shopfloor.phone.words import LANGUAGES
from rantai.shopfloor.queries.papers import heat_paper_of, order_for_paper

FOR_EVER = "public, max-age=31536000, immutable"
ASKED_FIRST = "no-cache"


def _version() -> str:
    return version("".join(words.modules().values()))


def _etag(request: HttpRequest) -> str:
    return f'"{_version()}"'


def _names() -> set[str]:
    return {*files(), *words.modules()} - {"sw.js"}


def _first() -> set[str]:
    """What a start asks for by itself, in the language that phones begin with."""
    return {*loaded_first(), "phone.css", "words-keys.js", f"words-{LANGUAGES[0]}.js"}


def _address(name: str) -> str:
    return reverse("shopfloor:phone_file", args=[_version(), "_"]).removesuffix("_") + name


@login_not_required
@require_safe
@condition(etag_func=_etag)
def shell(request: HttpRequest) -> HttpResponse:
    """The one page of the app; the same for everyone, so that a phone may keep it."""
    context = {
        "look": _address("phone.css"),
        "start": _address("app.js"),
        "modules": [_address(name) for name in loaded_first() if name != "app.js"],
        "sizes": SIZES,
    }
    response = render(request, "shopfloor/phone.html", context)
    response["Cache-Control"] = ASKED_FIRST
    return response


@login_not_required
@require_safe
@condition(etag_func=_etag)
def worker(request: HttpRequest) -> HttpResponse:
    known = {
        "VERSION": _version(),
        "SHELL": reverse("shopfloor:phone"),
        "BASE": _address(""),
        "FIRST": sorted(_first()),
        "LATER": LATER,
        "BESIDE": [
            reverse("shopfloor:phone_manifest"),
            # The others are asked for once, by the launcher, which keeps them itself.
            reverse("shopfloor:phone_icon", args=[SIZES[0]]),
        ],
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    response = HttpResponse(
        head + (FOLDER / "sw.js").read_text(encoding="utf-8"), content_type="text/javascript"
    )
    response["Cache-Control"] = ASKED_FIRST
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    start = reverse("shopfloor:phone")
    purposes = {"phone_icon": "any", "phone_icon_full": "maskable"}
    said = {
        "id": start,
        "name": _("Rantai: the workshop's phone"),
        "short_name": "Rantai",
        "description": _("Record heats, pours and castings, also without signal."),
        "lang": request.LANGUAGE_CODE,
        "dir": "ltr",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f2f0ec",
        "theme_color": "#ffffff",
        "icons": [
            {
                "src": reverse(f"shopfloor:{shape}", args=[size]),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for shape, purpose in purposes.items()
            for size in SIZES
        ],
    }
    response = HttpResponse(json.dumps(said), content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@login_not_required
@require_safe
def any_icon(request: HttpRequest, size: int) -> HttpResponse:
    return _icon(size, maskable=False)


@login_not_required
@require_safe
def full_icon(request: HttpRequest, size: int) -> HttpResponse:
    return _icon(size, maskable=True)


def _icon(size: int, *, maskable: bool) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    response = HttpResponse(icon(size, maskable=maskable), content_type="image/png")
    response["Cache-Control"] = "public, max-age=604800"
    return response


@login_not_required
@require_safe
def file(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """One file of the current version; an older version lives on only where it is kept."""
    if digest != _version() or name not in {*_names(), LATER}:
        raise Http404
    found = _later() if name == LATER else files().get(name) or _words(name)
    takes_zip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.zipped if takes_zip else found.text, content_type=found.media_type
    )
    if takes_zip:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_GET
def paper(request: SignedInRequest) -> HttpResponse:
    """A sheet to print before the power goes."""
    acting_as(request.user, Role.OPERATOR, Role.OWNER)
    order = order_for_paper(request.user, request.GET.get("spk", ""))
    if order is None:
        raise Http404
    pdf = typeset_heat_paper(
        heat_paper_of(request.user, order),
        language="en" if get_language() == "en" else "id",
        at=timezone.now(),
    )
    headers = {"Content-Disposition": f'inline; filename="leburan-{order.code}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@cache
def _later() -> File:
    return in_one(sorted(_names() - _first()), words.modules())


def _words(name: str) -> File:
    text = words.modules()[name].encode()
    return File(text, gzip.compress(text, mtime=0), "text/javascript; charset=utf-8")
