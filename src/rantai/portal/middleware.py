"""What every request and answer gets: the chosen language and a strict content policy."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from rantai.orders.links import note_use
from rantai.orders.models import CustomerLink

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def content_security_policy(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return response

    return middleware


def chosen_language(get_response: Handler) -> Handler:
    """Speak Indonesian unless this browser's user chose otherwise.

    The browser's own preference is left aside: a phone bought second-hand often says English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        known = known_language(request.COOKIES)
        translation.activate(known)
        request.LANGUAGE_CODE = known
        response = get_response(request)
        response.headers.setdefault("Content-Language", known)
        return response

    return middleware


def known_language(cookies: Mapping[str, str]) -> str:
    """The language that was chosen, if it is one of ours."""
    choice = cookies.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    return choice if choice in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


LINK = "customer_link"
"""Where a session opened by a customer's link remembers which one."""


def customer_link(get_response: Handler) -> Handler:
    """A session opened by a link reads and never writes, and ends with its link, at once.

    Each page is asked anew whether the link still opens, so a revoked one is out on the next
    click; each page read is noted for the desk.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or LINK not in request.session:
            return get_response(request)
        now = timezone.now()
        rows = CustomerLink.objects.select_related("customer__cooperative")
        link = rows.filter(key=request.session[LINK]).first()
        if link is None or not link.opens(now):
            logout(request)
            return render(request, "portal/link_over.html", {"link": link}, status=410)
        if request.method not in ("GET", "HEAD") and request.path not in _may_write():
            return render(request, "portal/link_reads.html", {"link": link}, status=403)
        response = get_response(request)
        if request.method == "GET" and response.status_code == 200:
            note_use(link, request.path, now)
        return response

    return middleware


def _may_write() -> tuple[str, str]:
    return reverse("set_language"), reverse("account_logout")
