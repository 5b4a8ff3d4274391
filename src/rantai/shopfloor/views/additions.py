"""What may be thrown on a bath, and at what price."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    agree_addition_terms,
)
from rantai.shopfloor.forms.lab import (
    AdditionForm,
)
from rantai.shopfloor.queries import (
    addition_terms,
    names_known_to,
)
from rantai.shopfloor.views._pages import done, say


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
