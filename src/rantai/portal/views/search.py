"""One box on every page: any code leads to its thing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from rantai.portal.forms import SearchForm
from rantai.portal.queries.search import address_of, read_scan
from rantai.records.requests import SignedInRequest


def search(request: SignedInRequest) -> HttpResponse:
    typed = request.GET.get("kode", "").strip()[:200]
    if not typed:
        return _page(request, "")
    scanned = read_scan(typed)
    address = scanned.address or address_of(request.user, scanned.code)
    if address:
        return redirect(address)
    return _page(request, typed, status=404)


def _page(request: SignedInRequest, typed: str, status: int = 200) -> HttpResponse:
    context = {"typed": typed, "form": SearchForm(initial={"kode": typed})}
    return render(request, "portal/search.html", context, status=status)
