"""Identity, ownership and the audit trail."""

from rantai.records.models.attachment import Attachment
from rantai.records.models.audit import AuditChain, AuditEntry
from rantai.records.models.identity import Account, Centre, Cooperative, Role
from rantai.records.models.inbox import Conflict, Device, FactState, FilePiece, ToldFact
from rantai.records.models.owned import Fact, FactQuerySet, NoLaterFact, Owned, OwnedKey
from rantai.records.models.sequence import Sequence

__all__ = [
    "Account",
    "Attachment",
    "AuditChain",
    "AuditEntry",
    "Centre",
    "Conflict",
    "Cooperative",
    "Device",
    "Fact",
    "FactQuerySet",
    "FactState",
    "FilePiece",
    "NoLaterFact",
    "Owned",
    "OwnedKey",
    "Role",
    "Sequence",
    "ToldFact",
]
