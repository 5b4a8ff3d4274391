"""What the kinds of fact share: the forms of their words, and the things that they name."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.http import Http404
from pydantic import Field

from rantai.records.inbox.kinds import Telling
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import CastingLot, Heat, Pour
from rantai.shopfloor.queries.visible import heat_with_code, lot_with_code, pour_with_name

Code = Annotated[str, Field(min_length=1, max_length=60)]
# A scale may tell three places, of which two are kept; what they would make nothing is no mass.
Mass = Annotated[Decimal, Field(ge=Decimal("0.01"), le=100_000, max_digits=9, decimal_places=3)]
Pieces = Annotated[int, Field(ge=1, le=1_000_000)]
MadeT = TypeVar("MadeT")


def heat_named(telling: Telling, reference: str) -> Heat:
    return heat_with_code(telling.by, telling.made_by(reference))


def lot_named(telling: Telling, reference: str) -> CastingLot:
    return lot_with_code(telling.by, telling.made_by(reference))


def pour_named(telling: Telling, name: UUID) -> Pour:
    """A ladle keeps the name of its fact, or of the page's entry; it may still be on its way."""
    try:
        return pour_with_name(telling.by, name)
    except Http404:
        telling.made_by(str(name))
        raise


def despite(first: Callable[[bool], MadeT], *rules: type[Refusal]) -> tuple[MadeT, str]:
    """Do it by the rules, or, where one of these refuses, write down that it was done anyway."""
    try:
        return first(False), ""
    except rules as refused:
        return first(True), refused.sentence


def as_told(telling: Telling) -> dict[str, Any]:
    return {
        "by": telling.by,
        "at": telling.at,
        "occurred_at": telling.occurred_at,
        "fact_id": telling.fact,
    }
