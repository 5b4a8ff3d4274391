"""The wall of a part: every chart of it, worst first; and what was lost to which defect."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import get_language

from rantai.members.queries import workshop_of
from rantai.parts.models import Part
from rantai.quality.models import ScrapCost
from rantai.quality.queries.capabilities import failed_gauges
from rantai.quality.queries.charted import streams_visible_to
from rantai.quality.queries.streams import StreamChart, charts_of
from rantai.records.models import Account
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, has_role, owned_by
from rantai.shopfloor.models import Defect, Place, Scrap

LOOKS_BACK = timedelta(days=90)


def wall_of(viewer: Account, part: Part, day: date | None = None) -> list[StreamChart]:
    """Charts with a signal at their last point first, then by how badly they fit the drawing.

    day: the one on which the gauges are asked whether they failed; without it they are not.
    """
    streams = list(streams_visible_to(viewer).filter(characteristic__revision__part=part))
    failed = failed_gauges(streams, day) if day else set()
    charts = [
        replace(chart, is_gauge_failed=chart.stream.characteristic_id in failed)
        for chart in charts_of(streams)
        if chart.points
    ]
    return sorted(
        charts,
        key=lambda chart: (
            not chart.is_signalling,
            chart.worth,
            chart.characteristic.number,
            chart.stream.workshop.code,
        ),
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """Pieces scrapped for one defect found at one place; no cost where none was decided."""

    defect: Defect
    place: str
    pieces: int
    rupiah: int | None

    @property
    def words(self) -> str:
        name = self.defect.name_en if get_language() == "en" else self.defect.name
        return f"{self.defect.code} {name}"


def bars_of(losses: Sequence[Loss]) -> list[tuple[str, int]]:
    """The losses for a Pareto: by cost, or by pieces while a place has no cost yet."""
    is_priced = all(loss.rupiah is not None for loss in losses)
    return [
        (f"{loss.words}, {loss.place}", (loss.rupiah or 0) if is_priced else loss.pieces)
        for loss in losses
    ]


def losses_of(viewer: Account, part: Part, now: datetime) -> list[Loss]:
    """The last ninety days' scrap of a part, dearest first; each day at the cost of its day."""
    owner = viewer.cooperative_id
    shop = None if has_role(viewer, *OFFICE) else workshop_of(viewer)
    if owner is None or (shop is None and not has_role(viewer, *OFFICE)):
        return []
    counted = _scrapped(owner, part.pk, now - LOOKS_BACK, shop.pk if shop else None)
    rates = _rates(owner)
    pieces: dict[tuple[str, str], int] = defaultdict(int)
    rupiah: dict[tuple[str, str], int] = defaultdict(int)
    unpriced: set[tuple[str, str]] = set()
    for defect, place, day, quantity in counted:
        key = (defect, place)
        pieces[key] += quantity
        if (rate := _rate_on(rates, place, day)) is None:
            unpriced.add(key)
        else:
            rupiah[key] += round(quantity * part.mass_kg * rate)
    defects = Defect.objects.in_bulk([defect for defect, _place in pieces])
    found = [
        Loss(defects[key[0]], str(Place(key[1]).label), count, _cost(key, rupiah, unpriced))
        for key, count in pieces.items()
    ]
    return sorted(found, key=lambda loss: (-(loss.rupiah or 0), -loss.pieces, str(loss.defect)))


@prepared
def _scrapped(
    owner: int, part: int, after: datetime, shop: int | None
) -> QuerySet[Scrap, tuple[Any, ...]]:
    rows = Scrap.objects.current().filter(
        cooperative_id=owner, lot__work_order__revision__part=part, occurred_at__gt=after
    )
    if shop is not None:
        rows = rows.filter(lot__workshop=shop)
    by_day = rows.annotate(day=TruncDate("occurred_at")).values_list("defect", "place", "day")
    return by_day.annotate(pieces=Sum("quantity")).order_by()


@prepared
def _rates(owner: int) -> QuerySet[ScrapCost]:
    return ScrapCost.objects.filter(cooperative_id=owner).order_by("valid_from")


def scrap_costs_visible_to(viewer: Account) -> QuerySet[ScrapCost]:
    rows = owned_by(viewer, ScrapCost.objects.order_by("place", "-valid_from"))
    return rows if has_role(viewer, *OFFICE) else rows.none()


def _cost(
    key: tuple[str, str], rupiah: dict[tuple[str, str], int], unpriced: set[tuple[str, str]]
) -> int | None:
    return None if key in unpriced else rupiah[key]


def _rate_on(rates: list[ScrapCost], place: str, day: date) -> int | None:
    in_force = [rate for rate in rates if rate.place == place and rate.valid_from <= day]
    return in_force[-1].rupiah_per_kg if in_force else None
