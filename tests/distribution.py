"""Would this statement run on a distributed PostgreSQL, one co-operative to a node?"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.apps import apps

from rantai.records.models import Owned

_JOIN = re.compile(
    r'JOIN "(?P<table>\w+)"(?: (?:AS )?(?P<alias>"?\w+"?))? ON \((?P<on>.*?)\)'
    r"(?= (?:INNER|LEFT|WHERE|ORDER|GROUP|LIMIT|FOR|$)|\)|$)"
)
_OWNER_PAIR = re.compile(r'"?\w+"?\."cooperative_id" = \(?"?\w+"?\."cooperative_id"')
_OWNED_KEY_PAIR = re.compile(r'"?(\w+)"?\."(\w+)_id" = \(?"?(\w+)"?\."id"')
_OWNED_KEY_BACK = re.compile(r'"?(\w+)"?\."id" = \(?"?(\w+)"?\."(\w+)_id"')


@cache
def owned_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)
    )


@lru_cache(maxsize=20_000)
def violations(sql: str, owned: frozenset[str]) -> tuple[str, ...]:
    """Return what a distributed database would refuse, or answer slowly, in this statement."""
    found = []
    if update := re.match(r'UPDATE "(\w+)" SET (.*?) WHERE (.*)', sql, re.DOTALL):
        table, written, condition = update.groups()
        if table in owned and '"cooperative_id" =' in written:
            found.append("writes the owner of an existing row")
        if table in owned and "cooperative_id" not in condition:
            found.append("updates without naming the owner")
    for join in _JOIN.finditer(sql):
        shared_key = not (_OWNED_KEY_PAIR.search(join["on"]) or _OWNED_KEY_BACK.search(join["on"]))
        if join["table"] in owned and not shared_key and not _joins_owner(join["on"]):
            found.append(f"joins {join['table']} without matching the owner")
    if "FOR UPDATE" in sql and (table := re.search(r'FROM "(\w+)"', sql)):
        condition = sql.partition(" WHERE ")[2]
        if table[1] in owned and "cooperative_id" not in condition:
            found.append(f"locks rows of {table[1]} without naming the owner")
    if "WITH RECURSIVE" in sql and sql.count("cooperative_id = ") < 2:
        found.append("walks without naming the owner in each step")
    return tuple(found)


def _joins_owner(condition: str) -> bool:
    return bool(_OWNER_PAIR.search(condition))


class Watch:
    """Sees every statement of a test and keeps those that would not run distributed."""

    def __init__(self) -> None:
        self.owned = owned_tables()
        self.complaints: set[str] = set()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        for complaint in violations(sql, self.owned):
            self.complaints.add(f"{complaint}: {sql[:400]}")
        return execute(sql, params, many, context)
