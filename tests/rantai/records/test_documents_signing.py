"""A co-operative's signature: made once, kept private, and broken by any change."""

import io
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.annotations import FreeText

from rantai.records.documents.signatures import SignatureState
from rantai.records.documents.signing import (
    SigningKey,
    check_signature,
    known_fingerprints,
    sign,
    signing_key,
)
from rantai.settlement.documents.statement import typeset_statement
from tests.rantai import papers
from tests.rantai.papers import AT


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return papers.key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def plain() -> bytes:
    return typeset_statement(papers.statement(1), language="id", at=AT)


@pytest.fixture(scope="module")
def signed(plain: bytes, key: SigningKey) -> bytes:
    return sign(plain, key=key, reason="Statement", at=AT)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    first = signing_key(directory, cooperative="KBJ", name="Koperasi Batur Jaya", at=AT)
    again = signing_key(directory, cooperative="KBJ", name="Koperasi Batur Jaya", at=AT)

    assert first.fingerprint == again.fingerprint
    assert stat.S_IMODE((directory / "KBJ.pem").stat().st_mode) == 0o600
    assert [path.name for path in directory.iterdir()] == ["KBJ.pem"]


def test_each_co_operative_has_a_key_of_its_own(tmp_path: Path) -> None:
    ours = signing_key(tmp_path, cooperative="KBJ", name="Koperasi Batur Jaya", at=AT)
    theirs = signing_key(tmp_path, cooperative="TGL", name="Koperasi Tegal", at=AT)

    assert ours.fingerprint != theirs.fingerprint


@pytest.mark.parametrize("code", ["../KBJ", "", "a/b", ".hidden"])
def test_a_code_cannot_lead_out_of_the_key_folder(tmp_path: Path, code: str) -> None:
    with pytest.raises(ValueError, match="cannot name a key file"):
        signing_key(tmp_path, cooperative=code, name="x", at=AT)


def test_a_co_operative_that_never_signed_has_no_fingerprint(tmp_path: Path) -> None:
    assert known_fingerprints(tmp_path, cooperative="KBJ") == frozenset()


def test_what_was_signed_is_intact_and_says_by_whom_and_when(
    signed: bytes, key: SigningKey
) -> None:
    check = check_signature(signed, ours=[key.fingerprint])

    assert check.state == SignatureState.INTACT
    assert check.signer == "Koperasi Batur Jaya"
    assert check.fingerprint == key.fingerprint
    assert check.signed_at == AT


def test_a_signature_by_another_key_is_not_ours(signed: bytes, tmp_path: Path) -> None:
    other = signing_key(tmp_path, cooperative="KBJ", name="Koperasi Batur Jaya", at=AT)

    assert check_signature(signed, ours=[other.fingerprint]).state == SignatureState.NOT_OURS
    assert check_signature(signed, ours=[]).state == SignatureState.NOT_OURS


def test_an_unsigned_document_is_unsigned(plain: bytes, key: SigningKey) -> None:
    assert check_signature(plain, ours=[key.fingerprint]).state == SignatureState.UNSIGNED


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"<html></html>", b"\0" * 4000])
def test_what_is_no_pdf_is_unreadable(junk: bytes, key: SigningKey) -> None:
    assert check_signature(junk, ours=[key.fingerprint]).state == SignatureState.UNREADABLE


def test_a_note_added_after_signing_is_an_alteration(signed: bytes, key: SigningKey) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_annotation(0, FreeText(text="later", rect=(50, 50, 200, 80)))
    changed = io.BytesIO()
    writer.write(changed)
    assert changed.getvalue().startswith(signed)

    state = check_signature(changed.getvalue(), ours=[key.fingerprint]).state
    assert state == SignatureState.ALTERED


def test_bytes_put_after_the_end_are_an_alteration(signed: bytes, key: SigningKey) -> None:
    state = check_signature(signed + b"\n% more", ours=[key.fingerprint]).state

    assert state == SignatureState.ALTERED


# Each run signs a document of its own, so that what an earlier run drew means nothing here.
@settings(max_examples=60, deadline=timedelta(seconds=2), database=None)
@given(data=st.data())
def test_no_byte_of_the_signed_part_can_be_changed(
    data: st.DataObject, signed: bytes, key: SigningKey
) -> None:
    start, length, after, rest = _signed_ranges(signed)
    at = data.draw(st.one_of(st.integers(start, length - 1), st.integers(after, after + rest - 1)))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(signed)
    changed[at] ^= 1 << bit

    state = check_signature(bytes(changed), ours=[key.fingerprint]).state
    assert state != SignatureState.INTACT


def test_signing_the_same_document_twice_gives_the_same_file(
    plain: bytes, signed: bytes, key: SigningKey
) -> None:
    assert sign(plain, key=key, reason="Statement", at=AT) == signed


def _signed_ranges(pdf: bytes) -> list[int]:
    fields: Any = pypdf.PdfReader(io.BytesIO(pdf)).get_fields()
    return [int(number) for number in fields["Signature"]["/V"]["/ByteRange"]]
