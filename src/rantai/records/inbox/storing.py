"""One durable commit for every contact that waits at the moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from rantai.records.inbox.bundles import BECAME, Bundle, Outcome
from rantai.records.inbox.devices import DeviceSignedOut, DeviceUnknown
from rantai.records.inbox.together import Together
from rantai.records.models import Device, FactState, ToldFact
from rantai.records.refusals import Refusal

SAME_SKEW = timedelta(milliseconds=500)
"""A line is never equally quick twice; a smaller change of the clock's skew is not written."""
COLUMNS = [field for field in ToldFact._meta.concrete_fields if not field.primary_key]
INSERT = (
    f"INSERT INTO {ToldFact._meta.db_table} ({', '.join(str(field.column) for field in COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
"""Written out, since Django would make this sentence anew for every contact."""


def store(bundle: Bundle) -> None:
    """Keep what is in it for good, and put the answers into it."""
    if connection.vendor == "sqlite":
        STORE.do(bundle)
    else:
        # A database server lets its own commits wait for one another.
        store_all([bundle])


@transaction.atomic
def store_all(bundles: Sequence[Bundle]) -> None:
    # Read under the lock, so that a device signed out a moment ago can tell nothing more.
    devices = Device.objects.filter(pk__in={bundle.device.pk for bundle in bundles}).order_by()
    standing = {
        device: (secret, timedelta(milliseconds=skew_ms), last_at)
        for device, secret, skew_ms, last_at in devices.filter(
            signed_out_at__isnull=True, account__is_active=True
        ).values_list("pk", "secret_hash", "skew_ms", "last_contact_at")
    }
    for bundle in bundles:
        _admit(bundle, standing)
    rows = [row for bundle in bundles for row in bundle.rows.values()]
    answers = _answers(_store(rows))
    devices.filter(pk__in=standing).update(last_contact_at=timezone.now())
    for bundle in bundles:
        for place, row in bundle.rows.items():
            kind, data, outcome = answers[row.cooperative_id, row.fact]
            # A name that stands for another fact gets no answer here.
            if (kind, data) == (row.kind, row.data):
                bundle.outcomes[place] = outcome


def _admit(bundle: Bundle, standing: Mapping[UUID, tuple[str, timedelta, datetime | None]]) -> None:
    secret, skew, bundle.last_at = standing.get(bundle.device.pk, ("", timedelta(0), None))
    if secret != bundle.device.secret_hash:
        bundle.refused, bundle.rows = _why_shut_out(bundle.device), {}
    elif abs(bundle.skew - skew) > SAME_SKEW:
        skew_ms = bundle.skew // timedelta(milliseconds=1)
        Device.objects.filter(pk=bundle.device.pk).update(skew_ms=skew_ms)


def _why_shut_out(device: Device) -> type[Refusal]:
    is_out = Device.objects.filter(pk=device.pk, signed_out_at__isnull=False).exists()
    return DeviceSignedOut if is_out else DeviceUnknown


def _store(rows: Sequence[ToldFact]) -> dict[tuple[int, UUID], ToldFact | None]:
    """Insert what is new; the name of what was there already has nothing beside it.

    The first of two equal names in one batch wins; the unique rule settles two phones.
    """
    stored: dict[tuple[int, UUID], ToldFact | None] = {}
    with connection.cursor() as cursor:
        for row in rows:
            name = (row.cooperative_id, row.fact)
            if name in stored:
                continue
            cursor.execute(INSERT, _values(row))
            stored[name] = row if cursor.rowcount == 1 else None
    return stored


def _values(row: ToldFact) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in COLUMNS]


Answers = dict[tuple[int, UUID], tuple[str, object, Outcome]]


def _answers(stored: Mapping[tuple[int, UUID], ToldFact | None]) -> Answers:
    """What each name stands for, and what became of it."""
    answers: Answers = {
        name: (row.kind, row.data, Outcome(str(row.fact), FactState.WAITING.value))
        for name, row in stored.items()
        if row
    }
    if known := stored.keys() - answers.keys():
        rows = ToldFact.objects.filter(
            cooperative_id__in={owner for owner, _fact in known},
            fact__in={fact for _owner, fact in known},
        ).values_list("cooperative_id", "fact", "kind", "data", *BECAME)
        for owner, fact, kind, data, *became in rows:
            answers.setdefault((owner, fact), (kind, data, Outcome(str(fact), *became)))
    return answers


STORE: Together[Bundle] = Together(store_all, at_once=64, most_waiting=128)
"""Every server process has one; what waits beyond that is told to come back."""
