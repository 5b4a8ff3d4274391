"""What may be said of a signature, without the library that signs: half a second at every start."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SignatureState(StrEnum):
    """What may be said of a file that somebody brings back."""

    INTACT = "intact"  # ours, and not one byte was changed since
    ALTERED = "altered"  # something was changed after it was signed
    NOT_OURS = "not_ours"  # signed, but with a key that is not the co-operative's
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"  # not a PDF, or cut off


@dataclass(frozen=True)
class SignatureCheck:
    state: SignatureState
    signer: str = ""
    fingerprint: str = ""
    signed_at: datetime | None = None
