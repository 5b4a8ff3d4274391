"""The queue rule of the members' meeting, and who waits for which shared machine this Friday."""

from datetime import date, time, timedelta

from rantai.machines.models import Booking, QueueRule
from rantai.members.models import Workshop
from rantai.portal.example.days import NOW, moment
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
