"""Audit entries, running numbers, the stamp of every fact, and who may sign in."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.records.models import (
    Account,
    Attachment,
    AuditChain,
    AuditEntry,
    Centre,
    Cooperative,
    Role,
    Sequence,
)
from rantai.records.models.attachment import place_of
from rantai.records.prepared import Change, only_one, prepared, prepared_change
from rantai.records.refusals import Refusal
from rantai.records.rules import (
    LARGEST_ATTACHMENT_BYTES,
    PAPERS,
    Deed,
    chained_hash,
    is_late,
    media_type_of,
)


class FactStamp(TypedDict):
    """Owner, times and recorder, as every fact takes them."""

    cooperative: Cooperative
    occurred_at: datetime
    received_at: datetime
    recorded_by: Account
    recorded_late: bool


def stamp(
    *, cooperative: Cooperative, by: Account, at: datetime, occurred_at: datetime | None = None
) -> FactStamp:
    """Return the common fields of a fact recorded now about something that happened then."""
    occurred = occurred_at or at
    return FactStamp(
        cooperative=cooperative,
        occurred_at=occurred,
        received_at=at,
        recorded_by=by,
        recorded_late=is_late(occurred_at=occurred, received_at=at),
    )


@transaction.atomic(savepoint=False)
def write_audit(
    key: str, subject: models.Model, *, by: Account | None, at: datetime, **details: Any
) -> AuditEntry:
    """Append one deed to its co-operative's chain; call it last in an action.

    The chain's end stays locked until the transaction commits: the later this is called, the
    shorter others wait.
    """
    owner_id = _owner_of(subject, by)
    chain = _locked_chain(owner_id)
    deed = Deed(
        number=chain.last_number + 1,
        at=at,
        actor_name=by.name if by else "Rantai",
        key=key,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=details,
    )
    entry = AuditEntry.objects.create(
        cooperative_id=owner_id,
        number=deed.number,
        at=at,
        actor=by,
        actor_name=deed.actor_name,
        key=key,
        subject_type=deed.subject_type,
        subject_id=deed.subject_id,
        details=details,
        previous_hash=chain.last_hash,
        hash=chained_hash(deed, chain.last_hash),
    )
    _lengthen(chain.pk, number=entry.number, digest=entry.hash)
    return entry


@prepared_change
def _lengthen(chain: int, *, number: int, digest: str) -> Change:
    return AuditChain.objects.filter(pk=chain), {"last_number": number, "last_hash": digest}


def _locked_chain(owner_id: int | None) -> AuditChain:
    chain = only_one(_chains(owner_id))
    if chain is None:
        AuditChain.objects.bulk_create([AuditChain(cooperative_id=owner_id)], ignore_conflicts=True)
        (chain,) = _chains(owner_id)
    return chain


@prepared
def _chains(owner: int | None) -> QuerySet[AuditChain]:
    # The ministry's deeds belong to no co-operative and have a chain of their own.
    chains = AuditChain.objects.select_for_update()
    if owner is None:
        return chains.filter(cooperative__isnull=True)
    return chains.filter(cooperative_id=owner)


def _owner_of(subject: models.Model, by: Account | None) -> int | None:
    if isinstance(subject, Cooperative):
        return subject.pk
    owner: int | None = getattr(subject, "cooperative_id", None)
    return owner if owner is not None or by is None else by.cooperative_id


@transaction.atomic(savepoint=False)
def next_number(*, cooperative: Cooperative, prefix: str) -> int:
    """Return the next running number under a prefix; no two callers get the same one."""
    row = only_one(_sequences(cooperative.pk, prefix))
    if row is None:
        Sequence.objects.get_or_create(cooperative=cooperative, prefix=prefix)
        (row,) = _sequences(cooperative.pk, prefix)
    _count_on(cooperative.pk, row.pk, last=row.last + 1)
    return row.last + 1


@prepared_change
def _count_on(owner: int, sequence: int, *, last: int) -> Change:
    return Sequence.objects.filter(cooperative_id=owner, pk=sequence), {"last": last}


@prepared
def _sequences(owner: int, prefix: str) -> QuerySet[Sequence]:
    return Sequence.objects.select_for_update().filter(cooperative_id=owner, prefix=prefix)


class FileTooLarge(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is larger than %(limit)d MB. Make it smaller, then send it again.")
            % {"name": name, "limit": LARGEST_ATTACHMENT_BYTES // 2**20}
        )


class FileNotUsable(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s is not a file that can be kept here. Send a photo (JPEG, PNG, WebP) or, "
                "where a paper is asked for, a PDF or an XLSX workbook."
            )
            % {"name": name}
        )


def keep_attachment(
    *,
    cooperative: Cooperative,
    content: bytes,
    name: str,
    at: datetime,
    types: Collection[str] = PAPERS,
) -> Attachment:
    """Keep a file beside the fact being written; the same content is stored once.

    Called inside the transaction of that fact, which is its audit entry too. Should it be rolled
    back, the bytes stay on disk under their digest, unseen, and serve the next attempt.
    """
    if len(content) > LARGEST_ATTACHMENT_BYTES:
        raise FileTooLarge(name)
    media_type = media_type_of(content)
    if media_type is None or media_type not in types:
        raise FileNotUsable(name)
    digest = hashlib.sha256(content).hexdigest()
    known = Attachment.objects.filter(cooperative=cooperative, sha256=digest).first()
    if known is not None:
        return known
    place = place_of(cooperative.pk, digest)
    storage = Attachment._meta.get_field("file").storage
    if not storage.exists(place):
        place = storage.save(place, ContentFile(content))
    attachment, _is_new = Attachment.objects.get_or_create(
        cooperative=cooperative,
        sha256=digest,
        defaults={
            "media_type": media_type,
            "size_bytes": len(content),
            "name": name[-120:],
            "file": place,
            "kept_at": at,
        },
    )
    return attachment


class NameTaken(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” is in use already. Choose another.") % {"name": name})


class PasswordTooWeak(Refusal):
    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))


def register_cooperative(
    *, centre: Centre, code: str, name: str, short_name: str, at: datetime
) -> Cooperative:
    """Enter a co-operative; from now on rows can belong to it."""
    try:
        with transaction.atomic():
            cooperative = Cooperative.objects.create(
                centre=centre, code=code, name=name, short_name=short_name
            )
            write_audit("cooperative.registered", cooperative, by=None, at=at, code=code)
            return cooperative
    except IntegrityError as taken:
        raise NameTaken(code) from taken


def give_account(
    *,
    username: str,
    name: str,
    role: Role,
    cooperative: Cooperative | None,
    password: str,
    at: datetime,
) -> Account:
    """Give someone a sign-in with one role; the password is checked and kept as a hash."""
    account = Account(username=username, name=name, role=role, cooperative=cooperative)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise PasswordTooWeak(list(weak.messages)) from weak
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
            write_audit("account.given", account, by=None, at=at, username=username, role=role)
            return account
    except IntegrityError as taken:
        raise NameTaken(username) from taken
