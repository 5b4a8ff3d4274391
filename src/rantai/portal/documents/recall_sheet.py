"""The recall sheet on paper: who is told, what is stopped, where each piece is."""

from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.portal.documents.recall import (
    CustomerToTell,
    Recall,
    RecalledItem,
    Whereabouts,
    whereabouts_words,
)
from rantai.records.documents.cells import Cell, Row, Verdict, code, strong, verdict, with_note
from rantai.records.documents.codes import qr_svg
from rantai.records.documents.figures import moment, number, short_moment
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("recall_sheet.typ")

LOOKS: dict[Whereabouts, Verdict] = {Whereabouts.AT_LARGE: "watch", Whereabouts.HELD: "bad"}


def typeset_recall_sheet(recall: Recall, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        data = {
            "words": _words(),
            "link": qr_svg(recall.link),
            "subtitle": recall.reason,
            "facts": [
                (recall.subject_kind, code(recall.subject)),
                (_("Drawn up"), moment(recall.drawn_at)),
            ],
            "strip": _strip(recall),
            "customer_head": [
                _("Customer"),
                _("Quantity"),
                _("Delivery notes"),
                _("Certificates"),
                _("Told"),
            ],
            "customers": [_customer(customer) for customer in recall.customers],
            "origin_head": [_("Kind"), _("Code"), _("Name"), _("Quantity")],
            "origins": [
                [origin.kind, code(origin.code), origin.name, origin.amount]
                for origin in recall.origins
            ],
            "item_head": [
                _("Code"),
                _("Heat"),
                _("Workshop"),
                _("Where now"),
                _("State"),
                _("Quantity"),
            ],
            "items": [_item(item) for item in recall.items],
            "item_foot": [_("Total"), "", "", "", "", number(recall.quantity)],
        }
        sheet = Sheet(_("Recall sheet"), recall.subject, recall.cooperative, recall.example)
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _words() -> dict[str, str]:
    return {
        "scan": _("Scan to open"),
        "customers": _("Customers to tell"),
        "no_customers": _("Nothing of this reached a customer."),
        "origins": _("What it was made of"),
        "items": _("What was reached, and where it is now"),
        "no_items": _("Nothing was made from this."),
    }


def _strip(recall: Recall) -> list[dict[str, str]]:
    counts = recall.quantity_by_whereabouts()
    return [
        {"label": _("Reached"), "text": number(recall.quantity)},
        *(
            {
                "label": label,
                "text": number(counts[where]),
                "look": LOOKS.get(where, "") if counts[where] else "",
            }
            for where, label in whereabouts_words().items()
        ),
    ]


def _customer(customer: CustomerToTell) -> Row:
    told: Cell = (
        verdict(short_moment(customer.told_at), "good")
        if customer.told_at
        else verdict(_("not yet"), "bad")
    )
    return [
        strong(customer.name, under=customer.contact),
        strong(number(customer.quantity)),
        code(", ".join(customer.delivery_notes) or "–"),
        code(", ".join(customer.certificates) or "–"),
        told,
    ]


def _item(item: RecalledItem) -> Row:
    word = whereabouts_words()[item.whereabouts]
    look = LOOKS.get(item.whereabouts)
    carriers = " · ".join(text for text in (item.box, item.delivery_note) if text)
    return [
        {"text": item.code, "look": "code", "under": item.kind},
        code(item.heat),
        item.workshop,
        with_note(item.place, carriers),
        verdict(word, look) if look else word,
        number(item.quantity),
    ]
