"""Actions against a root cause, who has done them, and the closing on proof."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of
from rantai.quality.actions._leading import led_by, still_open
from rantai.quality.actions.correcting_cause import NotOurPerson
from rantai.quality.actions.opening_eightd import DueInThePast
from rantai.quality.models import (
    ActionChange,
    ActionDone,
    Aim,
    Branch,
    Closing,
    CorrectiveAction,
    EightD,
)
from rantai.quality.queries.effect import done_now, effect_of
from rantai.quality.queries.eightd import may_answer, missing_steps, people_for
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal


class DoneAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone has reported this action meanwhile. Reload the page to see it.")
        )


class NothingChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Neither the person nor the day is another one. Change one of them."))


class NotDoneYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody has reported this action done, so there is nothing to undo."))


class StepsMissing(Refusal):
    def __init__(self, eightd: EightD, names: list[str]) -> None:
        super().__init__(
            _("%(code)s cannot be closed yet. Still missing: %(names)s.")
            % {"code": eightd.code, "names": "; ".join(names)}
        )


class CureNotShown(Refusal):
    def __init__(self, eightd: EightD) -> None:
        super().__init__(
            _(
                "The figures do not show yet that the cure of %(code)s holds. Wait for more "
                "pieces, or write why you close it without them."
            )
            % {"code": eightd.code}
        )


@transaction.atomic
def plan_action(
    *,
    eightd: EightD,
    aim: Aim,
    branch: Branch,
    text: str,
    owner: Account,
    due_on: date,
    by: Account,
    at: datetime,
) -> CorrectiveAction:
    """Someone of the office or of the workshop concerned does something by a day."""
    led_by(by, eightd)
    if owner not in people_for(eightd):
        raise NotOurPerson(owner)
    if due_on < localdate(at):
        raise DueInThePast(due_on)
    action = CorrectiveAction.objects.create(
        cooperative=eightd.cooperative,
        eightd=eightd,
        aim=aim,
        branch=branch,
        text=text,
        owner=owner,
        workshop=workshop_of(owner),
        due_on=due_on,
        planned_at=at,
    )
    write_audit(
        "eightd.action_planned",
        eightd,
        by=by,
        at=at,
        owner=owner.name,
        due_on=due_on.isoformat(),
    )
    return action


@transaction.atomic
def replan_action(
    *,
    action: CorrectiveAction,
    owner: Account,
    due_on: date,
    because: str,
    by: Account,
    at: datetime,
) -> ActionChange:
    """Give an open action to someone else or another day; what was planned before stays told."""
    eightd = led_by(by, action.eightd)
    locked = CorrectiveAction.objects.select_for_update().get(
        cooperative_id=eightd.cooperative_id, pk=action.pk
    )
    if done_now(eightd.cooperative_id).filter(action=locked).exists():
        raise DoneAlready
    if owner not in people_for(eightd):
        raise NotOurPerson(owner)
    if due_on < localdate(at):
        raise DueInThePast(due_on)
    if (owner.pk, due_on) == (locked.owner_id, locked.due_on):
        raise NothingChanged
    change = ActionChange.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at),
        action=locked,
        owner_before_id=locked.owner_id,
        due_before=locked.due_on,
        owner=owner,
        due_on=due_on,
        because=because.strip()[:200],
    )
    CorrectiveAction.objects.filter(cooperative_id=eightd.cooperative_id, pk=locked.pk).update(
        owner=owner, workshop=workshop_of(owner), due_on=due_on
    )
    write_audit(
        "eightd.action_replanned",
        eightd,
        by=by,
        at=at,
        owner=owner.name,
        due_on=due_on.isoformat(),
        because=change.because,
    )
    return change


@transaction.atomic
def take_back_done(
    *, action: CorrectiveAction, because: str, by: Account, at: datetime
) -> ActionDone:
    """The lab looked and it is not done: the action is open again, and who said so is told why."""
    eightd = led_by(by, action.eightd)
    done = done_now(eightd.cooperative_id).filter(action=action).first()
    if done is None:
        raise NotDoneYet
    taken: ActionDone = ActionDone.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at),
        action=action,
        note=because.strip()[:300],
        is_taken_back=True,
        replaces=done,
        replaced_because=because.strip()[:200],
    )
    write_audit(
        "eightd.action_reopened", eightd, by=by, at=at, action=action.text[:60], because=taken.note
    )
    return taken


@transaction.atomic
def report_done(
    *,
    action: CorrectiveAction,
    note: str,
    by: Account,
    at: datetime,
    proof: "File[bytes] | None" = None,
) -> ActionDone:
    """The word of the owner, of the owner's workshop, or of the lab, with a file that shows it."""
    if not may_answer(by, action):
        raise Http404
    still_open(action.eightd)
    if done_now(action.cooperative_id).filter(action=action).exists():
        raise DoneAlready
    done = ActionDone(
        **stamp(cooperative=action.cooperative, by=by, at=at), action=action, note=note
    )
    if proof is not None:
        done.proof_name = str(proof.name or "")[-120:]
        done.proof.save(f"{done.pk}", proof, save=False)
    done.save(force_insert=True)
    write_audit("eightd.action_done", action.eightd, by=by, at=at, action=action.text[:60])
    return done


@transaction.atomic
def close_eightd(*, eightd: EightD, because: str, by: Account, at: datetime) -> Closing:
    """Close on figures that show the cure, or on a person's reason; the figures are kept."""
    locked = led_by(by, eightd)
    if missing := missing_steps(locked):
        raise StepsMissing(locked, missing)
    effect = effect_of(locked, at)
    because = because.strip()
    if not effect.is_shown and not because:
        raise CureNotShown(locked)
    closing = Closing.objects.create(
        **stamp(cooperative=locked.cooperative, by=by, at=at),
        eightd=locked,
        is_shown=effect.is_shown,
        figures=effect.figures(),
        because=because,
    )
    EightD.objects.filter(cooperative_id=locked.cooperative_id, pk=locked.pk).update(closed_at=at)
    write_audit("eightd.closed", locked, by=by, at=at, is_shown=effect.is_shown, because=because)
    return closing
