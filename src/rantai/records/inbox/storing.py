"""One durable commit for every contact that waits at the moment."""

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from rantai.records.database.sqlite.pen import Pen
from rantai.records.inbox.bundles import (
    BECAME,
    Bundle,
    Cursor,
    Outcome,
    Row,
    filled,
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
SET_CLOCK = f"UPDATE {DEVICE} SET skew_ms = %s WHERE id = %s"
TOLD = (
    f"SELECT kind, data, {', '.join(BECAME)} FROM {ToldFact._meta.db_table} "
    "WHERE cooperative_id = %s AND fact = %s"
)
TOUCH = f"UPDATE {DEVICE} SET last_contact_at = %s WHERE id IN ({{}})"
COLUMNS = (
    *("cooperative_id", "fact", "kind", "device_id", "courier_id", "told_by_id"),
    *("device_time", "skew_ms", "occurred_at", "received_at", "needs", "data"),
    *("state", "made", "sentence", "remedy", "changed_at"),
)
INSERT = (
    f"INSERT INTO {ToldFact._meta.db_table} ({', '.join(COLUMNS)}) VALUES {{}} "
    "ON CONFLICT DO NOTHING"
)
A_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
AT_ONCE = 64
"""Rows of one statement. Each statement lets another thread have the interpreter, and waits for
it afterwards; while facts are stored nobody else can write, so they are few.
"""
"""All written out, since Django would make each sentence anew for every commit."""
WAITING = FactState.WAITING.value
MILLISECOND = timedelta(milliseconds=1)


TURN = Lock()
"""Taken by whoever lays facts out or stores them: one thread of a process at a time.

Each statement gives the interpreter away, and has to win it back from all who want it while the
writer's door is held. Those who sleep here do not want it.
"""


def lay_out(bundle: Bundle) -> None:
    """Write its rows as the database keeps them, before the door, which nobody holds for long."""
    database = connections[DEFAULT_DB_ALIAS]
    bundle.name = _named(bundle.device.pk, database)
    moment = _moment if database.vendor == "sqlite" else database.ops.adapt_datetimefield_value
    bundle.laid_out = {
        place: _values(row, bundle, moment, database) for place, row in bundle.rows.items()
    }


def store(bundle: Bundle) -> None:
    """Keep what is laid out in it for good, and put the answers into it."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "sqlite":
        # A database server lets its own commits wait for one another.
        store_all([bundle])
    elif database.in_atomic_block or database.is_in_memory_db():  # type: ignore[attr-defined]
        # Within somebody's transaction, what it has written must be seen.
        store_all([bundle])
    else:
        STORE.do(bundle)


@transaction.atomic
def store_all(bundles: Sequence[Bundle]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        _store_with(cursor, bundles, database)


def _store_together(take: Callable[[], Sequence[Bundle]]) -> None:
    # The disk is waited for afterwards, in the commit, while the next are laid out.
    with PEN.transaction() as cursor, TURN:
        _store_with(cursor, take(), connections[DEFAULT_DB_ALIAS])


def _store_with(cursor: Cursor, bundles: Sequence[Bundle], database: BaseDatabaseWrapper) -> None:
    names = filled([*{bundle.name for bundle in bundles}])
    several = ", ".join(["%s"] * len(names))
    # Read under the lock, so that a device signed out a moment ago can tell nothing more.
    cursor.execute(STANDING.format(several), names)
    standing = {name: rest for name, *rest in cursor.fetchall()}
    for bundle in bundles:
        _admit(bundle, standing.get(bundle.name))
        if bundle.skew_moved:
            cursor.execute(SET_CLOCK, [bundle.skew // MILLISECOND, bundle.name])
    hear_what_changed(bundles, cursor)
    answers = _store(cursor, bundles, database)
    now = database.ops.adapt_datetimefield_value(timezone.now())
    cursor.execute(TOUCH.format(several), [now, *names])
    for bundle in bundles:
        for place, row in bundle.rows.items():
            kind, data, outcome = answers[row.owner, row.fact]
            # A name that stands for another fact gets no answer here.
            if (kind, data) == (row.kind, row.data):
                bundle.outcomes[place] = outcome


def _admit(bundle: Bundle, standing: Sequence[Any] | None) -> None:
    secret, skew_ms, bundle.last_at = standing or ("", 0, None)
    if secret != bundle.device.secret_hash:
        bundle.refused, bundle.rows = _why_shut_out(bundle.device), {}
    else:
        bundle.skew_moved = abs(bundle.skew - skew_ms * MILLISECOND) > SAME_SKEW


def _why_shut_out(device: Device) -> type[Refusal]:
    is_out = Device.objects.filter(pk=device.pk, signed_out_at__isnull=False).exists()
    return DeviceSignedOut if is_out else DeviceUnknown


Told = tuple[str, object, Outcome]
Answers = Mapping[tuple[int, UUID], Told]


def _store(cursor: Cursor, bundles: Sequence[Bundle], database: BaseDatabaseWrapper) -> Answers:
    """Insert what is new; what each name stands for now, and what became of it.

    The first of two equal names in one batch wins; the unique rule settles two phones.
    """
    by_name: dict[tuple[int, UUID], tuple[Row, tuple[Any, ...]]] = {}
    for bundle in bundles:
        for place, row in bundle.rows.items():
            by_name.setdefault((row.owner, row.fact), (row, bundle.laid_out[place]))
    if not by_name:
        return {}
    new, added = [laid_out for _row, laid_out in by_name.values()], 0
    for start in range(0, len(new), AT_ONCE):
        # A row twice is that row once.
        several = filled(new[start : start + AT_ONCE])
        cursor.execute(INSERT.format(", ".join([A_ROW] * len(several))), [*chain(*several)])
        added += cursor.rowcount
    if added < len(by_name):
        # Some were told before; whatever stands here now answers for all.
        return {name: _told(cursor, name, database) for name in by_name}
    return {
        name: (row.kind, row.data, Outcome(str(row.fact), WAITING))
        for name, (row, _laid_out) in by_name.items()
    }


def _told(cursor: Cursor, name: tuple[int, UUID], database: BaseDatabaseWrapper) -> Told:
    owner, fact = name
    cursor.execute(TOLD, [owner, _named(fact, database)])
    kind, data, *became = cursor.fetchall()[0]
    return kind, json.loads(data), Outcome(str(fact), *became)


def _values(
    row: Row, bundle: Bundle, moment: Callable[[datetime], Any], database: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    """What stands in the `COLUMNS`: as Django's fields would keep it, at a tenth of their cost."""
    received_at = moment(row.received_at)
    is_own = row.courier is None
    return (
        row.owner,
        _named(row.fact, database),
        row.kind,
        bundle.name if is_own else _named(row.device, database),
        None if is_own else bundle.name,
        row.told_by,
        moment(row.device_time),
        row.skew // MILLISECOND,
        moment(row.occurred_at),
        received_at,
        json.dumps(row.needs) if row.needs else "[]",
        json.dumps(row.data),
        WAITING,
        "",
        "",
        "",
        received_at,
    )


def _moment(value: datetime) -> str:
    """An instant as Django writes it into SQLite."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _named(name: UUID, database: BaseDatabaseWrapper) -> Any:
    return name if database.features.has_native_uuid_field else name.hex


def _new_connection() -> Any:
    connection: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    # What is read here goes back as it came: nobody makes days and truths of its texts.
    connection.settings_dict = copy.deepcopy(connection.settings_dict)
    connection.settings_dict["OPTIONS"]["detect_types"] = 0
    return connection


PEN = Pen(_new_connection)
STORE: Together[Bundle] = Together(_store_together, at_once=64, most_waiting=128)
"""Every server process has one; what waits beyond that is told to come back."""
