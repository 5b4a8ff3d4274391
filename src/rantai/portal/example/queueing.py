"""The queue rule of the members' meeting, who waits this Friday, and how the gifts are kept."""

from datetime import date, time, timedelta

from rantai.machines.models import (
    Booking,
    Breakdown,
    HourReading,
    MaintenanceDone,
    MaintenancePlan,
    QueueRule,
    Repair,
    Spare,
    SpareMove,
)
from rantai.machines.queries import hours_of
from rantai.members.models import Workshop
from rantai.portal.example.days import NOW, moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.machines import Machines
from rantai.records.models import Account, Cooperative

WISHES = (
    ("FRS-1", "B-017", "Alur selongsong", "pahat 12", 150, 60, 0),
    ("FRS-1", "B-045", "Alur selongsong", "pahat 12", 120, 48, 3),
    ("FRS-1", "B-031", "Permukaan dudukan", "pahat 40", 90, 20, 5),
    ("CTK-1", "B-063", "Cetakan blok rem", "pola T-360", 240, 90, 2),
    ("CTK-1", "B-084", "Cetakan blok rem", "pola T-360", 180, 70, 4),
    ("INT-1", "B-017", "Inti selongsong", "kotak inti 4411", 120, 200, 1),
)
"""Machine, workshop, what for, set-up, minutes, pieces and how many days after Monday it is due."""


def queue_up(
    cooperative: Cooperative,
    machines: Machines,
    workshops: list[Workshop],
    planner: Account,
) -> None:
    QueueRule.objects.create(
        cooperative=cooperative,
        valid_from=date(2018, 4, 1),
        opens_at=time(7),
        closes_at=time(16),
        decision="RAT 2018, keputusan 7",
        made_at=moment(date(2018, 3, 28), "10:00"),
        made_by=planner,
    )
    shops = {workshop.code: workshop for workshop in workshops}
    Booking.objects.bulk_create(
        Booking(
            cooperative=cooperative,
            machine=machines.shared[code],
            workshop=shops[shop],
            purpose=purpose,
            family=family,
            minutes=minutes,
            pieces=pieces,
            due_on=NOW.date() + timedelta(days=3 + due),
            asked_at=NOW - timedelta(hours=20 - due),
            asked_by=planner,
        )
        for code, shop, purpose, family, minutes, pieces, due in WISHES
    )


PLANS = (
    ("SPK-1", "Bersihkan lensa dan ruang bakar", None, 50),
    ("INT-1", "Lumasi rel dan periksa pemanas", None, 40),
    ("CTK-1", "Ganti oli dan periksa tekanan", None, 60),
    ("FRS-1", "Ganti oli spindel", None, 100),
)


def keep_gifts(ledger: Ledger, machines: Machines, lab: Account) -> None:
    """A round of every plan, two repairs of the past, and the small mill that waits for a belt."""
    shared = machines.shared
    HourReading.objects.bulk_create(
        HourReading(
            **ledger.fact(by=lab, at=moment(date(2018, 10, 1), "07:30")),
            machine=shared[code],
            hours=hours,
        )
        for code, hours in (("INT-1", 212), ("CTK-1", 187), ("FRS-1", 342), ("FRS-2", 518))
    )
    for code, name, days, hours in PLANS:
        plan = MaintenancePlan.objects.create(
            cooperative=ledger.cooperative,
            machine=shared[code],
            name=name,
            every_days=days,
            every_hours=hours,
            valid_from=date(2018, 10, 1),
        )
        done_on = date(2019, 3, 29)
        MaintenanceDone.objects.create(
            **ledger.fact(by=lab, at=moment(done_on, "15:00")),
            plan=plan,
            machine=shared[code],
            done_on=done_on,
            hours=hours_of([shared[code]])[shared[code].pk],
        )
    repairs: dict[str, Repair] = {}
    for code, day, what, ended, how in (
        ("FRS-1", date(2018, 11, 12), "Spindel panas", date(2018, 11, 14), "Bantalan diganti"),
        ("CTK-1", date(2019, 1, 21), "Selang hidrolik bocor", date(2019, 1, 22), "Selang baru"),
        ("FRS-2", date(2019, 4, 8), "Sabuk penggerak putus", None, ""),
    ):
        stop = Breakdown.objects.create(
            **ledger.fact(by=lab, at=moment(day, "10:20")), machine=shared[code], what=what
        )
        if ended:
            repairs[code] = Repair.objects.create(
                **ledger.fact(by=lab, at=moment(ended, "14:00")), breakdown=stop, what=how
            )
    for code, key, name, least, bought, rupiah, used in (
        ("FRS-2", "SB-A42", "Sabuk A42", 2, 0, 0, 0),
        ("FRS-1", "BT-6205", "Bantalan 6205", 2, 4, 185_000, 2),
        ("SPK-1", "ELK-W", "Elektroda wolfram", 3, 5, 420_000, 0),
    ):
        spare = Spare.objects.create(
            cooperative=ledger.cooperative,
            machine=shared[code],
            code=key,
            name=name,
            at_least=least,
        )
        if bought:
            SpareMove.objects.create(
                **ledger.fact(by=lab, at=moment(date(2018, 10, 1), "09:00")),
                spare=spare,
                quantity=bought,
                because="Pembelian Oktober",
                rupiah_each=rupiah,
            )
        if used:
            SpareMove.objects.create(
                **ledger.fact(by=lab, at=moment(date(2018, 11, 14), "14:00")),
                spare=spare,
                quantity=-used,
                because=repairs[code].what,
                rupiah_each=rupiah,
                repair=repairs[code],
            )
