"""Queries that Django writes once and that are then only run, each time with other values.

Django builds a statement anew for every call: joins, columns and conditions cost ten times what
SQLite needs to answer, and a page asks fifteen of them. A prepared query is an ordinary queryset
written in a function; the first call for a kind of values lets Django compile it with stand-ins and
remembers where each went, so that a later call puts its values there and reads the rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import wraps
from itertools import count
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
RowT = TypeVar("RowT")


class CannotBePrepared(TypeError):
    """A query whose statement depends on more than where its values go."""


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
        lengths = [len(value) for value in values if isinstance(value, _SEVERAL)]
        if any(length == 0 or length > _LONGEST for length in lengths):
            # Nothing is in an empty list: Django answers that without asking the database. And
            # with places beside those it needs, a very long one had more than a statement holds.
            return list(build(*args, **kwargs))
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *kwargs, *map(_kind_of, values))
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _prepare(build, args, kwargs, connection)
        return plan.run(values, connection)

    return run


class Limit(int):
    """How many rows at most: a number that Django writes into the statement itself."""


_SEVERAL = (list, tuple, set, frozenset)
_LONGEST = 4_096


def _is_written_in(value: object) -> bool:
    return value is None or isinstance(value, bool | Limit)


def _kind_of(value: object) -> object:
    if _is_written_in(value):
        return value
    if isinstance(value, _SEVERAL):
        return (type(next(iter(value))), _room_for(len(value)))
    return type(value)


def _room_for(length: int) -> int:
    """Places are laid out by powers of two, so that lists of all lengths share a few statements."""
    return 1 << (length - 1).bit_length()


@dataclass(frozen=True, slots=True)
class _Plan:
    """A compiled statement, and for each of its places the value that goes there."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    places: tuple[tuple[int, int] | None, ...]
    """Which argument and which of its values; nothing where Django put a constant."""
    constants: tuple[Any, ...]
    converters: dict[int, Any]
    plain: int | None
    """How many values a row has that is no model; nothing where it is one."""
    locks: bool

    def run(self, values: Sequence[Any], connection: Any) -> list[Any]:
        if self.locks and connection.get_autocommit():
            # Django asks this where it writes the statement, which happens once only.
            raise TransactionManagementError("Rows are locked within a transaction only.")
        laid = [_laid_out(value, connection) for value in values]
        params = tuple(
            constant if place is None else laid[place[0]][place[1]]
            for place, constant in zip(self.places, self.constants, strict=True)
        )
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


def _laid_out(value: Any, connection: Any) -> list[Any]:
    if not isinstance(value, _SEVERAL):
        return [_adapted(value, connection)]
    laid = [_adapted(one, connection) for one in value]
    # A value twice in an IN is that value once.
    return laid + laid[-1:] * (_room_for(len(laid)) - len(laid))


def _adapted(value: Any, connection: Any) -> Any:
    """A value as this database's statements carry it, in the way of Django's own fields."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _prepare(
    build: Callable[..., QuerySet[Any, Any]],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
) -> _Plan:
    """Compile twice with different stand-ins: what moves is a place, what stays is a constant."""
    first, second = (
        _compiled(build, args, kwargs, connection, stand_ins)
        for stand_ins in (count(0, 2), count(1, 2))
    )
    if first.sql != second.sql:
        raise CannotBePrepared(f"{build.__name__} writes another statement for other values.")
    places = tuple(first.placed.get(_mark(param)) for param in first.params)
    for place, one, other in zip(places, first.params, second.params, strict=True):
        if (place is None and one != other) or place != second.placed.get(_mark(other)):
            raise CannotBePrepared(
                f"{build.__name__} changes a value on its way into the statement: {one!r}."
            )
    if missing := {*first.placed.values()} - {*places}:
        raise CannotBePrepared(f"{build.__name__} does not use value {min(missing)}.")
    compiler = first.compiler
    selected = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(selected)
    is_plain = first.queryset._iterable_class in (ValuesListIterable, FlatValuesListIterable)
    plain = compiler.col_count if is_plain else None
    can_lock: bool = connection.features.has_select_for_update
    locks = can_lock and first.queryset.query.select_for_update
    return _Plan(
        first.queryset, compiler, first.sql, places, first.params, converters, plain, locks
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    placed: dict[object, tuple[int, int]]


def _compiled(
    build: Callable[..., QuerySet[Any, Any]],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
    numbers: Iterator[int],
) -> _Compiled:
    placed: dict[object, tuple[int, int]] = {}

    def stand_in(argument: int, value: Any) -> Any:
        if _is_written_in(value):
            return value
        if not isinstance(value, _SEVERAL):
            return _note(_like(value, next(numbers)), argument, 0)
        sample, room = next(iter(value)), _room_for(len(value))
        return [_note(_like(sample, next(numbers)), argument, place) for place in range(room)]

    def _note(value: Any, argument: int, place: int) -> Any:
        placed[_mark(_adapted(value, connection))] = (argument, place)
        return value

    filled = [stand_in(place, value) for place, value in enumerate((*args, *kwargs.values()))]
    named = dict(zip(kwargs, filled[len(args) :], strict=True))
    queryset = build(*filled[: len(args)], **named)
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise CannotBePrepared(f"{build.__name__} prefetches; prepare the second query by itself.")
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return _Compiled(queryset, compiler, sql, tuple(params), placed)


def _mark(value: object) -> object:
    """True equals 1, so that a place is known by its type as well."""
    return (type(value), value)


# Within the range of every whole-number column, and far from any key in use.
_NUMBER, _DAY = 2_013_905_000, date(3018, 1, 1)
_INSTANT = datetime(3018, 1, 1, 1, 1, 1, 171, tzinfo=timezone.utc)  # noqa: UP017


def _like(value: Any, number: int) -> Any:
    """A value of the same kind that no statement holds by itself."""
    if isinstance(value, datetime):
        return _INSTANT + timedelta(days=number)
    if isinstance(value, date):
        return _DAY + timedelta(days=number)
    if isinstance(value, UUID):
        return UUID(int=(_NUMBER << 64) + number)
    if isinstance(value, int):
        return _NUMBER + number * 7919  # no small step leads from one to another
    if isinstance(value, str):
        return f"prepared {_NUMBER + number}"
    raise CannotBePrepared(f"A {type(value).__name__} has no stand-in in a prepared query.")


def only_one(rows: Iterable[RowT]) -> RowT | None:
    """The first row, or nothing."""
    return next(iter(rows), None)
