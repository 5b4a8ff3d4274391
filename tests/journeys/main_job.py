"""The main job as one story: from two customers' schedules to settled members.

TPR sends a DELFOR for sleeves; INKA fills in our sheet for brake blocks. A heat of blocks is held
and scrapped, and another workshop makes the pieces. Whoever tells the story brings the visitors:
over plain HTTP, or in a real browser.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.management import call_command
from django.db.models import QuerySet

from rantai.delivery.models import Box, BoxContent, BoxStatus, Shipment
from rantai.delivery.queries import free_lots
from rantai.machines.models import Machine, MachineFee
from rantai.orders.models import Customer, DeliverySchedule
from rantai.parts.models import PartRevision
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.plans.queries import month_count
from rantai.quality.models import Inspection
from rantai.records.documents.attachments import read_attachment
from rantai.settlement.models import Deduction, DeductionKind, DeductionRule, Settlement
from rantai.shopfloor.models import CastingLot, Place
from rantai.shopfloor.queries import counts_of
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.schedules import delfor, filled_in
from tests.journeys.visitors import ANYONE, Upload, Visitor
from tests.rantai.papers import text_of

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
    people: dict[str, tuple[Visitor, date]] = field(default_factory=dict)
    bad_lot: str = ""
    sleeves: str = ""
    blocks: str = ""

    def is_told(self) -> None:
        self.orders_arrive()
        self.work_is_shared()
        self.sleeves_are_made()
        self.blocks_are_made()
        self.bad_heat_is_replaced()
        self.pieces_are_delivered()
        self.members_are_paid()
        self.any_code_leads_everywhere()
        self.everything_adds_up()

    def who(self, name: str) -> Visitor:
        """Signed in anew after ten days, as sessions do not last for ever."""
        today = self.clock.at.date()
        visitor, since = self.people.get(name, (None, today))
        if visitor is None or (today - since).days > 10:
            if visitor:
                visitor.leave()
            visitor = self.sign_in(name)
            self.people[name] = visitor, today
        return visitor

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
        visitor.submit(to="/inokulasi/")  # tapped
        self.clock.passes(minutes=1)
        visitor.submit(to="/inokulasi/")  # inoculated
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
            name: "yes" if lab.options(name) else f"{198 + place},5"
            for place, name in enumerate(lab.names("item-"))
        }
        pieces = lab.names("piece-")
        if pieces:
            typed |= {name: "F2" for name in pieces[:rejects]}
        elif rejects:
            typed |= {"defect-1": "F2", "count-1": str(rejects)}
        lab.submit(typed, to="/mutu/periksa/")
        inspection = Inspection.objects.get(lot__code=lot)
        assert inspection.accepted == offered - rejects, lab.text

    # Held, scrapped, and made by another workshop

    def bad_heat_is_replaced(self) -> None:
        """Some of its pieces are packed already when the lab finds the fault."""
        self.clock.strikes(4, 22, 8)
        self._pack(self.cast.block, self.inka, 60)
        heat = f"L-{self.bad_lot.removeprefix('C-')[:-1]}"
        lab, planner = self.who("lab"), self.who("planner")
        lab.open(f"/telusur/{heat}/")
        lab.follow("/mutu/tahan/")
        lab.submit({"reason": "Struktur mikro putih, contoh simpanan kekerasan 262 HB"})
        noted = re.search(r"TS-19-\d+", lab.address)
        assert noted, lab.text
        planner.open("/kirim/")
        assert len(planner.options("kotak")) == 5, "the held box can be loaded"
        assert f"revision={self.cast.block.pk}" not in " ".join(planner.links)
        lab.submit({"decision": "scrap", "defect": "G3", "note": "Tidak bisa diselamatkan"})
        assert "50" in lab.text
        self.clock.passes(hours=1)
        self._publish(self.cast.block)
        self._answer(self.cast.block, "owner_b", decline="Tungku dibongkar untuk diperiksa.")
        self._answer(self.cast.block, "owner")
        if self._confirmed_and_promised(self.cast.block)[1] < BLOCKS:
            self._publish(self.cast.block)
            self._answer(self.cast.block, "owner")
        material = self.material_arrives("operator")
        ours = self._orders(self.cast.block, WorkOrderStatus.ACCEPTED)
        for order in ours.filter(workshop=self.cast.workshop_a)[1:]:
            lot = self.heat_is_made(order, "operator", self.cast.furnace, material, order.quantity)
            self.lot_is_inspected(lot, order.quantity)

    def _confirmed_and_promised(self, revision: PartRevision) -> tuple[int, int]:
        count = month_count(self.cast.cooperative, revision, date(2019, 4, 1))
        return count.confirmed, count.allocated

    # Delivery

    def pieces_are_delivered(self) -> None:
        """Boxes, a vehicle, papers, and the customers' word; TPR rejects one sleeve."""
        self.clock.strikes(4, 29, 8)
        self._pack(self.cast.sleeve, self.cast.customer, SLEEVES)
        self._pack(self.cast.block, self.inka, BLOCKS - 50)
        self.sleeves = self._ship(self.cast.sleeve, 2)
        self.blocks = self._ship(self.cast.block, 10)
        for shipment in (self.sleeves, self.blocks):
            self._certify(shipment)
        self.clock.strikes(5, 2, 9)
        engineer = self.who("customer_engineer")
        engineer.open("/")
        engineer.follow(f"/pengiriman/{self.sleeves}/")
        engineer.follow(f"/penerimaan/{self.sleeves}/")
        first = engineer.names("accepted_")[0].partition("_")[2]
        counted = {f"accepted_{first}": "0", f"rejected_{first}": "1", f"defect_{first}": "B1"}
        engineer.submit({**counted, "rest_accepted": "on"}, press=-1)
        assert "TR-19-" in engineer.text
        planner = self.who("planner")
        planner.open(f"/pengiriman/{self.blocks}/")
        planner.follow(f"/penerimaan/{self.blocks}/")
        planner.submit({"customer_reference": "BTB-77"})
        assert "BTB-77" in planner.text

    def _pack(self, revision: PartRevision, customer: Customer, pieces: int) -> None:
        planner = self.who("planner")
        planner.open("/kirim/")
        planner.follow(f"revision={revision.pk}")
        planner.submit({"customer": customer.name, "quantity": str(pieces)}, to="/kirim/kemas/")
        assert "K-19-" in planner.text

    def _ship(self, revision: PartRevision, boxes: int) -> str:
        planner = self.who("planner")
        planner.open("/kirim/")
        of_part = Box.objects.filter(revision=revision, code__in=planner.options("kotak"))
        codes = sorted(of_part.values_list("code", flat=True))
        assert len(codes) == boxes
        planner.submit({"kotak": codes}, to="/kirim/")
        planner.submit({"vehicle": "AD 1423 KC", "driver": "Slamet"}, to="/kirim/berangkat/")
        assert planner.address.startswith("/pengiriman/SJ-19-"), planner.text
        code = planner.address.strip("/").split("/")[-1]
        note = planner.download("/surat-jalan.pdf")
        assert code in text_of(note)
        planner.follow(f"/kotak/{codes[0]}/")
        assert codes[0] in text_of(planner.download("/label.pdf"))
        return code

    def _certify(self, shipment: str) -> None:
        lab, anyone = self.who("lab"), self.who(ANYONE)
        lab.open("/kirim/")
        lab.follow(f"/pengiriman/{shipment}/")
        lab.submit(to="/sertifikat/")
        assert lab.address.startswith("/sertifikat/SM-19-"), lab.text
        pdf = lab.download("/sertifikat.pdf")
        (attached,) = [read_attachment(pdf, "certificate.json")]
        assert attached is not None
        assert json.loads(attached)["delivery_note"] == shipment
        assert b"<pdfaid:part>3</pdfaid:part>" in pdf
        public = next(link for link in lab.links if "/s/" in link)
        anyone.open(public[public.index("/s/") :])
        assert "Asli" in anyone.text
        anyone.submit({"file": Upload("sertifikat.pdf", pdf)})
        assert "Utuh" in anyone.text, anyone.text

    # Money

    def members_are_paid(self) -> None:
        """Prices and rules first, then a settlement for each customer, to the rupiah."""
        self.clock.strikes(5, 6, 9)
        treasurer = self.who("treasurer")
        self._agree_prices()
        self._decide_rules()
        treasurer.open("/pembayaran/uang-muka/")
        treasurer.submit(
            {
                "workshop": self.cast.workshop_a.code,
                "given_on": "2019-04-20",
                "rupiah": "1.500.000",
                "purpose": "Besi kasar April",
            }
        )
        self._use_the_spectrometer()
        self._settle("TPR", "INV-4411", (SLEEVES - 1) * 45_000)
        self._settle("INKA", "INV-360", BLOCKS * 61_000)
        owner = self.who("owner")
        for settlement in Settlement.objects.order_by("code"):
            owner.open("/pembayaran/")
            owner.follow(f"/pembayaran/{settlement.code}/B-017/")
            statement = settlement.statements.get(workshop=self.cast.workshop_a)
            net = f"{statement.net_rupiah:,}".replace(",", ".")
            assert net in owner.text
            paper = text_of(owner.download("/surat.pdf"))
            assert statement.code in paper
            assert net in paper

    def _agree_prices(self) -> None:
        treasurer = self.who("treasurer")
        treasurer.open("/pembayaran/")
        treasurer.follow("/pembayaran/harga/")
        since = {"valid_from": "2019-01-01"}
        for part, whose, rupiah in (
            ("10-4411", {"customer": "PT TPR"}, "45.000"),
            ("10-4411", {}, "38.000"),
            ("T-360", {"customer": "PT INKA"}, "61.000"),
            ("T-360", {}, "52.000"),
            ("T-360", {"workshop": self.cast.workshop_a.code}, "53.500"),
        ):
            treasurer.submit({"part": part, **whose, **since, "rupiah": rupiah})
            assert f"Rp {rupiah}" in treasurer.text.replace("\xa0", " "), treasurer.text

    def _decide_rules(self) -> None:
        treasurer = self.who("treasurer")
        since = {"valid_from": "2019-01-01", "decision": "Rapat anggota 12 Januari 2019"}
        for kind, amount in (
            ("levy", {"percent": "2,5"}),
            ("savings", {"rupiah": "50.000"}),
            ("advance", {"percent": "40"}),
            ("reject", {"rupiah": "12.000"}),
        ):
            treasurer.submit({"kind": kind, **since, **amount})
        assert DeductionRule.objects.count() == 4, treasurer.text

    def _use_the_spectrometer(self) -> None:
        treasurer = self.who("treasurer")
        MachineFee.objects.create(
            cooperative=self.cast.cooperative,
            machine=self.cast.spectrometer,
            valid_from=date(2019, 1, 1),
            rupiah_per_hour=60_000,
        )
        treasurer.open("/mesin/")
        treasurer.follow(f"/mesin/{self.cast.spectrometer.code}/")
        treasurer.follow("/pakai/")
        used = {"workshop": self.cast.workshop_a.code, "used_on": "2019-04-15", "minutes": "90"}
        treasurer.submit(used)

    def _settle(self, customer: str, invoice: str, rupiah: int) -> None:
        treasurer = self.who("treasurer")
        treasurer.open("/pembayaran/")
        treasurer.follow(f"/pembayaran/tutup/{customer}/")
        treasurer.submit({"through": "2019-05-05"})
        treasurer.submit({"invoice_number": invoice, "invoice_rupiah": str(rupiah + 1)})
        assert not Settlement.objects.filter(invoice_number=invoice).exists()
        assert "Rp 1 lebih" in treasurer.text.replace("\xa0", " "), treasurer.text
        treasurer.submit({"invoice_number": invoice, "invoice_rupiah": str(rupiah)})
        assert treasurer.address.startswith("/pembayaran/BYR-19-"), treasurer.text
        assert treasurer.download("/lembar.xlsx").startswith(b"PK")

    # Everything is connected, and adds up

    def any_code_leads_everywhere(self) -> None:
        """From the metal to the certificate and back; a recall sheet on paper and as a list."""
        planner = self.who("planner")
        shipment = Shipment.objects.get(code=self.sleeves)
        content = BoxContent.objects.filter(box__shipment=shipment).order_by("pk")[0]
        assert content.casting is not None
        charge = content.lot.heat.charges.order_by("pk")[0]
        chain = [
            charge.material_lot.code,
            content.lot.heat.code,
            content.lot.code,
            content.casting.serial,
            content.box.code,
            shipment.code,
            shipment.certificates.get().code,
        ]
        for code in chain:
            planner.open("/")
            planner.submit({"kode": code}, to="/cari/")
            assert planner.address == f"/telusur/{code}/", planner.text
            for other in {*chain} - {content.casting.serial}:  # numbers that follow are a run
                assert other in planner.text, f"{code} does not lead to {other}: {planner.text}"
        planner.open(f"/telusur/{chain[1]}/")
        assert shipment.code in text_of(planner.download("penarikan.pdf"))
        assert planner.download("penarikan.xlsx").startswith(b"PK")

    def everything_adds_up(self) -> None:
        """Called is promised, cast is somewhere, paid is invoiced, and the trail is whole."""
        owner = self.cast.cooperative
        for revision, called in ((self.cast.sleeve, SLEEVES), (self.cast.block, BLOCKS)):
            assert self._confirmed_and_promised(revision) == (called, called)
            lots = list(CastingLot.objects.current().filter(work_order__revision=revision))
            counts = counts_of(lots)
            cast = sum(count.cast for count in counts.values())
            at_home = sum(
                pieces
                for count in counts.values()
                for place, pieces in count.scrapped_at.items()
                if place != Place.CUSTOMER
            )
            shipped = _pieces(BoxContent.objects.filter(box__revision=revision), BoxStatus.SHIPPED)
            left = sum(row.quantity for row in free_lots(owner, revision))
            assert cast == at_home + shipped + left
            assert shipped == called
        for settlement in Settlement.objects.all():
            gross = sum(each.gross_rupiah for each in settlement.statements.all())
            assert gross == settlement.members_rupiah
            assert gross + settlement.margin_rupiah == settlement.invoice_rupiah
        kinds = set(Deduction.objects.values_list("kind", flat=True))
        assert kinds == set(DeductionKind.values)
        call_command("verify_audit")


def _pieces(contents: QuerySet[BoxContent], status: BoxStatus) -> int:
    return sum(contents.filter(box__status=status).values_list("quantity", flat=True))


def _calls(firm: int, forecast: int) -> tuple[tuple[str, date, int], ...]:
    return (("firm", DUE, firm), ("forecast", FORECAST, forecast))


def _code_in(text: str, prefix: str) -> str:
    found = re.search(rf"{prefix}\d+", text)
    assert found, text
    return found.group()
