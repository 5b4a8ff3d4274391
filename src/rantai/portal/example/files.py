"""Approval files: one just approved, one that waits for the customer, one being gathered."""

import random

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.portal.example.days import FOR_YEARS, NOW
from rantai.portal.example.makers import SHOWN, SLEEVE_MAKERS
from rantai.portal.example.parts import Catalogue
from rantai.quality.actions.deciding_files import decide_file
from rantai.quality.actions.filing import open_file, submit_file
from rantai.quality.models import ApprovalFile, FileEntry, FileReason, FileVerdict
from rantai.quality.rules.approval import Element, Word
from rantai.records.actions import stamp
from rantai.records.identifiers import identifiers_from, uuid7_at
from rantai.records.models import Account

SAID = (
    (Element.DESIGN, Word.WAIVED, "Gambar 10-4411 C disimpan pelanggan; tidak keluar dari TPR"),
    (Element.ENGINEERING, Word.NOT_NEEDED, "Tidak diminta untuk gambar C"),
    (Element.DESIGN_FMEA, Word.NOT_NEEDED, "Rancangan dan FMEA-nya milik pelanggan"),
    (Element.APPEARANCE, Word.NOT_NEEDED, "Bukan part yang terlihat"),
    (Element.SAMPLES, Word.KEPT, "6 selongsong di rak contoh lab, kotak merah"),
    (Element.MASTER, Word.KEPT, "Satu selongsong bertanda tangan di lemari lab"),
    (Element.AIDS, Word.KEPT, "Bore gauge, mikrometer, dan contoh batas permukaan di meja akhir"),
    (Element.SPECIFIC, Word.NOT_NEEDED, "Tidak ada di luar gambar dan kontrak"),
    (Element.GAUGES, Word.WAIVED, "TPR, 5 April: studi rugosimeter dan mata menyusul bulan Mei"),
)
WHY_DESPITE = "FMEA dilengkapi bulan Mei: pindai label di meja kemas. TPR setuju menunggu."


def gather_files(
    catalogue: Catalogue, workshops: list[Workshop], lab: Account, engineer: Account
) -> None:
    """The second source waits for its customer; a block maker's file still lacks what is red.

    All of it this morning: the audit trail knows no deed before the one that was written last.
    """
    chance = random.Random("Berkas")
    at = int(NOW.timestamp() * 1000)
    shops = {workshop.code: workshop for workshop in workshops}
    with identifiers_from(lambda: uuid7_at(at, chance.getrandbits(74))):
        for code in SLEEVE_MAKERS:
            file = _opened(shops[code], catalogue.sleeve, catalogue.tpr, lab)
            _say(file, lab)
            _send(file, lab)
            if code == SLEEVE_MAKERS[0]:
                _approve(file, engineer)
        _opened(shops[SHOWN], catalogue.block, catalogue.kai, lab)


def _opened(
    workshop: Workshop, revision: PartRevision, customer: Customer, lab: Account
) -> ApprovalFile:
    return open_file(
        workshop=workshop,
        revision=revision,
        customer=customer,
        level=3,
        reason=FileReason.NEW_PLACE,
        by=lab,
        at=NOW,
    )


def _say(file: ApprovalFile, lab: Account) -> None:
    FileEntry.objects.bulk_create(
        FileEntry(
            **stamp(cooperative=file.cooperative, by=lab, at=NOW),
            file=file,
            element=element,
            word=word,
            text=text,
        )
        for element, word, text in SAID
    )


def _send(file: ApprovalFile, lab: Account) -> None:
    submit_file(file=file, despite=WHY_DESPITE, by=lab, at=NOW)


def _approve(file: ApprovalFile, engineer: Account) -> None:
    decide_file(
        file=file,
        verdict=FileVerdict.APPROVED,
        valid_until=FOR_YEARS,
        reason="Enam contoh diukur di TPR, sesuai gambar",
        by=engineer,
        at=NOW,
    )
