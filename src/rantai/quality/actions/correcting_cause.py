"""What the lab writes in an 8D: team, containment, first answer, and the chains of whys."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.quality.actions._leading import led_by
from rantai.quality.models import (
    Branch,
    ContainedAt,
    Containment,
    EightD,
    FirstAnswer,
    TeamPlace,
    Why,
)
from rantai.quality.queries.eightd import people_for
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal


class NotOurPerson(Refusal):
    def __init__(self, person: Account) -> None:
        super().__init__(
            _("%(name)s works neither in the co-operative's office nor in the workshop concerned.")
            % {"name": person.name}
        )


class MoreFaultyThanChecked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("More pieces were faulty than were checked. Count again."))


class NothingToAnswer(Refusal):
    def __init__(self, eightd: EightD) -> None:
        super().__init__(
            _("%(code)s is no customer's claim, so nobody waits for an answer.")
            % {"code": eightd.code}
        )


class AnsweredAlready(Refusal):
    def __init__(self, eightd: EightD) -> None:
        super().__init__(
            _("The first answer on %(code)s has been given; it stands on its page.")
            % {"code": eightd.code}
        )


class ChangedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Someone has changed this answer meanwhile. Reload the page to see it."))


@transaction.atomic
def place_in_team(
    *,
    eightd: EightD,
    person: Account,
    duty: str,
    by: Account,
    at: datetime,
    is_member: bool = True,
) -> TeamPlace:
    """Someone joins with a duty, or leaves."""
    led_by(by, eightd)
    if person not in people_for(eightd):
        raise NotOurPerson(person)
    place = TeamPlace.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at),
        eightd=eightd,
        person=person,
        duty=duty,
        is_member=is_member,
    )
    write_audit("eightd.team_changed", eightd, by=by, at=at, person=person.name, duty=duty)
    return place


@transaction.atomic
def record_containment(
    *,
    eightd: EightD,
    place: ContainedAt,
    done: str,
    checked: int,
    faulty: int,
    by: Account,
    at: datetime,
) -> Containment:
    """Pieces sorted or stopped at one place; the hold itself is the nonconformity's."""
    led_by(by, eightd)
    if faulty > checked:
        raise MoreFaultyThanChecked
    contained = Containment.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at),
        eightd=eightd,
        place=place,
        done=done,
        checked=checked,
        faulty=faulty,
    )
    write_audit(
        "eightd.contained", eightd, by=by, at=at, place=place, checked=checked, faulty=faulty
    )
    return contained


@transaction.atomic
def answer_claim(*, eightd: EightD, text: str, by: Account, at: datetime) -> FirstAnswer:
    """Tell the customer what is contained and when more is known; it stops the claim's clock."""
    locked = led_by(by, eightd)
    if locked.customer_id is None:
        raise NothingToAnswer(locked)
    if FirstAnswer.objects.filter(cooperative_id=locked.cooperative_id, eightd=locked).exists():
        raise AnsweredAlready(locked)
    answer = FirstAnswer.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at), eightd=locked, text=text
    )
    write_audit("eightd.answered", eightd, by=by, at=at)
    return answer


@transaction.atomic
def tell_why(
    *, eightd: EightD, branch: Branch, text: str, is_root: bool, by: Account, at: datetime
) -> Why:
    """Add the next answer to a chain; the lock keeps two of them from taking one step."""
    locked = led_by(by, eightd)
    chain = Why.objects.current().filter(
        cooperative_id=locked.cooperative_id, eightd=locked, branch=branch
    )
    why = Why.objects.create(
        **stamp(cooperative=eightd.cooperative, by=by, at=at),
        eightd=locked,
        branch=branch,
        step=chain.count() + 1,
        text=text,
        is_root=is_root,
    )
    write_audit("eightd.why_told", eightd, by=by, at=at, branch=branch, step=why.step)
    return why


@transaction.atomic
def correct_why(
    *, why: Why, text: str, is_root: bool, because: str, by: Account, at: datetime
) -> Why:
    """Put another answer in the place of one; both stay on record."""
    led_by(by, why.eightd)
    if Why.objects.filter(cooperative_id=why.cooperative_id, replaces=why).exists():
        raise ChangedAlready
    again = Why.objects.create(
        **stamp(cooperative=why.cooperative, by=by, at=at),
        eightd=why.eightd,
        branch=why.branch,
        step=why.step,
        text=text,
        is_root=is_root,
        replaces=why,
        replaced_because=because,
    )
    write_audit(
        "eightd.why_corrected",
        why.eightd,
        by=by,
        at=at,
        branch=why.branch,
        step=why.step,
        because=because,
    )
    return again
