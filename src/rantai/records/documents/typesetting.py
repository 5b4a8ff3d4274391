"""The one door to Typst: a template and its data in, the same PDF out for the same instant."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from rantai.records.documents.parties import Party

Language = Literal["id", "en"]

ROOT = Path(__file__).resolve().parents[2]
"""Templates import the shared sheet by its path from here, and can reach nothing outside."""

# What the fonts inside Typst can draw in every weight. An archival PDF may not show a missing
# glyph, so Typst refuses the whole document over one; a name in kanji must not stop a delivery.
_UNDRAWABLE = re.compile(
    "[^\n -~\u00a0-\u024f\u0391-\u03a1\u03a3-\u03ff\u0400-\u04ff\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u2040\u2070\u2074-\u208e\u20a0-\u20bf\u2190-\u2199\u2200-\u22ff"
    "\u25a0-\u25ff\u2713\u2717\u26a0\ufffd]"
)


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF, as the data from which the page was made."""

    name: str
    text: str
    media_type: str
    description: str


@dataclass(frozen=True)
class Sheet:
    """What every document says about itself: on top, at the foot and in its properties."""

    title: str
    number: str
    issuer: Party
    example: bool
    """Example data is said to be so on every page."""
    keywords: Sequence[str] = ()


def typeset(
    template: Path,
    data: Mapping[str, object],
    *,
    sheet: Sheet,
    language: Language,
    at: datetime,
    attachment: Attachment | None = None,
) -> bytes:
    """Compile a template; with an attachment the result is PDF/A-3b.

    Only the fonts inside Typst are used, so that a server without any prints the same page.
    """
    inputs = {"data": json.dumps(_drawable({**data, "sheet": _sheet(sheet, language)}))}
    if attachment is not None:
        inputs["attachment"] = json.dumps(asdict(attachment))
    pdf = typst.compile(
        template,
        root=ROOT,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["1.7"] if attachment is None else ["a-3b"],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def draw_png(template: Path, inputs: Mapping[str, str], *, pixels: int) -> bytes:
    """Draw a template of one square inch as so many pixels."""
    png = typst.compile(
        template,
        root=ROOT,
        format="png",
        ppi=float(pixels),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
    )
    assert isinstance(png, bytes)
    return png


def _sheet(sheet: Sheet, language: Language) -> dict[str, object]:
    with translation.override(language):
        return {
            "title": sheet.title,
            "number": sheet.number,
            "issuer": asdict(sheet.issuer),
            "example": _("Example data") if sheet.example else "",
            "page": _("Page {page} of {pages}"),
            "figures": _("figures with a decimal comma, as in Indonesia")
            if language == "en"
            else "",
            "keywords": list(sheet.keywords),
            "language": language,
        }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _drawable(value: object) -> object:
    """Show what cannot be drawn as a box; the attached data keeps it as it was."""
    if isinstance(value, str):
        return _UNDRAWABLE.sub("□", unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    return value
