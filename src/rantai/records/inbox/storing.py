"""One durable commit for every contact that waits at the moment."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from rantai.records.inbox.bundles import BECAME, Bundle, Outcome
from rantai.records.inbox.devices import DeviceSignedOut, DeviceUnknown
from rantai.records.inbox.together import Together
from rantai.records.models import Account, Device, FactState, ToldFact
from rantai.records.refusals import Refusal

SAME_SKEW = timedelta(milliseconds=500)
"""A line is never equally quick twice; a smaller change of the clock's skew is not written."""
DEVICE, ACCOUNT = Device._meta.db_table, Account._meta.db_table
STANDING = (
    f"SELECT device.id, secret_hash, skew_ms, last_contact_at FROM {DEVICE} device "
    f"JOIN {ACCOUNT} account ON account.id = device.account_id "
    "WHERE signed_out_at IS NULL AND is_active AND device.id IN ({})"
)
TOUCH = f"UPDATE {DEVICE} SET last_contact_at = %s WHERE id IN ({{}})"
DEVICE_ID = Device._meta.get_field("id")
LAST_CONTACT = Device._meta.get_field("last_contact_at")
COLUMNS = [field for field in ToldFact._meta.concrete_fields if not field.primary_key]
INSERT = (
    f"INSERT INTO {ToldFact._meta.db_table} ({', '.join(str(field.column) for field in COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
"""These are written out, since Django would make each sentence anew for every commit."""
WAITING = FactState.WAITING.value


def store(bundle: Bundle) -> None:
    """Keep what is in it for good, and put the answers into it."""
    if connection.vendor == "sqlite":
        STORE.do(bundle)
    else:
        # A database server lets its own commits wait for one another.
        store_all([bundle])


@transaction.atomic
def store_all(bundles: Sequence[Bundle]) -> None:
    names = {_kept(DEVICE_ID, bundle.device.pk) for bundle in bundles}
    several = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        # Read under the lock, so that a device signed out a moment ago can tell nothing more.
        cursor.execute(STANDING.format(several), [*names])
        standing = {name: rest for name, *rest in cursor.fetchall()}
        for bundle in bundles:
            _admit(bundle, standing.get(_kept(DEVICE_ID, bundle.device.pk)))
        stored = _store(cursor, [row for bundle in bundles for row in bundle.rows.values()])
        cursor.execute(TOUCH.format(several), [_kept(LAST_CONTACT, timezone.now()), *names])
    answers = _answers(stored)
    for bundle in bundles:
        for place, row in bundle.rows.items():
            kind, data, outcome = answers[row.cooperative_id, row.fact]
            # A name that stands for another fact gets no answer here.
            if (kind, data) == (row.kind, row.data):
                bundle.outcomes[place] = outcome


def _kept(field: "models.Field[Any, Any]", value: object) -> Any:
    """A value in the form in which the database at hand keeps it."""
    return field.get_db_prep_save(value, connection)


def _admit(bundle: Bundle, standing: Sequence[Any] | None) -> None:
    secret, skew_ms, bundle.last_at = standing or ("", 0, None)
    if secret != bundle.device.secret_hash:
        bundle.refused, bundle.rows = _why_shut_out(bundle.device), {}
    elif abs(bundle.skew - timedelta(milliseconds=skew_ms)) > SAME_SKEW:
        skew_ms = bundle.skew // timedelta(milliseconds=1)
        Device.objects.filter(pk=bundle.device.pk).update(skew_ms=skew_ms)


def _why_shut_out(device: Device) -> type[Refusal]:
    is_out = Device.objects.filter(pk=device.pk, signed_out_at__isnull=False).exists()
    return DeviceSignedOut if is_out else DeviceUnknown


def _store(
    cursor: CursorWrapper, rows: Sequence[ToldFact]
) -> dict[tuple[int, UUID], ToldFact | None]:
    """Insert what is new; the name of what was there already has nothing beside it.

    The first of two equal names in one batch wins; the unique rule settles two phones.
    """
    stored: dict[tuple[int, UUID], ToldFact | None] = {}
    for row in rows:
        name = (row.cooperative_id, row.fact)
        if name in stored:
            continue
        cursor.execute(INSERT, _values(row))
        stored[name] = row if cursor.rowcount == 1 else None
    return stored


def _values(row: ToldFact) -> list[Any]:
    return [_kept(field, getattr(row, field.attname)) for field in COLUMNS]


Answers = dict[tuple[int, UUID], tuple[str, object, Outcome]]


def _answers(stored: Mapping[tuple[int, UUID], ToldFact | None]) -> Answers:
    """What each name stands for, and what became of it."""
    answers: Answers = {
        name: (row.kind, row.data, Outcome(str(row.fact), WAITING))
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
