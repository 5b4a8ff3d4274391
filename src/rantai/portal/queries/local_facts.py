"""Each member's local and other cost of material by month, for the ministry's summary rows.

Only what has both a price and evidence counts: what nobody has shown is neither local nor foreign.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from rantai.records.models import Cooperative
from rantai.shopfloor.models import (
    Charge,
    ContentBlock,
    LocalContentEvidence,
    MaterialCard,
    MaterialClass,
)

Place = tuple[int | None, str]
"""Whose price or evidence, and of which material; without a workshop it is the store's."""


def local_costs(cooperative: Cooperative, since: date) -> Iterator[tuple[date, int, int, int]]:
    """By month and workshop: rupiah of material shown local, and rupiah of the rest of it."""
    evidence = _evidence(cooperative)
    if not evidence:
        return
    prices = _prices(cooperative)
    found: defaultdict[tuple[date, int], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for month, workshop, material, kilograms in _charged(cooperative, since):
        last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        price = _price_on(prices, workshop, material, last_day)
        local_pct = _shown_on(evidence, workshop, material, last_day)
        if price is None or local_pct is None:
            continue
        cost = kilograms * price
        sums = found[month, workshop]
        sums[0] += cost * local_pct / 100
        sums[1] += cost * (100 - local_pct) / 100
    for (month, workshop), (local, rest) in found.items():
        yield month, workshop, round(local), round(rest)


def _charged(cooperative: Cooperative, since: date) -> Iterator[tuple[date, int, str, Decimal]]:
    rows = (
        Charge.objects.current()
        .filter(cooperative=cooperative, heat__started_at__date__gte=since)
        .exclude(material_lot__material_class=MaterialClass.RETURNS)
        .annotate(month=TruncMonth("heat__started_at"))
        .order_by()
        .values_list("month", "heat__workshop", "material_lot__material")
        .annotate(Sum("mass_kg"))
    )
    for month, workshop, material, kilograms in rows:
        yield localdate(month), workshop, material, kilograms


def _prices(cooperative: Cooperative) -> dict[Place, tuple[list[date], list[int]]]:
    found: defaultdict[Place, tuple[list[date], list[int]]] = defaultdict(lambda: ([], []))
    rows = MaterialCard.objects.filter(cooperative=cooperative).order_by("valid_from", "pk")
    for workshop, material, day, rupiah in rows.values_list(
        "workshop", "material", "valid_from", "rupiah_per_kg"
    ):
        days, prices = found[workshop, material]
        days.append(day)
        prices.append(rupiah)
    return found


def _price_on(
    prices: dict[Place, tuple[list[date], list[int]]], workshop: int, material: str, day: date
) -> int | None:
    """The workshop's own card goes before the store's."""
    for place in ((workshop, material), (None, material)):
        if place in prices:
            days, rupiah = prices[place]
            if at := bisect_right(days, day):
                return rupiah[at - 1]
    return None


def _evidence(cooperative: Cooperative) -> dict[Place, list[LocalContentEvidence]]:
    found: defaultdict[Place, list[LocalContentEvidence]] = defaultdict(list)
    rows = LocalContentEvidence.objects.current().filter(
        cooperative=cooperative, block=ContentBlock.MATERIAL
    )
    for row in rows.order_by("-valid_from", "-occurred_at"):
        found[row.workshop_id, row.material].append(row)
    return dict(found)


def _shown_on(
    evidence: dict[Place, list[LocalContentEvidence]], workshop: int, material: str, day: date
) -> Decimal | None:
    for place in ((workshop, material), (None, material)):
        for row in evidence.get(place, ()):
            if row.valid_from <= day and (row.valid_until is None or day <= row.valid_until):
                return row.local_pct
    return None
