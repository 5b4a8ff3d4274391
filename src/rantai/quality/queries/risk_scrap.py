"""What the scrap facts of a year say of how often a failure comes, beside the rating of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Sum

from rantai.quality.models import FailureLine, Fmea
from rantai.quality.queries.risk import Scale
from rantai.quality.rules.risk import occurrence_at
from rantai.shopfloor.models import CastingLot, Scrap
from tuang.spc import RejectRate, rejects_per_million

LOOKS_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Seen:
    """Pieces rejected for one defect among all cast in the year, and the ratings that fit."""

    rejected: int
    cast: int
    rate: RejectRate
    rating: int
    rating_at_most: int
    """What the upper limit of the rate would be rated: so few pieces prove no less."""

    @property
    def is_wide(self) -> bool:
        return self.rating_at_most > self.rating


def seen_in_scrap(
    fmea: Fmea, lines: Iterable[FailureLine], scale: Scale, at: datetime
) -> Mapping[str, Seen]:
    """By defect code; nothing where nothing was cast. Three questions for all lines together.

    The year ends with the last casting, so that whoever paused is judged by its last year of work.
    """
    codes = {line.defect_id for line in lines if line.defect_id}
    lots = CastingLot.objects.filter(cooperative_id=fmea.cooperative_id, occurred_at__lte=at)
    scraps = Scrap.objects.current().filter(
        cooperative_id=fmea.cooperative_id, occurred_at__lte=at, defect__in=codes
    )
    if fmea.workshop_id is not None:
        lots = lots.filter(workshop=fmea.workshop_id)
        scraps = scraps.filter(lot__workshop=fmea.workshop_id)
    last: datetime | None = lots.aggregate(last=Max("occurred_at"))["last"] if codes else None
    if last is None:
        return {}
    begins = last - LOOKS_BACK
    lots, scraps = lots.filter(occurred_at__gt=begins), scraps.filter(occurred_at__gt=begins)
    cast: int = lots.aggregate(total=Sum("tally__cast"))["total"] or 0
    if not cast:
        return {}
    rejected = dict(
        scraps.order_by()
        .values_list("defect")
        .annotate(total=Sum("quantity"))
        .values_list("defect", "total")
    )
    return {code: _seen(min(rejected.get(code, 0), cast), cast, scale) for code in codes}


def _seen(rejected: int, cast: int, scale: Scale) -> Seen:
    rate = rejects_per_million(rejected, cast)
    return Seen(
        rejected,
        cast,
        rate,
        occurrence_at(rate.per_million, scale.per_million),
        occurrence_at(rate.upper_per_million, scale.per_million),
    )
