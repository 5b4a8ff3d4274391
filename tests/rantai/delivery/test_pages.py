"""Each page shows what this person may see, and does what its form says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rantai.delivery.actions import close_receiving, issue_certificate
from rantai.delivery.models import Box, BoxStatus, Certificate, Receipt, Shipment
from rantai.quality.actions import raise_nonconformity
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.papers import pages_of, text_of
from tests.rantai.quality.story import passed_lot

Visit = Callable[..., Any]


@pytest.fixture
def at_desk_of(client: Client) -> Callable[[Account], Client]:
    def sit(account: Account) -> Client:
        client.force_login(account)
        return client

    return sit


@pytest.fixture
def shipment(cast: Cast) -> Shipment:
    passed_lot(cast, 20)
    return shipped(cast, packed(cast, 20))


@pytest.fixture
def certificate(cast: Cast, shipment: Shipment) -> Certificate:
    return issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)


def said(response: HttpResponse) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


class TestBoard:
    url = "/kirim/"

    def test_an_empty_yard_says_what_comes_next(self, cast: Cast, at_desk_of: Visit) -> None:
        assert "Belum ada yang bisa dikemas" in said(at_desk_of(cast.planner).get(self.url))

    def test_it_lists_what_can_be_packed_the_oldest_first(
        self, cast: Cast, at_desk_of: Visit
    ) -> None:
        lots = [passed_lot(cast, 6), passed_lot(cast, 7)]

        page = said(at_desk_of(cast.planner).get(self.url, {"revision": cast.block.pk}))

        assert "13 buah bisa dikemas" in page
        assert page.rindex(lots[0].code) < page.rindex(lots[1].code)
        assert "10 buah sekotak; semua 13 mengisi 2 kotak" in page

    def test_packing_makes_boxes_and_says_which(self, cast: Cast, at_desk_of: Visit) -> None:
        passed_lot(cast, 25)

        page = said(
            at_desk_of(cast.planner).post(
                reverse("delivery:pack"),
                {"customer": cast.customer.pk, "revision": cast.block.pk, "quantity": "25"},
                follow=True,
            )
        )

        assert "K-19" not in page  # the page's clock, not the story's
        assert Box.objects.count() == 3
        assert Box.objects.first().code in page  # type: ignore[union-attr]

    def test_more_than_is_free_keeps_the_form_and_says_how_many(
        self, cast: Cast, at_desk_of: Visit
    ) -> None:
        passed_lot(cast, 5)

        page = said(
            at_desk_of(cast.planner).post(
                reverse("delivery:pack"),
                {"customer": cast.customer.pk, "revision": cast.block.pk, "quantity": "9"},
            )
        )

        assert "Baru 5 buah" in page
        assert 'value="9"' in page

    def test_a_held_box_is_red_and_has_nothing_to_tick(self, cast: Cast, at_desk_of: Visit) -> None:
        passed_lot(cast, 20)
        free, held = packed(cast, 20)
        raise_nonconformity(root=held.node, reason="Label", by=cast.lab, at=cast.at)

        page = said(at_desk_of(cast.planner).get(self.url))

        assert f'value="{free.code}"' in page
        assert f'value="{held.code}"' not in page
        assert "Ditahan" in page

    def test_ticked_boxes_are_sent(self, cast: Cast, at_desk_of: Visit) -> None:
        passed_lot(cast, 20)
        boxes = [box.code for box in packed(cast, 20)]
        client = at_desk_of(cast.planner)
        assert "Kirim 2 kotak" in said(client.get(self.url, {"kotak": boxes}))
        form = {"ship_to": "Cibitung", "vehicle": "AD 1 X", "driver": "Slamet", "kotak": boxes}

        page = said(client.post(reverse("delivery:ship"), form, follow=True))

        assert Shipment.objects.get().code in page
        assert set(Box.objects.values_list("status", flat=True)) == {BoxStatus.SHIPPED}

    def test_a_box_held_since_it_was_ticked_stops_the_vehicle_by_name(
        self, cast: Cast, at_desk_of: Visit
    ) -> None:
        passed_lot(cast, 20)
        boxes = packed(cast, 20)
        raise_nonconformity(root=boxes[0].node, reason="Label", by=cast.lab, at=cast.at)
        form = {
            "ship_to": "X",
            "vehicle": "AD 1 X",
            "driver": "S",
            "kotak": [b.code for b in boxes],
        }

        page = said(at_desk_of(cast.planner).post(reverse("delivery:ship"), form))

        assert f"{boxes[0].code} " in page.split("<aside")[1]
        assert not Shipment.objects.exists()

    def test_nothing_ticked_is_said_so(self, cast: Cast, at_desk_of: Visit) -> None:
        form = {"ship_to": "X", "vehicle": "AD 1 X", "driver": "S"}

        page = said(at_desk_of(cast.planner).post(reverse("delivery:ship"), form))

        assert "Belum ada kotak yang dipilih" in page

    def test_the_lab_begins_with_what_it_has_to_sign(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        page = said(at_desk_of(cast.lab).get(self.url))
        assert shipment.code in page
        assert "Bisa dikemas" not in page

        issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)

        assert shipment.code not in said(at_desk_of(cast.lab).get(self.url))

    def test_the_customer_sees_own_shipments_and_no_yard(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        passed_lot(cast, 10)
        (box,) = packed(cast, 10)

        page = said(at_desk_of(cast.customer_engineer).get(self.url))

        assert shipment.code in page
        assert box.code not in page


class TestBox:
    def test_it_shows_lot_heat_and_workshop(self, cast: Cast, at_desk_of: Visit) -> None:
        lot = passed_lot(cast, 10)
        (box,) = packed(cast, 10)

        page = said(at_desk_of(cast.planner).get(f"/kotak/{box.code}/"))

        for code in (lot.code, lot.heat.code, "B-017", "mengemas kotak"):
            assert code in page

    def test_opening_it_needs_a_reason_and_gives_the_pieces_back(
        self, cast: Cast, at_desk_of: Visit
    ) -> None:
        passed_lot(cast, 10)
        (box,) = packed(cast, 10)
        client, url = at_desk_of(cast.planner), f"/kotak/{box.code}/"
        said(client.post(url, {"reason": ""}))
        assert Box.objects.get().status == BoxStatus.PACKED

        page = said(client.post(url, {"reason": "Label rusak"}, follow=True))

        assert "Label rusak" in page
        assert Box.objects.get().status == BoxStatus.OPENED
        assert client.get(f"/kotak/{box.code}/label.pdf").status_code == 404

    def test_labels_come_one_to_a_page_or_on_a4(self, cast: Cast, at_desk_of: Visit) -> None:
        passed_lot(cast, 20)
        boxes = [box.code for box in packed(cast, 20)]
        client = at_desk_of(cast.planner)

        single = client.get(f"/kotak/{boxes[0]}/label.pdf").content
        many = client.get("/kirim/label.pdf", {"kotak": boxes}).content
        sheet = client.get("/kirim/label.pdf", {"kotak": boxes, "a4": "1"}).content

        assert [pages_of(pdf) for pdf in (single, many, sheet)] == [1, 2, 1]
        assert "1 dari 2" in text_of(single)
        assert boxes[1] in text_of(many)


class TestShipment:
    def test_it_leads_to_note_certificate_and_receipt(
        self, cast: Cast, at_desk_of: Visit, certificate: Certificate
    ) -> None:
        shipment = certificate.shipment
        receipt = received(cast, shipment)

        page = said(at_desk_of(cast.treasurer).get(f"/pengiriman/{shipment.code}/"))

        for code in (certificate.code, receipt.code, "Cibitung", "Pak Slamet", "K-19-00001"):
            assert code in page
        assert "Tandatangani" not in page

    def test_the_delivery_note_names_boxes_lots_and_certificate(
        self, cast: Cast, at_desk_of: Visit, certificate: Certificate
    ) -> None:
        shipment = certificate.shipment

        pdf = at_desk_of(cast.planner).get(f"/pengiriman/{shipment.code}/surat-jalan.pdf").content

        text = text_of(pdf)
        for word in (shipment.code, certificate.code, "K-19-00001", "C-017-190412-1A", "PO-460"):
            assert word in text

    def test_the_lab_signs_from_here(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        client = at_desk_of(cast.lab)
        assert "Tandatangani sertifikat" in said(client.get(f"/pengiriman/{shipment.code}/"))

        page = said(client.post(f"/pengiriman/{shipment.code}/sertifikat/", follow=True))

        assert Certificate.objects.get().code in page
        again = said(client.post(f"/pengiriman/{shipment.code}/sertifikat/", follow=True))
        assert "sudah punya sertifikat" in again


class TestCertificate:
    def test_the_page_says_what_the_paper_says(
        self, cast: Cast, at_desk_of: Visit, certificate: Certificate
    ) -> None:
        client = at_desk_of(cast.customer_engineer)

        page = said(client.get(f"/sertifikat/{certificate.code}/"))
        paper = text_of(client.get(f"/sertifikat/{certificate.code}/sertifikat.pdf").content)

        for words in (
            "L-017-190412-1",
            "3,31",
            "Kekerasan / Hardness",
            "20 buah",
            "FC250 · JIS G 5501",
            "Tidak bergantung pada bengkel pembuat maupun produksi.",
        ):
            assert words in page
            assert words in paper
        assert "Ganti" not in page

    def test_the_lab_puts_a_newer_one_in_its_place(
        self, cast: Cast, at_desk_of: Visit, certificate: Certificate
    ) -> None:
        client = at_desk_of(cast.lab)
        url = f"/sertifikat/{certificate.code}/"

        page = said(client.post(url, {"reason": "Mangan salah ketik"}, follow=True))

        newer = Certificate.objects.get(supersedes=certificate)
        assert newer.code in page
        old = said(client.get(url))
        assert "Mangan salah ketik" in old
        assert newer.code in old


class TestReceipt:
    def url(self, shipment: Shipment) -> str:
        return f"/penerimaan/{shipment.code}/"

    def test_nothing_is_filled_in_for_the_customer(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        content = shipment.boxes.first().contents.get()  # type: ignore[union-attr]

        page = said(at_desk_of(cast.customer_engineer).get(self.url(shipment)))

        assert f'name="accepted_{content.pk}" value=""' in page
        assert "Semua 20 diterima" in page

    def test_all_accepted_is_one_press(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        form = {"received_on": f"{timezone.localdate()}", "all_accepted": "1"}

        page = said(at_desk_of(cast.customer_engineer).post(self.url(shipment), form, follow=True))

        receipt = Receipt.objects.get()
        assert receipt.code in page
        assert sum(line.accepted for line in receipt.lines.all()) == 20

    def test_an_empty_row_is_no_count_unless_one_says_so(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        first, _second = (box.contents.get() for box in shipment.boxes.order_by("code"))
        form = {
            "received_on": f"{timezone.localdate()}",
            f"accepted_{first.pk}": "8",
            f"rejected_{first.pk}": "2",
            f"defect_{first.pk}": "B1",
        }
        client = at_desk_of(cast.planner)
        assert "belum bisa dihitung" in said(client.post(self.url(shipment), form))
        assert not Receipt.objects.exists()

        said(client.post(self.url(shipment), {**form, "rest_accepted": "on"}, follow=True))

        lines = Receipt.objects.get().lines.order_by("content")
        assert [(line.accepted, line.rejected) for line in lines] == [(8, 2), (10, 0)]

    def test_a_reject_without_its_defect_keeps_what_was_typed(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        first = shipment.boxes.order_by("code").first().contents.get()  # type: ignore[union-attr]
        form = {
            "received_on": f"{timezone.localdate()}",
            f"accepted_{first.pk}": "8",
            f"rejected_{first.pk}": "2",
            "rest_accepted": "on",
        }

        page = said(at_desk_of(cast.planner).post(self.url(shipment), form))

        assert "pilih cacat" in page
        assert f'name="rejected_{first.pk}" value="2"' in page

    def test_an_unknown_defect_is_named(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        first = shipment.boxes.order_by("code").first().contents.get()  # type: ignore[union-attr]
        form = {
            "received_on": f"{timezone.localdate()}",
            f"accepted_{first.pk}": "8",
            f"rejected_{first.pk}": "2",
            f"defect_{first.pk}": "Q9",
            "rest_accepted": "on",
        }

        assert "Q9" in said(at_desk_of(cast.planner).post(self.url(shipment), form))
        assert not Receipt.objects.exists()

    def test_the_treasurer_reads_but_does_not_write(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        client = at_desk_of(cast.treasurer)
        form = {"received_on": f"{timezone.localdate()}", "all_accepted": "1"}

        assert "name=" not in said(client.get(self.url(shipment))).split("<main")[1]
        client.post(self.url(shipment), form)

        assert not Receipt.objects.exists()

    def test_a_correction_starts_from_what_was_recorded(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        old = received(cast, shipment, rejected=3)
        client, url = at_desk_of(cast.planner), f"{self.url(shipment)}koreksi/"
        line = old.lines.get(rejected=3)
        assert f'name="rejected_{line.content_id}" value="3"' in said(client.get(url))
        other = old.lines.get(rejected=0)
        form = {
            "received_on": "2019-04-15",
            "because": "Salah hitung",
            f"accepted_{line.content_id}": "10",
            f"accepted_{other.content_id}": "10",
        }

        page = said(client.post(url, form, follow=True))

        newer = Receipt.objects.get(replaces=old)
        assert newer.code in page
        assert "Salah hitung" in page

    def test_a_paid_receipt_offers_no_correction(
        self, cast: Cast, at_desk_of: Visit, shipment: Shipment
    ) -> None:
        received(cast, shipment)
        close_receiving(customer=cast.customer, through=date(2019, 4, 30))

        page = said(at_desk_of(cast.planner).get(self.url(shipment)))

        assert "Koreksi" not in page
        assert "Periode ditutup" in page


def everything(cast: Cast) -> list[str]:
    certificate = Certificate.objects.get()
    shipment, box = certificate.shipment, Box.objects.order_by("code").first()
    assert box is not None
    return [
        "/kirim/",
        f"/kirim/label.pdf?kotak={box.code}",
        f"/kotak/{box.code}/",
        f"/kotak/{box.code}/label.pdf",
        f"/pengiriman/{shipment.code}/",
        f"/pengiriman/{shipment.code}/surat-jalan.pdf",
        f"/sertifikat/{certificate.code}/",
        f"/sertifikat/{certificate.code}/sertifikat.pdf",
        f"/penerimaan/{shipment.code}/",
        f"/penerimaan/{shipment.code}/koreksi/",
    ]


def test_workshops_mentors_and_the_ministry_find_nothing_here(
    cast: Cast, at_desk_of: Visit, certificate: Certificate
) -> None:
    for account in (cast.operator, cast.owner, cast.mentor, cast.ministry):
        client = at_desk_of(account)
        assert {client.get(url).status_code for url in everything(cast)} == {404}


def test_a_stranger_sees_an_own_empty_board_and_none_of_ours(
    cast: Cast, at_desk_of: Visit, certificate: Certificate
) -> None:
    client = at_desk_of(cast.stranger)
    board, *others = everything(cast)

    assert certificate.shipment.code not in said(client.get(board))
    assert {client.get(url).status_code for url in others} == {404}
    for name in ("certify", "receipt", "correct_receipt"):
        url = reverse(f"delivery:{name}", args=[certificate.shipment.code])
        assert client.post(url, {"all_accepted": "1"}).status_code == 404


def test_anonymous_visitors_are_sent_to_sign_in(
    cast: Cast, client: Client, certificate: Certificate
) -> None:
    for url in everything(cast):
        response = client.get(url)
        assert response.status_code == 302
        assert "/akun/login/" in response.headers["Location"]


class TestQueries:
    """A page asks no more questions when there is more to show."""

    @pytest.fixture
    def busy(self, cast: Cast) -> Shipment:
        for day in range(4):
            earlier = replace(cast, at=cast.at - timedelta(days=day))
            passed_lot(earlier, 30)
            shipment = shipped(earlier, packed(earlier, 20))
            issue_certificate(shipment=shipment, by=cast.lab, at=earlier.at)
        packed(cast, 20)
        return shipment

    @pytest.mark.parametrize(
        ("page", "most"),
        [("/kirim/", 20), ("/pengiriman/{}/", 14), ("/sertifikat/{}/", 12)],
    )
    def test_there_are_few(
        self,
        cast: Cast,
        at_desk_of: Visit,
        busy: Shipment,
        page: str,
        most: int,
        django_assert_max_num_queries: Any,
    ) -> None:
        code = Certificate.objects.get(shipment=busy).code if "sert" in page else busy.code
        client = at_desk_of(cast.planner)

        with django_assert_max_num_queries(most):
            said(client.get(page.format(code)))
