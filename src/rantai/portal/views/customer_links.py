"""What customers read: links with an end, and whether workshops bear names for them."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.members.actions import decide_names_shown
from rantai.members.models import NamesShown
from rantai.members.queries import names_shown_on
from rantai.orders.links import DESK, give_link, link_by_token, revoke_link, token_of
from rantai.orders.queries import customers_visible_to, links_visible_to
from rantai.portal.forms import LinkForm, NamesForm
from rantai.portal.middleware import LINK
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

USES_SHOWN = 100
TOLD_FOR = timedelta(days=30)
BACKEND = "rantai.portal.sign_in.AccountBackend"


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *DESK)
    now = timezone.now()
    links = [(link, link.opens(now)) for link in links_visible_to(request.user)]
    cooperative = request.user.cooperative_id or 0
    context = {
        "links": links,
        "open_links": sum(opens for _link, opens in links),
        "shows_names": names_shown_on(cooperative, timezone.localdate(now)),
        "decided": list(owned_by(request.user, NamesShown.objects.select_related("made_by"))),
        "decides": has_role(request.user, Role.PLANNER),
    }
    return render(request, "portal/customer_links.html", context)


def new_link(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *DESK)
    form = LinkForm(request.POST or None, customers=customers_visible_to(request.user))
    if form.is_valid():
        try:
            link = give_link(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The link is made. Copy its address and send it."))
            return redirect("portal:customer_link", pk=link.pk)
    return _form(request, form, _("Make a link"))


def link(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, *DESK)
    found = get_object_or_404(links_visible_to(request.user), pk=pk)
    opens = found.opens(timezone.now())
    address = reverse("portal:open_link", args=[token_of(found)])
    context = {
        "link": found,
        "opens": opens,
        "address": request.build_absolute_uri(address) if opens else "",
        "uses": list(found.uses.all()[:USES_SHOWN]),
        "history": history_of(request.user, found),
        "crumbs": [(_("What customers read"), reverse("portal:customer_links"))],
    }
    return render(request, "portal/customer_link.html", context)


@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, *DESK)
    found = get_object_or_404(links_visible_to(request.user), pk=pk)
    try:
        revoke_link(link=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is revoked; whoever has it open is out."))
    return redirect("portal:customer_link", pk=pk)


def names(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    form = NamesForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            decide_names_shown(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is recorded, and holds from that day."))
            return redirect("portal:customer_links")
    return _form(request, form, _("Names or codes of workshops"))


def _form(request: SignedInRequest, form: LinkForm | NamesForm, title: str) -> HttpResponse:
    back = reverse("portal:customer_links")
    crumbs = [(_("What customers read"), back)]
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back}
    return render(request, "portal/form.html", context)


@login_not_required
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Says first what the link opens: whoever previews an address in a chat must open nothing."""
    now = timezone.now()
    found = link_by_token(token)
    if found is None:
        return _unlisted(render(request, "portal/link_unknown.html", status=404))
    if not found.opens(now):
        return _unlisted(render(request, "portal/link_over.html", {"link": found}, status=410))
    if request.method == "POST":
        login(request, found.account, backend=BACKEND)
        request.session[LINK] = str(found.key)
        # The session outlives its link, so that a late visitor reads why nothing opens.
        request.session.set_expiry(found.expires_at + TOLD_FOR)
        return redirect("home")
    context = {"link": found, "is_example": found.cooperative.is_example}
    return _unlisted(render(request, "portal/link.html", context))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Who holds the address may look; no search engine collects it, no cache keeps it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
