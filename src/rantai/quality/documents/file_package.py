"""An approval file on paper and as a workbook, drawn up once when it goes to the customer."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.quality.models import ApprovalFile
from rantai.quality.queries.file_elements import Sheet as EvidenceSheet
from rantai.quality.queries.file_elements import Stand, elements_of
from rantai.quality.rules.approval import Element
from rantai.records.documents.cells import Cell, verdict
from rantai.records.documents.figures import moment, short_day
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("file_package.typ")
TITLE_LONGEST = 24
CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
FIGURE = re.compile(r"[\d.,−–]+")
"""A column of nothing else stands at the right, digit under digit."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to go out: which round of the file, what is said of it, by whom."""

    number: int
    despite: str
    """Why it goes out although something is missing; empty when nothing is."""
    by: str


def typeset_file(file: ApprovalFile, draft: Draft, *, language: Language, at: datetime) -> bytes:
    """The warrant, the list of the eighteen, and the evidence of each that goes to the customer."""
    with translation.override(language):
        stands = elements_of(file, at)
        shown = [stand for stand in stands if stand.is_sent]
        owner = file.cooperative
        data = {
            "subtitle": f"{file.revision.part.number} {file.revision.part.name}, "
            f"{file.revision.revision} · {_('workshop')} {file.workshop.code}",
            "verdict": _verdict_of(stands),
            "facts": _facts(file, draft, at),
            "statement": _declared(file, draft),
            "signatures": _signatures(file, draft, at),
            "words": _words(file),
            "elements": [_line(stand) for stand in stands],
            "missing": [
                [str(stand.number), stand.name, gap.text]
                for stand in stands
                if stand.is_missing and stand.element is not Element.WARRANT
                for gap in stand.gaps
            ],
            "sections": [_section(each) for each in shown if each.element != Element.WARRANT],
        }
        sheet = Sheet(
            _("Part approval file"),
            f"{file.code}-{draft.number}",
            Party(owner.name, owner.address),
            owner.is_example,
        )
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _verdict_of(stands: Sequence[Stand]) -> dict[str, str]:
    missing = sum(stand.is_missing for stand in stands if stand.element is not Element.WARRANT)
    if not missing:
        return {"look": "good", "text": _("complete")}
    text = ngettext("%d element is missing", "%d elements are missing", missing) % missing
    return {"look": "bad", "text": text}


def _facts(file: ApprovalFile, draft: Draft, at: datetime) -> list[tuple[str, str]]:
    part = file.revision.part
    return [
        (_("Customer"), file.customer.name),
        (_("Supplier code"), file.customer.supplier_code or "–"),
        (_("Part"), f"{part.number} {part.name}"),
        (_("Drawing"), file.revision.revision),
        (_("Made by workshop"), file.workshop.code),
        (_("Grade"), file.revision.grade.code),
        (_("Reason"), str(file.get_reason_display())),
        (_("Level"), str(file.level)),
        (_("Submission"), str(draft.number)),
        (_("Drawn up"), moment(at)),
    ]


def _words(file: ApprovalFile) -> dict[str, Any]:
    return {
        "declares": _("Warrant"),
        "elements": _("What the file holds"),
        "level": _("level %d") % file.level,
        "head": ["", _("Element"), _("For you"), _("State")],
        "missing": _("What is missing"),
        "missing_head": ["", _("Element"), _("What")],
    }


def _signatures(file: ApprovalFile, draft: Draft, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "label": _("For the supplier"),
            "lines": [draft.by, file.cooperative.name, moment(at)],
        },
        {
            "label": _("For the customer"),
            "lines": ["", file.customer.name, _("approved · approved until … · rejected")],
        },
    ]


def _declared(file: ApprovalFile, draft: Draft) -> str:
    said = _(
        "We declare that the pieces and figures in this file come from workshop %(workshop)s, "
        "from the tools, the material and the process described here, and that the figures are "
        "those on record."
    ) % {"workshop": file.workshop.code}
    if not draft.despite:
        return said
    return said + " " + _("It goes out although something is missing: %s") % draft.despite


def _line(stand: Stand) -> list[Cell]:
    sent = _("goes with it") if stand.is_sent else _("kept with us")
    return [str(stand.number), stand.name, sent, _state(stand)]


def _state(stand: Stand) -> Cell:
    if stand.element is Element.WARRANT:
        return verdict(_("this paper"), "good")
    if stand.state == "missing":
        return verdict(_("missing"), "bad")
    if stand.state == "waived":
        return verdict(_("customer does without"), "watch")
    if stand.state == "not_needed":
        return {"text": _("does not apply"), "look": "quiet"}
    return verdict(_("there"), "good")


def _section(stand: Stand) -> dict[str, Any]:
    return {
        "title": f"{stand.number}. {stand.name}",
        "sentence": _said(stand),
        "facts": list(stand.facts),
        "tables": [_table(each) for each in stand.sheets],
    }


def _said(stand: Stand) -> str:
    entry = stand.entry
    if entry is None:
        return "" if stand.facts or stand.sheets else _("Nothing is on record.")
    parts = [f"{entry.get_word_display()}: {entry.text}"]
    if entry.paper is not None:
        parts.append(_("Paper: %s") % entry.paper.name)
    if entry.valid_until is not None:
        parts.append(_("holds until %s") % short_day(entry.valid_until))
    return ". ".join(parts)


def _table(sheet: EvidenceSheet) -> dict[str, Any]:
    columns = list(zip(*sheet.rows, strict=True)) or [()] * len(sheet.head)
    return {
        "head": sheet.head,
        "widths": sheet.widths,
        "rows": sheet.rows,
        "figures": [bool(each) and all(map(FIGURE.fullmatch, each)) for each in columns],
    }


def file_workbook(file: ApprovalFile, draft: Draft, *, at: datetime) -> bytes:
    """The same evidence to sort and filter: the list first, then a sheet for each table."""
    # The spreadsheet library loads when a file goes out, not at every start.
    from openpyxl import Workbook

    from rantai.records.documents.workbooks import write_table

    stands = [stand for stand in elements_of(file, at) if stand.is_sent]
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"{_('Part approval file')} {file.code}-{draft.number}"
    book.properties.creator = file.cooperative.name
    rows: list[Any] = [(_("Element"), _("State"), _("What is on record"))]
    for stand in stands:
        state = _state(stand)
        word = state if isinstance(state, str) else state["text"]
        rows.append((f"{stand.number}. {stand.name}", word, _said(stand)))
    write_table(book, file.code, (44, 24, 80), rows)
    for stand in stands:
        for turn, sheet in enumerate(stand.sheets):
            name = f"{stand.number} {stand.name}"[:TITLE_LONGEST]
            title = f"{name} {turn + 1}" if turn else name
            widths = [14 * width for width in sheet.widths]
            write_table(book, title, widths, [sheet.head, *sheet.rows])
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), at)


def _dated(workbook: bytes, at: datetime) -> bytes:
    """Put the file's own instant where the library writes that of the clock.

    What went out is kept by its content, so the same file at the same instant is the same bytes.
    """
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as found, zipfile.ZipFile(out, "w") as kept:
        for entry in found.infolist():
            content = found.read(entry)
            if entry.filename == "docProps/core.xml":
                content = CLOCK.sub(rb"\g<1>" + stamp, content)
            info = zipfile.ZipInfo(entry.filename, date_time=at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, content)
    return out.getvalue()
