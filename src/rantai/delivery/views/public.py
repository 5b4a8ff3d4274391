"""The page a certificate's QR code leads to: genuine, superseded or unknown."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rantai.delivery.forms import CheckForm
from rantai.delivery.models import CertificateStatus
from rantai.delivery.queries import certificate_by_token
from rantai.delivery.queries.dossiers import successor_of
from rantai.delivery.queries.genuine import verdict_on
from rantai.delivery.queries.stated import statement_of


@login_not_required
def genuine(request: HttpRequest, token: str) -> HttpResponse:
    certificate = certificate_by_token(token)
    if certificate is None:
        return _unlisted(render(request, "delivery/unknown.html", status=404))
    form, verdict = CheckForm(), None
    if request.method == "POST":
        # Reading the files comes first: only then is it known whether one was too large.
        data, files = request.POST, request.FILES
        form = CheckForm(data, files, oversize=request.META.get("rantai.oversize", ""))
        if form.is_valid():
            verdict = verdict_on(certificate, form.cleaned_data["file"].read())
    is_valid = certificate.status == CertificateStatus.ISSUED
    context = {
        "certificate": certificate,
        "statement": statement_of(certificate),
        "newer": None if is_valid else successor_of(certificate),
        "form": form,
        "verdict": verdict,
        "is_example": certificate.cooperative.is_example,
    }
    return _unlisted(render(request, "delivery/genuine.html", context))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Who holds the paper may look; a search engine may not collect it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
