"""Today for a mentor: whom to visit, whose look-back is overdue."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from rantai.mentoring.queries import Participant, participants
from rantai.records.models import Account
from rantai.shopfloor.queries import WorkshopMonth, latest_month, month_of


@dataclass(frozen=True, slots=True)
class MentorDay:
    overdue: list[Participant]
    next: list[Participant]
    enrolled: int
    gaps: list[WorkshopMonth]


def mentor_day(viewer: Account, at: datetime) -> MentorDay:
    today = localdate(at)
    everyone = participants(viewer)
    return MentorDay(
        overdue=[person for person in everyone if person.is_overdue(today)],
        next=[person for person in everyone if not person.is_overdue(today)][:12],
        enrolled=len(everyone),
        gaps=[row for row in month_of(viewer, latest_month(viewer, today)) if row.is_over],
    )
