"""One certificate as it was signed, its file, and the lab's newer one in its place."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rantai.delivery.actions import pdf_of, supersede_certificate
from rantai.delivery.documents.certificate_page import certificate_page
from rantai.delivery.forms import ReasonForm
from rantai.delivery.models import CertificateStatus
from rantai.delivery.queries import certificates_visible_to
from rantai.delivery.queries.dossiers import reason_for_superseding, successor_of
from rantai.delivery.queries.stated import statement_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def certificate(request: SignedInRequest, code: str) -> HttpResponse:
    """The page has the same words and tables as the PDF, from the same data."""
    found = get_object_or_404(
        certificates_visible_to(request.user).select_related("cooperative", "supersedes"), code=code
    )
    is_valid = found.status == CertificateStatus.ISSUED
    may_supersede = is_valid and has_role(request.user, Role.LAB)
    form = ReasonForm(request.POST or None) if may_supersede else None
    if form is not None and form.is_valid():
        try:
            newer = supersede_certificate(
                certificate=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s takes its place.") % {"code": newer.code})
            return redirect("delivery:certificate", newer.code)
    statement = statement_of(found)
    # Here and not above: the signing library would keep every start waiting for half a second.
    from rantai.records.documents.signing import known_fingerprints

    ours = known_fingerprints(settings.KEYS, cooperative=found.cooperative.code)
    context = {
        "certificate": found,
        "statement": statement,
        "printed": certificate_page(statement, digest=found.digest, fingerprint=", ".join(ours)),
        "newer": None if is_valid else successor_of(found),
        "why": "" if is_valid else reason_for_superseding(found),
        "form": form,
        "history": history_of(request.user, found) if has_role(request.user, *OFFICE) else [],
        "crumbs": [
            (_("Shipping"), reverse("delivery:index")),
            (found.shipment.code, reverse("delivery:shipment", args=[found.shipment.code])),
        ],
    }
    return render(request, "delivery/certificate.html", context)


@require_GET
def file(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        certificates_visible_to(request.user).select_related("cooperative"), code=code
    )
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"'}
    return HttpResponse(pdf_of(found), content_type="application/pdf", headers=headers)
