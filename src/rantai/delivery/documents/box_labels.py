"""Labels for boxes: one to a 100 × 70 mm page for a label printer, or eight to an A4 sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.records.documents.codes import qr_svg
from rantai.records.documents.figures import number, short_day
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("box_labels.typ")


@dataclass(frozen=True)
class BoxLabel:
    code: str
    """The box's own code, printed in full beside the QR code."""
    link: str
    """What the QR code holds: the code, or the address of the box's page."""
    part_number: str
    """The customer's part number."""
    part_name: str
    revision: str
    quantity: int
    lots: tuple[str, ...]
    """Lot or heat codes as marked on the pieces."""
    produced_on: date
    box_number: int
    box_count: int
    customer: str
    kanban: str = ""
    inspector: str = ""
    """The mark of who passed the pieces; printed as the inspection stamp."""


def typeset_box_labels(
    labels: Sequence[BoxLabel],
    *,
    supplier: Party,
    language: Language,
    at: datetime,
    to_a_sheet: bool = False,
    example: bool = False,
) -> bytes:
    """Print labels of 100 × 70 mm, one to a page, or to an A4 sheet two across and four down."""
    with translation.override(language):
        data = {
            "words": _words(),
            "to_a_sheet": to_a_sheet,
            "supplier": supplier.name,
            "supplier_code": supplier.code,
            "labels": [_label(label) for label in labels],
        }
        first = labels[0].code if labels else ""
        sheet = Sheet(_("Box labels"), first, supplier, example)
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _words() -> dict[str, str]:
    return {
        "quantity": _("Quantity"),
        "pieces": _("pcs"),
        "supplier": _("Supplier"),
        "lots": _("Lot / heat"),
        "produced": _("Produced"),
        "box": _("Box"),
        "kanban": _("Kanban"),
        "inspected": _("Inspected"),
    }


def _label(label: BoxLabel) -> dict[str, object]:
    return {
        "code": label.code,
        "qr": qr_svg(label.link),
        "part_number": label.part_number,
        "part_name": label.part_name,
        "revision": _("rev %(revision)s") % {"revision": label.revision},
        "quantity": number(label.quantity),
        "lots": ", ".join(label.lots),
        "produced": short_day(label.produced_on),
        "box": _("%(this)s of %(all)s")
        % {"this": number(label.box_number), "all": number(label.box_count)},
        "customer": label.customer,
        "kanban": label.kanban or "–",
        "inspector": label.inspector,
    }
