"""The photos and voices of a heat."""

from uuid import UUID

from django.http import FileResponse
from django.views.decorators.http import require_safe

from rantai.records.requests import SignedInRequest
from rantai.shopfloor.queries import file_of_remark


@require_safe
def file(request: SignedInRequest, code: str, remark: UUID) -> FileResponse:
    kept = file_of_remark(request.user, code, remark)
    response = FileResponse(kept.file.open(), content_type=kept.media_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
