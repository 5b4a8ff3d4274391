"""A co-operative's signature on a PDF: its key, signing, and whether a file is still as signed."""

import asyncio
import contextlib
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem  # type: ignore[import-untyped] # ships no types
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped] # ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from rantai.records.documents.signatures import SignatureCheck, SignatureState

KEY_BITS = 3072
VALID_FOR = timedelta(days=3653)  # ten years: as long as a customer keeps quality records
FIELD = "Signature"
RESERVED = 8192  # hexadecimal digits; a 3072-bit signature with its certificate takes about half

# A damaged file breaks anywhere inside the reader, not only with the reader's own errors.
_BREAKAGE = (
    PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
)


@lru_cache(maxsize=64)
def _opened(der: bytes) -> rsa.RSAPrivateKey:
    """Proving that a key is sound takes longer than signing with it: once for each process."""
    key = serialization.load_der_private_key(der, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


class _Signer(SimpleSigner):
    """Signs with a key that was opened before; pyHanko's own opens it for every signature."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        algorithm = get_pyca_cryptography_hash(digest_algorithm)
        return _opened(self.signing_key.dump()).sign(data, padding.PKCS1v15(), algorithm)


@dataclass(frozen=True)
class SigningKey:
    """A co-operative's private key with its self-signed certificate."""

    signer: SimpleSigner

    @property
    def owner(self) -> str:
        return _common_name(self.signer.signing_cert)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, which a customer can be told once by another way."""
        return _fingerprint(self.signer.signing_cert)


def signing_key(directory: Path, *, cooperative: str, name: str, at: datetime) -> SigningKey:
    """Load the key of a co-operative, making it the first time it is asked for.

    `cooperative` is its code and names the file; `name` is what a reader of the PDF is shown.
    Two processes may ask first at once: one file wins whole, and both load that one.
    """
    path = _key_path(directory, cooperative)
    if not path.exists():
        _keep(path, _new_key_file(name=name, at=at))
    return _load(path)


def known_fingerprints(directory: Path, *, cooperative: str) -> frozenset[str]:
    """By these a file is recognised as this co-operative's own; none before it first signed."""
    path = _key_path(directory, cooperative)
    return frozenset({_load(path).fingerprint}) if path.exists() else frozenset()


def sign(pdf: bytes, *, key: SigningKey, reason: str, at: datetime) -> bytes:
    """Certify a PDF as final: any later change, even a form field or a note, breaks it."""
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            name=key.owner,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=key.signer,
        new_field_spec=SigFieldSpec(FIELD),
    )
    return asyncio.run(_sign(signer, _SignatureOnly(io.BytesIO(pdf)), at))


def check_signature(pdf: bytes, *, ours: Collection[str]) -> SignatureCheck:
    """Say whether a file is as the co-operative signed it. Any bytes at all may be given.

    `ours` are the fingerprints of the co-operative's certificates. The whole file must be under
    the signature: a later revision of any kind counts as an alteration.
    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except _BREAKAGE:
        return SignatureCheck(SignatureState.UNREADABLE)
    if not signatures:
        return SignatureCheck(SignatureState.UNSIGNED)
    try:
        return _check(signatures[0], ours)
    except _BREAKAGE:
        return SignatureCheck(SignatureState.ALTERED)


def _check(signature: EmbeddedPdfSignature, ours: Collection[str]) -> SignatureCheck:
    # Whose signature it is gets decided by the very certificate; here it stands for itself.
    itself = ValidationContext(
        trust_roots=[signature.signer_cert], moment=signature.self_reported_timestamp
    )
    status = asyncio.run(
        async_validate_pdf_signature(signature, signer_validation_context=itself, skip_diff=True)
    )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole):
        state = SignatureState.ALTERED
    elif _fingerprint(status.signing_cert) not in ours:
        state = SignatureState.NOT_OURS
    else:
        state = SignatureState.INTACT
    return SignatureCheck(
        state=state,
        signer=_common_name(status.signing_cert),
        fingerprint=_fingerprint(status.signing_cert),
        signed_at=status.signer_reported_dt,
    )


def _fingerprint(certificate: asn1_x509.Certificate) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def _common_name(certificate: asn1_x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


class _SignatureOnly(IncrementalPdfFileWriter):
    """Adds a signature and nothing else.

    The stock writer also stamps the clock into the metadata and a random number into the file's
    identity: PDF/A asks that both places of metadata agree, and the same certificate asked for
    twice should be the same file.
    """

    def _update_meta(self) -> None:
        """Leave the metadata as typeset."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        prev.stream.seek(0)
        digest = hashlib.sha256(prev.stream.read()).digest()[:16]
        first = prev.trailer["/ID"][0]
        return generic.ArrayObject(
            [
                generic.ByteStringObject(getattr(first, "original_bytes", first)),
                generic.ByteStringObject(digest),
            ]
        )


async def _sign(signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime) -> bytes:
    session = signer.init_signing_session(writer)
    session.system_time = at
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=RESERVED)
    signed = io.BytesIO()
    digest, _output = prepared.digest_tbs_document(output=signed)
    await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    return signed.getvalue()


def _key_path(directory: Path, cooperative: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", cooperative):
        raise ValueError(f"{cooperative!r} cannot name a key file.")
    return directory / f"{cooperative}.pem"


def _new_key_file(*, name: str, at: datetime) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    # X.509 allows a common name of 64 characters.
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signing_documents(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _for_signing_documents() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp makes the file readable by its owner alone; the link appears whole or not at all.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)


def _load(path: Path) -> SigningKey:
    private, certificate = (der for _, _, der in pem.unarmor(path.read_bytes(), multiple=True))
    signing_cert = asn1_x509.Certificate.load(certificate)
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call] # its __init__ has no types
    known.register(signing_cert)
    return SigningKey(
        _Signer(
            signing_cert=signing_cert,
            signing_key=PrivateKeyInfo.load(private),
            cert_registry=known,
        )
    )
