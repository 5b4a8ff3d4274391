"""The lab's room: who waits, what the instrument says, and whether it may be believed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rantai.machines.actions import (
    decide_repeatability,
    record_recalibration,
    register_reference,
    save_mapping,
)
from rantai.machines.models import DriftCheck, Machine
from rantai.machines.queries import (
    DriftChart,
    blocked_now,
    drift_charts,
    instrument_for_lab,
    mapping_in_force,
    references_of,
    repeatability_in_force,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    agree_addition_terms,
    assign_analysis,
    check_instrument,
    receive_export,
)
from rantai.shopfloor.actions.exports import ExportRefused, Received
from rantai.shopfloor.lab_forms import (
    HEAD_CHARACTERS,
    AdditionForm,
    AssignForm,
    CheckForm,
    ExportForm,
    MappingForm,
    RecalibrationForm,
    ReferenceForm,
    RepeatabilityForm,
    mapping_initial,
)
from rantai.shopfloor.models import AnalysisStatus, ExportSource
from rantai.shopfloor.queries import (
    CAUSES,
    FILES_SHOWN,
    SIGNALS,
    TRAY_SHOWN,
    addition_terms,
    analyses_waiting,
    analysis_sheet,
    exports_of,
    heat_token,
    instrument_states,
    names_known_to,
    open_samples,
    queue_token,
    waiting_furnaces,
)
from rantai.shopfloor.spectrometer_files import (
    Layout,
    Trouble,
    head_of,
    proposed_layout,
    read_export,
)
from rantai.shopfloor.spectrometer_files.lines import NotText, text_of
from rantai.shopfloor.views._pages import done, outcome, say

PREVIEW_ROWS = 5


def queue(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    context = {
        "rows": waiting_furnaces(request.user),
        "tray": list(analyses_waiting(request.user)[:TRAY_SHOWN]),
        "instruments": instrument_states(request.user),
        "token": queue_token(request.user),
        "is_lab": has_role(request.user, Role.LAB),
    }
    return render(request, "shopfloor/queue.html", context)


def queue_news(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    return _news(request, queue_token(request.user))


def heat_news(request: SignedInRequest, code: str) -> HttpResponse:
    """Asked every second by a waiting page: two short questions, mostly 304."""
    return _news(request, heat_token(request.user, code))


def _news(request: SignedInRequest, token: str | None) -> HttpResponse:
    if token is None:
        raise Http404
    etag = f'"{token}"'
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")
    answer = HttpResponse(status=304) if asked == etag else JsonResponse({"token": token})
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def instrument(request: SignedInRequest, code: str) -> HttpResponse:
    found = instrument_for_lab(request.user, code)
    day = timezone.localdate()
    references = [(each, _charts(each)) for each in references_of(found, day)]
    context = {
        "instrument": found,
        "blocked": blocked_now(found),
        "mapping": mapping_in_force(found, day),
        "sigmas": repeatability_in_force(found, day),
        "references": references,
        "files": list(exports_of(found)[:FILES_SHOWN]),
        "is_lab": has_role(request.user, Role.LAB),
        "crumbs": [(_("Sample queue"), reverse("shopfloor:queue"))],
        "today": day,
    }
    return render(request, "shopfloor/instrument.html", context)


def _charts(reference: Any) -> list[tuple[DriftChart, list[tuple[Any, ...]], dict[int, str]]]:
    return [
        (
            chart,
            [
                (value, check.occurred_at, check.recorded_by.name, reference.code, "")
                for value, check in chart.points
            ],
            {place: str(SIGNALS[rule]) for place, rule in chart.signals.items()},
        )
        for chart in drift_charts(reference)
    ]


def upload(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = _export_form(request)
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
        "crumbs": _crumbs(found),
    }
    return render(request, "shopfloor/upload.html", context)


def _export_form(request: SignedInRequest) -> ExportForm:
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


def _crumbs(instrument: Machine) -> list[tuple[str, str]]:
    return [
        (_("Sample queue"), reverse("shopfloor:queue")),
        (instrument.code, reverse("shopfloor:instrument", args=[instrument.code])),
    ]


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
    form = _export_form(request)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            head = _head(content)
        except NotText:
            form.add_error("file", _("This is no text file. Export CSV or text."))
        else:
            initial = mapping_initial(proposed_layout(content), head, timezone.localdate())
            return _show_mapping(request, found, MappingForm(initial=initial), head, initial)
    context = {"instrument": found, "form": form, "crumbs": _crumbs(found)}
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
        "crumbs": _crumbs(found),
    }
    fragment = request.headers.get("HX-Target") == "preview"
    return render(
        request, "shopfloor/_preview.html" if fragment else "shopfloor/mapping.html", context
    )


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


def check(request: SignedInRequest, code: str, reference: int) -> HttpResponse:
    """A drift check read off the instrument's screen."""
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    chosen = get_object_or_404(references_of(found, timezone.localdate()), pk=reference)
    form = CheckForm(request.POST or None, reference=chosen)

    def record(at: datetime) -> DriftCheck:
        return check_instrument(
            reference=chosen,
            values=form.values(),
            by=request.user,
            at=at,
            occurred_at=form.cleaned_data["occurred_at"],
        )

    title = _("Drift check with %s") % chosen.code
    return _instrument_form(request, found, form, record, title, _("The drift check is recorded."))


def recalibrate(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = RecalibrationForm(request.POST or None)
    return _instrument_form(
        request,
        found,
        form,
        lambda at: record_recalibration(
            instrument=found, **form.cleaned_data, by=request.user, at=at
        ),
        _("Record a recalibration"),
        _("The recalibration is recorded. Now check with the reference."),
    )


def reference(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = ReferenceForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    return _instrument_form(
        request,
        found,
        form,
        lambda at: register_reference(
            instrument=found, **form.cleaned_data, by=request.user, at=at
        ),
        _("Enter a reference sample"),
        _("The reference sample is entered."),
    )


def repeatability(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = RepeatabilityForm(request.POST or None, initial={"valid_from": timezone.localdate()})

    def record(at: datetime) -> bool:
        sigmas = {each: figures[0] for each, figures in form.cleaned_data["sigmas"].items()}
        decide_repeatability(
            instrument=found,
            sigmas=sigmas,
            ground=form.cleaned_data["ground"],
            valid_from=form.cleaned_data["valid_from"],
            by=request.user,
            at=at,
        )
        return True

    title = _("How far burns may spread")
    return _instrument_form(request, found, form, record, title, _("The figures are saved."))


def additions(request: SignedInRequest) -> HttpResponse:
    """What may be thrown on a bath, and new terms for one material."""
    acting_as(request.user, Role.LAB)
    form = AdditionForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and done(
        form,
        lambda: agree_addition_terms(**form.terms(), by=request.user, at=timezone.now()),
    ):
        say(request, _("The terms are saved; corrections count with them from that day."))
        return redirect("shopfloor:additions")
    context = {
        "form": form,
        "rows": list(addition_terms(request.user)),
        "materials": names_known_to(request.user)["materials"],
        "crumbs": [(_("Sample queue"), reverse("shopfloor:queue"))],
    }
    return render(request, "shopfloor/additions.html", context)


def _instrument_form(
    request: SignedInRequest,
    found: Machine,
    form: forms.Form,
    record: Callable[[datetime], object],
    title: str,
    sentence: str,
) -> HttpResponse:
    """One form, one action, back to the instrument."""
    if request.method == "POST" and done(form, lambda: record(timezone.now())):
        say(request, sentence)
        return redirect("shopfloor:instrument", code=found.code)
    context = {"instrument": found, "form": form, "title": title, "crumbs": _crumbs(found)}
    return render(request, "shopfloor/instrument_form.html", context)
