"""Keeping count of what customers accepted and rejected, in the transaction that records it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import F

from rantai.plans.models import ReceivedTally


class ReceivedOf(NamedTuple):
    """Whose pieces, of which part, in which month."""

    month: date
    workshop_id: int
    part_id: int


def count_received(owner: int, more: Mapping[ReceivedOf, tuple[int, int]]) -> None:
    """Add accepted and rejected pieces; the database adds, so two at once both count."""
    ReceivedTally.objects.bulk_create(
        [ReceivedTally(cooperative_id=owner, **place._asdict()) for place in more],
        ignore_conflicts=True,
    )
    for place in sorted(more):  # in one order, so that two writers never wait for each other
        accepted, rejected = more[place]
        ReceivedTally.objects.filter(cooperative_id=owner, **place._asdict()).update(
            accepted=F("accepted") + accepted, rejected=F("rejected") + rejected
        )
