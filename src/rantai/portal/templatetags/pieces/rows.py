"""What the rooms hand over, read part by part."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def read_parts(item: Any, names: Sequence[str]) -> list[Any]:
    """The named parts of a row given as tuple, dict or object; parts left out are None.

    Rooms below the portal cannot import a type of ours, so they hand over what they have.
    """
    if isinstance(item, Mapping):
        return [item.get(name) for name in names]
    if isinstance(item, tuple | list):
        return [*item, *[None] * (len(names) - len(item))]
    return [getattr(item, name, None) for name in names]


def read_rows(items: Iterable[Any] | None, names: Sequence[str]) -> list[dict[str, Any]]:
    return [dict(zip(names, read_parts(item, names), strict=True)) for item in items or ()]
