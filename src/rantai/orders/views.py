"""The customers' schedules: what is wanted, a new file, a release and what it changed."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.orders.actions import UnknownPart, UnknownParts, receive_schedule, register_customer
from rantai.orders.forms import CustomerForm, UploadForm
from rantai.orders.queries import (
    calls_by_part,
    calls_of_customers,
    changes_of,
    customers_visible_to,
    schedules_visible_to,
)
from rantai.orders.rules import Change
from rantai.orders.schedule_files import ScheduleFileRefused
from rantai.orders.schedule_files.messages import explanation
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

TEMPLATES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}

CHANGE_WORDS = {
    Change.ADDED: gettext_lazy("New"),
    Change.REMOVED: gettext_lazy("Withdrawn"),
    Change.RAISED: gettext_lazy("More"),
    Change.LOWERED: gettext_lazy("Less"),
    Change.SAME: gettext_lazy("Same"),
    Change.PAST: gettext_lazy("Day gone by"),
}


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, Role.CUSTOMER)
    customers = calls_of_customers(request.user)
    context = {
        "customers": customers,
        "releases": sum(calls.schedule is not None for calls in customers),
        "may_upload": has_role(request.user, Role.PLANNER),
        "gives_links": has_role(request.user, Role.PLANNER, Role.LAB),
    }
    return render(request, "orders/index.html", context)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the table that says what is wrong with a file."""

    file: str
    rows: str
    column: str
    what: str
    register: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """The lines shown, and how many there are in all."""

    rows: list[Fault] = field(default_factory=list)
    count: int = 0


def upload(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    form, faults = _upload_form(request), Faults()
    if form.is_valid():
        try:
            schedule = receive_schedule(
                content=form.cleaned_data["file"].read(),
                name=form.cleaned_data["file"].name,
                customer=form.cleaned_data["customer"],
                by=request.user,
                at=timezone.now(),
            )
        except ScheduleFileRefused as refused:
            faults = _faults_in(refused)
        except UnknownParts as refused:
            faults = _faults_of_parts(form.cleaned_data["file"].name, refused)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Release %s was received.") % schedule.release_number)
            return redirect("orders:release", schedule.pk)
    crumbs = [(_("Orders"), reverse("orders:index"))]
    context = {"form": form, "faults": faults, "crumbs": crumbs}
    return render(request, "orders/upload.html", context)


def _upload_form(request: SignedInRequest) -> UploadForm:
    customers = customers_visible_to(request.user)
    if request.method != "POST":
        return UploadForm(customers=customers)
    # Reading the files comes first: only then is it known whether one was too large.
    data, files = request.POST, request.FILES
    oversize = request.META.get("rantai.oversize", "")
    return UploadForm(data, files, customers=customers, oversize=oversize)


def _faults_in(refused: ScheduleFileRefused) -> Faults:
    rows = [
        Fault(fault.file, str(fault.row or ""), fault.column, explanation(fault))
        for fault in refused.faults
    ]
    return Faults(rows, refused.fault_count)


def _faults_of_parts(file: str, refused: UnknownParts) -> Faults:
    rows = [
        Fault(
            file,
            ", ".join(map(str, part.rows)),
            part.number,
            f"{part.cause} {part.remedy}",
            register=_where_to_register(part),
        )
        for part in refused.parts
    ]
    return Faults(rows, len(rows))


def _where_to_register(part: UnknownPart) -> str:
    if part.part_id:
        return reverse("parts:new_revision", args=[part.part_id])
    return f"{reverse('parts:new_part')}?{urlencode({'nomor': part.number})}"


def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """An empty sheet to fill in, with its headings and an example row."""
    acting_as(request.user, *OFFICE, Role.CUSTOMER)
    if kind not in TEMPLATES:
        raise Http404
    # The spreadsheet library loads when somebody asks for a spreadsheet, not at every start.
    from rantai.orders.schedule_files.template import template_csv, template_xlsx

    make = template_xlsx if kind == "xlsx" else template_csv
    response = HttpResponse(make(), content_type=TEMPLATES[kind])
    response["Content-Disposition"] = f'attachment; filename="rantai-jadwal.{kind}"'
    return response


def release(request: SignedInRequest, pk: int) -> HttpResponse:
    schedules = schedules_visible_to(request.user).select_related("supersedes")
    schedule = get_object_or_404(schedules, pk=pk)
    changes = changes_of(schedule)
    shows_all = request.GET.get("baris") == "semua"
    shown = changes.lines if shows_all else changes.changed
    customer_url = reverse("orders:customer", args=[schedule.customer_id])
    context = {
        "schedule": schedule,
        "newer": schedule.superseded_by.first(),
        "parts": calls_by_part([schedule]).get(schedule.pk, []),
        "changes": changes,
        "shown": [(row, CHANGE_WORDS[row.change]) for row in shown],
        "tabs": [
            (_("Changed"), len(changes.changed), "?", not shows_all),
            (_("All call-offs"), len(changes.lines), "?baris=semua", shows_all),
        ],
        "history": history_of(request.user, schedule),
        "may_allocate": has_role(request.user, *OFFICE),
        "crumbs": [(_("Orders"), reverse("orders:index")), (schedule.customer.name, customer_url)],
    }
    return render(request, "orders/release.html", context)


def release_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as it came, to the byte."""
    schedule = get_object_or_404(schedules_visible_to(request.user), pk=pk)
    return FileResponse(schedule.file.open(), as_attachment=True, filename=schedule.file_name)


def new_customer(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    form = CustomerForm(request.POST or None)
    if form.is_valid():
        try:
            registered = register_customer(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
        else:
            messages.success(request, _("%s is registered.") % registered.name)
            return redirect("orders:upload")
    context = {"form": form, "crumbs": [(_("Orders"), reverse("orders:index"))]}
    return render(request, "orders/new_customer.html", context)


def customer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(customers_visible_to(request.user), pk=pk)
    schedules = schedules_visible_to(request.user).filter(customer=found)
    context = {
        "customer": found,
        "schedules": schedules,
        "may_upload": has_role(request.user, Role.PLANNER),
        "crumbs": [(_("Orders"), reverse("orders:index"))],
    }
    return render(request, "orders/customer.html", context)
