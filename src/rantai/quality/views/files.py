"""Approval files: the board, the dossier, gathering and sending one, and the customer's word."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rantai.quality.actions.deciding_files import decide_file, reopen_file, set_approval_terms
from rantai.quality.actions.filing import Paper, open_file, say_element, set_level, submit_file
from rantai.quality.forms.files import (
    AskedForm,
    DecideForm,
    ElementForm,
    OpenFileForm,
    ReopenForm,
    SubmitForm,
    TermsForm,
)
from rantai.quality.models import ApprovalFile, ApprovalTerms, ElementName, Submission
from rantai.quality.queries.file_elements import elements_of
from rantai.quality.queries.files import (
    decisions_of,
    entries_visible_to,
    file_board,
    files_visible_to,
    standing_of_file,
    terms_on,
)
from rantai.quality.rules.approval import Element, FileState, months_later, words_for
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

KEEPERS = (Role.LAB, Role.PLANNER)


def board(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, Role.OWNER, Role.CUSTOMER)
    context = {
        "rows": file_board(request.user, timezone.now()),
        "may_open": has_role(request.user, *KEEPERS),
        "is_lab": has_role(request.user, Role.LAB),
        "is_customer": has_role(request.user, Role.CUSTOMER),
        "crumbs": _crumbs(request)[:-1],
    }
    return render(request, "quality/files.html", context)


def dossier(request: SignedInRequest, code: str) -> HttpResponse:
    """For us the records as they stand; for the customer what went out, to decide on."""
    file = _file(request, code)
    now = timezone.now()
    standing = standing_of_file(file, now)
    is_customer = has_role(request.user, Role.CUSTOMER)
    keeps = has_role(request.user, *KEEPERS)
    rounds = decisions_of(file)
    context = {
        "file": file,
        "standing": standing,
        "stands": [] if is_customer else elements_of(file, now),
        "sent": _as_sent(rounds[0][0]) if rounds else [],
        "rounds": rounds,
        "reopenings": file.reopenings.select_related("told_by"),
        "is_customer": is_customer,
        "keeps": keeps,
        "is_office": has_role(request.user, *OFFICE),
        "may_send": keeps and standing.may_be_submitted,
        "may_decide": is_customer and standing.state is FileState.SUBMITTED,
        "may_reopen": keeps and standing.approval is not None,
        "history": [] if is_customer else history_of(request.user, file),
        "crumbs": _crumbs(request),
    }
    return render(request, "quality/file.html", context)


def _as_sent(submission: Submission) -> list[tuple[int, str, str, bool]]:
    """The elements as the customer got them: number, name, state, and whether it went along."""
    return [
        (Element(name).number, str(ElementName(name).label), state, is_sent)
        for name, state, is_sent in submission.elements
    ]


def new(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, *KEEPERS)
    initial = {"level": 3, **{name: request.GET.get(name) for name in ("workshop", "revision")}}
    form = OpenFileForm(request.POST or None, owner_id=owner.pk, initial=initial)
    if form.is_valid():
        try:
            opened = open_file(**form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:file", code=opened.code)
    sentence = _("Which workshop is to make which drawing for whom; the records fill the rest.")
    return _page(request, form, _("Open an approval file"), sentence, reverse("quality:files"))


Act = Callable[..., Any]


def level(request: SignedInRequest, code: str) -> HttpResponse:
    file = _kept(request, code)
    form = AskedForm(request.POST or None, initial={"level": file.level, "asked": file.asked})
    sentence = _("What the customer wants to get; the rest is kept here and shown when asked.")
    return _step(request, file, form, set_level, _("Level"), sentence, is_saved=True)


def element(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    file = _kept(request, code)
    if name not in list(Element) or not words_for(Element(name)):
        raise Http404
    about = Element(name)
    form = ElementForm(request.POST or None, request.FILES or None, element=about)
    if request.META.get("rantai.oversize"):
        form.add_error("paper", _("The file is larger than 5 MB. Make it smaller, then send it."))
    title = f"{about.number}. {ElementName(about).label}"

    def say(**said: Any) -> None:
        upload = form.cleaned_data["paper"]
        paper = Paper(upload.name, upload.read()) if upload else None
        say_element(element=about, paper=paper, **said)

    return _step(request, file, form, say, title, str(file), is_saved=True)


def submit(request: SignedInRequest, code: str) -> HttpResponse:
    file = _kept(request, code)
    form = SubmitForm(request.POST or None)
    missing = [
        each
        for each in elements_of(file, timezone.now())
        if each.is_missing and each.element is not Element.WARRANT
    ]
    sentence = _("The papers are drawn up now, and the customer decides on exactly these.")
    return _step(
        request, file, form, submit_file, _("Send to the customer"), sentence, missing=missing
    )


def decide(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.CUSTOMER)
    file = _file(request, code)
    today = timezone.localdate()
    until = months_later(today, terms_on(file.cooperative_id, today).valid_months)
    form = DecideForm(request.POST or None, initial={"valid_until": until})
    sentence = _("An approval lets the workshop have orders for this drawing; a rejection ends it.")
    return _step(request, file, form, decide_file, _("Decide"), sentence)


def reopen(request: SignedInRequest, code: str) -> HttpResponse:
    file = _kept(request, code)
    form = ReopenForm(request.POST or None)
    sentence = _("The approval ends today: no new order for this drawing until the customer looks.")
    return _step(request, file, form, reopen_file, _("Record a change"), sentence)


def _step(
    request: SignedInRequest,
    file: ApprovalFile,
    form: Any,
    act: Act,
    title: str | Promise,
    sentence: str | Promise,
    **more: Any,
) -> HttpResponse:
    if form.is_valid():
        said = form.said() if hasattr(form, "said") else form.cleaned_data
        try:
            act(file=file, **said, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is written down."))
            return redirect("quality:file", code=file.code)
    back = reverse("quality:file", args=[file.code])
    return _page(request, form, title, sentence, back, **more)


def _page(
    request: SignedInRequest,
    form: Form,
    title: str | Promise,
    sentence: str | Promise,
    back: str,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "step_title": title, "step_sentence": sentence, "back": back, **more}
    return render(request, "quality/file_form.html", context)


def terms(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, Role.LAB)
    today = timezone.localdate()
    now = terms_on(owner.pk, today)
    names = ("valid_months", "idle_months", "index_critical", "index_significant")
    initial = {"valid_from": today, **{name: getattr(now, name) for name in names}}
    form = TermsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            set_approval_terms(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("valid_from", refusal.sentence)
        else:
            messages.success(request, _("The terms are entered."))
            return redirect("quality:approval_terms")
    entered = owned_by(request.user, ApprovalTerms.objects.order_by("-valid_from"))
    context = {"form": form, "terms": now, "entered": entered, "crumbs": _crumbs(request)}
    return render(request, "quality/approval_terms.html", context)


def paper(request: SignedInRequest, code: str, pk: UUID) -> FileResponse:
    """A paper attached to an element."""
    acting_as(request.user, *OFFICE, Role.OWNER)
    entry = get_object_or_404(
        entries_visible_to(request.user), file__code=code, pk=pk, paper__isnull=False
    )
    assert entry.paper is not None
    return FileResponse(
        entry.paper.file.open("rb"),
        as_attachment=not entry.paper.is_image,
        filename=entry.paper.name,
        content_type=entry.paper.media_type,
    )


def _kept(request: SignedInRequest, code: str) -> ApprovalFile:
    acting_as(request.user, *KEEPERS)
    return _file(request, code)


def _file(request: SignedInRequest, code: str) -> ApprovalFile:
    return get_object_or_404(files_visible_to(request.user), code=code)


def _crumbs(request: SignedInRequest) -> list[tuple[str, str]]:
    room = [(_("Quality"), reverse("quality:index"))] if has_role(request.user, *OFFICE) else []
    return [*room, (_("Approval files"), reverse("quality:files"))]
