"""Signing in with one click, on example data only."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rantai.portal.frame import on_offer
from rantai.records.queries import example_accounts

BACKEND = "rantai.portal.sign_in.AccountBackend"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def example_sign_in(request: HttpRequest) -> HttpResponse:
    offered = {account.username: account for account in example_accounts()}
    if not offered:
        raise Http404
    if request.method != "POST":
        return render(request, "portal/example_sign_in.html", {"example_accounts": on_offer()})
    account = offered.get(request.POST.get("username", ""))
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return redirect("home")


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Sign-up and everything that needs a mailbox: the office gives accounts and passwords."""
    raise Http404
