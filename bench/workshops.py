"""Three years of orders, castings, inspections, receipts and shared machines of every workshop."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from rantai.machines.models import (
    Booking,
    BookingStatus,
    Calibration,
    Machine,
    MachineKind,
    MachineUse,
)
from rantai.members.models import Workshop
from rantai.plans.models import ReceivedTally, WorkOrder, WorkOrderStatus
from rantai.quality.models import ChartPoint, Inspection, Stream
from rantai.records.actions import stamp
from rantai.records.models import Account, Cooperative, Role
from rantai.shopfloor.models import CastingLot, LotTally, Place, Scrap

PIECES = 200
LOTS = 2
"""Of each work order; each workshop has one a month."""
READINGS = 5
WAITING = 24


def fill_shops(
    owner: Cooperative, shops: list[Workshop], months: list[date], chance: random.Random
) -> None:
    planner = Account.objects.filter(cooperative=owner, role=Role.PLANNER).order_by("pk")[0]
    orders = WorkOrder.objects.bulk_create(_orders(owner, shops, months))
    lots = _cast(owner, planner, orders)
    _inspect(owner, planner, lots, chance)
    _receive(owner, orders, chance)
    _gauge(owner, planner, shops)
    _share(owner, planner, shops, months, chance)


def _orders(owner: Cooperative, shops: list[Workshop], months: list[date]) -> Iterator[WorkOrder]:
    like = WorkOrder.objects.filter(cooperative=owner).order_by("pk")[0]
    for month in months:
        for shop in shops:
            yield WorkOrder(
                cooperative=owner,
                code=f"SPK-{month:%y%m}-{shop.code}",
                share_id=like.share_id,
                workshop=shop,
                revision_id=like.revision_id,
                month=month,
                quantity=PIECES,
                due_on=month + timedelta(days=19),
                made=PIECES,
                status=WorkOrderStatus.ACCEPTED,
            )


def _cast(owner: Cooperative, by: Account, orders: list[WorkOrder]) -> list[CastingLot]:
    """Lots hang on one pour of the example: no page of these counts pours by lot."""
    like = CastingLot.objects.filter(cooperative=owner).order_by("pk")[0]
    lots = CastingLot.objects.bulk_create(
        CastingLot(
            **stamp(cooperative=owner, by=by, at=_at(order.month, 5 + 7 * place)),
            code=f"{order.code}-{place}",
            node_id=like.node_id,
            pour_id=like.pour_id,
            heat_id=like.heat_id,
            work_order=order,
            workshop_id=order.workshop_id,
            quantity=PIECES // LOTS,
        )
        for order in orders
        for place in range(LOTS)
    )
    LotTally.objects.bulk_create(
        LotTally(
            cooperative=owner,
            lot=lot,
            cast=lot.quantity,
            scrapped=2,
            offered=lot.quantity,
            accepted=lot.quantity - 2,
            packed=lot.quantity - 2,
        )
        for lot in lots
    )
    return lots


def _inspect(
    owner: Cooperative, by: Account, lots: list[CastingLot], chance: random.Random
) -> None:
    like = Inspection.objects.filter(cooperative=owner).order_by("pk")[0]
    inspections = Inspection.objects.bulk_create(
        Inspection(
            **stamp(cooperative=owner, by=by, at=lot.occurred_at + timedelta(days=2)),
            lot=lot,
            plan_id=like.plan_id,
            offered=lot.quantity,
            accepted=lot.quantity,
            rejected=0,
        )
        for lot in lots
    )
    flaw = Scrap.objects.filter(cooperative=owner).order_by("pk")[0]
    Scrap.objects.bulk_create(
        Scrap(
            **stamp(cooperative=owner, by=by, at=lot.occurred_at + timedelta(days=2)),
            lot=lot,
            quantity=2,
            defect_id=flaw.defect_id,
            place=Place.LAB,
        )
        for lot in lots[::2]
    )
    point = ChartPoint.objects.filter(cooperative=owner).order_by("pk").select_related("stream")[0]
    streams = {stream.workshop_id: stream for stream in _streams(owner, point.stream, lots)}
    ChartPoint.objects.bulk_create(
        ChartPoint(
            **stamp(cooperative=owner, by=by, at=inspection.occurred_at),
            stream=streams[inspection.lot.workshop_id],
            inspection=inspection,
            item_id=point.item_id,
            number=1,
            chart=point.chart,
            readings=(readings := [round(chance.gauss(250, 1), 2) for _ in range(READINGS)]),
            value=sum(readings) / READINGS,
        )
        for inspection in inspections
    )


def _streams(owner: Cooperative, like: Stream, lots: list[CastingLot]) -> list[Stream]:
    mine = Stream.objects.filter(cooperative=owner, characteristic_id=like.characteristic_id)
    wanted = {lot.workshop_id for lot in lots} - set(mine.values_list("workshop_id", flat=True))
    Stream.objects.bulk_create(
        Stream(
            cooperative=owner,
            workshop_id=shop,
            characteristic_id=like.characteristic_id,
            chart=like.chart,
        )
        for shop in sorted(wanted)
    )
    return list(mine)


def _receive(owner: Cooperative, orders: list[WorkOrder], chance: random.Random) -> None:
    part = orders[0].revision.part_id
    ReceivedTally.objects.bulk_create(
        ReceivedTally(
            cooperative=owner,
            workshop_id=order.workshop_id,
            part_id=part,
            month=order.month,
            accepted=PIECES - 4,
            rejected=chance.randrange(4),
        )
        for order in orders
    )


def _gauge(owner: Cooperative, by: Account, shops: list[Workshop]) -> None:
    today = timezone.localdate()
    gauges = Machine.objects.bulk_create(
        Machine(
            cooperative=owner,
            code=f"UKR-{shop.code}",
            name="Jangka sorong",
            kind=MachineKind.GAUGE,
            workshop=shop,
            unit="mm",
            calibrated_until=today + timedelta(days=100),
        )
        for shop in shops
    )
    Calibration.objects.bulk_create(
        Calibration(
            **stamp(cooperative=owner, by=by, at=_at(today, -60)),
            machine=gauge,
            done_on=today - timedelta(days=60),
            is_good=True,
            valid_until=gauge.calibrated_until,
            certificate=f"K-{gauge.code}",
        )
        for gauge in gauges
    )


def _share(
    owner: Cooperative,
    by: Account,
    shops: list[Workshop],
    months: list[date],
    chance: random.Random,
) -> None:
    """Hours on the gifts every month, and a queue on each."""
    gifts = list(Machine.objects.filter(cooperative=owner).exclude(donor=""))
    MachineUse.objects.bulk_create(
        MachineUse(
            **stamp(cooperative=owner, by=by, at=_at(month, day)),
            machine=machine,
            workshop=chance.choice(shops),
            used_on=month + timedelta(days=day),
            minutes=90,
            pieces=20,
            fee_rupiah=135_000,
        )
        for month in months[:-1]
        for machine in gifts
        for day in range(24)
    )
    now = timezone.now()
    Booking.objects.bulk_create(
        Booking(
            cooperative=owner,
            machine=machine,
            workshop=chance.choice(shops),
            purpose="Alur selongsong",
            family=chance.choice(("pahat 12", "pahat 40")),
            minutes=90,
            pieces=20,
            due_on=timezone.localdate() + timedelta(days=chance.randrange(3, 40)),
            asked_at=now,
            asked_by=by,
            status=BookingStatus.WAITING,
        )
        for machine in gifts
        for _ in range(WAITING)
    )


def _at(day: date, later: int) -> datetime:
    moment = datetime.combine(day + timedelta(days=later), time(10))
    return timezone.make_aware(moment)
