"""One box, its label, labels of many, and opening one again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rantai.delivery.actions import open_box
from rantai.delivery.documents.box_labels import typeset_box_labels
from rantai.delivery.forms import ReasonForm
from rantai.delivery.models import Box, BoxStatus
from rantai.delivery.queries import boxes_visible_to
from rantai.delivery.queries.dossiers import box_dossier
from rantai.delivery.queries.papers import labels_of
from rantai.records.documents.parties import Party
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

MOST_LABELS = 400


def box(request: SignedInRequest, code: str) -> HttpResponse:
    """The box as it lies here; the planner may open one that has not left."""
    found = get_object_or_404(boxes_visible_to(request.user).select_related("node"), code=code)
    may_open = has_role(request.user, Role.PLANNER) and found.status == BoxStatus.PACKED
    form = ReasonForm(request.POST or None) if may_open else None
    if form is not None and form.is_valid():
        try:
            open_box(box=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is open again.") % {"code": code})
            return redirect("delivery:box", code)
    context = {
        "box": found,
        "dossier": box_dossier(found),
        "form": form,
        "may_print": has_role(request.user, *OFFICE) and found.status != BoxStatus.OPENED,
        "history": history_of(request.user, found) if has_role(request.user, *OFFICE) else [],
        "crumbs": [(_("Shipping"), reverse("delivery:index"))],
    }
    return render(request, "delivery/box.html", context)


@require_GET
def label(request: SignedInRequest, code: str) -> HttpResponse:
    return _labels(request, [code])


@require_GET
def labels(request: SignedInRequest) -> HttpResponse:
    return _labels(request, request.GET.getlist("kotak"))


def _labels(request: SignedInRequest, codes: list[str]) -> HttpResponse:
    """A label a page for the label printer, or eight to an A4 sheet."""
    owner = acting_as(request.user, *OFFICE)
    rows = boxes_visible_to(request.user).exclude(status=BoxStatus.OPENED)
    boxes: list[Box] = list(rows.filter(code__in=codes[:MOST_LABELS]).order_by("code"))
    if not boxes:
        raise Http404
    pdf = typeset_box_labels(
        labels_of(owner, boxes),
        supplier=Party(owner.name, owner.address, code=boxes[0].customer.supplier_code),
        language="en" if get_language() == "en" else "id",
        at=timezone.now(),
        to_a_sheet="a4" in request.GET,
        example=owner.is_example,
    )
    name = boxes[0].code if len(boxes) == 1 else f"{boxes[0].code}-{boxes[-1].code}"
    headers = {"Content-Disposition": f'inline; filename="label-{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
