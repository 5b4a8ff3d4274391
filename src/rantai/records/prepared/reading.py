"""Queries that are written once and read rows or models as Django would."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import wraps
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.db.transaction import TransactionManagementError

from rantai.records.prepared.compiling import (
    LONGEST,
    SEVERAL,
    CannotBePrepared,
    Places,
    filled,
    kind_of,
    prepare,
)

P = ParamSpec("P")
RowT = TypeVar("RowT")


def prepared(build: Callable[P, QuerySet[Any, RowT]]) -> Callable[P, list[RowT]]:
    """Compile the queryset once per kind of values; a call runs it and returns its rows.

    Values are whole numbers, texts, dates, instants, UUIDs, or collections of them. Truths, None
    and limits change the statement, so each has one of its own. Raises `CannotBePrepared` at the
    first call when a value reaches the statement in another shape than it was given. Rows that are
    locked are locked as ever, and only within a transaction.
    """
    plans: dict[tuple[object, ...], _Plan] = {}

    @wraps(build)
    def run(*args: P.args, **kwargs: P.kwargs) -> list[RowT]:
        values = (*args, *kwargs.values())
        lengths = [len(value) for value in values if isinstance(value, SEVERAL)]
        if any(length == 0 or length > LONGEST for length in lengths):
            # Nothing is in an empty list: Django answers that without asking the database. And
            # with places beside those it needs, a very long one had more than a statement holds.
            return list(build(*args, **kwargs))
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *kwargs, *map(kind_of, values))
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _plan_to_read(build, args, kwargs, connection)
        return plan.run(values, connection)

    return run


@dataclass(frozen=True, slots=True)
class _Plan:
    """A compiled statement, and for each of its places the value that goes there."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    places: Places
    constants: tuple[Any, ...]
    converters: dict[int, Any]
    plain: int | None
    """How many values a row has that is no model; nothing where it is one."""
    locks: bool

    def run(self, values: Sequence[Any], connection: Any) -> list[Any]:
        if self.locks and connection.get_autocommit():
            # Django asks this where it writes the statement, which happens once only.
            raise TransactionManagementError("Rows are locked within a transaction only.")
        params = filled(self.places, self.constants, values, connection)
        if self.plain is not None:
            return self._plain_rows(self.plain, params, connection)
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        compiler.get_converters = lambda expressions: self.converters
        query = copy(self.queryset.query)
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        asked = self.queryset.__class__(self.queryset.model, query, using=DEFAULT_DB_ALIAS)
        asked._iterable_class = self.queryset._iterable_class
        asked._fields = self.queryset._fields  # type: ignore[attr-defined]
        return list(asked)

    def _plain_rows(self, width: int, params: Sequence[Any], connection: Any) -> list[Any]:
        """What a list of values needs no queryset for, at half the cost."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        read = [_reader(self.converters.get(column), column, connection) for column in range(width)]
        if self.queryset._iterable_class is FlatValuesListIterable:
            return [*map(read[0], rows)]
        return [tuple([value(row) for value in read]) for row in rows]


def _reader(converter: Any, column: int, connection: Any) -> Callable[[Sequence[Any]], Any]:
    if converter is None:
        return itemgetter(column)
    steps, expression = converter

    def read(row: Sequence[Any]) -> Any:
        value = row[column]
        for step in steps:
            value = step(value, expression, connection)
        return value

    return read


def _plan_to_read(
    build: Callable[..., QuerySet[Any, Any]],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
) -> _Plan:
    first, places = prepare(build, _reader_of, args, kwargs, connection)
    queryset, compiler = first.built, first.compiler
    selected = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(selected)
    is_plain = queryset._iterable_class in (ValuesListIterable, FlatValuesListIterable)
    plain = compiler.col_count if is_plain else None
    locks = connection.features.has_select_for_update and queryset.query.select_for_update
    return _Plan(queryset, compiler, first.sql, places, first.params, converters, plain, locks)


def _reader_of(queryset: QuerySet[Any, Any], name: str, connection: Any) -> Any:
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise CannotBePrepared(f"{name} prefetches; prepare the second query by itself.")
    return queryset.query.get_compiler(connection=connection)


def only_one(rows: Iterable[RowT]) -> RowT | None:
    """The first row, or nothing."""
    return next(iter(rows), None)
