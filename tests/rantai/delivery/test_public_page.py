"""Anyone with the paper can ask: genuine, superseded, unknown; intact, altered or not ours."""

import io
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from rantai.delivery.actions import issue_certificate, pdf_of, supersede_certificate
from rantai.delivery.documents.issuing import issue_certificate as typeset_and_sign
from rantai.delivery.models import Certificate
from rantai.delivery.queries.papers import labels_of
from rantai.delivery.queries.stated import statement_of
from rantai.records.documents.signing import signing_key
from tests.cast import Cast
from tests.rantai import papers
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.markup import without_token
from tests.rantai.quality.story import passed_lot


@pytest.fixture
def certificate(cast: Cast) -> Certificate:
    passed_lot(cast, 10)
    return issue_certificate(shipment=shipped(cast, packed(cast, 10)), by=cast.lab, at=cast.at)


def page_of(client: Client, certificate: Certificate) -> str:
    return client.get(f"/s/{certificate.token}/").content.decode()


def checked(client: Client, certificate: Certificate, pdf: bytes, name: str = "s.pdf") -> str:
    file = SimpleUploadedFile(name, pdf, content_type="application/pdf")
    response = client.post(f"/s/{certificate.token}/", {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def with_altered_data(pdf: bytes) -> bytes:
    """What someone does who wants another carbon: rewrite the attached JSON and save."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    assert isinstance(names, ArrayObject)
    specification = names[1].get_object()
    assert isinstance(specification, DictionaryObject)
    stream = specification["/EF"]["/F"].get_object()  # type: ignore[index]
    assert isinstance(stream, StreamObject)
    stream.set_data(stream.get_data().replace(b'"3.31"', b'"3.25"'))
    altered = io.BytesIO()
    writer.write(altered)
    return altered.getvalue()


def test_a_visitor_without_an_account_reads_that_it_is_genuine(
    client: Client, certificate: Certificate
) -> None:
    page = page_of(client, certificate)

    for words in ("Asli", certificate.code, "PT TPR Indonesia", "T-360", "10 buah"):
        assert words in page
    assert certificate.digest in page
    assert "Besi kasar" not in page
    assert "Rp" not in without_token(page)


def test_it_speaks_english_to_who_chose_it(client: Client, certificate: Certificate) -> None:
    client.cookies["django_language"] = "en"

    assert "Genuine: Koperasi Batur Jaya signed this certificate" in page_of(client, certificate)


def test_a_superseded_one_leads_to_the_newer(
    cast: Cast, client: Client, certificate: Certificate
) -> None:
    newer = supersede_certificate(
        certificate=certificate, reason="Alasan dalam", by=cast.lab, at=cast.at
    )

    certificate.refresh_from_db()
    page = page_of(client, certificate)

    assert "Sudah diganti" in page
    assert f'href="/s/{newer.token}/"' in page
    assert "Alasan dalam" not in page
    assert "Asli" in page_of(client, newer)
    assert "sertifikat lain sudah menggantikannya" in checked(
        client, certificate, pdf_of(certificate)
    )


@pytest.mark.parametrize("token", ["x", "a" * 300, "..%2F..%2Fetc", "<script>"])
def test_an_unknown_address_says_so_calmly(db: None, client: Client, token: str) -> None:
    response = client.get(f"/s/{token}/")

    assert response.status_code == 404
    if "%2F" not in token:
        assert "Sertifikat tidak dikenal" in response.content.decode()


def test_asking_costs_few_queries_and_leaves_no_session(
    client: Client, certificate: Certificate, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        response = client.get(f"/s/{certificate.token}/")

    assert "sessionid" not in response.cookies
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_file_that_was_signed_is_intact(client: Client, certificate: Certificate) -> None:
    assert "Utuh: ini berkas yang ditandatangani" in checked(
        client, certificate, pdf_of(certificate)
    )


def test_altered_data_is_told(client: Client, certificate: Certificate) -> None:
    altered = with_altered_data(pdf_of(certificate))

    assert "Diubah:" in checked(client, certificate, altered)


def test_one_changed_byte_is_told(client: Client, certificate: Certificate) -> None:
    pdf = bytearray(pdf_of(certificate))
    pdf[len(pdf) // 3] ^= 1

    page = checked(client, certificate, bytes(pdf))

    assert "Utuh" not in page
    assert "Diubah:" in page or "tidak terbaca" in page


def test_a_forgers_certificate_is_not_ours(
    cast: Cast, client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    forged = signing_key(tmp_path, cooperative="KBJ", name=cast.cooperative.name, at=cast.at)
    pdf = typeset_and_sign(statement_of(certificate), key=forged, language="id", at=cast.at).pdf

    assert "Bukan milik kami" in checked(client, certificate, pdf)


def test_another_certificate_of_ours_is_not_taken_for_this_one(
    cast: Cast, client: Client, certificate: Certificate
) -> None:
    passed_lot(cast, 10)
    other = issue_certificate(shipment=shipped(cast, packed(cast, 10)), by=cast.lab, at=cast.at)

    assert "tetapi bukan yang ini" in checked(client, certificate, pdf_of(other))


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 5000])
def test_any_other_bytes_get_a_sentence(
    client: Client, certificate: Certificate, junk: bytes
) -> None:
    page = checked(client, certificate, junk)

    assert "Utuh" not in page
    assert "tidak terbaca" in page or "Tidak ada berkas" in page or "kosong" in page


def test_a_file_too_large_is_refused_while_it_arrives(
    client: Client, certificate: Certificate
) -> None:
    assert "lebih besar dari 5 MB" in checked(client, certificate, b"%PDF" * 1_400_000)


def test_pressing_without_a_file_says_what_to_do(client: Client, certificate: Certificate) -> None:
    response = client.post(f"/s/{certificate.token}/", {})

    assert "Pilih dulu PDF sertifikatnya" in response.content.decode()


def test_the_code_on_the_paper_leads_here(cast: Cast, certificate: Certificate) -> None:
    statement = statement_of(certificate)
    key = signing_key(settings.KEYS, cooperative="KBJ", name="Koperasi", at=cast.at)

    first = papers.pictures_of(
        lambda: typeset_and_sign(statement, key=key, language="id", at=cast.at)
    )[0]

    assert papers.codes_on(first) == [f"http://localhost:8000/s/{certificate.token}/"]


def test_the_code_on_a_label_leads_to_the_trace(cast: Cast, certificate: Certificate) -> None:
    (box,) = certificate.shipment.boxes.all()

    (label,) = labels_of(cast.cooperative, [box])

    assert label.link == f"http://localhost:8000/telusur/{box.code}/"
    assert (label.quantity, label.box_number, label.box_count) == (10, 1, 1)
    assert label.inspector == "Lab"
