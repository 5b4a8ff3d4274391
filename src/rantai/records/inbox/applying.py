"""Turning stored facts into the rooms' own, each once, a cause before what rests on it."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.actions import write_audit
from rantai.records.inbox.kinds import Contested, Made, Rooms, Telling, Waits
from rantai.records.models import AuditChain, Conflict, Cooperative, FactState, ToldFact
from rantai.records.prepared import Change, prepared, prepared_change
from rantai.records.refusals import Refusal

log = logging.getLogger(__name__)


def owners_with_waiting() -> list[int]:
    """The co-operatives of which some fact still waits."""
    waiting = ToldFact.objects.filter(cooperative_id=OuterRef("pk"), state=FactState.WAITING)
    return list(Cooperative.objects.filter(Exists(waiting)).values_list("pk", flat=True))


def mark_of(cooperative_id: int) -> tuple[int, int]:
    """Stays the same while nobody tells or decides anything: then what waits waits on."""
    deed = AuditChain.objects.filter(cooperative_id=cooperative_id).values_list("last_number")
    fact = ToldFact.objects.filter(cooperative_id=cooperative_id).aggregate(newest=Max("pk"))
    return (deed[0][0] if deed else 0, fact["newest"] or 0)


HELD = 0.008
"""Seconds for which facts are applied in one commit: as long as a contact may wait for its own."""


AT_ONCE = 2_000
"""Facts that are looked up at once."""


@dataclass(slots=True)
class Round:
    """How far one has come among what waits. Who is stopped goes on from there another time.

    Many may wait for the lab for days, or for ever for a phone that was lost; whoever began with
    those each time would never come to what lies behind them.
    """

    last: int = 0
    """The row that was tried last; none before the first."""
    has_moved: bool = False
    """Whether a fact moved on since the first row: then those before it are tried once more."""
    is_under_way: bool = False
    was_disturbed: bool = False
    """Whether the database was away for some of them, which may do as well the next moment."""


def apply_waiting(
    *,
    cooperative_id: int,
    rooms: Rooms,
    at: datetime,
    onward: Round | None = None,
    heard_by: UUID | None = None,
    is_time_up: Callable[[], bool] = lambda: False,
    between: Callable[[float], None] = lambda _spent: None,
) -> int:
    """Apply whatever can be applied now; returns how many facts moved on.

    Facts are tried in the order they came, again and again while one of them moves: what one made
    may be what the next one waits for. When time is up, the rest is left for later, to whoever
    goes `onward` with this round; `between` two commits, others get their turn. The device that is
    `heard_by` us now is told in this very answer, and not once more at its next contact.
    """
    turn = _Turn(cooperative_id, rooms, at, heard_by, onward or Round())
    moved, here = 0, turn.round
    if not here.is_under_way:
        here.is_under_way, here.was_disturbed = True, False
    waiting = ToldFact.objects.filter(cooperative_id=cooperative_id, state=FactState.WAITING)
    while True:
        ahead = waiting.filter(pk__gt=here.last).values_list("pk", flat=True)
        numbers = deque(ahead[:AT_ONCE])
        if not numbers:
            here.last, here.is_under_way, here.has_moved = 0, here.has_moved, False
            if not here.is_under_way:
                return moved
        while numbers:
            if is_time_up():
                return moved
            start = monotonic()
            moved += _apply_some(turn, numbers)
            between(monotonic() - start)


@dataclass(frozen=True, slots=True)
class _Turn:
    owner: int
    rooms: Rooms
    at: datetime
    heard_by: UUID | None
    round: Round = field(default_factory=Round)

    def changed_at(self, told: ToldFact) -> datetime:
        # A contact that came after `at` has not heard of it, and must at the next.
        return self.at if told.device_id == self.heard_by else timezone.now()


def _apply_some(turn: _Turn, numbers: deque[int]) -> int:
    """Apply the first of these, and on SQLite, where one writes at a time, more in one commit."""
    moved = 0
    end = monotonic() + (HELD if connection.vendor == "sqlite" else 0)
    tried: list[int] = []
    try:
        with transaction.atomic():
            while numbers and (not tried or monotonic() < end):
                tried.append(numbers.popleft())
                moved += _apply_alone(turn, tried[-1])
    except OperationalError:
        log.exception("Stored facts could not be applied now and wait: rows %s.", tried)
        moved, turn.round.was_disturbed = 0, True
    except DatabaseError:
        # What one of them wrote was found wrong in the common commit: it harms no other.
        moved = sum(_commit_alone(turn, number) for number in tried)
    turn.round.last = tried[-1]
    turn.round.has_moved |= moved > 0
    return moved


def _commit_alone(turn: _Turn, number: int) -> bool:
    try:
        with transaction.atomic():
            return _apply_alone(turn, number)
    except DatabaseError:
        log.exception("A stored fact could not be applied and waits: row %s.", number)
        return False


def _apply_alone(turn: _Turn, number: int) -> bool:
    try:
        return _apply(turn, number)
    except Exception:
        # A fault of ours: the fact stays safe and waits, and stops nobody else's.
        log.exception("A stored fact could not be applied: row %s.", number)
        return False


@transaction.atomic
def _apply(turn: _Turn, number: int) -> bool:
    """Try one fact; what the rooms write and what is written here stand or fall together."""
    (told,) = _locked(turn.owner, number)
    if told.state != FactState.WAITING:
        return False
    try:
        ground = _refuse_before_its_causes(told)
        with transaction.atomic():
            made = _made_of(told, turn.rooms, ground)
    except Waits as waits:
        _becomes(turn, told, FactState.WAITING, sentence=waits.sentence)
        return False
    except Contested as contested:
        _becomes(turn, told, FactState.CONFLICT, sentence=contested.sentence)
        _open_conflict(told, contested.sentence, contested.holds, turn, is_recorded=False)
    except Refusal as refused:
        remedy = _("Look at it on the heat's page and record what is right.")
        _becomes(turn, told, FactState.REFUSED, sentence=refused.sentence, remedy=remedy)
    except Http404:
        _becomes(
            turn,
            told,
            FactState.REFUSED,
            sentence=_("What this record names is not there, or is not yours."),
            remedy=_("Choose it from the list on the phone and record it again."),
        )
    else:
        if made.conflict:
            _becomes(turn, told, FactState.CONFLICT, sentence=made.conflict, made=made.code)
            _open_conflict(
                told, made.conflict, made.holds, turn, is_recorded=True, why=made.held_because
            )
        else:
            _becomes(turn, told, FactState.APPLIED, made=made.code)
    return True


@prepared
def _locked(owner: int, number: int) -> QuerySet[ToldFact]:
    rows = ToldFact.objects.select_for_update(of=("self",)).filter(cooperative_id=owner, pk=number)
    return rows.select_related("told_by__cooperative", "cooperative")


class _Ground(NamedTuple):
    """What a fact rests on: its moment, never before that of its causes, and what they made."""

    occurred_at: datetime
    made: Mapping[str, str]


def _refuse_before_its_causes(told: ToldFact) -> _Ground:
    """What the fact rests on, if all of it is in the books.

    Two contacts guess the clock differently; what rests on something never came before it, nor
    before what that rests on.
    """
    moment, made, level = told.occurred_at, dict[str, str](), set(told.needs)
    while level:
        causes = _told(told.cooperative_id, level)
        if not made:
            _refuse_without({name: causes.get(name) for name in level})
        made |= {name: causes[name].made if name in causes else "" for name in level}
        moment = max([moment, *(cause.occurred_at for cause in causes.values())])
        level = {name for cause in causes.values() for name in cause.needs} - made.keys()
    return _Ground(moment, made)


class _Cause(NamedTuple):
    state: str
    is_recorded: bool | None
    occurred_at: datetime
    needs: list[str]
    made: str


def _told(owner: int, names: Collection[str]) -> dict[str, _Cause]:
    rows = _causes(owner, [UUID(name) for name in names])
    return {str(fact): _Cause(*rest) for fact, *rest in rows}


@prepared
def _causes(owner: int, names: list[UUID]) -> QuerySet[ToldFact, tuple[Any, ...]]:
    return ToldFact.objects.filter(cooperative_id=owner, fact__in=names).values_list(
        "fact", "state", "conflicts__is_recorded", "occurred_at", "needs", "made"
    )


def _refuse_without(causes: Mapping[str, _Cause | None]) -> None:
    told = [cause for cause in causes.values() if cause]
    if any(cause.state in (FactState.REFUSED, FactState.SET_ASIDE) for cause in told):
        raise RestsOnNothing
    in_the_books = [
        cause.state == FactState.APPLIED
        or (cause.state == FactState.CONFLICT and cause.is_recorded)
        for cause in told
    ]
    if len(told) < len(causes) or not all(in_the_books):
        raise Waits(_("It waits for another record that it rests on."))


class RestsOnNothing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The record it rests on was not taken, so this one cannot be either."))


def _made_of(told: ToldFact, rooms: Rooms, ground: _Ground) -> Made:
    kind = rooms.kinds[told.kind]
    telling = Telling(
        fact=told.fact,
        by=told.told_by,
        cooperative=told.cooperative,
        occurred_at=ground.occurred_at,
        at=told.received_at,
        known=ground.made,
    )
    return kind.apply(telling, kind.shape.model_validate(told.data))


def _becomes(
    turn: _Turn,
    told: ToldFact,
    state: FactState,
    *,
    sentence: str = "",
    remedy: str = "",
    made: str = "",
) -> None:
    if (told.state, told.sentence, told.remedy, told.made) == (state, sentence, remedy, made):
        return
    _tell(
        told.cooperative_id,
        told.pk,
        state=state.value,
        sentence=sentence[:500],
        remedy=remedy[:500],
        made=made,
        changed_at=turn.changed_at(told),
    )


@prepared_change
def _tell(owner: int, number: int, **becomes: Any) -> Change:
    return ToldFact.objects.filter(cooperative_id=owner, pk=number), becomes


def _open_conflict(
    told: ToldFact,
    sentence: str,
    holds: Iterable[object],
    turn: _Turn,
    *,
    is_recorded: bool,
    why: str = "",
) -> None:
    conflict = Conflict.objects.create(
        cooperative_id=told.cooperative_id,
        told=told,
        is_recorded=is_recorded,
        sentence=sentence[:500],
        opened_at=turn.at,
    )
    for node in holds:
        turn.rooms.stop(node, why or sentence, told.told_by, turn.at)
    write_audit(
        "conflict.opened", conflict, by=told.told_by, at=turn.at, kind=told.kind, sentence=sentence
    )
