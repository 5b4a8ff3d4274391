"""Who may write on a heat, when it can have happened, and the refusals all actions share."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypedDict, TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.actions import FactStamp, stamp
from rantai.records.models import Account, Cooperative, Fact, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Heat
from rantai.traceability.actions import lock
from rantai.traceability.models import Node

CLOCKS_DIFFER = timedelta(minutes=2)

FactT = TypeVar("FactT", bound=Fact)


class OtherWorkshop(Refusal):
    def __init__(self, workshop: Workshop) -> None:
        super().__init__(
            _("This is %(workshop)s's work. Only its own people can record it.")
            % {"workshop": workshop.name}
        )


class NotYet(Refusal):
    def __init__(self, occurred_at: datetime) -> None:
        super().__init__(
            _("%(moment)s has not come yet. Set the time to when it happened.")
            % {"moment": shown(occurred_at)}
        )


class TooEarly(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(heat)s began on %(moment)s. Set a time after that.")
            % {"heat": heat.code, "moment": shown(heat.started_at)}
        )


class AlreadyCorrected(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone corrected this a moment ago. Reload the page and look at the new value.")
        )


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why this is corrected, so that the next reader understands it."))


class NothingWeighed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was weighed. Write a mass above 0 kg."))


class NothingCounted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was counted. Write at least 1 piece."))


def shown(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def recording_for(by: Account, workshop: Workshop, *desks: Role) -> Cooperative:
    """Return the co-operative of the workshop's own person, or of one who sits at these desks."""
    cooperative = acting_as(by, Role.OPERATOR, Role.OWNER, *desks)
    if cooperative.pk != workshop.cooperative_id:
        raise Http404
    if not has_role(by, *desks) and workshop_of(by) != workshop:
        raise OtherWorkshop(workshop)
    return cooperative


def desk_for(by: Account, cooperative_id: int, *desks: Role) -> Cooperative:
    """Return the co-operative of one who sits at these desks; for others nothing is there."""
    cooperative = acting_as(by, *desks)
    if cooperative.pk != cooperative_id:
        raise Http404
    return cooperative


def lock_heat(heat: Heat, *more: Node) -> Heat:
    """Lock a heat and return it as it now is; its node first, in the order a hold takes them.

    The other nodes are locked with its own, and then say whether they are held by now.
    """
    owner = heat.cooperative_id
    nodes = {node.pk: node for node in lock(owner, [heat.node_id, *(node.pk for node in more)])}
    for node in more:
        node.open_holds = nodes[node.pk].open_holds
    (locked,) = _to_lock(owner, heat.pk)
    locked.node = nodes[locked.node_id]
    return locked


@prepared
def _to_lock(owner: int, heat: int) -> QuerySet[Heat]:
    return Heat.objects.select_for_update().filter(cooperative_id=owner, pk=heat)


def refuse_impossible_time(heat: Heat, *, occurred_at: datetime | None, at: datetime) -> None:
    if occurred_at is None:
        return
    if occurred_at > at + CLOCKS_DIFFER:
        raise NotYet(occurred_at)
    if occurred_at < heat.started_at:
        raise TooEarly(heat)


class Correction(FactStamp):
    """The stamp of a fact that takes another's place."""

    replaces: Any
    replaced_because: str


def correcting(fact: Fact, *, because: str, by: Account, at: datetime) -> Correction:
    """Stamp a fact that replaces this one; it happened when the first one did."""
    if not because.strip():
        raise NoReason
    if type(fact).objects.filter(cooperative_id=fact.cooperative_id, replaces=fact).exists():
        raise AlreadyCorrected
    return Correction(
        **stamp(cooperative=fact.cooperative, by=by, at=at, occurred_at=fact.occurred_at),
        replaces=fact,
        replaced_because=because.strip(),
    )


class Identity(TypedDict, total=False):
    id: UUID


def identity(fact_id: UUID | None) -> Identity:
    """A phone or a page names its fact, so that the same fact sent twice is one fact."""
    return {} if fact_id is None else {"id": fact_id}


def already_told(kind: type[FactT], cooperative: Cooperative, fact_id: UUID | None) -> FactT | None:
    return None if fact_id is None else only_one(_named(kind)(cooperative.pk, fact_id))


@cache
def _named(kind: type[FactT]) -> Callable[[int, UUID], list[FactT]]:
    def named(owner: int, fact: UUID) -> QuerySet[FactT]:
        # The manager's type is the base class's, whatever the kind.
        return cast(QuerySet[FactT], kind.objects.filter(cooperative_id=owner, pk=fact))

    return prepared(named)


def plain(value: Decimal) -> str:
    """A number as the audit trail keeps it."""
    return f"{value.normalize():f}"
