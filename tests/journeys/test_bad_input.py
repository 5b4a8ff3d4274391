"""Bad input at the pages: a sentence with cause and remedy, and nothing lost or half stored."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.apps import apps
from django.db.models import QuerySet
from openpyxl import load_workbook

from rantai.delivery.actions import issue_certificate, pdf_of
from rantai.delivery.models import Certificate
from rantai.orders.schedule_files.template import template_xlsx
from rantai.shopfloor.actions import take_sample
from rantai.shopfloor.models import Reading
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.schedules import delfor, filled_in, saved
from tests.journeys.visitors import Typed, Unsigned, Upload, signed_in
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import passed_lot
from tests.rantai.shopfloor.story import charged_heat

ISSUED, DUE = date(2019, 4, 12), date(2019, 4, 26)
GOOD = delfor("TPR-7", ISSUED, "10-4411", ("firm", DUE, 30))


def rows() -> dict[str, int]:
    """How many rows each of our tables holds."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("rantai."))
    return {model.__name__: QuerySet(model).count() for model in ours}


def uploaded(name: str, content: bytes, customer: str = "PT TPR") -> Unsigned:
    planner = signed_in("planner")
    planner.open("/pesanan/unggah/")
    before = rows()
    chosen: Typed = {"file": Upload(name, content), "customer": customer}
    planner.submit(chosen, to="/pesanan/unggah/")
    assert planner.status == 200
    assert planner.address == "/pesanan/unggah/"
    assert rows() == before
    assert "file" in planner.names(), "the form is gone"
    return planner


def sheet(*calls: tuple[str, date, int], part: str = "T-360") -> bytes:
    return filled_in(template_xlsx(), "TPR-7", ISSUED, part, *calls)


def with_formula_error(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    cell = book.worksheets[0].cell(5, 7)
    cell.value = "#REF!"
    assert cell.data_type == "e"
    return saved(book)


BAD_FILES: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "cut off": (
        "tpr.edi",
        lambda: GOOD[: len(GOOD) // 2],
        ["Berkas terpotong: bagian akhirnya hilang.", "Minta pelanggan mengirim ulang."],
    ),
    "wrong separators": (
        "tpr.edi",
        lambda: delfor("TPR-7", ISSUED, "10-4411", ("firm", DUE, 30), una="UNA::.? '\n"),
        ["Tanda pemisah dalam", "tidak lengkap atau saling bertentangan.", "mengirim ulang."],
    ),
    "formula error": (
        "mei.xlsx",
        lambda: with_formula_error(sheet(("firm", DUE, 80))),
        ["mei.xlsx 5 Jumlah", "galat rumus #REF!.", "Perbaiki rumusnya, atau ketik nilainya."],
    ),
    "below nothing": (
        "mei.xlsx",
        lambda: sheet(("firm", DUE, -80)),
        ["Jumlah -80 kurang dari nol.", "Tulis 0 atau lebih"],
    ),
    "unknown part": (
        "mei.xlsx",
        lambda: sheet(("firm", DUE, 80), part="X-999"),
        ["Part X-999 belum terdaftar.", "Daftarkan part itu"],
    ),
    "fifty megabytes": (
        "besar.xlsx",
        lambda: b"x" * (50 * 2**20),
        ["besar.xlsx lebih besar dari 5 MB, jadi tidak dibaca.", "Kirim jadwalnya saja"],
    ),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_explained_and_nothing_of_it_is_stored(
    what: str, cast: Cast, clock: Clock
) -> None:
    name, content, sentences = BAD_FILES[what]
    planner = uploaded(name, content())
    for sentence in sentences:
        assert sentence in planner.text, planner.text


def test_a_release_sent_twice_is_told_and_received_once(cast: Cast, clock: Clock) -> None:
    planner = signed_in("planner")
    planner.open("/pesanan/unggah/")
    planner.submit({"file": Upload("tpr.edi", GOOD)}, to="/pesanan/unggah/")
    assert "TPR-7" in planner.text
    again = uploaded("tpr-lagi.edi", GOOD)
    assert "Rilis TPR-7 dari PT TPR Indonesia sudah diterima pada" in again.text
    assert "minta rilis yang lebih baru kepada pelanggan" in again.text


def lab_at_a_sample(cast: Cast, clock: Clock) -> Unsigned:
    heat = charged_heat(cast)
    take_sample(heat=heat, by=cast.operator, at=cast.at)
    clock.at = cast.at
    lab = signed_in("lab")
    lab.follow(f"/leburan/{heat.code}/")
    return lab


@pytest.mark.parametrize("typed", ["3,25", "3.25"])
def test_a_reading_is_the_same_with_comma_and_with_dot(
    typed: str, cast: Cast, clock: Clock
) -> None:
    lab = lab_at_a_sample(cast, clock)
    lab.submit({"C": typed}, to="/hasil/")
    assert Reading.objects.get(element="C").value_pct == Decimal("3.25")
    assert "3,25" in lab.text


BAD_NUMBERS = {
    "tiga": "“tiga” berisi huruf atau tanda. Tulis angka saja, misalnya 3,25.",
    "-3,25": "Angka ini tidak bisa di bawah nol. Tulis 3,25 kalau itu maksudnya.",
    "325": "325 di atas 100. Periksa lagi angkanya.",
    "3,2,5": "“3,2,5” kelebihan koma atau titik",
}


@pytest.mark.parametrize(("typed", "sentence"), BAD_NUMBERS.items())
def test_a_reading_that_is_none_is_refused_and_the_others_stay_typed(
    typed: str, sentence: str, cast: Cast, clock: Clock
) -> None:
    lab = lab_at_a_sample(cast, clock)
    before = rows()
    lab.submit({"C": typed, "Si": "2,05"}, to="/hasil/")
    assert lab.status == 200
    assert rows() == before
    form = lab.page.form_with({"C", "Si"}, "/hasil/")
    assert form.fields["C"].values == [typed]
    assert form.fields["Si"].values == ["2,05"]
    assert sentence in lab.text


def certificate_of(cast: Cast) -> Certificate:
    passed_lot(cast, 20)
    shipment = shipped(cast, packed(cast, 20))
    return issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)


def forged(pdf: bytes) -> bytes:
    """As a clever forger would: a better carbon in the attached data, and all else left alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    stream = names[1].get_object()["/EF"]["/F"].get_object()
    content = stream.get_data()
    assert b'"3.31"' in content
    stream.set_data(content.replace(b'"3.31"', b'"3.30"'))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_certificate_with_altered_data_is_called_altered(cast: Cast, clock: Clock) -> None:
    certificate = certificate_of(cast)
    pdf = pdf_of(certificate)
    before = rows()
    anyone = Unsigned()
    anyone.open(f"/s/{certificate.token}/")
    anyone.submit({"file": Upload("sertifikat.pdf", pdf)})
    assert "Utuh" in anyone.text
    anyone.submit({"file": Upload("sertifikat.pdf", forged(pdf))})
    assert anyone.status == 200
    assert "Diubah: berkas atau data di dalamnya berubah setelah ditandatangani." in anyone.text
    assert "minta berkas asli kepada pengirimnya" in anyone.text
    assert rows() == before
    anyone.submit({"file": Upload("sertifikat.pdf", pdf[: len(pdf) // 2])})
    assert anyone.status == 200
    assert "Utuh" not in anyone.text
