"""Packing, shipping, certifying and receiving: every write of this room."""

from rantai.delivery.actions.certifying import (
    AlreadyCertified,
    AlreadySuperseded,
    NotIndependent,
    NotTheLab,
    issue_certificate,
    pdf_of,
    supersede_certificate,
)
from rantai.delivery.actions.packing import (
    BoxNotPacked,
    NoReason,
    NotEnoughFree,
    open_box,
    pack,
)
from rantai.delivery.actions.receiving import (
    AlreadyCorrected,
    AlreadyPaid,
    AlreadyReceived,
    Counted,
    CountsDoNotFit,
    ImpossibleDay,
    PeriodClosed,
    close_receiving,
    correct_receipt,
    record_receipt,
)
from rantai.delivery.actions.shipping import NothingToShip, SeveralRevisions, ship

__all__ = [
    "AlreadyCertified",
    "AlreadyCorrected",
    "AlreadyPaid",
    "AlreadyReceived",
    "AlreadySuperseded",
    "BoxNotPacked",
    "Counted",
    "CountsDoNotFit",
    "ImpossibleDay",
    "NoReason",
    "NotEnoughFree",
    "NotIndependent",
    "NotTheLab",
    "NothingToShip",
    "PeriodClosed",
    "SeveralRevisions",
    "close_receiving",
    "correct_receipt",
    "issue_certificate",
    "open_box",
    "pack",
    "pdf_of",
    "record_receipt",
    "ship",
    "supersede_certificate",
]
