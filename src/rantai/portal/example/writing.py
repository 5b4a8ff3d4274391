"""Writes the example's rows by the hundred thousand, column by column.

Django prepares every field of every row for itself, which took half of the example's time; in a
column most values are numbers and texts that need nothing, or the same few instants and keys.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

PLAIN = frozenset({int, str, bool, type(None)})
"""What goes into a statement as it is."""


def write_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one kind that bring their key, or whose key nobody asks for."""
    fields = [
        field
        for field in rows[0]._meta.concrete_fields
        if not (field.primary_key and rows[0].pk is None)
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",
            list(zip(*(_column(field, rows) for field in fields), strict=True)),
        )
    for row in rows:
        # They are in the table now, as bulk_create would note too.
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


def _column(field: models.Field[Any, Any], rows: Sequence[models.Model]) -> Iterator[Any]:
    known: dict[Any, Any] = {}
    is_plain = not isinstance(field, models.JSONField)
    read = attrgetter(field.attname)
    for row in rows:
        value = read(row)
        if value is None and isinstance(field, models.ForeignKey) and field.is_cached(row):
            there = getattr(row, field.name)
            # The thing it points to got its number after this row was thought of.
            value = there and there.pk
            setattr(row, field.attname, value)
        if not is_plain:
            yield field.get_db_prep_save(value, connection)
        elif type(value) in PLAIN:
            yield value
        else:
            if value not in known:
                known[value] = field.get_db_prep_save(value, connection)
            yield known[value]
