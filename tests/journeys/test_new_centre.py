"""A new centre, as docs/guide/new-centre.md tells it: from nothing to a visit and an order."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from rantai.mentoring.models import Assessment
from rantai.orders.models import DeliverySchedule
from rantai.parts.models import Approval
from rantai.records.actions import give_account
from rantai.records.models import Cooperative, Role
from tests.journeys.clock import Clock
from tests.journeys.in_browser import DESK, InBrowser, Watch
from tests.journeys.schedules import filled_in
from tests.journeys.visitors import PASSWORD, Upload, Visitor
from tests.rantai.portal.workbooks import workbook


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_tegal_begins_with_an_empty_database(
    clock: Clock, live_server: LiveServer, browser: Browser
) -> None:
    assert not Cooperative.objects.exists()
    place = {"latitude": "-6.966", "longitude": "109.137", "province": "Jawa Tengah"}
    call_command(
        "add_cooperative", "KTMI", "Koperasi Tegal", centre="TEGAL", centre_name="Tegal", **place
    )
    ours = Cooperative.objects.get()
    for name, role in (("planner", Role.PLANNER), ("mentor", Role.MENTOR)):
        give_account(
            username=name,
            name=f"{name.title()} Tegal",
            role=role,
            cooperative=ours,
            password=PASSWORD,
            at=clock.at,
        )
    watch = Watch(browser, live_server.url)
    planner, mentor = (signed_in(watch, clock, name) for name in ("planner", "mentor"))
    members_come_in(planner)
    the_first_workshop_is_assessed(mentor)
    a_part_is_approved(planner)
    the_first_order_arrives(planner)
    assert not watch.complaints, "\n".join(watch.complaints)


def signed_in(watch: Watch, clock: Clock, username: str) -> InBrowser:
    """By password: without an example co-operative no button offers to sign in."""
    visitor = InBrowser(watch, DESK, clock)
    visitor.open("/akun/login/")
    visitor.submit({"login": username, "password": PASSWORD})
    assert visitor.address == "/", visitor.text
    return visitor


def members_come_in(planner: Visitor) -> None:
    planner.open("/anggota/")
    planner.follow("/sentra-baru/")
    template = planner.download("/sentra-baru/templat.xlsx")
    assert template.startswith(b"PK")
    planner.submit({"file": Upload("tegal.xlsx", workbook())})
    assert "T-001, T-002" in planner.text
    planner.submit(to="/sentra-baru/", press=0)
    assert "2 bengkel" in planner.text, planner.text
    assert "Sinar Logam" in planner.text


def the_first_workshop_is_assessed(mentor: Visitor) -> None:
    mentor.open("/pendampingan/")
    programme = next(link for link in mentor.links if re.search(r"/program/\d+/$", link))
    mentor.open(programme)
    shop = mentor.options("workshop")[1]
    mentor.submit({"workshop": shop, "joined_on": "2019-04-01"})
    mentor.open("/pendampingan/T-001/nilai/")
    told = {"pillar": "quality", "assessed_on": "2019-04-11", "score": "41"}
    mentor.submit({**told, "finding": "Belum ada catatan leburan."})
    assert Assessment.objects.get().score == 41


def a_part_is_approved(planner: Visitor) -> None:
    planner.open("/part/baru/")
    grade = planner.options("grade")[1]
    planner.submit(
        {
            "number": "TG-100",
            "name": "Dudukan pompa",
            "mass_kg": "4,2",
            "pieces_per_box": "20",
            "traced_by": "lot",
            "revision": "A",
            "valid_from": "2019-01-01",
            "grade": grade,
            "pour_within_minutes": "8",
        }
    )
    assert "TG-100" in planner.text, planner.text
    planner.follow("/persetujuan/")
    approved = {"approved_on": "2019-04-01", "valid_until": "2021-03-31", "reference": "P-1"}
    planner.submit({"workshop": planner.options("workshop")[1], **approved})
    assert Approval.objects.get().workshop.code == "T-001"


def the_first_order_arrives(planner: Visitor) -> None:
    planner.open("/pesanan/unggah/")
    planner.follow("/pelanggan/baru/")
    planner.submit({"code": "SAN", "name": "PT Sanjaya", "tier": "2"})
    planner.open("/pesanan/unggah/")
    empty = planner.download("/pesanan/templat.xlsx")
    calls = [("firm", date(2019, 5, 10), 60)]
    sheet = filled_in(empty, "SAN-1", date(2019, 4, 12), "TG-100", *calls, ship_to="Tegal")
    planner.submit({"file": Upload("san-1.xlsx", sheet), "customer": "PT Sanjaya"})
    assert DeliverySchedule.objects.get().release_number == "SAN-1", planner.text
    planner.open("/pesanan/")
    assert "TG-100" in planner.text or "SAN-1" in planner.text
