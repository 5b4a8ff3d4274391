"""Files of readings: those that came in, what they say, and ours for another quality system."""

from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rantai.members.queries import workshops_visible_to
from rantai.parts.queries import parts_visible_to
from rantai.quality.actions.taking_readings import take_in_readings
from rantai.quality.aqdef import ReadingFile, encoded, written, written_pair
from rantai.quality.forms import ExportForm, ReadingFileForm
from rantai.quality.queries.exchanged import exported, reading_sets_visible_to, told_by
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.requests import SignedInRequest

LATELY = 50


def board(request: SignedInRequest) -> HttpResponse:
    """The sets, newest first; the lab hands a file in here."""
    acting_as(request.user, *OFFICE)
    is_lab = has_role(request.user, Role.LAB)
    if request.method == "POST":
        acting_as(request.user, Role.LAB)
    form = ReadingFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        found, is_new = take_in_readings(
            file=form.read(),
            digest=form.cleaned_data["digest"],
            name=str(form.cleaned_data["file"].name),
            by=request.user,
            at=timezone.now(),
        )
        if not is_new:
            messages.info(request, _("This file was taken in before: it is this set."))
        return redirect("quality:reading_set", found.pk)
    context = {
        "form": form if is_lab else None,
        "export": _export_form(request, None),
        "sets": reading_sets_visible_to(request.user).order_by("-received_at")[:LATELY],
        "crumbs": [(_("Quality"), reverse("quality:index"))],
    }
    return render(request, "quality/reading_sets.html", context)


def dossier(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(reading_sets_visible_to(request.user), pk=pk)
    context = {
        "subject": found,
        "told": told_by(found),
        "unread": ReadingFile.of_json(found.content).kept_unread(),
        "history": history_of(request.user, found),
        "crumbs": [(_("Files of readings"), reverse("quality:reading_sets"))],
    }
    return render(request, "quality/reading_set.html", context)


def again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The set as a file once more, with every field it came with."""
    found = get_object_or_404(reading_sets_visible_to(request.user), pk=pk)
    text = written(ReadingFile.of_json(found.content), comma="koma" in request.GET)
    return _sent(encoded(text), f"{slugify(found.part_number) or 'part'}.dfq", "text/plain")


def export(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    form = _export_form(request, request.GET)
    if not form.is_valid():
        context = {
            "form": form,
            "crumbs": [(_("Files of readings"), reverse("quality:reading_sets"))],
        }
        return render(request, "quality/export_readings.html", context)
    asked = form.cleaned_data
    file = exported(asked["part"], asked["workshop"], asked["begins"], asked["ends"])
    if not file.readings:
        messages.error(request, _("Nothing was measured there in that time. Ask for more days."))
        return redirect("quality:reading_sets")
    name = slugify(asked["part"].number) or "part"
    if asked["shape"] == "dfq":
        text = written(file, comma=asked["comma"])
        return _sent(encoded(text), f"{name}.dfq", "text/plain")
    return _sent(_zipped(file, name, comma=asked["comma"]), f"{name}.zip", "application/zip")


def _zipped(file: ReadingFile, name: str, *, comma: bool) -> bytes:
    head, values = written_pair(file, comma=comma)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as both:
        both.writestr(f"{name}.dfd", encoded(head))
        both.writestr(f"{name}.dfx", encoded(values))
    return packed.getvalue()


def _export_form(request: SignedInRequest, asked: object) -> ExportForm:
    return ExportForm(
        asked,
        parts=parts_visible_to(request.user),
        workshops=workshops_visible_to(request.user),
    )


def _sent(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
