"""The ministry's pages: nine centres in a table and on a map, and one centre month by month."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.portal.actions import OutlineRefused, import_outline
from rantai.portal.forms import MonthForm, OutlineForm
from rantai.portal.outlines import Fault, drawn
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
    here = shown.centre
    context = {
        "shown": shown,
        "drawn": drawn(here.outline, float(here.latitude), float(here.longitude))
        if here.outline
        else None,
        "crumbs": [(_("Nine centres"), reverse("portal:ministry"))],
        "measures": list(MEASURES.values()),
    }
    return render(request, "portal/centre.html", context)


def outline(request: SignedInRequest, code: str) -> HttpResponse:
    """The area of a centre from a file; one that is no outline is refused with its reason."""
    shown = centre_months(request.user, code)
    form = OutlineForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and request.META.get("rantai.oversize"):
        form.add_error("file", str(OutlineRefused(Fault.TOO_LARGE)))
    elif form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            import_outline(centre=shown.centre, content=content, by=request.user, at=timezone.now())
        except OutlineRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The outline is drawn on the centre's page."))
            return redirect("portal:centre", code=code)
    back = reverse("portal:centre", args=[code])
    crumbs = [(_("Nine centres"), reverse("portal:ministry")), (shown.centre.name, back)]
    context = {"form": form, "title": _("Outline of the centre"), "crumbs": crumbs, "back": back}
    return render(request, "portal/form.html", context)


def _month_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
    except ValueError:
        return None  # the page then shows the latest month, and says which
