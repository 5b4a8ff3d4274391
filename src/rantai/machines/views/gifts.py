"""What became of the donors' gifts, as a page and as the paper that goes to a donor."""

from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rantai.machines.booking_forms import PeriodForm
from rantai.machines.documents.gift_report import GiftReport, typeset_gift_report
from rantai.machines.queries import gift_uses, gifts_visible_to, last_year_used
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language
from rantai.records.models import Cooperative
from rantai.records.queries import OFFICE, acting_as
from rantai.records.requests import SignedInRequest


def gifts(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, *OFFICE)
    first, last, form = _period(request, cooperative)
    machines = list(gifts_visible_to(request.user))
    uses = gift_uses(cooperative, machines, first, last)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "donors": [
            (donor, list(told)) for donor, told in groupby(uses, key=lambda use: use.machine.donor)
        ],
        "machines": len(uses),
        "hours": sum(use.minutes for use in uses) / 60,
        "crumbs": [(_("Machines"), reverse("machines:index"))],
    }
    return render(request, "machines/gifts.html", context)


def gifts_pdf(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, *OFFICE)
    first, last, _form = _period(request, cooperative)
    donor = request.GET.get("donatur", "")
    machines = list(gifts_visible_to(request.user).filter(donor=donor))
    if not machines:
        raise Http404
    report = GiftReport(
        cooperative=Party(cooperative.name, cooperative.address),
        donor=donor,
        first=first,
        last=last,
        uses=tuple(gift_uses(cooperative, machines, first, last)),
        reported_by=request.user.name,
        example=cooperative.is_example,
    )
    language: Language = "en" if (get_language() or "id").startswith("en") else "id"
    pdf = typeset_gift_report(report, language=language, at=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="hibah-{first}-{last}.pdf"'
    return response


def _period(request: SignedInRequest, cooperative: Cooperative) -> tuple[date, date, PeriodForm]:
    """The days asked for; without them, the last year of use. One that ends first is turned."""
    form = PeriodForm(request.GET if "dari" in request.GET else None)
    if form.is_valid():
        first, last = sorted((form.cleaned_data["dari"], form.cleaned_data["sampai"]))
        return first, last, form
    first, last = last_year_used(cooperative, timezone.localdate())
    shown = form if form.is_bound else PeriodForm(initial={"dari": first, "sampai": last})
    return first, last, shown
