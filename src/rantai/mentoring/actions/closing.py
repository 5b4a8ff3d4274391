"""Closing an action: done since a day, and what shows it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.mentoring.actions.programmes import NotYet
from rantai.mentoring.actions.visits import Sent, kept
from rantai.mentoring.models import Action, ActionClosing
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.rules import PAPERS


class AlreadyDone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This action has been closed already. Reload the page to see how."))


class NoProof(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The workshop shows by a photo or paper that it is done. Add one, then send again.")
        )


class DoneBeforeAgreed(Refusal):
    def __init__(self, agreed: date) -> None:
        super().__init__(
            _("The action was agreed on %s. It cannot have been done before; choose a later day.")
            % date_format(agreed, "j M Y")
        )


@transaction.atomic
def close_action(
    *,
    action: Action,
    done_on: date,
    note: str,
    proof: Sent | None,
    by: Account,
    at: datetime,
) -> ActionClosing:
    """Done since a day. The mentor's word is enough; the workshop's needs a photo or paper."""
    cooperative = acting_as(by, Role.MENTOR, Role.OWNER)
    Action.objects.select_for_update().get(cooperative=cooperative, pk=action.pk)
    if ActionClosing.objects.filter(cooperative=cooperative, action=action).exists():
        raise AlreadyDone
    if done_on > localdate(at):
        raise NotYet
    if done_on < action.visit.visited_on:
        raise DoneBeforeAgreed(action.visit.visited_on)
    if proof is None and not has_role(by, Role.MENTOR):
        raise NoProof
    closing: ActionClosing = ActionClosing.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        action=action,
        done_on=done_on,
        note=note,
        proof=kept(cooperative, proof, at, PAPERS),
    )
    write_audit("action.closed", closing, by=by, at=at, done_on=done_on.isoformat())
    return closing
