"""What can go wrong in sand casting: the foundation of all workshops, tuned by one of them."""

import random
from datetime import date
from typing import NamedTuple

from rantai.members.models import Workshop
from rantai.parts.models import Characteristic
from rantai.portal.example.days import moment
from rantai.portal.example.makers import SLEEVE_MAKERS
from rantai.portal.example.parts import Catalogue
from rantai.quality.actions.risking import (
    begin_fmea,
    plan_risk_action,
    release_fmea,
    report_risk_action,
    tune_fmea,
)
from rantai.quality.models import CauseControl, FailureLine, Fmea
from rantai.records.actions import stamp
from rantai.records.identifiers import identifiers_from, uuid7, uuid7_at
from rantai.records.models import Account

BEGUN_ON = date(2018, 7, 23)
TUNED_ON = date(2018, 8, 6)
TUNED_BY = SLEEVE_MAKERS[0]


class Line(NamedTuple):
    """A row of the FMEA; by checks, the characteristics that find it."""

    step: int
    operation: str
    mode: str
    effect: str
    cause: str
    prevention: str
    found_by: str
    defect: str
    ratings: tuple[int, int, int]
    checks: tuple[str, ...] = ()


HARDNESS = ("Kekerasan",)
SURFACE = ("Permukaan tanpa cacat dan dempul",)

LINES = (
    Line(
        10,
        "Terima bahan",
        "Besi bekas berlapis seng atau timbal",
        "Grafit rusak, part patah saat dipakai",
        "Bahan campuran tidak dipilah saat datang",
        "Pemasok terdaftar; muatan difoto",
        "Uji OES kancing tiap lot bahan",
        "G6",
        (8, 3, 4),
        HARDNESS,
    ),
    Line(
        20,
        "Lebur",
        "Komposisi di luar batas",
        "Kekerasan salah, alur pelanggan terganggu",
        "Muatan ditimbang kira-kira",
        "Lembar muatan per leburan",
        "OES sebelum tuang",
        "G6",
        (7, 3, 3),
        HARDNESS,
    ),
    Line(
        20,
        "Lebur",
        "Terak ikut tertuang",
        "Rongga terbuka saat dibubut",
        "Terak tidak diangkat sebelum tuang",
        "Dua kali angkat terak",
        "Dilihat mata",
        "G1",
        (6, 4, 7),
        SURFACE,
    ),
    Line(
        30,
        "Siapkan pasir",
        "Lubang gas",
        "Part bocor atau ditolak",
        "Pasir terlalu basah",
        "Uji kadar air tiap pagi",
        "Dilihat mata setelah sikat",
        "B1",
        (6, 5, 6),
        SURFACE,
    ),
    Line(
        30,
        "Siapkan pasir",
        "Pasir rontok ke dalam coran",
        "Pahat bubut cepat aus",
        "Bentonit kurang",
        "Takaran tetap per adukan",
        "Dilihat mata setelah sikat",
        "G2",
        (5, 4, 6),
        SURFACE,
    ),
    Line(
        40,
        "Buat cetakan",
        "Belahan bergeser",
        "Ukuran di luar batas",
        "Pasak cetakan aus",
        "Pasak diganti tiap triwulan",
        "Diukur tiap lot",
        "F1",
        (6, 3, 5),
        ("Panjang",),
    ),
    Line(
        50,
        "Pasang inti",
        "Dinding tidak sama tebal",
        "Selongsong retak saat dipasang",
        "Dudukan inti aus",
        "Dudukan inti diperiksa tiap minggu",
        "Diameter dalam diukur tiap lot",
        "F2",
        (8, 3, 5),
        ("Diameter dalam",),
    ),
    Line(
        60,
        "Inokulasi dan tuang",
        "Besi putih di tepi",
        "Tidak dapat dibubut, pahat pelanggan patah",
        "Tuang terlalu lama sesudah inokulasi",
        "Jam tuang, paling lama 8 menit",
        "Kekerasan diukur tiap lot",
        "G3",
        (8, 4, 5),
        HARDNESS,
    ),
    Line(
        60,
        "Inokulasi dan tuang",
        "Sambungan dingin",
        "Part retak di sambungan",
        "Suhu tuang di bawah batas",
        "Pirometer di ladel",
        "Dilihat mata setelah sikat",
        "C3",
        (7, 3, 6),
        SURFACE,
    ),
    Line(
        70,
        "Bongkar dan bersihkan",
        "Cacat ditutup dempul",
        "Part gagal di tangan pelanggan",
        "Bengkel takut pembayaran dipotong",
        "Penjelasan aturan potongan kepada anggota",
        "Sikat kawat dan ketuk sebelum diperiksa",
        "Z1",
        (9, 3, 7),
        SURFACE,
    ),
    Line(
        80,
        "Bubut",
        "Diameter luar di luar batas",
        "Tidak dapat dipasang pada alat pelanggan",
        "Pahat aus tidak diganti",
        "Umur pahat dicatat",
        "Mikrometer tiap lot",
        "F5",
        (6, 3, 4),
        ("Diameter luar",),
    ),
    Line(
        90,
        "Kemas",
        "Label kotak tertukar",
        "Lot tidak dapat ditelusuri saat ditarik",
        "Dua lot dikemas bersamaan",
        "Satu lot satu meja",
        "Label dipindai saat muat",
        "",
        (7, 2, 8),
    ),
)


def foresee_failures(
    catalogue: Catalogue, workshops: list[Workshop], lab: Account, owner: Account
) -> None:
    """Write the foundation, tune it for the first source of sleeves, and plan one action."""
    chance = random.Random("FMEA")
    at = int(moment(BEGUN_ON, "13:00").timestamp() * 1000)
    with identifiers_from(lambda: uuid7_at(at, chance.getrandbits(74))):
        foundation = begin_fmea(
            process="Pengecoran pasir besi kelabu",
            process_en="Sand casting of grey iron",
            by=lab,
            at=moment(BEGUN_ON, "13:00"),
        )
        lines = _write(foundation, lab)
        _link(foundation, lines, catalogue, lab)
        release_fmea(
            fmea=foundation, because="Terbitan pertama", by=lab, at=moment(BEGUN_ON, "15:00")
        )
        workshop = next(shop for shop in workshops if shop.code == TUNED_BY)
        tuned = tune_fmea(
            foundation=foundation,
            workshop=workshop,
            customer=None,
            by=lab,
            at=moment(TUNED_ON, "13:00"),
        )
        _tune(tuned, lines, lab)
        release_fmea(
            fmea=tuned,
            because="Inti dibuat di mesin inti bersama",
            by=lab,
            at=moment(TUNED_ON, "15:00"),
        )
        _act(foundation, lines, lab, owner)


def _write(fmea: Fmea, lab: Account) -> list[FailureLine]:
    at = moment(BEGUN_ON, "13:30")
    return FailureLine.objects.bulk_create(
        FailureLine(
            **stamp(cooperative=fmea.cooperative, by=lab, at=at),
            fmea=fmea,
            row=uuid7(),
            step=line.step,
            operation=line.operation,
            mode=line.mode,
            effect=line.effect,
            cause=line.cause,
            prevention=line.prevention,
            detection_control=line.found_by,
            defect_id=line.defect or None,
            severity=line.ratings[0],
            occurrence=line.ratings[1],
            detection=line.ratings[2],
        )
        for line in LINES
    )


def _link(fmea: Fmea, lines: list[FailureLine], catalogue: Catalogue, lab: Account) -> None:
    """Every cause that a control plan checks, on both parts; the labels are checked by none."""
    at = moment(BEGUN_ON, "14:00")
    by_name: dict[str, list[Characteristic]] = {}
    for items in catalogue.items.values():
        for item in items:
            by_name.setdefault(item.characteristic.name, []).append(item.characteristic)
    CauseControl.objects.bulk_create(
        CauseControl(
            **stamp(cooperative=fmea.cooperative, by=lab, at=at),
            fmea=fmea,
            row=line.row,
            characteristic=characteristic,
        )
        for told, line in zip(LINES, lines, strict=True)
        for name in told.checks
        for characteristic in by_name[name]
    )


def _tune(fmea: Fmea, lines: list[FailureLine], lab: Account) -> None:
    """Cores come from the shared machine there, so the core sits better and is found no later."""
    shared = next(line for line in lines if line.defect_id == "F2")
    FailureLine.objects.create(
        **stamp(cooperative=fmea.cooperative, by=lab, at=moment(TUNED_ON, "13:20")),
        fmea=fmea,
        row=shared.row,
        step=shared.step,
        operation=shared.operation,
        mode=shared.mode,
        effect=shared.effect,
        cause=shared.cause,
        prevention="Inti dari mesin inti bersama; dudukan diperiksa tiap hari",
        detection_control=shared.detection_control,
        defect_id=shared.defect_id,
        severity=8,
        occurrence=2,
        detection=5,
        replaced_because="Dudukan inti dari mesin bersama, bukan kayu",
    )


def _act(fmea: Fmea, lines: list[FailureLine], lab: Account, owner: Account) -> None:
    by_defect = {line.defect_id: line for line in lines}
    done = plan_risk_action(
        fmea=fmea,
        row=by_defect["G1"].row,
        text="Ajarkan dua kali angkat terak di semua bengkel",
        owner=lab,
        due_on=date(2018, 9, 14),
        by=lab,
        at=moment(TUNED_ON, "15:10"),
    )
    plan_risk_action(
        fmea=fmea,
        row=by_defect["B1"].row,
        text="Beli alat uji kadar air untuk dipinjam bergiliran",
        owner=owner,
        due_on=date(2019, 6, 28),
        by=lab,
        at=moment(TUNED_ON, "15:20"),
    )
    report_risk_action(
        action=done,
        note="Diajarkan pada pertemuan pagi",
        by=lab,
        at=moment(date(2018, 9, 10), "09:00"),
    )
