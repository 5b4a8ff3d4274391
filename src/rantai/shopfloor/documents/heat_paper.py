"""The paper sheet of a heat, for a day without power: the phone's questions in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.records.documents.codes import qr_svg
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("heat_paper.typ")
LADLES = "ABCDE"
EMPTY_CHARGES = 2
EMPTY_SCRAPS = 3
EMPTY_RUNS = 2


@dataclass(frozen=True)
class HeatPaper:
    """What is known before the heat: the order, its limits and the material at hand."""

    workshop: Party
    heat_number: str
    """The workshop's heats are numbered so; day and running number are left for the pen."""
    lot_number: str
    moulds_number: str
    order: str
    part: str
    grade: str
    furnaces: Sequence[str]
    limits: Sequence[tuple[str, str]]
    materials: Sequence[tuple[str, str]]
    """Material and lot code."""
    link: str
    example: bool = False


def typeset_heat_paper(paper: HeatPaper, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        data = {
            "words": _words(),
            "numbers": [(_("Heat"), paper.heat_number), (_("Castings"), paper.lot_number)],
            "facts": [
                (_("Work order"), paper.order),
                (_("Part"), paper.part),
                (_("Grade"), paper.grade),
                (_("Furnace"), " / ".join(paper.furnaces) or "–"),
            ],
            "limits": list(paper.limits),
            "charges": [*paper.materials, *[("", "")] * EMPTY_CHARGES],
            "moulds": [paper.moulds_number] * EMPTY_RUNS,
            "ladles": list(LADLES),
            "scraps": EMPTY_SCRAPS,
            "link": qr_svg(paper.link),
        }
        sheet = Sheet(_("Heat on paper"), "", paper.workshop, paper.example)
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _words() -> dict[str, object]:
    return {
        "how": _(
            "For a day without power. Number the heats of a day from 1 in the order in which they "
            "began, and write the number on the castings. Key the sheets in by that order: Rantai "
            "gives the same numbers and marks every entry as late. Keep the paper for a year."
        ),
        "date": _("Date"),
        "operator": _("Operator"),
        "scan": _("Key in here"),
        "limits": _("Limits"),
        "charge": _("Charge"),
        "charge_head": [_("Material"), _("Lot"), _("Mass, kg"), _("Time")],
        "melt": _("Melt"),
        "melt_lines": [
            _("Sample 1 taken at"),
            _("Sample 2 taken at"),
            _("The lab released it at, by"),
            _("Tapped at"),
        ],
        "moulds": _("Moulds, if you write them down"),
        "mould_head": [
            _("Run"),
            _("Pattern"),
            _("First"),
            _("Last"),
            _("Hardness"),
            _("Sand batch"),
            _("Core lot"),
            _("Time"),
        ],
        "pour": _("Ladles"),
        "pour_head": [
            _("Ladle"),
            _("Inoculated at"),
            _("°C"),
            _("Pour ended at"),
            _("kg"),
            _("Moulds, from–to"),
            _("Castings"),
        ],
        "scrap": _("Scrap"),
        "scrap_head": [_("Ladle"), _("Defect"), _("Where on the piece"), _("Pieces")],
        "notes": _("Notes"),
        "keyed": _("Keyed in on, by"),
    }
