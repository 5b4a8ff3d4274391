"""Storing what a device told: each fact once, durably, before anyone is told “saved”.

Contacts that wait at the same time share one commit; applying comes afterwards, elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from rantai.records.inbox.bundles import Bundle, Outcome, Row
from rantai.records.inbox.envelopes import Envelope, Malformed, is_signed, read_envelope
from rantai.records.inbox.kinds import Kind
from rantai.records.inbox.storing import TURN, lay_out, store
from rantai.records.models import Device
from rantai.records.rules import corrected_time, skew_between

MALFORMED = "malformed"


def receive(
    *,
    device: Device,
    sent_at: datetime,
    raw: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Kind],
    at: datetime,
) -> Bundle:
    """Store every readable fact before returning; a fact already stored is the same fact.

    Raises:
        QueueFull: so many contacts wait already that nothing of this one was stored.
        DeviceUnknown, DeviceSignedOut: it was shut out meanwhile; nothing was stored either.
    """
    bundle = Bundle(device, skew_between(sent_at=sent_at, received_at=at), {}, {})
    with TURN:
        _read_into(bundle, raw, kinds, at)
        lay_out(bundle)
    store(bundle)
    # Another thread may have stored it; sentences are in the language of this one.
    if bundle.refused:
        raise bundle.refused
    for place in bundle.rows.keys() - bundle.outcomes.keys():
        bundle.outcomes[place] = _name_taken(bundle.rows.pop(place))
    return bundle


def _read_into(
    bundle: Bundle, raw: Sequence[Mapping[str, Any]], kinds: Mapping[str, Kind], at: datetime
) -> None:
    for place, each in enumerate(raw):
        try:
            envelope = read_envelope(each, kinds)
            writer, carrier = _writer_of(envelope, bundle.device)
        except Malformed as wrong:
            name = str(each.get("id", ""))[:40]
            bundle.outcomes[place] = Outcome(name, MALFORMED, "", wrong.sentence, wrong.remedy)
            continue
        # Nobody knows the clock of a writer who is not here; the courier only carries.
        skew = bundle.skew if carrier is None else timedelta(0)
        bundle.rows[place] = _row(envelope, writer, carrier, skew, at)


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
            account__is_active=True,
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
) -> Row:
    return Row(
        owner=writer.cooperative_id,
        fact=envelope.id,
        kind=envelope.kind,
        device=writer.pk,
        courier=courier.pk if courier else None,
        told_by=writer.account_id,
        device_time=envelope.occurred_at,
        skew=skew,
        occurred_at=corrected_time(envelope.occurred_at, skew=skew, received_at=at),
        received_at=at,
        needs=[str(each) for each in envelope.needs],
        data=envelope.data,
    )


def _name_taken(row: Row) -> Outcome:
    return Outcome(
        str(row.fact),
        MALFORMED,
        "",
        _("This record's name already stands for another record."),
        _("Write it anew on the phone; it then gets a name of its own."),
    )
