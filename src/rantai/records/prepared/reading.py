"""Queries that are written once and read rows or models as Django would."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
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
    """A compiled statement, what goes in its places, and what becomes of its rows."""

    sql: str
    places: Places
    constants: tuple[Any, ...]
    converters: Sequence[tuple[int, Sequence[Any], Any]]
    """Columns that come in another shape than they are read, the steps between, and of what."""
    made_of: Callable[[Sequence[Any]], Any]
    locks: bool

    def run(self, values: Sequence[Any], connection: Any) -> list[Any]:
        if self.locks and connection.get_autocommit():
            # Django asks this where it writes the statement, which happens once only.
            raise TransactionManagementError("Rows are locked within a transaction only.")
        params = filled(self.places, self.constants, values, connection)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        if self.converters:
            rows = [self._converted(row, connection) for row in rows]
        return [*map(self.made_of, rows)]

    def _converted(self, row: Sequence[Any], connection: Any) -> Sequence[Any]:
        values = [*row]
        for column, steps, expression in self.converters:
            for step in steps:
                values[column] = step(values[column], expression, connection)
        return values


def _plan_to_read(
    build: Callable[..., QuerySet[Any, Any]],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
) -> _Plan:
    first, places = prepare(build, _reader_of, args, kwargs, connection)
    queryset, compiler = first.built, first.compiler
    selected = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = [
        (column, steps, expression)
        for column, (steps, expression) in compiler.get_converters(selected).items()
    ]
    locks = connection.features.has_select_for_update and queryset.query.select_for_update
    made_of = _maker(queryset, compiler)
    return _Plan(first.sql, places, first.params, converters, made_of, locks)


def _reader_of(queryset: QuerySet[Any, Any], name: str, connection: Any) -> Any:
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise CannotBePrepared(f"{name} prefetches; prepare the second query by itself.")
    if queryset._iterable_class not in (ModelIterable, ValuesListIterable, FlatValuesListIterable):
        raise CannotBePrepared(f"{name} reads neither models nor plain values.")
    return queryset.query.get_compiler(connection=connection)


def _maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    if queryset._iterable_class is FlatValuesListIterable:
        return itemgetter(0)
    if queryset._iterable_class is ModelIterable:
        return _model_maker(compiler)
    width: int = compiler.col_count  # what is only sorted by comes after these
    return lambda row: tuple(row[:width])


def _model_maker(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """A model with what was selected with it, as Django's own iterable of models makes it."""
    info, select = compiler.klass_info, compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1]
    names = [column[0].target.attname for column in select[first : last + 1]]
    # The stubs are of a later Django, which also asks how to fetch what was left out.
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    annotated = [*(compiler.annotation_col_map or {}).items()]
    from_db = info["model"].from_db

    def model(row: Sequence[Any]) -> Any:
        made = from_db(DEFAULT_DB_ALIAS, names, row[first : last + 1])
        for each in related:
            each.populate(row, made)
        for name, column in annotated:
            setattr(made, name, row[column])
        return made

    return model


def only_one(rows: Iterable[RowT]) -> RowT | None:
    """The first row, or nothing."""
    return next(iter(rows), None)
