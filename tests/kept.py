"""What many tests begin with: made once in each process, afterwards only its rows are written.

Making the standing cast through Django takes as long as most tests do themselves. The numbers of
the rows stay those of the first time: no sequence gives them out again, in any test.
"""

import pickle
import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, models

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """A thing of rows, and how it is made when the tables are empty."""

    def __init__(self, make: Callable[[], Thing]) -> None:
        self.make = make
        self.pickled = b""
        self.statements: list[tuple[str, list[list[Any]]]] = []

    def again(self) -> Thing:
        """The same rows in the database of this test, and objects that no other test holds."""
        if not self.pickled:
            return self._made_and_noted()
        with connection.cursor() as cursor:
            for statement, rows in self.statements:
                cursor.executemany(statement, rows)
        thing: Thing = pickle.loads(self.pickled)
        return thing

    def _made_and_noted(self) -> Thing:
        tables: dict[str, int] = {}

        def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
            if inserts := re.match(r'INSERT INTO "(\w+)"', sql):
                tables[inserts[1]] = tables.get(inserts[1], 0) + 1
            return execute(sql, *more)

        with connection.execute_wrapper(note):
            thing = self.make()
        by_table = {model._meta.db_table: model for model in apps.get_models()}
        for table, count in tables.items():
            rows: list[models.Model] = list(models.QuerySet(by_table[table]).order_by("pk"))
            assert len(rows) == count, f"{table} was not empty before"
            self.statements.append(insertion(rows))
        self.pickled = pickle.dumps(thing)
        return thing


def insertion(rows: list[models.Model]) -> tuple[str, list[list[Any]]]:
    fields = rows[0]._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(rows[0]._meta.db_table)} ({columns}) VALUES ({places})", [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    ]
