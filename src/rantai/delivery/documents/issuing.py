"""Issuing a certificate sealed with its own data inside, and reading one that comes back."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.delivery.documents.certificate import Certificate, canonical_json
from rantai.delivery.documents.certificate_page import certificate_page
from rantai.records.documents.figures import number
from rantai.records.documents.signatures import SignatureCheck, SignatureState
from rantai.records.documents.typesetting import Attachment, Language, Sheet, typeset
from rantai.records.refusals import Refusal

if TYPE_CHECKING:
    from rantai.records.documents.signing import SigningKey

TEMPLATE = Path(__file__).with_name("certificate.typ")
ATTACHMENT = "certificate.json"


class CannotCertify(Refusal):
    """Signing this would say something untrue."""


@dataclass(frozen=True)
class IssuedCertificate:
    pdf: bytes
    data: str
    """The attached JSON, in its canonical form."""
    digest: str
    """SHA-256 of that JSON: printed, and the same in either language."""


@dataclass(frozen=True)
class CertificateReading:
    """What a certificate that somebody brings back says, and whether it may be believed."""

    signature: SignatureCheck
    data: dict[str, object] | None
    digest: str
    """Of the JSON as it is now attached."""
    stated_digest: str
    """As the document states it of itself."""

    @property
    def state(self) -> SignatureState:
        """Altered when the attached data is not that which was printed, whoever signed it."""
        if self.signature.state in (SignatureState.UNREADABLE, SignatureState.ALTERED):
            return self.signature.state
        return self.signature.state if self.digest_holds else SignatureState.ALTERED

    @property
    def digest_holds(self) -> bool:
        return self.data is not None and self.digest == self.stated_digest

    @property
    def number(self) -> str:
        return str((self.data or {}).get("number", ""))


def issue_certificate(
    certificate: Certificate, *, key: "SigningKey", language: Language, at: datetime
) -> IssuedCertificate:
    """Typeset as PDF/A-3b with the data attached, and sign it for the co-operative."""
    # The signing library takes half a second to load, and the first page needs none of it.
    from rantai.records.documents.signing import sign

    with translation.override(language):
        _refuse_the_untrue(certificate)
        data = canonical_json(certificate)
        digest = hashlib.sha256(data.encode()).hexdigest()
        sheet = Sheet(
            title=_("Inspection certificate"),
            number=certificate.number,
            issuer=certificate.manufacturer,
            example=certificate.example,
            keywords=("EN 10204 3.1", f"sha256:{digest}"),
        )
        pdf = typeset(
            TEMPLATE,
            certificate_page(certificate, digest=digest, fingerprint=key.fingerprint),
            sheet=sheet,
            language=language,
            at=at,
            attachment=Attachment(
                ATTACHMENT, data, "application/json", _("The data of this certificate")
            ),
        )
        reason = _("Inspection certificate in the sense of EN 10204 type 3.1")
    return IssuedCertificate(pdf=sign(pdf, key=key, reason=reason, at=at), data=data, digest=digest)


def read_certificate(pdf: bytes, *, ours: Collection[str]) -> CertificateReading:
    """Read what may have been tampered with; `ours` are the co-operative's key fingerprints."""
    from rantai.records.documents.attachments import read_attachment, read_keywords
    from rantai.records.documents.signing import check_signature

    attached = read_attachment(pdf, ATTACHMENT)
    stated = re.search(r"sha256:([0-9a-f]{64})", read_keywords(pdf))
    return CertificateReading(
        signature=check_signature(pdf, ours=ours),
        data=_parsed(attached),
        digest=hashlib.sha256(attached).hexdigest() if attached is not None else "",
        stated_digest=stated.group(1) if stated else "",
    )


def _parsed(attached: bytes | None) -> dict[str, object] | None:
    if attached is None:
        return None
    try:
        data = json.loads(attached)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _refuse_the_untrue(certificate: Certificate) -> None:
    number_ = certificate.number
    if not certificate.heats:
        raise CannotCertify(
            _("Certificate %(number)s names no heat; pack pieces whose heat is known.")
            % {"number": number_}
        )
    if not certificate.representative.name:
        raise CannotCertify(
            _("Certificate %(number)s needs a laboratory representative who answers for it.")
            % {"number": number_}
        )
    if not certificate.conforms and not certificate.concessions:
        raise CannotCertify(
            _(
                "Certificate %(number)s holds a result outside its limits; "
                "record the customer's concession first, or leave those pieces out."
            )
            % {"number": number_}
        )
    counted = sum(heat.quantity for heat in certificate.heats)
    if counted != certificate.quantity:
        raise CannotCertify(
            _(
                "Certificate %(number)s is for %(quantity)s pieces but its heats account for "
                "%(counted)s; check the boxes of this shipment."
            )
            % {
                "number": number_,
                "quantity": number(certificate.quantity),
                "counted": number(counted),
            }
        )
