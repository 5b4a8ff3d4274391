"""Storing what a device told: each fact once, durably, before anyone is told “saved”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.records.inbox.envelopes import Envelope, Malformed, is_signed, read_envelope
from rantai.records.inbox.kinds import Kind
from rantai.records.models import Account, Device, ToldFact
from rantai.records.rules import corrected_time, skew_between


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fact, as its teller hears it."""

    id: str
    state: str
    code: str = ""
    sentence: str = ""
    remedy: str = ""


def outcome_of(told: ToldFact) -> Outcome:
    return Outcome(str(told.fact), told.state, told.made, told.sentence, told.remedy)


@dataclass(frozen=True, slots=True)
class Received:
    """The facts now stored, in the order told, and what could not be read."""

    skew: timedelta
    facts: Sequence[UUID]
    malformed: Mapping[int, Outcome]


def receive(
    *,
    device: Device,
    sent_at: datetime,
    raw: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Kind],
    at: datetime,
) -> Received:
    """Store every readable fact in one commit; a fact already stored is the same fact."""
    skew = skew_between(sent_at=sent_at, received_at=at)
    malformed: dict[int, Outcome] = {}
    rows: dict[int, ToldFact] = {}
    for place, each in enumerate(raw):
        try:
            envelope = read_envelope(each, kinds)
            writer, carrier = _writer_of(envelope, device)
        except Malformed as wrong:
            name = str(each.get("id", ""))[:40]
            malformed[place] = Outcome(name, "malformed", "", wrong.sentence, wrong.remedy)
            continue
        # Nobody knows the clock of a writer who is not here; the courier only carries.
        rows[place] = _row(envelope, writer, carrier, skew if carrier is None else timedelta(0), at)
    with transaction.atomic():
        _store(list(rows.values()))
        Device.objects.filter(pk=device.pk).update(
            last_contact_at=at, skew_ms=skew // timedelta(milliseconds=1)
        )
    known = {
        told.fact: told
        for told in ToldFact.objects.filter(
            cooperative_id=device.cooperative_id, fact__in=[row.fact for row in rows.values()]
        )
    }
    facts = []
    for place, row in rows.items():
        kept = known[row.fact]
        if (kept.kind, kept.data) != (row.kind, row.data):
            malformed[place] = Outcome(
                str(row.fact),
                "malformed",
                "",
                _("This record's name already stands for another record."),
                _("Write it anew on the phone; it then gets a name of its own."),
            )
        else:
            facts.append(row.fact)
    return Received(skew, facts, malformed)


def _writer_of(envelope: Envelope, here: Device) -> tuple[Device, Device | None]:
    """The device that wrote a fact, and the courier if that is another one."""
    if envelope.writer is None or envelope.writer.device == here.pk:
        return here, None
    writer = (
        Device.objects.select_related("account")
        .filter(
            cooperative_id=here.cooperative_id,
            pk=envelope.writer.device,
            signed_out_at__isnull=True,
        )
        .first()
    )
    if writer is None or not is_signed(envelope, writer.secret_hash):
        raise Malformed(
            _("Nobody can tell who wrote this record."),
            _("Send it from the phone that wrote it."),
        )
    return writer, here


def _row(
    envelope: Envelope, writer: Device, courier: Device | None, skew: timedelta, at: datetime
) -> ToldFact:
    teller: Account = writer.account
    return ToldFact(
        cooperative_id=writer.cooperative_id,
        fact=envelope.id,
        kind=envelope.kind,
        device=writer,
        courier=courier,
        told_by=teller,
        device_time=envelope.occurred_at,
        skew_ms=skew // timedelta(milliseconds=1),
        occurred_at=corrected_time(envelope.occurred_at, skew=skew, received_at=at),
        received_at=at,
        needs=[str(each) for each in envelope.needs],
        data=envelope.data,
        changed_at=at,
    )


def _store(rows: Sequence[ToldFact]) -> None:
    # The first of two equal names in one batch wins; the unique rule settles two phones.
    once = {row.fact: row for row in reversed(rows)}
    ToldFact.objects.bulk_create(reversed(once.values()), ignore_conflicts=True)
