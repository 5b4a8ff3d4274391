"""What a room must say about a kind of fact before a phone can tell it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from rantai.records.models import Account, Cooperative, ToldFact
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal


class Shape(BaseModel):
    """What a kind of fact holds; a key nobody knows is a mistake to tell, not to drop."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact on its way into the rooms."""

    fact: UUID
    by: Account
    cooperative: Cooperative
    occurred_at: datetime
    at: datetime
    known: Mapping[str, str] = field(default_factory=dict)
    """What some facts that this one rests on have made, by their names."""

    def made_by(self, reference: str) -> str:
        """The code of a thing named by its code, or by the fact that made it."""
        try:
            fact = UUID(reference)
        except ValueError:
            return reference
        made = self.known.get(str(fact)) or only_one(_made_by(self.cooperative.pk, fact))
        if not made:
            raise Waits(_("It waits for another record that it rests on."))
        return made


@prepared
def _made_by(owner: int, fact: UUID) -> QuerySet[ToldFact, str]:
    rows = ToldFact.objects.filter(cooperative_id=owner, fact=fact)
    return rows.values_list("made", flat=True)


@dataclass(frozen=True, slots=True)
class Made:
    """What a fact became: its code, and, where it went against a rule, why and what to hold."""

    code: str = ""
    conflict: str = ""
    holds: Sequence[Any] = ()
    held_because: str = ""
    """Where the conflict's sentence has figures of its own each time, and one hold is enough."""


class Waits(Exception):
    """Not now: something it rests on is still to come."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Contested(Exception):
    """Another fact already says otherwise; it is kept as told, and a person decides."""

    def __init__(self, refused: Refusal, holds: Sequence[Any] = ()) -> None:
        super().__init__(refused.sentence)
        self.sentence, self.holds = refused.sentence, holds


Apply = Callable[[Telling, Any], Made]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: its name, what it holds, and the action it becomes."""

    name: str
    shape: type[Shape]
    apply: Apply


@dataclass(frozen=True, slots=True)
class Rooms:
    """Every kind the house understands, and how one of its rooms stops a thing."""

    kinds: Mapping[str, Kind]
    stop: Callable[[Any, str, Account, datetime], None]
