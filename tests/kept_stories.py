"""Stories many tests begin with: told twice in a process, afterwards only their rows are written.

Casting, inspecting and packing one lot takes longer than most tests do with it. A story is taken
from its rows only where it would write the very same ones: after the standing cast and other kept
stories, with nothing else written in between.
"""

import functools
import pickle
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models

from tests.kept import insertion

Cast = TypeVar("Cast")
Given = ParamSpec("Given")
Told = TypeVar("Told")
Path = tuple[Hashable, ...]
Statement = tuple[str, list[list[Any]]]
Rows = dict[type[models.Model], dict[Any, models.Model]]

# Whoever signs in changes nothing that a story is about.
_HARMLESS = re.compile(
    r"SELECT|SAVEPOINT|RELEASE|WITH (?!.*(?:INSERT|UPDATE|DELETE))"
    r'|(?:INSERT INTO|UPDATE|DELETE FROM) "django_session"'
    r'|UPDATE "records_account" SET "last_login"',
    re.DOTALL,
)
_WRITTEN = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE) "?(\w+)')


class _Tables:
    """What the tables of this test hold, as long as it is a cast and kept stories alone."""

    def __init__(self) -> None:
        self.cast: object = None
        self.path: Path | None = None
        self.written: set[str] = set()

    def note(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if not _HARMLESS.match(sql):
            self.path = None
            self.written.update(_WRITTEN.findall(sql))
        return execute(sql, *more)


_TABLES = _Tables()
_written_by: dict[Path, set[str]] = {}
_kept: dict[Path, tuple[list[Statement], bytes]] = {}


@contextmanager
def beginning_with(cast: object) -> Iterator[None]:
    """The tables hold this cast and nothing else yet."""
    # What is really committed other connections see and change, unnoticed here.
    _TABLES.cast, _TABLES.path = cast, () if connection.in_atomic_block else None
    _TABLES.written = set()
    try:
        with connection.execute_wrapper(_TABLES.note):
            yield
    finally:
        _TABLES.cast = _TABLES.path = None


def kept(
    story: Callable[Concatenate[Cast, Given], Told],
) -> Callable[Concatenate[Cast, Given], Told]:
    """For a story that only writes rows, and leaves the objects it was given as they are."""

    @functools.wraps(story)
    def told(cast: Cast, /, *given: Given.args, **named: Given.kwargs) -> Told:
        before = _TABLES.path
        words = [_word(value) for value in (*given, *named.values())]
        if before is None or cast is not _TABLES.cast or None in words:
            return story(cast, *given, **named)
        path = (*before, (story.__module__, story.__name__, *words, *named))
        if path in _kept:
            statements, pickled = _kept[path]
            with connection.cursor() as cursor:
                for statement, rows in statements:
                    cursor.executemany(statement, rows)
            thing: Told = pickle.loads(pickled)
        elif path in _written_by:
            rows_before = _rows_of(_written_by[path])
            thing = story(cast, *given, **named)
            _kept[path] = _written_since(rows_before), pickle.dumps(thing)
        else:
            earlier, _TABLES.written = _TABLES.written, set()
            thing = story(cast, *given, **named)
            _written_by[path] = _TABLES.written
            _TABLES.written = earlier | _TABLES.written
        _TABLES.path = path
        return thing

    return told


def _word(value: object) -> Hashable:
    """What tells one telling from another; none for what may be different inside."""
    if isinstance(value, models.Model):
        # Of the cast's: those made later would have ended the path.
        return (type(value).__name__, value.pk)
    return repr(value) if value is None or isinstance(value, int | str) else None


def _rows_of(tables: set[str]) -> Rows:
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return {by_table[table]: _by_key(by_table[table]) for table in sorted(tables)}


def _by_key(model: type[models.Model]) -> dict[Any, models.Model]:
    rows: models.QuerySet[models.Model] = models.QuerySet(model)
    return {row.pk: row for row in rows}


def _written_since(before: Rows) -> list[Statement]:
    statements: list[Statement] = []
    for model, rows in _rows_of({model._meta.db_table for model in before}).items():
        gone = before[model].keys() - rows.keys()
        assert not gone, f"a kept story only adds and changes, and {gone} are gone"
        if added := [row for key, row in rows.items() if key not in before[model]]:
            statements.append(insertion(added))
        changed = [
            row
            for key, row in rows.items()
            if key in before[model] and _values(row) != _values(before[model][key])
        ]
        statements += [_change(row) for row in changed]
    return statements


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _change(row: models.Model) -> Statement:
    """By its owner too, as everywhere."""
    fields = row._meta.concrete_fields
    where = [field for field in fields if field.primary_key or field.name == "cooperative"]
    what = [field for field in fields if field not in where]

    def named(some: list[Any], between: str) -> str:
        return between.join(f"{connection.ops.quote_name(field.column)} = %s" for field in some)

    return (
        f"UPDATE {connection.ops.quote_name(row._meta.db_table)} "
        f"SET {named(what, ', ')} WHERE {named(where, ' AND ')}",
        [
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for field in (*what, *where)
            ]
        ],
    )
