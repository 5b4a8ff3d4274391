"""The ministry's pages: nine centres in a table and on a map, and one centre month by month."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rantai.portal.forms import MonthForm
from rantai.portal.queries.centres import MEASURES, centre_months, centres_in
from rantai.records.requests import SignedInRequest


def centres(request: SignedInRequest) -> HttpResponse:
    shown = centres_in(request.user, _month_asked(request))
    places = [
        {
            "name": row.centre.name,
            "latitude": row.centre.latitude,
            "longitude": row.centre.longitude,
            "text": row.centre.province,
            "url": reverse("portal:centre", args=[row.centre.code]),
        }
        for row in shown.rows
    ]
    context = {
        "shown": shown,
        "form": MonthForm(shown.months, shown.month),
        "places": places,
        "measures": list(MEASURES.values()),
    }
    return render(request, "portal/ministry.html", context)


def centre(request: SignedInRequest, code: str) -> HttpResponse:
    shown = centre_months(request.user, code)
    context = {
        "shown": shown,
        "crumbs": [(_("Nine centres"), reverse("portal:ministry"))],
        "measures": list(MEASURES.values()),
    }
    return render(request, "portal/centre.html", context)


def _month_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
    except ValueError:
        return None  # the page then shows the latest month, and says which
