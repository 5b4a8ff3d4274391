"""Compiling a statement once with stand-ins, and putting a call's own values in their places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

BuiltT = TypeVar("BuiltT")


class CannotBePrepared(TypeError):
    """A query whose statement depends on more than where its values go."""


class Limit(int):
    """How many rows at most: a number that Django writes into the statement itself."""


SEVERAL = (list, tuple, set, frozenset)
LONGEST = 4_096


def _is_written_in(value: object) -> bool:
    return value is None or isinstance(value, bool | Limit)


def kind_of(value: object) -> object:
    if _is_written_in(value):
        return value
    if isinstance(value, SEVERAL):
        return (type(next(iter(value))), _room_for(len(value)))
    return type(value)


def _room_for(length: int) -> int:
    """Places are laid out by powers of two, so that lists of all lengths share a few statements."""
    return 1 << (length - 1).bit_length()


class Place(NamedTuple):
    """Which argument of a call goes there, and which of its values."""

    argument: int
    number: int


Places = tuple[Place | None, ...]
"""What goes where; nothing where Django put a constant."""


def filled(
    places: Places, constants: Sequence[Any], values: Sequence[Any], connection: Any
) -> tuple[Any, ...]:
    laid = [_laid_out(value, connection) for value in values]
    return tuple(
        [
            constant if place is None else laid[place.argument][place.number]
            for place, constant in zip(places, constants, strict=True)
        ]
    )


def _laid_out(value: Any, connection: Any) -> list[Any]:
    if not isinstance(value, SEVERAL):
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


def prepare(
    build: Callable[..., BuiltT],
    compiler_of: Callable[[BuiltT, str, Any], Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
) -> tuple["Compiled[BuiltT]", Places]:
    """Compile twice with different stand-ins: what moves is a place, what stays is a constant."""
    first, second = (
        _compiled(build, compiler_of, args, kwargs, connection, time) for time in (0, 1)
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
    return first, places


@dataclass(frozen=True, slots=True)
class Compiled(Generic[BuiltT]):
    built: BuiltT
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    placed: dict[object, Place]


def _compiled(
    build: Callable[..., BuiltT],
    compiler_of: Callable[[BuiltT, str, Any], Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    connection: Any,
    time: int,
) -> Compiled[BuiltT]:
    placed: dict[object, Place] = {}
    numbers = count(_LISTED + time, 2)

    def stand_in(argument: int, value: Any) -> Any:
        if _is_written_in(value):
            return value
        if not isinstance(value, SEVERAL):
            return _note(_like(value, 2 * argument + time), argument, 0)
        sample, room = next(iter(value)), _room_for(len(value))
        return [_note(_like(sample, next(numbers)), argument, place) for place in range(room)]

    def _note(value: Any, argument: int, place: int) -> Any:
        placed[_mark(_adapted(value, connection))] = Place(argument, place)
        return value

    given = [stand_in(place, value) for place, value in enumerate((*args, *kwargs.values()))]
    named = dict(zip(kwargs, given[len(args) :], strict=True))
    built = build(*given[: len(args)], **named)
    compiler = compiler_of(built, build.__name__, connection)
    sql, params = compiler.as_sql()
    return Compiled(built, compiler, sql, tuple(params), placed)


def _mark(value: object) -> object:
    """True equals 1, so that a place is known by its type as well.

    Django tells PostgreSQL how wide the column of a whole number is; a number beyond it is no
    mistake to stop at, it only equals nothing there.
    """
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return (int if is_number else type(value), value)


# Within the range of every column for small numbers; what lists hold is within that of keys. No
# small step leads from one to another.
_SMALL, _SMALL_STEP, _LISTED = 18_013, 331, 44
_NUMBER, _STEP, _DAY = 2_013_905_000, 7_919, date(3018, 1, 1)
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
        is_one = number < _LISTED
        return _SMALL + number * _SMALL_STEP if is_one else _NUMBER + number * _STEP
    if isinstance(value, str):
        return f"prepared {_NUMBER + number}"
    raise CannotBePrepared(f"A {type(value).__name__} has no stand-in in a prepared query.")
