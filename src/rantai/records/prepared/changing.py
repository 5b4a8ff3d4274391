"""Updates that are written once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from rantai.records.prepared.compiling import CannotBePrepared, Places, filled, kind_of, prepare

P = ParamSpec("P")

Change = tuple[QuerySet[Any, Any], Mapping[str, Any]]
"""Which rows change, and what their fields become, as `update` takes them."""


def prepared_change(build: Callable[P, Change]) -> Callable[P, int]:
    """Compile an update once per kind of values; a call runs it and says how many rows changed.

    Values are those of `prepared`, but no collections. Rows that may never be edited are not
    edited in this way either.
    """
    plans: dict[tuple[object, ...], _Plan] = {}

    @wraps(build)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        values = (*args, *kwargs.values())
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *kwargs, *map(kind_of, values))
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _plan_to_change(build, args, kwargs, connection)
        with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(plan.sql, filled(plan.places, plan.constants, values, connection))
            return int(cursor.rowcount)

    return run


@dataclass(frozen=True, slots=True)
class _Plan:
    sql: str
    places: Places
    constants: tuple[Any, ...]


def _plan_to_change(
    build: Callable[..., Change], args: Sequence[Any], kwargs: dict[str, Any], connection: Any
) -> _Plan:
    first, places = prepare(build, _changer_of, args, kwargs, connection)
    return _Plan(first.sql, places, first.params)


def _changer_of(change: Change, name: str, connection: Any) -> Any:
    rows, becomes = change
    if type(rows).update is not QuerySet.update:
        raise CannotBePrepared(f"{name} changes rows that decide by themselves how to be updated.")
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(becomes)
    return query.get_compiler(connection=connection)
