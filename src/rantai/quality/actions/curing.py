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
    ActionDone,
    Aim,
    Branch,
    Closing,
    CorrectiveAction,
    EightD,
)
from rantai.quality.queries.effect import effect_of
from rantai.quality.queries.eightd import may_answer, missing_steps, people_for
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal


class DoneAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone has reported this action meanwhile. Reload the page to see it.")
        )


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
    if ActionDone.objects.filter(cooperative_id=action.cooperative_id, action=action).exists():
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
