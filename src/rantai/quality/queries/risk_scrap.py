"""What the scrap facts of a year say of how often a failure comes, beside the rating of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.quality.models import FailureLine, Fmea
from rantai.quality.queries.risk import Scale
from rantai.quality.rules.risk import occurrence_at
from rantai.records.prepared import only_one, prepared
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

    @property
    def words(self) -> str:
        """What stands beside the rating; ten of them on a page are too many for a template."""
        pieces = {"rejected": _grouped(self.rejected), "cast": _grouped(self.cast)}
        counted = _("Scrap of a year: %(rejected)s of %(cast)s pieces") % pieces
        told = f"{counted}, {_('that is an O of %(rating)s') % {'rating': self.rating}}"
        if not self.is_wide:
            return told
        least = {"rating": self.rating_at_most}
        return f"{told} {_('(so few pieces prove no better than %(rating)s)') % least}"


def _grouped(pieces: int) -> str:
    return number_format(pieces, use_l10n=True, force_grouping=True)


def seen_in_scrap(
    fmea: Fmea, lines: Iterable[FailureLine], scale: Scale, at: datetime
) -> Mapping[str, Seen]:
    """By defect code; nothing where nothing was cast. Three questions for all lines together.

    The year ends with the last casting, so that whoever paused is judged by its last year of work.
    """
    codes = sorted({line.defect_id for line in lines if line.defect_id})
    whose = fmea.cooperative_id, fmea.workshop_id
    last = only_one(_last_cast(*whose, at)) if codes else None
    if last is None:
        return {}
    begins = last - LOOKS_BACK
    cast = only_one(_cast(*whose, begins, at))
    if not cast:
        return {}
    rejected = dict(_scrapped(*whose, codes, begins, at))
    return {code: _seen(min(rejected.get(code, 0), cast), cast, scale) for code in codes}


@prepared
def _last_cast(owner: int, workshop: int | None, at: datetime) -> QuerySet[CastingLot, datetime]:
    rows = CastingLot.objects.filter(cooperative_id=owner, occurred_at__lte=at)
    if workshop is not None:
        rows = rows.filter(workshop=workshop)
    return rows.order_by("-occurred_at").values_list("occurred_at", flat=True)[:1]


@prepared
def _cast(
    owner: int, workshop: int | None, begins: datetime, at: datetime
) -> QuerySet[CastingLot, int]:
    rows = CastingLot.objects.filter(
        cooperative_id=owner, occurred_at__gt=begins, occurred_at__lte=at
    )
    if workshop is not None:
        rows = rows.filter(workshop=workshop)
    grouped = rows.order_by().values("cooperative_id").annotate(total=Sum("tally__cast"))
    return grouped.values_list("total", flat=True)


@prepared
def _scrapped(
    owner: int, workshop: int | None, codes: list[str], begins: datetime, at: datetime
) -> QuerySet[Scrap, tuple[str, int]]:
    rows = Scrap.objects.current().filter(
        cooperative_id=owner, occurred_at__gt=begins, occurred_at__lte=at, defect__in=codes
    )
    if workshop is not None:
        rows = rows.filter(lot__workshop=workshop)
    return (
        rows.order_by()
        .values("defect")
        .annotate(total=Sum("quantity"))
        .values_list("defect", "total")
    )


def _seen(rejected: int, cast: int, scale: Scale) -> Seen:
    rate = rejects_per_million(rejected, cast)
    return Seen(
        rejected,
        cast,
        rate,
        occurrence_at(rate.per_million, scale.per_million),
        occurrence_at(rate.upper_per_million, scale.per_million),
    )
