"""Example papers of the standing co-operative, short, usual and long, for the document tests."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pypdf
import typst
import zxingcpp
from PIL import Image

from rantai.delivery.documents.box_labels import BoxLabel
from rantai.delivery.documents.certificate import (
    Certificate,
    CertifiedHeat,
    CertifiedResult,
    Concession,
    ElementLimit,
    Representative,
    ResultGroup,
)
from rantai.delivery.documents.delivery_note import DeliveryItem, DeliveryNote
from rantai.portal.documents.recall import (
    CustomerToTell,
    Recall,
    RecalledItem,
    RecallOrigin,
    Whereabouts,
)
from rantai.records.documents.parties import Party
from rantai.records.documents.signing import SigningKey, signing_key
from rantai.settlement.documents.statement import Statement, StatementDeduction, StatementLine

AT = datetime(2019, 4, 12, 2, 40, tzinfo=UTC)  # 09.40 in Jakarta
DAY = date(2019, 4, 12)

KBJ = Party(
    "Koperasi Batur Jaya",
    "Jalan Raya Batur, Tegalrejo\nCeper, Klaten 57465",
    code="KBJ-0471",
    contact="+62 272 551 000",
)
RINGMAKER = Party(
    "PT Ring Piston Nusantara",
    "Kawasan Industri MM2100 Blok C-7\nCikarang Barat, Bekasi 17520",
    code="C-118",
    contact="Gudang penerimaan, pintu 3",
)
LONG_NAME = (
    "Perusahaan Perseroan Terbatas Manufaktur Komponen Otomotif dan Perkeretaapian "
    "Nusantara Sejahtera Abadi Internasional (Persero) Tbk"
)


def key(directory: Path) -> SigningKey:
    return signing_key(directory, cooperative="KBJ", name=KBJ.name, at=AT - timedelta(days=30))


def text_of(pdf: bytes) -> str:
    """The words of every page, however they were broken into lines."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def pictures_of(paper: Callable[[], object], *, ppi: int = 150) -> list[Image.Image]:
    """What is seen on paper: Typst draws the same pages as pictures, so no PDF viewer is needed."""
    asked: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    compile_it = typst.compile

    def noting(*args: Any, **kwargs: Any) -> object:
        asked.append((args, kwargs))
        return compile_it(*args, **kwargs)

    with mock.patch.object(typst, "compile", noting):
        paper()
    args, kwargs = asked[0]
    drawn = compile_it(*args, **{**kwargs, "format": "png", "ppi": ppi, "pdf_standards": []})
    return [
        Image.open(io.BytesIO(page)) for page in (drawn if isinstance(drawn, list) else [drawn])
    ]


def codes_on(picture: Image.Image) -> list[str]:
    """Every code that a scanner finds, in reading order."""
    found = zxingcpp.read_barcodes(picture.convert("L"))
    ordered = sorted(found, key=lambda c: (c.position.top_left.y // 50, c.position.top_left.x))
    return [code.text for code in ordered]


def delivery_note(items: int = 3) -> DeliveryNote:
    return DeliveryNote(
        number="SJ-0417",
        issued_on=DAY,
        supplier=KBJ,
        ship_from=KBJ,
        ship_to=RINGMAKER,
        items=tuple(
            DeliveryItem(
                part_number=f"10-{4411 + at}",
                part_name="Selongsong silinder",
                revision="C",
                quantity=1200 + at,
                box_codes=(f"K-{931 + 2 * at:04}", f"K-{932 + 2 * at:04}"),
                lots=("19-0412", "19-0413"),
                purchase_order="PO-2019-0388",
                kanban=f"KB-{at:04}",
            )
            for at in range(items)
        ),
        link="https://rantai.example/s/SJ-0417",
        leaves_at=AT,
        vehicle="AD 1842 KC",
        driver="Suroto",
        sender="Wahyu Nugroho",
        certificates=("SR-0417-1",),
        example=True,
    )


def box_label(at: int = 1, of: int = 8) -> BoxLabel:
    return BoxLabel(
        code=f"K-{930 + at:04}",
        link=f"https://rantai.example/k/K-{930 + at:04}",
        part_number="10-4411",
        part_name="Selongsong silinder",
        revision="C",
        quantity=48,
        lots=("19-0412", "19-0413"),
        produced_on=DAY,
        box_number=at,
        box_count=of,
        customer=RINGMAKER.name,
        kanban="KB-0007",
        inspector="QC-07",
    )


LIMITS = (
    ElementLimit("C", Decimal("3.20"), Decimal("3.40")),
    ElementLimit("Si", Decimal("1.90"), Decimal("2.30")),
    ElementLimit("Mn", Decimal("0.60"), Decimal("0.90")),
    ElementLimit("P", None, Decimal("0.15")),
    ElementLimit("S", None, Decimal("0.12")),
    ElementLimit("Cr", Decimal("0.20"), Decimal("0.40")),
    ElementLimit("Cu", Decimal("0.30"), Decimal("0.60")),
)


def heat(at: int = 0) -> CertifiedHeat:
    return CertifiedHeat(
        heat=f"19-{412 + at:04}",
        workshop=f"B-{17 + at % 3:03}",
        poured_on=DAY - timedelta(days=3),
        lots=(f"L-{412 + at:04}-A", f"L-{412 + at:04}-B"),
        quantity=100,
        chemistry_pct=(
            ("C", Decimal("3.25") + Decimal(at % 10) / 100),
            ("Si", Decimal("2.08")),
            ("Mn", Decimal("0.71")),
            ("P", Decimal("0.084")),
            ("S", Decimal("0.066")),
            ("Cr", Decimal("0.27")),
            ("Cu", Decimal("0.41")),
        ),
    )


RESULTS = (
    CertifiedResult(
        group=ResultGroup.MECHANICAL,
        characteristic="Kekerasan Brinell",
        low=Decimal(190),
        high=Decimal(240),
        unit="HB",
        sample_size=5,
        smallest=Decimal(198),
        largest=Decimal(211),
        mean=Decimal("204.2"),
        method="ISO 6506-1, HBW 10/3000",
        instrument="HB-02",
    ),
    CertifiedResult(
        group=ResultGroup.MECHANICAL,
        characteristic="Kuat tarik",
        low=Decimal(250),
        unit="MPa",
        sample_size=1,
        smallest=Decimal(263),
        largest=Decimal(263),
        method="ISO 6892-1",
        instrument="UTM-01, Politeknik Manufaktur Ceper",
    ),
    CertifiedResult(
        group=ResultGroup.DIMENSION,
        characteristic="Diameter dalam",
        low=Decimal("76.000"),
        high=Decimal("76.030"),
        unit="mm",
        sample_size=32,
        smallest=Decimal("76.004"),
        largest=Decimal("76.021"),
        mean=Decimal("76.0128"),
        method="Bore gauge, CP-10/4",
        instrument="BG-11",
    ),
    CertifiedResult(
        group=ResultGroup.DIMENSION,
        characteristic="Panjang",
        low=Decimal("139.8"),
        high=Decimal("140.2"),
        unit="mm",
        sample_size=32,
        smallest=Decimal("139.9"),
        largest=Decimal("140.1"),
        mean=Decimal("140.01"),
        method="Jangka sorong, CP-10/5",
        instrument="JS-04",
    ),
    CertifiedResult(
        group=ResultGroup.OTHER,
        characteristic="Struktur mikro",
        requirement="Grafit tipe A, ukuran 4–6",
        observed="Tipe A, ukuran 5",
        sample_size=1,
        method="ISO 945-1",
        instrument="MM-01",
    ),
)

CONCESSION = Concession(
    number="KS-0031",
    deviation="Panjang 140,3 mm pada 12 buah",
    quantity=12,
    agreed_by="R. Hartono, PT Ring Piston Nusantara",
    agreed_on=DAY,
)


def certificate(heats: int = 2) -> Certificate:
    return Certificate(
        number="SR-0417-1",
        issued_at=AT,
        manufacturer=KBJ,
        customer=RINGMAKER,
        purchase_order="PO-2019-0388",
        delivery_note="SJ-0417",
        part_number="10-4411",
        part_name="Selongsong silinder",
        revision="C",
        quantity=100 * heats,
        grade="FC250",
        standard="JIS G 5501",
        limits=LIMITS,
        chemistry_method="Spektrometri emisi optik, JIS G 1253",
        chemistry_instrument="OES-01",
        heats=tuple(heat(at) for at in range(heats)),
        results=RESULTS,
        representative=Representative("Sri Lestari", "Kepala laboratorium", "Laboratorium KBJ"),
        link="https://rantai.example/c/SR-0417-1",
        example=True,
    )


def outside_its_limits(paper: Certificate) -> Certificate:
    failed = replace(RESULTS[3], largest=Decimal("140.3"), conforms=False)
    return replace(paper, results=(*RESULTS[:3], failed, RESULTS[4]))


def statement(lines: int = 3) -> Statement:
    return Statement(
        number="PA-2019-04-017",
        cooperative=KBJ,
        member="Karya Logam Mandiri (Bapak Sutarno)",
        workshop="B-017",
        period_from=date(2019, 4, 1),
        period_to=date(2019, 4, 30),
        settled_on=date(2019, 5, 3),
        lines=tuple(
            StatementLine(
                receipt=f"TR-{388 + at:04}",
                received_on=DAY + timedelta(days=at % 15),
                delivery_note=f"SJ-{417 + at:04}",
                part_number="10-4411",
                part_name="Selongsong silinder",
                accepted=96,
                rejected=at % 3,
                price=48_500,
                price_from=date(2019, 1, 1),
            )
            for at in range(lines)
        ),
        deductions=(
            StatementDeduction(
                kind="Uang muka bahan",
                cause="Besi kasar 180 kg, baja rongsok 214 kg",
                reference="UM-0093",
                caused_on=date(2019, 4, 2),
                basis="50 % dari Rp 2.500.000",
                amount=1_250_000,
            ),
            StatementDeduction(
                kind="Sewa mesin",
                cause="Frais NC kecil, pesanan 9 April",
                reference="MS-0207",
                caused_on=date(2019, 4, 9),
                basis="3 jam × Rp 75.000",
                amount=225_000,
            ),
            StatementDeduction(
                kind="Tolakan pelanggan",
                cause="Keropos, leburan 19-0412, 3 buah",
                reference="KT-0051",
                caused_on=date(2019, 4, 18),
                basis="3 × Rp 12.000 biaya pilah",
                amount=36_000,
            ),
        ),
        treasurer="Endah Puspitasari",
        paid_on=date(2019, 5, 6),
        paid_to="BRI 0098-01-xxxx21",
        example=True,
    )


def recall(items: int = 5) -> Recall:
    wheres = list(Whereabouts)
    return Recall(
        subject="19-0412",
        subject_kind="Leburan",
        cooperative=KBJ,
        reason="Karbon 3,52 % di luar batas 3,20–3,40 %",
        drawn_at=AT,
        link="https://rantai.example/t/19-0412",
        origins=(
            RecallOrigin("Bahan", "M-0221", "Besi kasar", "180 kg"),
            RecallOrigin("Bahan", "M-0234", "Baja rongsok", "214 kg"),
        ),
        items=tuple(
            RecalledItem(
                code=f"L-0412-{at:03}",
                kind="lot coran",
                quantity=7 + at,
                heat="19-0412",
                workshop="B-017",
                whereabouts=wheres[at % len(wheres)],
                place="B-090, mesin bubut",
                box=f"K-{931 + at:04}" if at % len(wheres) == 2 else "",
                delivery_note="SJ-0417" if at % len(wheres) == 2 else "",
            )
            for at in range(items)
        ),
        customers=(
            CustomerToTell(
                RINGMAKER.name, "Bu Ratna, +62 21 898 0000", 7, ("SJ-0417",), ("SR-0417-1",), AT
            ),
            CustomerToTell("PT Rem Kereta", "gudang", 12, ("SJ-0420", "SJ-0421"), ()),
        ),
        example=True,
    )
