"""Opening an 8D on a nonconformity, and the dated rule of its clock."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Characteristic, PartRevision
from rantai.quality.models import ClaimRule, EightD, Measure, Nonconformity, TeamPlace
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Defect


class FaultHasOne(Refusal):
    def __init__(self, earlier: EightD) -> None:
        super().__init__(
            _("%(code)s follows this fault already. Open that one to go on.")
            % {"code": earlier.code}
        )


class ClaimIncomplete(Refusal):
    """A claim without its time, a time without a customer, or a time that has not come."""


class NothingToWatch(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A chart needs a measured characteristic of this part. Choose one, or count rejects.")
        )


class DueInThePast(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("%(day)s is over. Choose a day that is still to come.") % {"day": date_format(day)}
        )


class RuleDayTaken(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("A rule from %(day)s is there already. Let the new one begin on another day.")
            % {"day": date_format(day)}
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose claim it is, under which number of theirs, and when it came in."""

    customer: Customer
    reference: str
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which part from which workshop, and by what its cure is judged."""

    workshop: Workshop
    revision: PartRevision
    defect: Defect
    problem: str
    measure: Measure = Measure.DEFECT
    characteristic: Characteristic | None = None


@transaction.atomic
def open_eightd(
    *,
    nonconformity: Nonconformity,
    fault: Fault,
    due_on: date,
    by: Account,
    at: datetime,
    claim: Claim | None = None,
) -> EightD:
    """Follow a fault to its cause; whoever opens it leads the team."""
    acting_as(by, Role.LAB)
    owner = nonconformity.cooperative
    _refuse_impossible(fault, claim, due_on, at)
    same = EightD.objects.filter(
        cooperative=owner,
        nonconformity=nonconformity,
        workshop=fault.workshop,
        revision=fault.revision,
        defect=fault.defect,
    )
    # The nonconformity's row makes a button pressed twice wait for the first press.
    Nonconformity.objects.select_for_update().get(cooperative=owner, pk=nonconformity.pk)
    if (earlier := same.first()) is not None:
        raise FaultHasOne(earlier)
    number = next_number(cooperative=owner, prefix=f"8D-{at:%y}-")
    eightd = EightD.objects.create(
        cooperative=owner,
        code=f"8D-{at:%y}-{number:03d}",
        nonconformity=nonconformity,
        workshop=fault.workshop,
        revision=fault.revision,
        defect=fault.defect,
        problem=fault.problem,
        customer=claim.customer if claim else None,
        customer_reference=claim.reference if claim else "",
        claimed_at=claim.claimed_at if claim else None,
        measure=fault.measure,
        characteristic=fault.characteristic if fault.measure == Measure.CHART else None,
        due_on=due_on,
        opened_at=at,
        opened_by=by,
    )
    TeamPlace.objects.create(
        **stamp(cooperative=owner, by=by, at=at), eightd=eightd, person=by, duty=_("Lead")
    )
    write_audit(
        "eightd.opened",
        eightd,
        by=by,
        at=at,
        nonconformity=nonconformity.code,
        defect=fault.defect.code,
        customer=claim.customer.code if claim else "",
    )
    return eightd


def _refuse_impossible(fault: Fault, claim: Claim | None, due_on: date, at: datetime) -> None:
    if claim is not None and claim.claimed_at > at:
        raise ClaimIncomplete(
            _("The claim cannot have come in later than now. Set the time it came in.")
        )
    if due_on < localdate(at):
        raise DueInThePast(due_on)
    seen = fault.characteristic
    if fault.measure == Measure.CHART and (
        seen is None or not seen.is_measured or seen.revision_id != fault.revision.pk
    ):
        raise NothingToWatch


@transaction.atomic
def set_claim_rule(
    *, valid_from: date, answer_hours: int, window_days: int, by: Account, at: datetime
) -> ClaimRule:
    """How soon claims are answered and how far back a cure is compared, from a day on."""
    owner = acting_as(by, Role.LAB)
    try:
        with transaction.atomic():
            rule = ClaimRule.objects.create(
                cooperative=owner,
                valid_from=valid_from,
                answer_hours=answer_hours,
                window_days=window_days,
            )
    except IntegrityError as taken:
        raise RuleDayTaken(valid_from) from taken
    write_audit(
        "claim_rule.set",
        rule,
        by=by,
        at=at,
        valid_from=valid_from.isoformat(),
        answer_hours=answer_hours,
        window_days=window_days,
    )
    return rule
