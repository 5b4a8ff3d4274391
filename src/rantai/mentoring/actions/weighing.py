"""Weighing every help again, as the worker of the night does."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from rantai.mentoring.models import HelpWeighed, TogetherWeighed
from rantai.mentoring.queries.weighing import as_kept, weigh
from rantai.records.models import Cooperative


@transaction.atomic
def weigh_helps(*, cooperative: Cooperative, at: datetime) -> list[HelpWeighed]:
    """Put tonight's verdicts in the place of last night's: months are added, receipts come late."""
    weighed = weigh(cooperative, localdate(at))
    HelpWeighed.objects.filter(cooperative=cooperative).delete()
    TogetherWeighed.objects.filter(cooperative=cooperative).delete()
    TogetherWeighed.objects.bulk_create(
        TogetherWeighed(
            cooperative=cooperative,
            aim=row.aim,
            workshops=row.workshops,
            verdict=row.verdict,
            place=place,
            effect=as_kept(row.effect),
            weighed_at=at,
        )
        for place, row in enumerate(weighed.together)
    )
    return HelpWeighed.objects.bulk_create(
        HelpWeighed(
            cooperative=cooperative,
            aim=row.aim,
            workshop_id=row.workshop_id,
            since=row.since,
            verdict=row.verdict,
            place=place,
            before=row.before,
            after=row.after,
            effect=as_kept(row.effect),
            weighed_at=at,
        )
        for place, row in enumerate(weighed.helped)
    )


def weigh_everyone(*, cooperatives: Iterable[Cooperative], at: datetime) -> None:
    for cooperative in cooperatives:
        weigh_helps(cooperative=cooperative, at=at)
