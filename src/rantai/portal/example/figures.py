"""The ministry's monthly figures: ours counted from the rows, the other centres' invented."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Sum

from rantai.delivery.models import BoxContent, ReceiptLine
from rantai.members.models import CentreFigure
from rantai.members.queries import count_members, people_on
from rantai.portal.example.centres import OTHERS
from rantai.portal.example.days import month_after
from rantai.records.models import Centre, Cooperative
from rantai.settlement.models import SettlementLine

Figure = tuple[str, int | Decimal, int]


def count_centres(cooperative: Cooperative, months: list[date]) -> None:
    """Write one row for each centre, month and measure, with the firms behind it."""
    chance = random.Random("figures")
    centres = Centre.objects.in_bulk(field_name="code")
    rows: list[CentreFigure] = []
    for month in months:
        rows += _rows(cooperative.centre, month, _ours(cooperative, month))
        for place in OTHERS:
            rows += _rows(centres[place.code], month, _invented(place.firms, chance))
    CentreFigure.objects.bulk_create(rows)


def _rows(centre: Centre, month: date, figures: Iterator[Figure]) -> Iterator[CentreFigure]:
    for measure, value, firms in figures:
        yield CentreFigure(
            centre=centre, month=month, measure=measure, value=Decimal(value), firms=firms
        )


def _ours(cooperative: Cooperative, month: date) -> Iterator[Figure]:
    last = month_after(month) - timedelta(days=1)
    members = count_members(cooperative, last)["members"]
    yield "members", members, members
    yield "workers", people_on(cooperative, last).count(), members
    shipped = BoxContent.objects.filter(
        cooperative=cooperative, box__shipment__shipped_at__date__range=(month, last)
    ).aggregate(pieces=Sum("quantity"), firms=Count("lot__workshop", distinct=True))
    yield "pieces_shipped", shipped["pieces"] or 0, shipped["firms"]
    counted = ReceiptLine.objects.filter(
        cooperative=cooperative, receipt__received_on__range=(month, last)
    ).aggregate(
        accepted=Sum("accepted"),
        rejected=Sum("rejected"),
        firms=Count("content__lot__workshop", distinct=True),
    )
    accepted, rejected = counted["accepted"] or 0, counted["rejected"] or 0
    yield "pieces_accepted", accepted, counted["firms"]
    if accepted + rejected:
        per_million = Decimal(rejected * 1_000_000) / (accepted + rejected)
        yield "reject_ppm", per_million.quantize(Decimal("0.01")), counted["firms"]
    paid = SettlementLine.objects.filter(
        cooperative=cooperative, receipt_line__receipt__received_on__range=(month, last)
    ).aggregate(rupiah=Sum(F("customer_rupiah")), firms=Count("statement__workshop", distinct=True))
    if paid["rupiah"]:
        yield "value_invoiced", paid["rupiah"], paid["firms"]


def _invented(firms: int, chance: random.Random) -> Iterator[Figure]:
    pieces = firms * chance.randrange(180, 420)
    rejected = chance.randrange(0, 12)
    yield "members", firms, firms
    yield "workers", firms * chance.randrange(14, 22), firms
    yield "pieces_shipped", pieces, firms
    yield "pieces_accepted", pieces - rejected, firms
    yield "reject_ppm", (Decimal(rejected * 1_000_000) / pieces).quantize(Decimal("0.01")), firms
    yield "value_invoiced", pieces * chance.randrange(60_000, 140_000, 500), firms
