"""The main job as one story: from two customers' schedules to settled members.

TPR sends a DELFOR for sleeves; INKA fills in our sheet for brake blocks. A heat of blocks is held
and scrapped, and another workshop makes the pieces. Whoever tells the story brings the visitors:
over plain HTTP, or in a real browser.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from rantai.machines.models import Machine
from rantai.orders.models import Customer, DeliverySchedule
from rantai.parts.models import PartRevision
from rantai.plans.models import WorkOrder, WorkOrderStatus
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.schedules import delfor, filled_in
from tests.journeys.visitors import Upload, Visitor

APRIL = "2019-04"
ISSUED, DUE, FORECAST = date(2019, 4, 12), date(2019, 4, 26), date(2019, 5, 24)
SLEEVES, BLOCKS = 40, 100
GOOD_READING = {"C": "3,31", "Si": "2.05", "Mn": "0,72", "P": "0,06", "S": "0.08"}


@dataclass
class MainJob:
    """The people, their clock, and what the story made so far."""

    cast: Cast
    clock: Clock
    sign_in: Callable[[str], Visitor]
    people: dict[str, Visitor] = field(default_factory=dict)
    bad_lot: str = ""

    def who(self, name: str) -> Visitor:
        if name not in self.people:
            self.people[name] = self.sign_in(name)
        return self.people[name]

    # Order in

    def orders_arrive(self) -> None:
        """A release each, then a newer one that asks for more."""
        planner = self.who("planner")
        self._upload("tpr-7.edi", delfor("TPR-7", ISSUED, "10-4411", *_calls(30, 60)))
        assert "TPR-7" in planner.text
        self._register_inka()
        planner.open("/pesanan/unggah/")
        template = planner.download("/pesanan/templat.xlsx")
        first = filled_in(template, "INKA-1", ISSUED, "T-360", *_calls(80, 200))
        self._upload("inka-1.xlsx", first, customer="PT INKA")
        self.clock.passes(hours=1)
        self._upload("tpr-8.edi", delfor("TPR-8", ISSUED, "10-4411", *_calls(SLEEVES, 60)))
        assert "+10" in planner.text, planner.text
        second = filled_in(template, "INKA-2", ISSUED, "T-360", *_calls(BLOCKS, 200))
        self._upload("inka-2.xlsx", second, customer="PT INKA")
        assert "+20" in planner.text, planner.text
        assert "INKA-1" in planner.text
        assert DeliverySchedule.objects.count() == 4

    def _upload(self, name: str, content: bytes, customer: str = "") -> None:
        planner = self.who("planner")
        planner.open("/pesanan/")
        planner.follow("/pesanan/unggah/")
        chosen = {"customer": customer} if customer else {}
        planner.submit({"file": Upload(name, content), **chosen}, to="/pesanan/unggah/")
        assert planner.address.startswith("/pesanan/"), planner.text
        assert planner.address != "/pesanan/unggah/", planner.text

    def _register_inka(self) -> None:
        planner = self.who("planner")
        planner.open("/pesanan/unggah/")
        planner.follow("/pelanggan/baru/")
        planner.submit({"code": "INKA", "name": "PT INKA", "tier": "1"})
        assert "PT INKA" in planner.text

    @property
    def inka(self) -> Customer:
        return Customer.objects.get(cooperative=self.cast.cooperative, code="INKA")

    # Allocation

    def work_is_shared(self) -> None:
        """Equal shares; workshop B declines its sleeves, and A takes them too."""
        for revision in (self.cast.sleeve, self.cast.block):
            self._enter_rule(revision)
            self._publish(revision)
        self.clock.passes(hours=1)
        self._answer(self.cast.sleeve, "owner_b", decline="Inti selongsong belum ada.")
        self._answer(self.cast.sleeve, "owner")
        self._publish(self.cast.sleeve)
        self._answer(self.cast.sleeve, "owner")
        self._answer(self.cast.block, "owner")
        self._answer(self.cast.block, "owner_b")
        assert self._accepted(self.cast.sleeve) == SLEEVES
        assert self._accepted(self.cast.block) == BLOCKS

    def _enter_rule(self, revision: PartRevision) -> None:
        planner = self.who("planner")
        planner.open("/pembagian/")
        planner.follow("/pembagian/aturan/")
        planner.follow(f"/pembagian/aturan/{revision.part_id}/")
        decided = {"rule": "equal", "decision": "Rapat anggota 12 Januari 2019"}
        planner.submit({**decided, "valid_from": "2019-01-12"}, to="/pembagian/aturan/")
        assert "Rapat anggota 12 Januari 2019" in planner.text

    def _publish(self, revision: PartRevision) -> None:
        planner = self.who("planner")
        planner.open("/pembagian/")
        planner.follow(f"/pembagian/{revision.pk}/{APRIL}/")
        planner.submit(to="/usulkan/")
        planner.follow("bengkel=B-0")
        assert "Rapat anggota 12 Januari 2019" in planner.text
        planner.submit(to="/terbitkan/")

    def _answer(self, revision: PartRevision, owner: str, decline: str = "") -> None:
        """The owner answers every open work order of a part."""
        visitor = self.who(owner)
        for order in self._orders(revision, WorkOrderStatus.ISSUED).filter(
            workshop__people__account__username=owner
        ):
            visitor.open("/spk/")
            visitor.follow(f"/spk/{order.code}/")
            assert "Rapat anggota 12 Januari 2019" in visitor.text
            if decline:
                visitor.submit({"reason": decline}, to="/tolak/")
                assert decline in visitor.text
            else:
                visitor.submit(to="/terima/")

    def _orders(self, revision: PartRevision, status: WorkOrderStatus) -> QuerySet[WorkOrder]:
        return WorkOrder.objects.filter(
            cooperative=self.cast.cooperative, revision=revision, status=status
        ).order_by("code")

    def _accepted(self, revision: PartRevision) -> int:
        return sum(order.quantity for order in self._orders(revision, WorkOrderStatus.ACCEPTED))

    # Production

    def sleeves_are_made(self) -> None:
        """A heat for each work order; the first sample of the first one has too much carbon."""
        self.clock.strikes(4, 15, 7)
        material = self.material_arrives("operator")
        first, second = self._orders(self.cast.sleeve, WorkOrderStatus.ACCEPTED)
        furnace = self.cast.furnace
        lot = self.heat_is_made(
            first, "operator", furnace, material, first.quantity + 3, first_reading={"C": "3,52"}
        )
        self.piece_is_scrapped(lot, "operator", f"{lot.replace('C-', 'S-')}-01", "B1")
        self.pieces_are_machined(lot, "operator")
        self.lot_is_inspected(lot, first.quantity + 2, rejects=1)
        other = self.heat_is_made(second, "operator", furnace, material, second.quantity)
        self.pieces_are_machined(other, "operator")
        self.lot_is_inspected(other, second.quantity)

    def blocks_are_made(self) -> None:
        """Both workshops make their share; a few castings are scrap on the way."""
        self.clock.strikes(4, 17, 7)
        (ours,) = self._orders(self.cast.block, WorkOrderStatus.ACCEPTED).filter(
            workshop=self.cast.workshop_a
        )
        (theirs,) = self._orders(self.cast.block, WorkOrderStatus.ACCEPTED).filter(
            workshop=self.cast.workshop_b
        )
        material = self.material_arrives("operator")
        lot = self.heat_is_made(ours, "operator", self.cast.furnace, material, ours.quantity + 5)
        self.pieces_are_scrapped(lot, "operator", 2, "B1")
        self.lot_is_inspected(lot, ours.quantity + 3, rejects=3)
        material = self.material_arrives("owner_b")
        self.bad_lot = self.heat_is_made(
            theirs, "owner_b", self.cast.furnace_b, material, theirs.quantity
        )
        self.lot_is_inspected(self.bad_lot, theirs.quantity)

    def material_arrives(self, name: str) -> str:
        visitor = self.who(name)
        visitor.open("/bahan/")
        visitor.follow("/bahan/terima/")
        visitor.submit(
            {
                "material": "Besi kasar",
                "material_class": "pig_iron",
                "supplier": "Krakatau",
                "mass_kg": "5000",
            }
        )
        return _code_in(visitor.text, "M-19-")

    def heat_is_made(
        self,
        order: WorkOrder,
        name: str,
        furnace: Machine,
        material: str,
        pieces: int,
        *,
        first_reading: Mapping[str, str] | None = None,
    ) -> str:
        """From the charge to the count; the code of the casting lot comes back."""
        visitor, lab = self.who(name), self.who("lab")
        self.clock.passes(hours=1)
        visitor.open("/leburan/mulai/")
        visitor.submit({"work_order": order.code, "furnace": furnace.code}, to="/leburan/mulai/")
        heat = visitor.address.strip("/").split("/")[1]
        visitor.submit({"other_lot": material, "other_mass": "412,5"}, to="/muatan/")
        if first_reading:
            self._sampled(heat, visitor, {**GOOD_READING, **first_reading})
            assert not any("/lepas/" in action for action in lab.actions)
            visitor.open(f"/leburan/{heat}/")
            visitor.submit({"other_lot": material, "other_mass": "18"}, to="/muatan/")
        self._sampled(heat, visitor, GOOD_READING)
        lab.submit({"ground": "Semua unsur dalam batas"}, to="/lepas/")
        visitor.open(f"/leburan/{heat}/")
        visitor.submit(to="/inokulasi/")
        self.clock.passes(minutes=4)
        visitor.submit({"temperature_c": "1395", "mass_kg": "400"}, to="/tuang/")
        self.clock.passes(minutes=30)
        visitor.submit({"quantity": str(pieces)}, to="/hitung/")
        lots = [link for link in visitor.links if "/coran/" in link]
        return lots[0].strip("/").split("/")[-1]

    def _sampled(self, heat: str, visitor: Visitor, reading: Mapping[str, str]) -> None:
        lab = self.who("lab")
        self.clock.passes(minutes=20)
        visitor.open(f"/leburan/{heat}/")
        visitor.submit(to="/sampel/")
        self.clock.passes(minutes=4)
        lab.open("/")
        lab.follow(f"/leburan/{heat}/")
        lab.submit(dict(reading), to="/hasil/")

    def pieces_are_scrapped(self, lot: str, name: str, pieces: int, defect: str) -> None:
        visitor = self.who(name)
        visitor.open(f"/coran/{lot}/")
        visitor.follow(f"/coran/{lot}/afkir/")
        visitor.submit({"quantity": str(pieces), "defect": defect, "place": "workshop"})

    def piece_is_scrapped(self, lot: str, name: str, serial: str, defect: str) -> None:
        visitor = self.who(name)
        visitor.open(f"/coran/{lot}/")
        visitor.follow(f"/coran/{lot}/afkir/")
        visitor.submit({"casting": serial, "defect": defect, "place": "workshop"})

    def pieces_are_machined(self, lot: str, name: str) -> None:
        visitor = self.who(name)
        visitor.open(f"/coran/{lot}/")
        visitor.follow(f"/coran/{lot}/bubut/")
        visitor.submit(
            {"machine": self.cast.lathe.code, "castings": visitor.options("castings")},
            to="/bubut/",
        )

    # Quality

    def lot_is_inspected(self, lot: str, offered: int, rejects: int = 0) -> None:
        lab = self.who("lab")
        self.clock.passes(hours=1)
        lab.open("/mutu/")
        lab.follow(f"/mutu/periksa/{lot}/")
        lab.submit({"offered": str(offered)}, to="/mutu/periksa/")
        typed = {
            name: "yes" if lab.options(name) else "201,5" for name in lab.names("item-")
        }
        pieces = lab.names("piece-")
        if pieces:
            typed |= {name: "F2" for name in pieces[:rejects]}
        elif rejects:
            typed |= {"defect-1": "F2", "count-1": str(rejects)}
        lab.submit(typed, to="/mutu/periksa/")
        assert lab.address == "/mutu/", lab.text


def _calls(firm: int, forecast: int) -> tuple[tuple[str, date, int], ...]:
    return (("firm", DUE, firm), ("forecast", FORECAST, forecast))


def _code_in(text: str, prefix: str) -> str:
    found = re.search(rf"{prefix}\d+", text)
    assert found, text
    return found.group()
