"""The delivery note (surat jalan) that rides with the driver and comes back signed."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.records.documents.cells import Marked, Row, code, strong, with_note
from rantai.records.documents.codes import qr_svg
from rantai.records.documents.figures import day, moment, number
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("delivery_note.typ")


@dataclass(frozen=True)
class DeliveryItem:
    """One line: a part revision under one order."""

    part_number: str
    part_name: str
    revision: str
    quantity: int
    box_codes: tuple[str, ...]
    lots: tuple[str, ...]
    """Lot or heat codes as marked on the pieces."""
    purchase_order: str = ""
    kanban: str = ""


@dataclass(frozen=True)
class DeliveryNote:
    number: str
    issued_on: date
    supplier: Party
    """Its code is the supplier code that the customer gave."""
    ship_from: Party
    ship_to: Party
    items: tuple[DeliveryItem, ...]
    link: str
    """What the QR code holds, such as the address of the shipment's page."""
    leaves_at: datetime | None = None
    vehicle: str = ""
    driver: str = ""
    sender: str = ""
    certificates: tuple[str, ...] = ()
    remarks: str = ""
    example: bool = False

    @property
    def quantity(self) -> int:
        return sum(item.quantity for item in self.items)

    @property
    def boxes(self) -> int:
        """Boxes to load; one that holds two items is still one."""
        return len({box for item in self.items for box in item.box_codes})


def typeset_delivery_note(note: DeliveryNote, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        data = {
            "words": _words(),
            "link": qr_svg(note.link),
            "parties": [_party(_("Ship from"), note.ship_from), _party(_("Ship to"), note.ship_to)],
            "facts": _facts(note),
            "head": [
                _("No."),
                _("Part"),
                _("Order / kanban"),
                _("Lots"),
                _("Boxes"),
                _("Quantity"),
            ],
            "rows": [_row(at, item) for at, item in enumerate(note.items, start=1)],
            "foot": ["", _("Total"), "", "", number(note.boxes), number(note.quantity)],
            "remarks": note.remarks,
            "signatures": _signatures(note),
        }
        sheet = Sheet(_("Delivery note"), note.number, note.supplier, note.example)
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _words() -> dict[str, str]:
    return {
        "scan": _("Scan to open"),
        "items": _("Items"),
        "remarks": _("Remarks"),
        "receiver_note": _("Receiver's note: short, damaged or wrong pieces"),
    }


def _party(label: str, party: Party) -> dict[str, str]:
    return {
        "label": label,
        "name": party.name,
        "code": party.code,
        "address": party.address,
        "contact": party.contact,
    }


def _facts(note: DeliveryNote) -> list[tuple[str, str | Marked]]:
    return [
        (_("Date"), day(note.issued_on)),
        (_("Leaves at"), moment(note.leaves_at) if note.leaves_at else "–"),
        (_("Supplier code"), note.supplier.code or "–"),
        (_("Vehicle"), note.vehicle or "–"),
        (_("Driver"), note.driver or "–"),
        (_("Certificates"), ", ".join(note.certificates) or "–"),
    ]


def _row(at: int, item: DeliveryItem) -> Row:
    return [
        str(at),
        strong(_revision(item.part_number, item.revision), under=item.part_name),
        with_note(item.purchase_order or "–", item.kanban),
        code(", ".join(item.lots) or "–"),
        with_note(number(len(item.box_codes)), _first_to_last(item.box_codes)),
        strong(number(item.quantity)),
    ]


def _revision(part_number: str, revision: str) -> str:
    return _("%(part)s rev %(revision)s") % {"part": part_number, "revision": revision}


def _first_to_last(codes: tuple[str, ...]) -> str:
    return codes[0] if len(codes) == 1 else f"{codes[0]} … {codes[-1]}" if codes else ""


def _signatures(note: DeliveryNote) -> list[dict[str, object]]:
    dated = _("Date and time:")
    return [
        {"label": _("Sender"), "lines": [note.sender or note.supplier.name, dated]},
        {"label": _("Driver"), "lines": [note.driver, dated]},
        {"label": _("Receiver"), "lines": [note.ship_to.name, dated]},
    ]
