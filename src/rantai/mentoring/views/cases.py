"""Cases for apprentices: the mentor's desk, and the page a school reads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.mentoring.actions import close_school, open_to_school, tell_case, withdraw_case
from rantai.mentoring.forms import CaseForm, SchoolForm
from rantai.mentoring.queries.cases import (
    cases_told_to,
    cases_visible_to,
    draft_of,
    eightds_to_retell,
    school_of,
    schools_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    context = {
        "cases": list(cases_visible_to(request.user)),
        "sources": list(eightds_to_retell(request.user)[:20]),
        "schools": [
            (link, request.build_absolute_uri(reverse("mentoring:school", args=[link.token])))
            for link in schools_visible_to(request.user)
        ],
        "today": timezone.localdate(),
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/cases.html", context)


def tell(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    eightd = get_object_or_404(eightds_to_retell(request.user), code=code)
    draft = draft_of(eightd)
    form = CaseForm(
        request.POST or None,
        initial={each: getattr(draft, each) for each in ("title", "seen", "why", "done")},
    )
    if form.is_valid():
        try:
            tell_case(eightd=eightd, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Apprentices can read the case."))
            return redirect("mentoring:cases")
    about = _("%(code)s, without names. Go over every sentence before you save.") % {
        "code": eightd.code
    }
    return _page(request, form, _("Retell for apprentices"), about)


def school_link(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    form = SchoolForm(request.POST or None)
    if form.is_valid():
        try:
            open_to_school(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Give the school its address from the list."))
            return redirect("mentoring:cases")
    return _page(request, form, _("Open the cases to a school"), "")


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    case = get_object_or_404(cases_visible_to(request.user), pk=pk)
    withdraw_case(case=case, by=request.user, at=timezone.now())
    messages.success(request, _("Nobody reads the case any more."))
    return redirect("mentoring:cases")


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    link = get_object_or_404(schools_visible_to(request.user), pk=pk)
    close_school(link=link, by=request.user, at=timezone.now())
    messages.success(request, _("The address opens nothing any more."))
    return redirect("mentoring:cases")


@login_not_required
def school(request: HttpRequest, token: str) -> HttpResponse:
    """What apprentices read: the texts, and nothing of where, when or for whom."""
    link = school_of(token, timezone.localdate())
    if link is None:
        raise Http404
    context = {"cases": cases_told_to(link), "is_example": link.cooperative.is_example}
    response = render(request, "mentoring/school.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: SignedInRequest, form: Form, title: str, about: str) -> HttpResponse:
    back = reverse("mentoring:cases")
    crumbs = [(_("Mentoring"), reverse("mentoring:index")), (_("Cases for apprentices"), back)]
    context = {"form": form, "title": title, "about": about, "back": back, "crumbs": crumbs}
    return render(request, "mentoring/form.html", context)
