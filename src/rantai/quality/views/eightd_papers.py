"""The 8D report, made anew from the records each time someone asks for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language

from rantai.quality.documents.eightd_sheet import typeset_eightd
from rantai.quality.models import EightD
from rantai.quality.queries.eightd import eightds_visible_to
from rantai.records.documents.typesetting import Language
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as
from rantai.records.requests import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(request: SignedInRequest, code: str) -> HttpResponse:
    subject = _reportable(request, code)
    paper = typeset_eightd(request.user, subject, language=_language(), at=timezone.now())
    return _file(paper, f"{code}.pdf", "application/pdf")


def xlsx(request: SignedInRequest, code: str) -> HttpResponse:
    # The spreadsheet library loads when somebody asks for a spreadsheet, not at every start.
    from rantai.quality.documents.eightd_workbook import eightd_workbook

    subject = _reportable(request, code)
    book = eightd_workbook(request.user, subject, language=_language(), at=timezone.now())
    return _file(book, f"{code}.xlsx", XLSX)


def _reportable(request: SignedInRequest, code: str) -> EightD:
    """The report is for the office and the customer; a workshop reads the page."""
    acting_as(request.user, *OFFICE, Role.CUSTOMER)
    return get_object_or_404(eightds_visible_to(request.user), code=code)


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
