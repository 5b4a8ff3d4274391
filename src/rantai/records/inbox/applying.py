"""Turning stored facts into the rooms' own, each once, a cause before what rests on it."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.records.actions import write_audit
from rantai.records.inbox.kinds import Contested, Made, Rooms, Telling, Waits
from rantai.records.models import Conflict, FactState, ToldFact
from rantai.records.refusals import Refusal

log = logging.getLogger(__name__)


def apply_waiting(*, cooperative_id: int, rooms: Rooms, at: datetime, most: int = 2_000) -> int:
    """Apply whatever can be applied now; returns how many facts moved on.

    Facts are tried in the order they came, again and again while one of them moves: what one made
    may be what the next one waits for.
    """
    moved = 0
    waiting = ToldFact.objects.filter(cooperative_id=cooperative_id, state=FactState.WAITING)
    while True:
        before = moved
        for number in list(waiting.values_list("pk", flat=True)[:most]):
            try:
                moved += _apply(cooperative_id, number, rooms, at)
            except Exception:
                # A fault of ours: the fact stays safe and waits, and stops nobody else's.
                log.exception("A stored fact could not be applied: row %s.", number)
        if moved == before:
            return moved


@transaction.atomic
def _apply(cooperative_id: int, number: int, rooms: Rooms, at: datetime) -> bool:
    """Try one fact; what the rooms write and what is written here stand or fall together."""
    told = (
        ToldFact.objects.select_for_update(of=("self",))
        .select_related("told_by__cooperative", "cooperative")
        .get(cooperative_id=cooperative_id, pk=number)
    )
    if told.state != FactState.WAITING:
        return False
    try:
        _refuse_before_its_causes(told)
        with transaction.atomic():
            made = _made_of(told, rooms)
    except Waits as waits:
        _becomes(told, FactState.WAITING, at, sentence=waits.sentence)
        return False
    except Contested as contested:
        _becomes(told, FactState.CONFLICT, at, sentence=contested.sentence)
        _open_conflict(told, contested.sentence, contested.holds, rooms, at, is_recorded=False)
    except Refusal as refused:
        remedy = _("Look at it on the heat's page and record what is right.")
        _becomes(told, FactState.REFUSED, at, sentence=refused.sentence, remedy=remedy)
    except Http404:
        _becomes(
            told,
            FactState.REFUSED,
            at,
            sentence=_("What this record names is not there, or is not yours."),
            remedy=_("Choose it from the list on the phone and record it again."),
        )
    else:
        if made.conflict:
            _becomes(told, FactState.CONFLICT, at, sentence=made.conflict, made=made.code)
            _open_conflict(told, made.conflict, made.holds, rooms, at, is_recorded=True)
        else:
            _becomes(told, FactState.APPLIED, at, made=made.code)
    return True


def _refuse_before_its_causes(told: ToldFact) -> None:
    if not told.needs:
        return
    causes = ToldFact.objects.filter(
        cooperative_id=told.cooperative_id, fact__in=told.needs
    ).values_list("fact", "state", "made", "conflicts__is_recorded")
    found = {str(fact): (state, recorded) for fact, state, _made, recorded in causes}
    states = [found.get(each) for each in told.needs]
    if any(each and each[0] in (FactState.REFUSED, FactState.SET_ASIDE) for each in states):
        raise RestsOnNothing
    if not all(
        each and (each[0] == FactState.APPLIED or each == (FactState.CONFLICT, True))
        for each in states
    ):
        raise Waits(_("It waits for another record that it rests on."))


class RestsOnNothing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The record it rests on was not taken, so this one cannot be either."))


def _made_of(told: ToldFact, rooms: Rooms) -> Made:
    kind = rooms.kinds[told.kind]
    telling = Telling(
        fact=told.fact,
        by=told.told_by,
        cooperative=told.cooperative,
        occurred_at=_after_its_causes(told),
        at=told.received_at,
    )
    return kind.apply(telling, kind.shape.model_validate(told.data))


def _after_its_causes(told: ToldFact) -> datetime:
    """Two contacts guess the clock differently; what rests on something never came before it."""
    causes = ToldFact.objects.filter(cooperative_id=told.cooperative_id, fact__in=told.needs)
    return max([told.occurred_at, *causes.values_list("occurred_at", flat=True)])


def _becomes(
    told: ToldFact,
    state: FactState,
    at: datetime,
    *,
    sentence: str = "",
    remedy: str = "",
    made: str = "",
) -> None:
    if (told.state, told.sentence, told.remedy, told.made) == (state, sentence, remedy, made):
        return
    ToldFact.objects.filter(Q(cooperative_id=told.cooperative_id), Q(pk=told.pk)).update(
        state=state, sentence=sentence[:500], remedy=remedy[:500], made=made, changed_at=at
    )


def _open_conflict(
    told: ToldFact,
    sentence: str,
    holds: Iterable[object],
    rooms: Rooms,
    at: datetime,
    *,
    is_recorded: bool,
) -> None:
    conflict = Conflict.objects.create(
        cooperative_id=told.cooperative_id,
        told=told,
        is_recorded=is_recorded,
        sentence=sentence[:500],
        opened_at=at,
    )
    for node in holds:
        rooms.stop(node, sentence, told.told_by, at)
    write_audit(
        "conflict.opened", conflict, by=told.told_by, at=at, kind=told.kind, sentence=sentence
    )
