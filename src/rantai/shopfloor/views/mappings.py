"""How an instrument writes its files: said once, looked at before it is saved."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import (
    save_mapping,
)
from rantai.machines.models import Machine
from rantai.machines.queries import (
    instrument_for_lab,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.forms.lab import (
    HEAD_CHARACTERS,
    MappingForm,
    mapping_initial,
)
from rantai.shopfloor.queries import (
    CAUSES,
)
from rantai.shopfloor.spectrometer_files import (
    Layout,
    head_of,
    proposed_layout,
    read_export,
)
from rantai.shopfloor.spectrometer_files.lines import NotText, text_of
from rantai.shopfloor.views._pages import done, instrument_crumbs, say
from rantai.shopfloor.views.exports import export_form

PREVIEW_ROWS = 5


def mapping(request: SignedInRequest, code: str) -> HttpResponse:
    """First a file to look at, then where in it everything stands, with what is understood."""
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    if "head" not in request.POST:
        return _choose_head(request, found)
    form = MappingForm(request.POST)
    is_right = form.is_valid()
    if is_right and form.layout and "save" in request.POST:
        layout, day = form.layout, form.cleaned_data["valid_from"]
        if done(
            form,
            lambda: save_mapping(
                instrument=found,
                layout=layout.model_dump(mode="json"),
                valid_from=day,
                by=request.user,
                at=timezone.now(),
            ),
        ):
            say(request, _("The mapping is saved; the next file is read by it."))
            return redirect("shopfloor:upload", code=code)
    return _show_mapping(request, found, form, request.POST["head"])


def _choose_head(request: SignedInRequest, found: Machine) -> HttpResponse:
    form = export_form(request)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            head = _head(content)
        except NotText:
            form.add_error("file", _("This is no text file. Export CSV or text."))
        else:
            initial = mapping_initial(proposed_layout(content), head, timezone.localdate())
            return _show_mapping(request, found, MappingForm(initial=initial), head, initial)
    context = {"instrument": found, "form": form, "crumbs": instrument_crumbs(found)}
    return render(request, "shopfloor/mapping_file.html", context)


def _head(content: bytes) -> str:
    """Whole lines from the beginning of the file."""
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n")
    cut = text[:HEAD_CHARACTERS]
    return cut if len(cut) == len(text) else cut[: cut.rfind("\n") + 1] or cut


def _show_mapping(
    request: SignedInRequest,
    found: Machine,
    form: MappingForm,
    head: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    if initial is not None:
        asked = MappingForm({**initial, "ends_with_newline": initial.get("ends_with_newline")})
        asked.is_valid()
        layout: Layout | None = asked.layout
    else:
        layout = form.layout
    content = head.encode()
    whole = content if content.endswith(b"\n") else content + b"\n"
    read = read_export(whole, layout) if layout else None
    context = {
        "instrument": found,
        "form": form,
        "head": head_of(content).lines,
        "read": read,
        "rows": read.rows[:PREVIEW_ROWS] if read else (),
        "troubles": [(each, CAUSES[each.cause]) for each in read.troubles[:PREVIEW_ROWS]]
        if read
        else (),
        "layout": layout,
        "crumbs": instrument_crumbs(found),
    }
    fragment = request.headers.get("HX-Target") == "preview"
    return render(
        request, "shopfloor/_preview.html" if fragment else "shopfloor/mapping.html", context
    )
