"""An approval file as it went out: the paper in either language, and everything in one ZIP."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from rantai.quality.documents.file_package import Draft, typeset_file
from rantai.quality.documents.file_zip import zip_submission
from rantai.quality.models import Submission
from rantai.quality.queries.file_elements import newest_entries
from rantai.quality.queries.files import files_visible_to
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest


def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """How the paper would look if it went out now; nothing is kept of it."""
    acting_as(request.user, *OFFICE)
    file = get_object_or_404(files_visible_to(request.user), code=code)
    language = "en" if request.LANGUAGE_CODE == "en" else "id"
    paper = typeset_file(file, Draft(0, "", "–"), language=language, at=timezone.now())  # type: ignore[arg-type]
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-0.pdf"'
    return response


def pdf(request: SignedInRequest, code: str, number: int, language: str) -> FileResponse:
    submission = _submission(request, code, number)
    papers = {"id": submission.paper_local, "en": submission.paper_en}
    if language not in papers:
        raise Http404
    kept = papers[language]
    return FileResponse(
        kept.file.open("rb"),
        filename=f"{code}-{number}-{language}.pdf",
        content_type=kept.media_type,
    )


def package(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """The customer gets the papers of what went along; we get all of them."""
    submission = _submission(request, code, number)
    entries = newest_entries(submission.file, submission.occurred_at)
    sent = {name for name, _state, is_sent in submission.elements if is_sent}
    is_ours = has_role(request.user, *OFFICE)
    shown = [entry for name, entry in sorted(entries.items()) if is_ours or name in sent]
    response = HttpResponse(zip_submission(submission, shown), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.zip"'
    return response


def _submission(request: SignedInRequest, code: str, number: int) -> Submission:
    acting_as(request.user, *OFFICE, Role.CUSTOMER)
    file = get_object_or_404(files_visible_to(request.user), code=code)
    found: Submission = get_object_or_404(
        Submission.objects.select_related("paper_local", "paper_en", "workbook", "file"),
        cooperative_id=file.cooperative_id,
        file=file,
        number=number,
    )
    return found
