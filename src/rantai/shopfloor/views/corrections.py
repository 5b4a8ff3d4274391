"""Correcting a fact: a new value and a reason; the old one stays to be seen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.models import Fact, Role
from rantai.records.queries import WORKSHOP, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    correct_charge,
    correct_machining,
    correct_pour,
    correct_reading,
    correct_scrap,
    recount_lot,
    take_back_filling,
)
from rantai.shopfloor.forms import CorrectionForm
from rantai.shopfloor.models import CastingLot
from rantai.shopfloor.queries import count_of, fact_to_correct
from rantai.shopfloor.views._pages import done, heat_or_404, say

# Each kind's action, and the name under which it takes the fact.
KINDS: dict[str, tuple[Callable[..., object], str]] = {
    "charge": (correct_charge, "charge"),
    "reading": (correct_reading, "reading"),
    "pour": (correct_pour, "pour"),
    "count": (recount_lot, "lot"),
    "filling": (take_back_filling, "filled"),
    "scrap": (correct_scrap, "scrap"),
    "machining": (correct_machining, "machining"),
}


def correct(request: SignedInRequest, code: str, kind: str, fact: UUID) -> HttpResponse:
    acting_as(request.user, Role.LAB, *(() if kind == "reading" else WORKSHOP))
    heat = heat_or_404(request, code)
    found = fact_to_correct(heat, kind, fact)
    if found is None:
        raise Http404
    form = CorrectionForm(request.POST or None, kind=kind)
    if request.method == "POST" and done(form, lambda: _correct(request, kind, found, form)):
        say(request, _("Corrected. The old value stays, struck through."))
        return redirect(_back(code, kind, found))
    context = {
        "base": "portal/sheet.html" if has_role(request.user, *WORKSHOP) else "portal/dossier.html",
        "form": form,
        "kind": kind,
        "fact": found,
        "counted": count_of(found).cast if isinstance(found, CastingLot) else None,
        "back": _back(code, kind, found),
        "crumbs": [(_("Heats"), reverse("shopfloor:index")), (code, _back(code, kind, found))],
    }
    return render(request, "shopfloor/correct.html", context)


def _correct(request: SignedInRequest, kind: str, fact: Fact, form: CorrectionForm) -> object:
    action, name = KINDS[kind]
    return action(
        **{name: fact},
        **form.changes(),
        because=form.cleaned_data["because"],
        by=request.user,
        at=timezone.now(),
    )


def _back(code: str, kind: str, fact: Any) -> str:
    if kind in ("scrap", "machining"):
        return reverse("shopfloor:lot", args=[fact.lot.code])
    return reverse("shopfloor:heat", args=[code])
