"""How much of a month is still to be shared, and who may not take part."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Pieces of one part revision for one month, from call-off to answered work orders.

    `waiting` and `accepted` are work orders as issued; `short` is what of them will not come.
    """

    confirmed: int = 0
    waiting: int = 0
    accepted: int = 0
    declined: int = 0
    short: int = 0

    @property
    def allocated(self) -> int:
        """Pieces that live work orders still promise."""
        return self.waiting + self.accepted - self.short

    @property
    def to_allocate(self) -> int:
        return max(0, self.confirmed - self.allocated)

    @property
    def over(self) -> int:
        """Pieces promised beyond what is confirmed, after a release that lowered it."""
        return max(0, self.allocated - self.confirmed)


class Cause(StrEnum):
    """Why a workshop may not take part in a sharing."""

    NO_APPROVAL = "no_approval"
    APPROVAL_LATER = "approval_later"
    APPROVAL_EXPIRED = "approval_expired"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    DORMANT = "dormant"
    DECEASED = "deceased"
    LEFT = "left"
    NEVER_AUDITED = "never_audited"
    NOT_A_SOURCE = "not_a_source"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ApprovalSpan:
    """One approval of a workshop for the revision, as far as its days matter."""

    approved_on: date
    valid_until: date
    withdrawn_on: date | None = None
    withdrawn_because: str = ""

    def holds_on(self, day: date) -> bool:
        is_withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return self.approved_on <= day <= self.valid_until and not is_withdrawn


@dataclass(frozen=True, slots=True)
class OutOfIt:
    """Why a workshop does not take part: the cause, its day and the words given then, if any."""

    cause: Cause
    on: date | None = None
    note: str = ""


def refused_for_approval(spans: list[ApprovalSpan], day: date) -> OutOfIt | None:
    """Say why the approvals of a workshop do not let it make the revision on a day."""
    if any(span.holds_on(day) for span in spans):
        return None
    begun = [span for span in spans if span.approved_on <= day]
    if not begun:
        first = min((span.approved_on for span in spans), default=None)
        return OutOfIt(Cause.APPROVAL_LATER, first) if first else OutOfIt(Cause.NO_APPROVAL)
    last = max(begun, key=lambda span: (span.approved_on, span.valid_until))
    if last.withdrawn_on is not None and last.withdrawn_on <= min(day, last.valid_until):
        return OutOfIt(Cause.APPROVAL_WITHDRAWN, last.withdrawn_on, last.withdrawn_because)
    return OutOfIt(Cause.APPROVAL_EXPIRED, last.valid_until)
