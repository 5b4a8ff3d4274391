"""What ratings mean, and by which table a customer's priorities are read; both from a day on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.quality.actions.risking import TableFile, load_priority_table, set_rating_scale
from rantai.quality.forms.priority_file import TableFault, read_priority_file
from rantai.quality.forms.risk import ScaleForm, TableForm
from rantai.quality.models import PriorityTable, RatingScale
from rantai.quality.queries.risk import scale_on
from rantai.quality.rules.risk import RATINGS, priority_in, priority_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

MOST_FAULTS = 50


def scale(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, *OFFICE, Role.OWNER)
    today = timezone.localdate()
    standing = scale_on(owner.pk, today)
    is_lab = has_role(request.user, Role.LAB)
    form = ScaleForm(
        request.POST or None if is_lab else None, scale=standing, initial={"valid_from": today}
    )
    if is_lab and form.is_valid():
        try:
            set_rating_scale(**form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("valid_from", refusal.sentence)
        else:
            messages.success(request, _("The scale is entered."))
            return redirect("quality:rating_scale")
    context = {
        "scale": standing,
        "form": form,
        "is_lab": is_lab,
        "earlier": owned_by(request.user, RatingScale.objects.order_by("-valid_from")),
        "crumbs": [(_("FMEA"), reverse("quality:fmeas"))],
    }
    return render(request, "quality/rating_scale.html", context)


def tables(request: SignedInRequest) -> HttpResponse:
    """The house's own rule as a picture, each customer's tables, and how one is loaded."""
    owner = acting_as(request.user, *OFFICE)
    is_lab = has_role(request.user, Role.LAB)
    faults: list[TableFault] = []
    form = _table_form(request, owner.pk, is_lab)
    if is_lab and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        read = read_priority_file(content)
        faults = list(read.faults)
        if not faults:
            try:
                load_priority_table(
                    customer=form.cleaned_data["customer"],
                    valid_from=form.cleaned_data["valid_from"],
                    file=TableFile(read.priorities, upload.name, content),
                    by=request.user,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error("valid_from", refusal.sentence)
            else:
                messages.success(request, _("The table is loaded."))
                return redirect("quality:priority_tables")
    loaded = owned_by(
        request.user, PriorityTable.objects.select_related("customer", "loaded_by")
    ).order_by("customer__name", "-valid_from")
    context = {
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "fault_count": len(faults),
        "is_lab": is_lab,
        "loaded": loaded,
        "grid": _grid(None),
        "grids": [(each, _grid(each)) for each in loaded],
        "ratings": RATINGS,
        "crumbs": [(_("FMEA"), reverse("quality:fmeas"))],
    }
    return render(request, "quality/priority_tables.html", context)


def _table_form(request: SignedInRequest, owner_id: int, is_lab: bool) -> TableForm:
    initial = {"valid_from": timezone.localdate()}
    if request.method != "POST" or not is_lab:
        return TableForm(owner_id=owner_id, initial=initial)
    form = TableForm(request.POST, request.FILES, owner_id=owner_id)
    if request.META.get("rantai.oversize"):
        form.add_error("file", _("The file is larger than 5 MB. A whole table needs far less."))
    return form


SHOWN = (10, 8, 6, 3, 1)
"""One severity of each band of the house's own rule."""


def _grid(table: PriorityTable | None) -> list[tuple[int, list[tuple[int, list[str]]]]]:
    """Per severity a square: rows of occurrence, worst first, columns of detection."""
    return [
        (
            severity,
            [
                (
                    occurrence,
                    [
                        str(
                            priority_in(table.priorities, severity, occurrence, detection)
                            if table
                            else priority_of(severity, occurrence, detection)
                        )
                        for detection in RATINGS
                    ],
                )
                for occurrence in reversed(RATINGS)
            ],
        )
        for severity in SHOWN
    ]
