"""Bringing in a whole centre from one workbook: template, rehearsal, and then for good."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from rantai.portal.newcentre import WorkbookRefused, bring_in, rehearse
from rantai.portal.newcentre.sheets import SHEETS
from rantai.records.models import Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 200


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Filled-in workbook"),
        help_text=gettext_lazy("XLSX, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


def newcentre(request: SignedInRequest) -> HttpResponse:
    """The form; with a file, the rehearsal of it."""
    cooperative = acting_as(request.user, Role.PLANNER)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {
        "form": form,
        "crumbs": [(_("Members"), reverse("members:index"))],
    }
    if request.method == "POST" and request.META.get("rantai.oversize"):
        form.add_error("file", _("The file is larger than 5 MB, so it was not read."))
    elif form.is_valid():
        content = form.cleaned_data["file"].read()
        plan = rehearse(content, cooperative)
        context |= {
            "plan": plan,
            "faults": plan.faults[:FAULTS_SHOWN],
            "sheets": [(form.name, plan.new[form.key], plan.there[form.key]) for form in SHEETS],
            "digest": "" if plan.faults or plan.is_empty else _kept(cooperative, content),
        }
    return render(request, "portal/newcentre.html", context)


@require_POST
def bring(request: SignedInRequest, digest: str) -> HttpResponse:
    cooperative = acting_as(request.user, Role.PLANNER)
    place = _place(cooperative, digest)
    if not default_storage.exists(place):
        raise Http404
    with default_storage.open(place) as file:
        content = file.read()
    try:
        plan = bring_in(content=content, by=request.user, at=timezone.now())
    except WorkbookRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:newcentre")
    messages.success(
        request,
        _(
            "%(workshops)s workshops, %(people)s people, %(machines)s machines and %(approvals)s "
            "approvals came in."
        )
        % {key: len(rows) for key, rows in plan.new.items()},
    )
    return redirect("members:index")


def template(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    # A spreadsheet library is a long way to load for who never downloads one.
    from rantai.portal.newcentre.template import template_workbook

    response = HttpResponse(template_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="rantai-sentra-baru.xlsx"'
    return response


def _kept(cooperative: Cooperative, content: bytes) -> str:
    """What was rehearsed is kept under its digest, so that just this is brought in."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(cooperative, digest)
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(content))
    return digest


def _place(cooperative: Cooperative, digest: str) -> str:
    return f"newcentre/{cooperative.pk}/{digest}.xlsx"
