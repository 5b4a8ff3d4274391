"""The recall as a workbook, for a customer who sorts and filters it."""

import io
from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from rantai.portal.documents.recall import Recall, whereabouts_words
from rantai.records.documents.figures import JAKARTA, moment
from rantai.records.documents.typesetting import Language
from rantai.records.documents.workbooks import Value, write_table


def recall_workbook(recall: Recall, *, language: Language) -> bytes:
    """Three sheets: the sum of it, each piece, each customer. Times are those of Jakarta."""
    with translation.override(language):
        book = Workbook()
        book.remove(book.worksheets[0])
        book.properties.title = f"{_('Recall sheet')} {recall.subject}"
        book.properties.creator = recall.cooperative.name
        write_table(book, _("Summary"), (28, 60), _summary(recall), heads=False)
        write_table(book, _("Reached"), (22, 16, 16, 12, 12, 40, 16, 18, 18), _items(recall))
        write_table(book, _("Customers"), (36, 36, 12, 30, 30, 20), _customers(recall))
        write_table(book, _("Made of"), (18, 22, 40, 14), _origins(recall))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(recall: Recall) -> Iterable[Sequence[Value]]:
    counts = recall.quantity_by_whereabouts()
    if recall.example:
        yield (_("Example data"), _("These figures are invented."))
    yield (recall.subject_kind, recall.subject)
    yield (_("Reason"), recall.reason)
    yield (_("Drawn up"), moment(recall.drawn_at))
    yield (_("Co-operative"), recall.cooperative.name)
    yield (_("Reached"), recall.quantity)
    for where, word in whereabouts_words().items():
        yield (word, counts[where])


def _items(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (
        _("Code"),
        _("Kind"),
        _("Heat"),
        _("Workshop"),
        _("Quantity"),
        _("Where now"),
        _("State"),
        _("Box"),
        _("Delivery note"),
    )
    words = whereabouts_words()
    for item in recall.items:
        yield (
            item.code,
            item.kind,
            item.heat,
            item.workshop,
            item.quantity,
            item.place,
            words[item.whereabouts],
            item.box,
            item.delivery_note,
        )


def _customers(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (
        _("Customer"),
        _("Contact"),
        _("Quantity"),
        _("Delivery notes"),
        _("Certificates"),
        _("Told"),
    )
    for customer in recall.customers:
        told = customer.told_at
        yield (
            customer.name,
            customer.contact,
            customer.quantity,
            ", ".join(customer.delivery_notes),
            ", ".join(customer.certificates),
            # Excel keeps no time zone: the clock in Jakarta, bare.
            told.astimezone(JAKARTA).replace(tzinfo=None) if told else _("not yet"),
        )


def _origins(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (_("Kind"), _("Code"), _("Name"), _("Quantity"))
    for origin in recall.origins:
        yield (origin.kind, origin.code, origin.name, origin.amount)
