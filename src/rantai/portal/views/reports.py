"""A member's own reports: its industry by period, its size, and the local content of its parts."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.actions import write_figures
from rantai.members.models import ReportField, Workshop
from rantai.members.queries import typed_figures, workshop_of
from rantai.parts.models import Part
from rantai.portal.forms import EvidenceForm, FiguresForm, WeightsForm
from rantai.portal.reports.known_weights import weights_to_check
from rantai.portal.reports.local_content import Worksheet, rule_on, worksheet_of
from rantai.portal.reports.periods import Period, choices_until, half_year_of, read_period
from rantai.portal.reports.siinas import last_cast, lots_cast, report_of
from rantai.portal.reports.size import sizes_of
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions.local_content import enter_local_content_rule, show_local_content
from rantai.shopfloor.models import LocalContentRule

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reports(request: SignedInRequest) -> HttpResponse:
    workshop, period = _own(request), _period(request)
    today = timezone.localdate()
    made = lots_cast(workshop, period.first, period.last)
    parts = Part.objects.filter(
        cooperative_id=workshop.cooperative_id,
        pk__in=made.values("work_order__revision__part"),
    )
    context = {
        "workshop": workshop,
        "period": period,
        "periods": _offered(period, today),
        "report": report_of(workshop, period, today),
        "sizes": sizes_of(workshop, today),
        "parts": list(parts.order_by("number")),
        "rule": rule_on(workshop.cooperative_id, period.last),
    }
    return render(request, "portal/reports.html", context)


def report_file(request: SignedInRequest, kind: str) -> HttpResponse:
    # The spreadsheet library loads when somebody asks for a spreadsheet, not at every start.
    from rantai.portal.reports.workbook import report_csv, report_workbook

    workshop, period = _own(request), _period(request)
    report = report_of(workshop, period, timezone.localdate())
    name = f"laporan-{workshop.code}-{period.code}.{kind}"
    if kind == "csv":
        return _file(report_csv(report), name, "text/csv; charset=utf-8")
    return _file(report_workbook(report), name, XLSX)


def figures(request: SignedInRequest) -> HttpResponse:
    workshop, period = _own(request), _period(request)
    known = typed_figures(workshop, period.first, period.last)
    initial = {field: figure.value for field, figure in known.items()}
    form = FiguresForm(request.POST or None, initial=initial)
    if form.is_valid():
        values: dict[ReportField, Decimal | None] = {
            field: form.cleaned_data[field] for field in ReportField
        }
        try:
            write_figures(
                workshop=workshop,
                period_from=period.first,
                period_to=period.last,
                values=values,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The figures are kept with this period."))
            return redirect(f"{reverse('portal:reports')}?masa={period.code}")
    return _form(request, form, _("Figures no record tells, %s") % period.code)


def worksheet(request: SignedInRequest, part: int) -> HttpResponse:
    shown = _worksheet(request, part)
    context = {
        "shown": shown,
        "period": _period(request),
        "crumbs": [(_("Reports"), reverse("portal:reports"))],
    }
    return render(request, "portal/worksheet.html", context)


def worksheet_file(request: SignedInRequest, part: int) -> HttpResponse:
    from rantai.portal.reports.workbook import worksheet_workbook

    shown = _worksheet(request, part)
    name = f"tkdn-{shown.workshop.code}-{shown.part.number}.xlsx"
    return _file(worksheet_workbook(shown), name, XLSX)


def evidence(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OWNER, Role.PLANNER)
    form = EvidenceForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    done = _("The evidence is recorded; worksheets of its days use it.")
    return _recorded(request, form, show_local_content, _("Evidence of local content"), done)


def weights(request: SignedInRequest) -> HttpResponse:
    """The planner enters what the rule says; every rule that held stays listed."""
    acting_as(request.user, Role.PLANNER)
    rules = list(owned_by(request.user, LocalContentRule.objects.select_related("made_by")))
    known = weights_to_check(rules[0].valid_from if rules else None)
    offered = {each: getattr(known, each) for each in WeightsForm.base_fields} if known else {}
    form = WeightsForm(request.POST or None, initial=offered)
    done = _("The weights hold from that day.")
    title = _("Weights of local content")
    more = {"rules": rules, "to_check": known}
    return _recorded(request, form, enter_local_content_rule, title, done, **more)


def _own(request: SignedInRequest) -> Workshop:
    """What a member reports is its own business; nobody else opens it, the office neither."""
    acting_as(request.user, Role.OWNER)
    workshop = workshop_of(request.user)
    if workshop is None:
        raise Http404
    return workshop


def _period(request: SignedInRequest) -> Period:
    """The one asked for; without, the half-year in which the workshop last poured."""
    asked = read_period(request.GET.get("masa", ""))
    return asked or half_year_of(last_cast(_own(request)) or timezone.localdate())


def _offered(period: Period, today: date) -> list[Period]:
    offered = choices_until(today)
    return offered if period in offered else [period, *offered]


def _worksheet(request: SignedInRequest, pk: int) -> Worksheet:
    workshop, period = _own(request), _period(request)
    part = get_object_or_404(owned_by(request.user, Part.objects.all()), pk=pk)
    made = workshop.work_orders.filter(revision__part=part)
    if not made.exists():
        raise Http404
    return worksheet_of(workshop, part, period.first, period.last)


def _recorded(
    request: SignedInRequest, form: Any, record: Any, title: str, done: str, **more: Any
) -> HttpResponse:
    if form.is_valid():
        try:
            record(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(_back(request))
    return _form(request, form, title, **more)


def _back(request: SignedInRequest) -> str:
    return reverse("portal:reports" if has_role(request.user, Role.OWNER) else "portal:weights")


def _form(request: SignedInRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    back = _back(request)
    crumbs = [(_("Reports"), back)] if has_role(request.user, Role.OWNER) else []
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, **more}
    return render(request, "portal/report_form.html", context)


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
