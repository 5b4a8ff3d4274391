"""A person at the co-operative decides a conflict, with a reason that reaches the phones."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.actions import write_audit
from rantai.records.models import Account, Conflict, FactState, Role, ToldFact
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class AlreadyResolved(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Someone decided this a moment ago. Reload the page and read it."))


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why; both phones show your reason."))


class IsRecorded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This record stands in the books. Correct it on its own page, then let it stand.")
        )


@transaction.atomic
def let_stand(*, conflict: Conflict, because: str, by: Account, at: datetime) -> None:
    """The record is right: it stands, or, not yet in the books, it is tried once more."""
    locked = _open_one(conflict, because, by)
    state = FactState.APPLIED if locked.is_recorded else FactState.WAITING
    _resolve(locked, state, because, by=by, at=at)


@transaction.atomic
def set_aside(*, conflict: Conflict, because: str, by: Account, at: datetime) -> None:
    """The other record is right: this one is kept as told and never enters the books."""
    locked = _open_one(conflict, because, by)
    if locked.is_recorded:
        raise IsRecorded
    _resolve(locked, FactState.SET_ASIDE, because, by=by, at=at)


def _open_one(conflict: Conflict, because: str, by: Account) -> Conflict:
    owner = acting_as(by, Role.PLANNER, Role.LAB)
    locked = (
        Conflict.objects.select_for_update(of=("self",))
        .select_related("told")
        .get(cooperative=owner, pk=conflict.pk)
    )
    if locked.resolved_at is not None:
        raise AlreadyResolved
    if not because.strip():
        raise NoReason
    return locked


def _resolve(
    conflict: Conflict, state: FactState, because: str, *, by: Account, at: datetime
) -> None:
    owner = conflict.cooperative_id
    sentence = _("%(name)s decided: %(because)s") % {"name": by.name, "because": because.strip()}
    # By the clock of this moment: its phone may have come since the page was sent.
    ToldFact.objects.filter(Q(cooperative_id=owner), Q(pk=conflict.told_id)).update(
        state=state, sentence=sentence[:500], changed_at=timezone.now()
    )
    if state == FactState.WAITING:
        # Tried again, it may meet a conflict again; that is then a new one.
        Conflict.objects.filter(Q(cooperative_id=owner), Q(pk=conflict.pk)).delete()
    else:
        Conflict.objects.filter(Q(cooperative_id=owner), Q(pk=conflict.pk)).update(
            resolved_at=at, resolved_by=by, because=because.strip()
        )
    write_audit(
        "conflict.resolved", conflict, by=by, at=at, outcome=str(state), because=because.strip()
    )
