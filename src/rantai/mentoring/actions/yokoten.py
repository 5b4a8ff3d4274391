"""Offering a fix that worked to the others, and what each makes of it."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of
from rantai.mentoring.actions.programmes import NotYet
from rantai.mentoring.models import Aim, Offer, OfferAnswer, OfferDone, Shared, Spread
from rantai.mentoring.queries.help import has_helped
from rantai.mentoring.queries.yokoten import (
    reach_of_action,
    reach_of_eightd,
)
from rantai.quality.models import EightD
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal


class NotShown(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This has not been shown to work: the figures cannot tell yet, or say otherwise. "
                "Wait for more months, then offer it."
            )
        )


class SpreadAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This fix has been offered already. Open it to see the answers."))


class NobodyShares(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No other workshop makes this part, has had this defect or has this point open, "
                "so there is nobody to offer it to."
            )
        )


class NamesAWorkshop(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The text names %s. Write what was done without saying where it was.") % name
        )


class OfferAnswered(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This offer has been answered already. Reload the page to see how."))


class AnswerIncomplete(Refusal):
    """A day where it is accepted, a reason where it is not."""


class NotAccepted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Accept the offer first, with a day; then say that it is done."))


@transaction.atomic
def spread_fix(*, of: Aim | EightD, text: str, by: Account, at: datetime) -> Spread:
    """Offer what worked to everyone who shares part, defect or process with where it did.

    The others read what was done, never whose it was nor any figure of it.
    """
    cooperative = acting_as(by, Role.MENTOR)
    if of.cooperative_id != cooperative.pk:
        raise Http404
    source = {"aim": of} if isinstance(of, Aim) else {"eightd": of}
    if Spread.objects.filter(cooperative=cooperative, **source).exists():
        raise SpreadAlready
    reached = _reach(of, localdate(at))
    own = of.workshop if isinstance(of, EightD) else of.action.workshop if of.action else None
    for name in (own.code, own.name) if own else ():
        if name.lower() in text.lower():
            raise NamesAWorkshop(name)
    spread: Spread = Spread.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at), **source, text=text.strip()
    )
    Offer.objects.bulk_create(
        Offer(cooperative=cooperative, spread=spread, workshop_id=shop, shared=shared)
        for shop, shared in sorted(reached.items())
    )
    write_audit("fix.spread", spread, by=by, at=at, offered=len(reached))
    return spread


def _reach(of: Aim | EightD, today: date) -> dict[int, Shared]:
    if isinstance(of, EightD):
        if not of.closings.filter(is_shown=True).exists():
            raise NotShown
        reached = reach_of_eightd(of, today)
    else:
        if of.action is None or not has_helped(of):
            raise NotShown
        reached = reach_of_action(of.action)
    if not reached:
        raise NobodyShares
    return reached


@transaction.atomic
def answer_offer(
    *,
    offer: Offer,
    accepts: bool,
    reason: str = "",
    due_on: date | None = None,
    by: Account,
    at: datetime,
) -> OfferAnswer:
    cooperative = acting_as(by, Role.OWNER)
    if offer.cooperative_id != cooperative.pk or workshop_of(by) != offer.workshop:
        raise Http404
    if accepts and (due_on is None or due_on < localdate(at)):
        raise AnswerIncomplete(_("Choose the day, today or later, by which you will have done it."))
    if not accepts and not reason.strip():
        raise AnswerIncomplete(_("Say in a few words why it is not for your workshop."))
    Offer.objects.select_for_update().get(cooperative=cooperative, pk=offer.pk)
    if OfferAnswer.objects.filter(cooperative=cooperative, offer=offer).exists():
        raise OfferAnswered
    answer: OfferAnswer = OfferAnswer.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        offer=offer,
        accepts=accepts,
        reason=reason.strip(),
        due_on=due_on if accepts else None,
    )
    write_audit("offer.answered", answer, by=by, at=at, accepts=accepts)
    return answer


@transaction.atomic
def finish_offer(*, offer: Offer, done_on: date, note: str, by: Account, at: datetime) -> OfferDone:
    """In place since a day: the owner's word, or the mentor's who has seen it."""
    cooperative = acting_as(by, Role.OWNER, Role.MENTOR)
    is_own = has_role(by, Role.MENTOR) or workshop_of(by) == offer.workshop
    if offer.cooperative_id != cooperative.pk or not is_own:
        raise Http404
    Offer.objects.select_for_update().get(cooperative=cooperative, pk=offer.pk)
    answer = OfferAnswer.objects.filter(cooperative=cooperative, offer=offer).first()
    if answer is None or not answer.accepts:
        raise NotAccepted
    if OfferDone.objects.filter(cooperative=cooperative, offer=offer).exists():
        raise OfferAnswered
    if done_on > localdate(at):
        raise NotYet
    if done_on < localdate(answer.occurred_at):
        raise AnswerIncomplete(
            _("You accepted it on %s. It cannot have been done before; choose a later day.")
            % date_format(localdate(answer.occurred_at), "j M Y")
        )
    done: OfferDone = OfferDone.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at), offer=offer, done_on=done_on, note=note
    )
    write_audit("offer.done", done, by=by, at=at, done_on=done_on.isoformat())
    return done
