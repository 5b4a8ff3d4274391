"""What every row of a co-operative keeps: its owner, in the row, in every join, for ever."""

from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.conf import settings
from django.db import models

from rantai.records.identifiers import uuid7
from rantai.records.models.identity import Cooperative


class OwnedKey(models.ForeignKey[Any, Any]):
    """A key between two rows of one co-operative; every join through it also matches the owner.

    A distributed database can then answer the join on the node where the co-operative's rows live,
    and a row can never lead into another co-operative's.
    """

    def get_joining_fields(
        self, reverse_join: bool = False
    ) -> tuple[tuple[models.Field[Any, Any], models.Field[Any, Any]], ...]:
        here = _owner_field(self.model)
        there = _owner_field(self.remote_field.model)
        owners = (there, here) if reverse_join else (here, there)
        return (*super().get_joining_fields(reverse_join=reverse_join), owners)

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"cooperative_id": instance.cooperative_id}  # type: ignore[attr-defined]


def _owner_field(model: type[models.Model]) -> models.Field[Any, Any]:
    field = model._meta.get_field("cooperative")
    assert isinstance(field, models.Field)
    return field


class Owned(models.Model):
    """A row that belongs to one co-operative and never changes hands."""

    # No index of its own: every index of a large table starts with the owner anyway, and one of
    # the owner alone lures SQLite into reading the whole co-operative for one row.
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    def _do_update(
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, *args: Any, **kwargs: Any
    ) -> Any:
        # The owner is the distribution key: no statement may ever write it again.
        own = [value for value in values if value[0].name != "cooperative"]
        mine = base_qs.filter(cooperative_id=self.cooperative_id)
        return super()._do_update(mine, using, pk_val, own, *args, **kwargs)


FactT = TypeVar("FactT", bound="Fact")


class NoLaterFact(models.Expression):
    """No fact of the same table replaces this one, or the fact that a key of this row names.

    Says what `~Exists(...)` with two `OuterRef`s says, but is written straight into the statement:
    nearly every page asks it several times, and building that subquery cost more than running it.
    """

    conditional = True
    output_field = models.BooleanField()

    def __init__(self, of: str = "pk") -> None:
        super().__init__()
        self.columns: list[Any] = [models.F(of), models.F("cooperative_id")]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        pk, owner = self.columns
        fact = pk.target.related_model or pk.target.model
        quote, meta = connection.ops.quote_name, fact._meta
        (pk_sql, _), (owner_sql, _) = compiler.compile(pk), compiler.compile(owner)
        later = quote("later")
        replaces, cooperative = (
            quote(meta.get_field(name).column) for name in ("replaces", "cooperative")
        )
        sql = (
            f"NOT EXISTS (SELECT 1 FROM {quote(meta.db_table)} {later}"
            f" WHERE {later}.{cooperative} = {owner_sql} AND {later}.{replaces} = {pk_sql})"
        )
        return sql, ()


class FactQuerySet(models.QuerySet[FactT]):
    """Facts can be added and read; a correction is another fact."""

    def current(self) -> Self:
        """Leave out facts that a later fact has replaced."""
        # Not a join: where hardly anything is ever replaced, SQLite's statistics talk it out of
        # the index, and it reads the whole table once for every fact.
        return self.filter(NoLaterFact())

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Facts are never edited; record a correcting fact that replaces this one.")

    def delete(self) -> NoReturn:
        raise TypeError("Facts are never deleted; record a correcting fact that replaces this one.")


class Fact(Owned):
    """Something that happened, written once, with the device's time and the server's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_late = models.BooleanField(default=False)
    replaces = OwnedKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", unique=True
    )
    replaced_because = models.CharField(max_length=200, blank=True)

    objects: ClassVar[FactQuerySet[Any]] = FactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Facts are never edited; record a correcting fact instead.")
        super().save(*args, **kwargs)
