"""An approval file as one ZIP: papers that went out, what was attached, and a list with sums."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from rantai.quality.models import FileEntry, Submission
from rantai.quality.rules.approval import Element
from rantai.records.models import Attachment

UNSAFE = '\\/:*?"<>|'
EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def zip_submission(submission: Submission, entries: Iterable[FileEntry]) -> bytes:
    """The same submission and papers make the same bytes, so that the sums can be compared."""
    named = [
        ("00-id.pdf", submission.paper_local),
        ("00-en.pdf", submission.paper_en),
        ("00-evidence.xlsx", submission.workbook),
        *((_name(entry), entry.paper) for entry in entries if entry.paper is not None),
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, attachment in named:
            with attachment.file.open("rb") as content:
                package.writestr(_entry(name, submission.occurred_at), content.read())
        package.writestr(_entry("list.csv", submission.occurred_at), _list_of(named))
    return out.getvalue()


def _name(entry: FileEntry) -> str:
    """Its element's number first; the uploaded name without what a folder may not hold."""
    assert entry.paper is not None
    stem = "".join(
        "-" if sign in UNSAFE or not sign.isprintable() else sign for sign in entry.paper.name
    )
    stem = stem.rpartition(".")[0] or stem
    extension = EXTENSIONS.get(entry.paper.media_type, "")
    return f"{Element(entry.element).number:02d}-{entry.element}-{stem[:60]}{extension}"


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _list_of(named: Iterable[tuple[str, Attachment]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["file", "bytes", "sha256"])
    for name, attachment in named:
        writer.writerow([name, attachment.size_bytes, attachment.sha256])
    return out.getvalue()
