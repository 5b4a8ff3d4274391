"""What an instrument wrote: a file received by hand, and where each analysis belongs."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rantai.machines.queries import (
    instrument_for_lab,
    mapping_in_force,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    assign_analysis,
    receive_export,
)
from rantai.shopfloor.actions.exports import ExportRefused, Received
from rantai.shopfloor.forms.lab import (
    AssignForm,
    ExportForm,
)
from rantai.shopfloor.models import AnalysisStatus, ExportSource
from rantai.shopfloor.queries import (
    CAUSES,
    analysis_sheet,
    open_samples,
)
from rantai.shopfloor.spectrometer_files import (
    Trouble,
)
from rantai.shopfloor.views._pages import done, instrument_crumbs, outcome, say


def upload(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = export_form(request)
    troubles: list[tuple[str, Trouble, Promise]] = []
    if form.is_valid():
        file = form.cleaned_data["file"]

        def receive() -> Received | None:
            try:
                return receive_export(
                    instrument=found,
                    name=file.name,
                    content=file.read(),
                    source=ExportSource.HAND,
                    by=request.user,
                    at=timezone.now(),
                )
            except ExportRefused as refused:
                troubles.extend(
                    (refused.file, each, CAUSES[each.cause]) for each in refused.troubles
                )
                return None

        received = outcome(form, receive)
        if received:
            say(request, _received(received))
            return redirect("shopfloor:queue")
    context = {
        "instrument": found,
        "form": form,
        "troubles": troubles,
        "mapping": mapping_in_force(found, timezone.localdate()),
        "crumbs": instrument_crumbs(found),
    }
    return render(request, "shopfloor/upload.html", context)


def export_form(request: SignedInRequest) -> ExportForm:
    if request.method != "POST":
        return ExportForm()
    # Reading the files comes first: only then is it known whether one was too large.
    data, files = request.POST, request.FILES
    return ExportForm(data, files, oversize=request.META.get("rantai.oversize", ""))


def _received(received: Received) -> str:
    if received.is_known:
        return _("%(file)s was here already; nothing was read twice.") % {
            "file": received.export.name
        }
    return _(
        "%(file)s: %(read)s samples read, %(checks)s drift checks, %(waiting)s wait for you."
    ) % {
        "file": received.export.name,
        "read": received.read,
        "checks": received.checks,
        "waiting": received.waiting,
    }


def assign(request: SignedInRequest, number: int) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    sheet = analysis_sheet(request.user, number)
    if sheet is None:
        raise Http404
    form = AssignForm(
        request.POST or None,
        samples=open_samples(request.user),
        burns=sheet.analysis.burns.filter(cooperative_id=sheet.analysis.cooperative_id),
        initial={"sample": sheet.analysis.sample_id},
    )
    if request.method == "POST" and done(
        form,
        lambda: assign_analysis(
            analysis=sheet.analysis,
            sample=form.cleaned_data["sample"],
            left_out=list(form.cleaned_data["left_out"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        say(request, _("Done; the workshop sees the reading."))
        return redirect("shopfloor:queue")
    context = {
        "sheet": sheet,
        "form": form,
        "is_waiting": sheet.analysis.status == AnalysisStatus.WAITING,
        "crumbs": [(_("Sample queue"), reverse("shopfloor:queue"))],
    }
    return render(request, "shopfloor/assign.html", context)
