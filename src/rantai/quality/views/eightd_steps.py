"""Writing in an 8D: one form for each step, an action's answer, and its proof."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.quality.actions import (
    answer_claim,
    close_eightd,
    correct_why,
    place_in_team,
    plan_action,
    record_containment,
    replan_action,
    report_done,
    take_back_done,
    tell_why,
)
from rantai.quality.forms.eightd import (
    ActionForm,
    AnswerForm,
    CloseForm,
    ContainmentForm,
    DoneForm,
    ReplanForm,
    TakeBackForm,
    TeamForm,
    WhyCorrectionForm,
    WhyForm,
)
from rantai.quality.models import EightD
from rantai.quality.queries.eightd import (
    actions_visible_to,
    eightds_visible_to,
    may_answer,
    proofs_visible_to,
    whys_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


class Step(NamedTuple):
    """A step's heading, form and action; the form's words are the action's arguments."""

    title: str | Promise
    form: Callable[..., Any]
    act: Callable[..., Any]


STEPS = {
    "tim": Step(gettext_lazy("D1 Who works on it"), TeamForm, place_in_team),
    "penahanan": Step(gettext_lazy("D3 What was contained"), ContainmentForm, record_containment),
    "jawaban": Step(gettext_lazy("D3 First answer to the customer"), AnswerForm, answer_claim),
    "mengapa": Step(gettext_lazy("D4 Ask why once more"), WhyForm, tell_why),
    "tindakan": Step(gettext_lazy("D5 and D7 Plan an action"), ActionForm, plan_action),
    "tutup": Step(gettext_lazy("D8 Close the 8D"), CloseForm, close_eightd),
}


def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    subject = get_object_or_404(eightds_visible_to(request.user), code=code)
    if step not in STEPS:
        raise Http404
    asked = STEPS[step]
    form = asked.form(request.POST or None, eightd=subject, initial=_asked_for(request))
    if form.is_valid():
        try:
            asked.act(eightd=subject, **form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _back(request, subject)
    return _form(request, subject, form, asked.title)


def _asked_for(request: SignedInRequest) -> dict[str, str]:
    """What the link that led here already says: which chain, which aim."""
    return {name: request.GET[name] for name in ("branch", "aim") if name in request.GET}


def why(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    earlier = get_object_or_404(whys_visible_to(request.user), pk=pk, eightd__code=code)
    form = WhyCorrectionForm(request.POST or None, earlier=earlier)
    if form.is_valid():
        try:
            correct_why(why=earlier, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _back(request, earlier.eightd)
    return _form(request, earlier.eightd, form, _("Correct an answer to why"))


def action(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    subject = get_object_or_404(actions_visible_to(request.user), pk=pk, eightd__code=code)
    if not may_answer(request.user, subject):
        raise Http404
    oversize = request.META.get("rantai.oversize", "")
    form = DoneForm(request.POST or None, request.FILES or None, oversize=oversize)
    if form.is_valid():
        try:
            report_done(action=subject, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _back(request, subject.eightd)
    return render(request, "quality/eightd_action.html", {"action": subject, "form": form})


def replan(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    subject = get_object_or_404(actions_visible_to(request.user), pk=pk, eightd__code=code)
    form = ReplanForm(
        request.POST or None,
        eightd=subject.eightd,
        initial={"owner": subject.owner_id, "due_on": subject.due_on},
    )
    if form.is_valid():
        try:
            replan_action(action=subject, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _back(request, subject.eightd)
    return _form(request, subject.eightd, form, _("Plan the action anew"))


def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    subject = get_object_or_404(actions_visible_to(request.user), pk=pk, eightd__code=code)
    form = TakeBackForm(request.POST or None)
    if form.is_valid():
        try:
            take_back_done(action=subject, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _back(request, subject.eightd)
    return _form(request, subject.eightd, form, _("Not done after all"))


def proof(request: SignedInRequest, code: str, pk: UUID) -> FileResponse:
    """The file as it came; it is saved, never shown inside our own pages."""
    done = get_object_or_404(proofs_visible_to(request.user), pk=pk, action__eightd__code=code)
    return FileResponse(done.proof.open(), as_attachment=True, filename=done.proof_name)


def _back(request: SignedInRequest, subject: EightD) -> HttpResponse:
    messages.success(request, _("Saved in %(code)s.") % {"code": subject.code})
    return redirect("quality:eightd", code=subject.code)


def _form(
    request: SignedInRequest, subject: EightD, form: Any, title: str | Promise
) -> HttpResponse:
    context = {"subject": subject, "form": form, "step_title": title}
    return render(request, "quality/eightd_step.html", context)
