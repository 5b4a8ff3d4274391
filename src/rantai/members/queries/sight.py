"""Whose rows of the work a person sees, as plain values that a prepared query takes."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from rantai.members.queries.belonging import workshop_of
from rantai.records.models import Account
from rantai.records.prepared import only_one
from rantai.records.queries import OFFICE, WORKSHOP, OwnedT, has_role

NameT = TypeVar("NameT")
FoundT = TypeVar("FoundT")


def sight_of(viewer: Account) -> tuple[int, int | None] | None:
    """The co-operative whose rows a person sees, and of them one workshop's or, with none, all.

    Nothing for whoever sees none.
    """
    if viewer.cooperative_id is None:
        return None
    if has_role(viewer, *OFFICE):
        return viewer.cooperative_id, None
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    return (viewer.cooperative_id, workshop.pk) if workshop else None


def in_sight(rows: QuerySet[OwnedT], owner: int, workshop: int | None) -> QuerySet[OwnedT]:
    mine = rows.filter(cooperative_id=owner)
    return mine if workshop is None else mine.filter(workshop=workshop)


def seen(
    find: Callable[[int, int | None, NameT], list[FoundT]], viewer: Account, name: NameT
) -> FoundT:
    """The thing of this name among those in sight; raises Http404 where there is none."""
    sight = sight_of(viewer)
    found = only_one(find(*sight, name)) if sight else None
    if found is None:
        raise Http404
    return found
