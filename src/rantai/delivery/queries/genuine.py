"""Whether a file that somebody brings back is the certificate that was signed."""

from enum import StrEnum

from django.conf import settings

from rantai.delivery.documents.issuing import read_certificate
from rantai.delivery.models import Certificate
from rantai.records.documents.signatures import SignatureState


class FileVerdict(StrEnum):
    INTACT = "intact"
    OTHER = "other"  # ours and intact, but another certificate
    ALTERED = "altered"
    NOT_OURS = "not_ours"  # another's signature, or none
    UNREADABLE = "unreadable"


VERDICTS = {
    SignatureState.ALTERED: FileVerdict.ALTERED,
    SignatureState.NOT_OURS: FileVerdict.NOT_OURS,
    SignatureState.UNSIGNED: FileVerdict.NOT_OURS,
    SignatureState.UNREADABLE: FileVerdict.UNREADABLE,
}


def verdict_on(certificate: Certificate, pdf: bytes) -> FileVerdict:
    """Compare a file with what was signed and with what is stored. Any bytes may be given."""
    from rantai.records.documents.signing import known_fingerprints

    ours = known_fingerprints(settings.KEYS, cooperative=certificate.cooperative.code)
    reading = read_certificate(pdf, ours=ours)
    if reading.state != SignatureState.INTACT:
        return VERDICTS[reading.state]
    return FileVerdict.INTACT if reading.digest == certificate.digest else FileVerdict.OTHER
