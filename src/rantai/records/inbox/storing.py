"""One durable commit for every contact that waits at the moment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from rantai.records.inbox.bundles import (
    BECAME,
    Bundle,
    Outcome,
    Row,
    hear_what_changed,
)
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
COLUMNS = (
    *("cooperative_id", "fact", "kind", "device_id", "courier_id", "told_by_id"),
    *("device_time", "skew_ms", "occurred_at", "received_at", "needs", "data"),
    *("state", "made", "sentence", "remedy", "changed_at"),
)
INSERT = (
    f"INSERT INTO {ToldFact._meta.db_table} ({', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
"""These are written out, since Django would make each sentence anew for every commit."""
WAITING = FactState.WAITING.value
MILLISECOND = timedelta(milliseconds=1)


def store(bundle: Bundle) -> None:
    """Keep what is in it for good, and put the answers into it."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        STORE.do(bundle)
    else:
        # A database server lets its own commits wait for one another.
        store_all([bundle])


@transaction.atomic
def store_all(bundles: Sequence[Bundle]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    names = {_kept(DEVICE_ID, bundle.device.pk, database) for bundle in bundles}
    several = ", ".join(["%s"] * len(names))
    with database.cursor() as cursor:
        # Read under the lock, so that a device signed out a moment ago can tell nothing more.
        cursor.execute(STANDING.format(several), [*names])
        standing = {name: rest for name, *rest in cursor.fetchall()}
        for bundle in bundles:
            _admit(bundle, standing.get(_kept(DEVICE_ID, bundle.device.pk, database)))
            hear_what_changed(bundle, cursor)
        answers = _store(cursor, [row for bundle in bundles for row in bundle.rows.values()])
        now = _kept(LAST_CONTACT, timezone.now(), database)
        cursor.execute(TOUCH.format(several), [now, *names])
    for bundle in bundles:
        for place, row in bundle.rows.items():
            kind, data, outcome = answers[row.owner, row.fact]
            # A name that stands for another fact gets no answer here.
            if (kind, data) == (row.kind, row.data):
                bundle.outcomes[place] = outcome


def _kept(field: "models.Field[Any, Any]", value: object, database: BaseDatabaseWrapper) -> Any:
    """A value in the form in which the database at hand keeps it."""
    return field.get_db_prep_save(value, database)


def _admit(bundle: Bundle, standing: Sequence[Any] | None) -> None:
    secret, skew_ms, bundle.last_at = standing or ("", 0, None)
    if secret != bundle.device.secret_hash:
        bundle.refused, bundle.rows = _why_shut_out(bundle.device), {}
    elif abs(bundle.skew - timedelta(milliseconds=skew_ms)) > SAME_SKEW:
        Device.objects.filter(pk=bundle.device.pk).update(skew_ms=bundle.skew // MILLISECOND)


def _why_shut_out(device: Device) -> type[Refusal]:
    is_out = Device.objects.filter(pk=device.pk, signed_out_at__isnull=False).exists()
    return DeviceSignedOut if is_out else DeviceUnknown


Answers = Mapping[tuple[int, UUID], tuple[str, object, Outcome]]


def _store(cursor: CursorWrapper, rows: Sequence[Row]) -> Answers:
    """Insert what is new; what each name stands for now, and what became of it.

    The first of two equal names in one batch wins; the unique rule settles two phones.
    """
    by_name: dict[tuple[int, UUID], Row] = {}
    for row in rows:
        by_name.setdefault((row.owner, row.fact), row)
    if not by_name:
        return {}
    cursor.executemany(INSERT, [_values(row, cursor.db) for row in by_name.values()])
    if cursor.rowcount < len(by_name):
        # Some were told before; whatever stands here now answers for all.
        return _standing(by_name)
    return {
        name: (row.kind, row.data, Outcome(str(row.fact), WAITING)) for name, row in by_name.items()
    }


def _values(row: Row, database: BaseDatabaseWrapper) -> tuple[Any, ...]:
    """What stands in the `COLUMNS`: as Django's fields would keep it, at a tenth of their cost."""
    moment = database.ops.adapt_datetimefield_value
    received_at = moment(row.received_at)
    return (
        row.owner,
        _named(row.fact, database),
        row.kind,
        _named(row.device, database),
        _named(row.courier, database) if row.courier else None,
        row.told_by,
        moment(row.device_time),
        row.skew // MILLISECOND,
        moment(row.occurred_at),
        received_at,
        json.dumps(row.needs),
        json.dumps(row.data),
        WAITING,
        "",
        "",
        "",
        received_at,
    )


def _named(name: UUID, database: BaseDatabaseWrapper) -> Any:
    return name if database.features.has_native_uuid_field else name.hex


def _standing(names: Iterable[tuple[int, UUID]]) -> Answers:
    owners, facts = {owner for owner, _fact in names}, {fact for _owner, fact in names}
    rows = ToldFact.objects.filter(cooperative_id__in=owners, fact__in=facts).values_list(
        "cooperative_id", "fact", "kind", "data", *BECAME
    )
    return {
        (owner, fact): (kind, data, Outcome(str(fact), *became))
        for owner, fact, kind, data, *became in rows
    }


STORE: Together[Bundle] = Together(store_all, at_once=64, most_waiting=128)
"""Every server process has one; what waits beyond that is told to come back."""
