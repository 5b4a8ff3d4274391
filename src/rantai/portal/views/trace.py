"""The dossier of any traced code, on the page and as a recall sheet."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from rantai.portal.documents.recall_sheet import typeset_recall_sheet
from rantai.portal.queries.trace.dossier import Dossier, dossier_of
from rantai.portal.queries.trace.recall import recall_of
from rantai.records.documents.typesetting import Language
from rantai.records.requests import SignedInRequest

ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def trace(request: SignedInRequest, code: str) -> HttpResponse:
    dossier = dossier_of(request.user, code)
    page = Paginator(dossier.pieces.portions, ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/trace.html", {"dossier": dossier, "portions": page})


def recall_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    at = timezone.now()
    recall = recall_of(_recallable(request, code), at)
    pdf = typeset_recall_sheet(recall, language=_language(), at=at)
    return _file(pdf, f"{code}.pdf", "application/pdf")


def recall_xlsx(request: SignedInRequest, code: str) -> HttpResponse:
    # The spreadsheet library loads when somebody asks for a spreadsheet, not at every start.
    from rantai.portal.documents.recall_workbook import recall_workbook

    recall = recall_of(_recallable(request, code), timezone.now())
    return _file(recall_workbook(recall, language=_language()), f"{code}.xlsx", XLSX)


def _recallable(request: SignedInRequest, code: str) -> Dossier:
    """A recall is drawn up by the office: it names every customer."""
    dossier = dossier_of(request.user, code)
    if not dossier.can_recall:
        raise Http404
    return dossier


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
