"""Two customers' claims: one followed to a cure that is shown to hold, one still open."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from rantai.delivery.models import ReceiptLine
from rantai.portal.example.days import moment
from rantai.portal.example.melting import Maker
from rantai.quality.actions import (
    Claim,
    Fault,
    answer_claim,
    close_eightd,
    decide,
    open_eightd,
    place_in_team,
    plan_action,
    raise_nonconformity,
    record_containment,
    report_done,
    set_claim_rule,
    tell_why,
)
from rantai.quality.models import Aim, Branch, ContainedAt, Decision, EightD
from rantai.records.identifiers import identifiers_from, uuid7_at
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.models import Defect

RULED_ON = date(2018, 10, 1)
CLAIMED_ON = date(2018, 12, 11)
CURED_ON = date(2018, 12, 14)
CLOSED_ON = date(2019, 4, 9)
CLAIMED_AGAIN_ON = date(2019, 2, 26)


PROBLEMS = {
    "G3": "Sisi gesek keras dan putih; tidak dapat digerinda",
    "F2": "Tebal dinding berbeda lebih dari 1 mm antara dua sisi",
}


class Why(NamedTuple):
    branch: Branch
    text: str
    is_root: bool = False


WHYS = (
    Why(Branch.OCCURRENCE, "Sisi gesek membeku sebagai besi putih"),
    Why(Branch.OCCURRENCE, "Inokulan sudah lemah saat ladel terakhir dituang"),
    Why(Branch.OCCURRENCE, "Tidak ada batas waktu tuang yang diukur di bengkel", is_root=True),
    Why(Branch.ESCAPE, "Kekerasan hanya diukur pada dua coran tiap lot"),
    Why(Branch.ESCAPE, "Contoh selalu diambil dari ladel pertama", is_root=True),
)

CURES = (
    (Aim.CORRECTIVE, Branch.OCCURRENCE, "Jam tuang dipasang; ladel lewat 8 menit dipigkan"),
    (Aim.CORRECTIVE, Branch.ESCAPE, "Contoh kekerasan diambil dari ladel terakhir"),
    (Aim.PREVENTIVE, Branch.OCCURRENCE, "Jam tuang dipasang di semua pembuat blok rem"),
)


def rule_on_claims(lab: Account) -> None:
    """Claims are answered within a day; a cure is compared with the 60 days before."""
    set_claim_rule(
        valid_from=RULED_ON,
        answer_hours=24,
        window_days=60,
        by=lab,
        at=moment(RULED_ON, "06:00"),
    )


@dataclass
class Claims:
    """Both claims as the story goes by; in a story cut short, they may never come in."""

    cooperative: Cooperative
    lab: Account
    makers: Mapping[str, Maker]
    chance: random.Random = field(default_factory=lambda: random.Random("Klaim"))
    """Of its own, so that a claim moves nothing else in the story."""
    chilled: EightD | None = None

    def has(self, day: date) -> bool:
        return day in (CLAIMED_ON, CURED_ON, CLAIMED_AGAIN_ON, CLOSED_ON)

    def come(self, day: date) -> None:
        """What a day brings, under identifiers of its own."""
        turns = {
            CLAIMED_ON: self._claim_chill,
            CURED_ON: self._cure_chill,
            CLAIMED_AGAIN_ON: self._claim_core_shift,
            CLOSED_ON: self._close_chill,
        }
        at = int(moment(day, "06:51").timestamp() * 1000)
        with identifiers_from(lambda: uuid7_at(at, self.chance.getrandbits(74))):
            turns[day](day)

    def _claim_chill(self, day: date) -> None:
        """December's white iron: contained and answered the same day, its causes found."""
        self.chilled = eightd = self._claim("G3", "KAI-NCR-18-112", day)
        if eightd is None:
            return
        common: dict[str, Any] = {"eightd": eightd, "by": self.lab, "at": moment(day, "06:56")}
        owner = self._owner(eightd)
        place_in_team(**common, person=owner, duty="Pemilik bengkel, tuang")
        record_containment(
            **common,
            place=ContainedAt.CUSTOMER,
            done="Kotak dibuka dan setiap blok diuji kikir",
            checked=10,
            faulty=0,
        )
        answer_claim(
            **common,
            text="Kotak lain dari lot ini dipilah. Penyebab disampaikan dalam satu minggu.",
        )
        for why in WHYS:
            tell_why(**common, **why._asdict())
        self._settle_hold(eightd, day)

    def _cure_chill(self, day: date) -> None:
        """A clock at the ladle, samples from the last one, and the same for every block maker."""
        if self.chilled is None:
            return
        owner = self._owner(self.chilled)
        people = (owner, self.lab, self.lab)
        planned = [
            plan_action(
                eightd=self.chilled,
                aim=aim,
                branch=branch,
                text=text,
                owner=person,
                due_on=day + timedelta(days=2),
                by=self.lab,
                at=moment(day, "06:52"),
            )
            for (aim, branch, text), person in zip(CURES, people, strict=True)
        ]
        for action, person in zip(planned, people, strict=True):
            report_done(
                action=action, note="Berlaku mulai hari ini", by=person, at=moment(day, "06:55")
            )

    def _close_chill(self, day: date) -> None:
        """Closed on the figures alone."""
        if self.chilled is not None:
            close_eightd(eightd=self.chilled, because="", by=self.lab, at=moment(day, "06:55"))

    def _claim_core_shift(self, day: date) -> None:
        """February's core shift: answered in time, and the workshop still owes its action."""
        eightd = self._claim("F2", "TPR-QIR-19-004", day)
        if eightd is None:
            return
        common: dict[str, Any] = {"eightd": eightd, "by": self.lab, "at": moment(day, "06:56")}
        owner = self._owner(eightd)
        place_in_team(**common, person=owner, duty="Pemilik bengkel, inti")
        answer_claim(
            **common,
            text="Selongsong yang belum dikirim diukur tebalnya. Kabar berikutnya minggu depan.",
        )
        tell_why(
            **common,
            branch=Branch.OCCURRENCE,
            text="Dudukan inti aus, inti turun saat dituang",
            is_root=False,
        )
        plan_action(
            **common,
            aim=Aim.CORRECTIVE,
            branch=Branch.OCCURRENCE,
            text="Ganti dudukan inti semua cetakan selongsong",
            owner=owner,
            due_on=date(2019, 4, 15),
        )
        self._settle_hold(eightd, day)

    def _owner(self, eightd: EightD) -> Account:
        return self.makers[eightd.workshop.code].owner

    def _claim(self, defect: str, reference: str, day: date) -> EightD | None:
        """The first box in which the customer found it is stopped, wherever it is."""
        line = (
            ReceiptLine.objects.filter(cooperative=self.cooperative, defect=defect)
            .select_related(
                "content__box__node",
                "content__box__customer",
                "content__lot__workshop",
                "content__box__revision",
            )
            .order_by("pk")
            .first()
        )
        if line is None:
            return None
        box, lot = line.content.box, line.content.lot
        raised = raise_nonconformity(
            root=box.node, reason=f"Klaim {reference}", by=self.lab, at=moment(day, "06:51")
        )
        fault = Fault(lot.workshop, box.revision, Defect.objects.get(code=defect), PROBLEMS[defect])
        return open_eightd(
            nonconformity=raised,
            fault=fault,
            claim=Claim(box.customer, reference, moment(day - timedelta(days=1), "16:20")),
            due_on=date(2019, 4, 30),
            by=self.lab,
            at=moment(day, "06:53"),
        )

    def _settle_hold(self, eightd: EightD, day: date) -> None:
        """The box is at the customer, who has sent back what was faulty and keeps the rest."""
        decide(
            nonconformity=eightd.nonconformity,
            decision=Decision.CONCESSION,
            reference=eightd.customer_reference,
            note="Yang cacat sudah dikembalikan; sisanya dipilah dan dipakai",
            defect=None,
            by=self.lab,
            at=moment(day, "06:58"),
        )
