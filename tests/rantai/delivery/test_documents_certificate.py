"""The certificate proves itself: its data travels inside it, and no change goes unseen."""

import hashlib
import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, IndirectObject

from rantai.delivery.documents.certificate import canonical_json
from rantai.delivery.documents.issuing import (
    ATTACHMENT,
    CannotCertify,
    IssuedCertificate,
    issue_certificate,
    read_certificate,
)
from rantai.records.documents.signatures import SignatureState
from rantai.records.documents.signing import SigningKey, sign, signing_key
from tests.rantai import papers
from tests.rantai.papers import AT, codes_on, pages_of, pictures_of, text_of


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return papers.key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def issued(key: SigningKey) -> IssuedCertificate:
    return issue_certificate(papers.certificate(), key=key, language="id", at=AT)


def test_it_states_what_type_3_1_asks_for(issued: IssuedCertificate) -> None:
    text = text_of(issued.pdf)

    for said in (
        "Sertifikat pemeriksaan SR-0417-1",
        "EN 10204",
        "PT Ring Piston Nusantara",
        "PO-2019-0388",
        "10-4411",
        "200 buah",
        "FC250 · JIS G 5501",
        "19-0413",
        "L-0412-A, L-0412-B",
        "3,26",
        "0,084",
        "198–211 HB",
        "76,004–76,021 mm",
        "HBW 10/3000",
        "OES-01",
        "Sri Lestari",
        "Laboratorium KBJ",
        "bengkel B-017, B-018",
        "Tidak bergantung pada bengkel pembuat maupun produksi.",
        "12 April 2019 09.40 WIB",
    ):
        assert said in text
    assert issued.digest in text


def test_its_code_leads_to_the_page_that_says_whether_it_is_genuine(key: SigningKey) -> None:
    paper = papers.certificate()
    first = pictures_of(lambda: issue_certificate(paper, key=key, language="id", at=AT))[0]

    assert codes_on(first) == [paper.link]


def test_it_reads_back_intact(issued: IssuedCertificate, key: SigningKey) -> None:
    reading = read_certificate(issued.pdf, ours=[key.fingerprint])

    assert reading.state == SignatureState.INTACT
    assert reading.number == "SR-0417-1"
    assert reading.digest == reading.stated_digest == issued.digest
    assert reading.data == json.loads(issued.data)
    assert reading.signature.signed_at == AT


def test_the_digits_that_the_laboratory_gave_are_kept() -> None:
    heat = replace(papers.heat(), chemistry_pct=(("C", Decimal("3.250")),))
    data = json.loads(canonical_json(replace(papers.certificate(1), heats=(heat,))))

    assert data["heats"][0]["chemistry_pct"] == [["C", "3.250"]]


def test_the_digest_is_of_the_data_and_not_of_the_language(
    issued: IssuedCertificate, key: SigningKey
) -> None:
    english = issue_certificate(papers.certificate(), key=key, language="en", at=AT)

    assert english.digest == issued.digest
    assert english.pdf != issued.pdf
    assert "Inspection certificate SR-0417-1" in text_of(english.pdf)


def test_the_same_certificate_issued_twice_is_the_same_file(
    issued: IssuedCertificate, key: SigningKey
) -> None:
    again = issue_certificate(papers.certificate(), key=key, language="id", at=AT)

    assert hashlib.sha256(again.pdf).digest() == hashlib.sha256(issued.pdf).digest()


def _with_altered_data(pdf: bytes) -> bytes:
    """As a clever forger would: rewrite the file with a better carbon and leave all else."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    root: Any = writer.root_object
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    stream = names[1].get_object()["/EF"]["/F"].get_object()
    content = stream.get_data()
    assert b'"3.25"' in content
    stream.set_data(content.replace(b'"3.25"', b'"3.31"'))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_altered_data_is_told_as_altered(issued: IssuedCertificate, key: SigningKey) -> None:
    reading = read_certificate(_with_altered_data(issued.pdf), ours=[key.fingerprint])

    assert reading.state == SignatureState.ALTERED
    assert not reading.digest_holds


def test_a_certificate_made_with_a_forgers_key_is_not_ours(
    key: SigningKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    forger = signing_key(
        tmp_path_factory.mktemp("forger"), cooperative="KBJ", name="Koperasi Batur Jaya", at=AT
    )
    paper = papers.certificate()
    forged = issue_certificate(paper, key=forger, language="id", at=AT)

    assert read_certificate(forged.pdf, ours=[key.fingerprint]).state == SignatureState.NOT_OURS


def test_data_that_does_not_match_the_print_is_altered_even_under_our_own_signature(
    issued: IssuedCertificate, key: SigningKey
) -> None:
    resigned = sign(_unsigned(_with_altered_data(issued.pdf)), key=key, reason="x", at=AT)
    reading = read_certificate(resigned, ours=[key.fingerprint])

    assert reading.signature.state == SignatureState.INTACT
    assert reading.state == SignatureState.ALTERED


def _unsigned(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for entry in ("/AcroForm", "/Perms"):
        del writer.root_object[entry]
    del writer.pages[0]["/Annots"]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_one_changed_byte_breaks_the_signature(issued: IssuedCertificate, key: SigningKey) -> None:
    changed = bytearray(issued.pdf)
    changed[len(changed) // 3] ^= 1

    state = read_certificate(bytes(changed), ours=[key.fingerprint]).state
    assert state in (SignatureState.ALTERED, SignatureState.UNREADABLE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: b"",
        lambda pdf: b"\x00\xff" * 2000,
        lambda pdf: b"PK\x03\x04" + pdf,
    ],
)
def test_a_damaged_file_is_never_taken_for_a_certificate(
    damage: Callable[[bytes], bytes], issued: IssuedCertificate, key: SigningKey
) -> None:
    reading = read_certificate(damage(issued.pdf), ours=[key.fingerprint])

    assert reading.state in (SignatureState.UNREADABLE, SignatureState.ALTERED)


class TestArchivalForm:
    """What can be checked of PDF/A-3b without a validator, after signing."""

    @pytest.fixture
    def root(self, issued: IssuedCertificate) -> Any:
        return pypdf.PdfReader(io.BytesIO(issued.pdf)).root_object

    def test_the_metadata_claims_part_3_level_b(self, root: Any) -> None:
        xmp = root["/Metadata"].get_object().get_data().decode()

        assert "<pdfaid:part>3</pdfaid:part>" in xmp
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp

    def test_colours_have_an_output_intent_with_its_profile(self, root: Any) -> None:
        intent = root["/OutputIntents"][0].get_object()

        assert intent["/S"] == "/GTS_PDFA1"
        assert intent["/DestOutputProfile"].get_object().get_data()

    def test_the_data_is_an_associated_file_of_the_whole_document(
        self, root: Any, issued: IssuedCertificate
    ) -> None:
        names = root["/Names"]["/EmbeddedFiles"]["/Names"]
        specification = names[1].get_object()
        associated = root["/AF"].get_object()

        assert names[0] == ATTACHMENT
        assert isinstance(associated, ArrayObject)
        assert associated[0].get_object() == specification
        assert specification["/AFRelationship"] == "/Data"
        assert specification["/UF"] == ATTACHMENT
        stream = specification["/EF"]["/F"].get_object()
        assert stream["/Subtype"] == "/application/json"
        assert stream["/Params"]["/ModDate"]
        assert stream.get_data() == issued.data.encode()

    def test_metadata_and_information_agree_after_signing(self, issued: IssuedCertificate) -> None:
        reader = pypdf.PdfReader(io.BytesIO(issued.pdf))

        assert reader.metadata is not None
        assert reader.xmp_metadata is not None
        assert reader.xmp_metadata.dc_title == {"x-default": reader.metadata.title}
        assert reader.metadata.creation_date == AT
        assert reader.xmp_metadata.xmp_create_date is not None
        assert reader.metadata.modification_date in (None, AT)

    def test_every_font_is_embedded(self, issued: IssuedCertificate) -> None:
        pages: Any = pypdf.PdfReader(io.BytesIO(issued.pdf)).pages
        fonts = [
            font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            for page in pages
            for font in page["/Resources"]["/Font"].values()
        ]

        assert fonts
        assert all(font.get("/FontFile2") or font.get("/FontFile3") for font in fonts)

    def test_nothing_is_encrypted_scripted_or_launched(self, issued: IssuedCertificate) -> None:
        reader = pypdf.PdfReader(io.BytesIO(issued.pdf))

        assert not reader.is_encrypted
        assert "/ID" in reader.trailer
        root: Any = reader.root_object
        for entry in ("/OpenAction", "/AA", "/JavaScript"):
            assert entry not in root
        assert "/JavaScript" not in root["/Names"]
        assert "/NeedAppearances" not in root["/AcroForm"]

    def test_the_signature_field_prints_takes_no_room_and_forbids_changes(self, root: Any) -> None:
        field = root["/AcroForm"]["/Fields"][0].get_object()
        permits = field["/V"]["/Reference"][0].get_object()["/TransformParams"]

        assert [int(side) for side in field["/Rect"]] == [0, 0, 0, 0]
        assert int(field["/F"]) & 0b100
        assert not int(field["/F"]) & 0b100011
        assert permits["/P"] == 1
        assert isinstance(root["/Perms"].raw_get("/DocMDP"), IndirectObject)


def test_a_result_outside_its_limits_is_not_certified_without_a_concession(
    key: SigningKey,
) -> None:
    paper = papers.outside_its_limits(papers.certificate())

    with pytest.raises(CannotCertify, match="konsesi pelanggan"):
        issue_certificate(paper, key=key, language="id", at=AT)


def test_chemistry_outside_the_grade_is_not_certified_either(key: SigningKey) -> None:
    heat = replace(papers.heat(), chemistry_pct=(("C", Decimal("3.52")),))
    paper = replace(papers.certificate(1), heats=(heat,))

    with pytest.raises(CannotCertify):
        issue_certificate(paper, key=key, language="id", at=AT)


def test_a_concession_is_printed_and_the_statement_says_so(key: SigningKey) -> None:
    paper = replace(
        papers.outside_its_limits(papers.certificate()), concessions=(papers.CONCESSION,)
    )
    text = text_of(issue_certificate(paper, key=key, language="id", at=AT).pdf)

    assert "Memenuhi dengan konsesi" in text
    assert "KS-0031" in text
    assert "menyimpang" in text
    assert "kecuali konsesi yang tercantum" in text


def test_pieces_whose_heat_is_not_accounted_for_are_not_certified(key: SigningKey) -> None:
    paper = replace(papers.certificate(), quantity=201)

    with pytest.raises(CannotCertify, match="201"):
        issue_certificate(paper, key=key, language="id", at=AT)


def test_a_certificate_without_heats_or_without_a_representative_is_refused(
    key: SigningKey,
) -> None:
    nobody = replace(papers.certificate().representative, name="")

    with pytest.raises(CannotCertify):
        issue_certificate(papers.certificate(0), key=key, language="id", at=AT)
    with pytest.raises(CannotCertify):
        issue_certificate(
            replace(papers.certificate(), representative=nobody), key=key, language="id", at=AT
        )


def test_the_usual_certificate_is_one_page(issued: IssuedCertificate) -> None:
    assert pages_of(issued.pdf) == 1


def test_three_hundred_heats_are_all_there(key: SigningKey) -> None:
    text = text_of(issue_certificate(papers.certificate(300), key=key, language="id", at=AT).pdf)

    assert all(text.count(f"19-{412 + at:04}") >= 2 for at in range(300))


def test_compiling_and_signing_costs_less_than_half_a_second_of_the_processor(
    key: SigningKey,
) -> None:
    spells = []
    for at in range(3):
        paper = replace(papers.certificate(), number=f"SR-0417-{at}")
        started = time.process_time()
        issue_certificate(paper, key=key, language="id", at=AT)
        spells.append(time.process_time() - started)

    print(f"certificate, compiled and signed: best of three {min(spells):.3f} s")
    assert min(spells) < 0.5
