"""The pages of an 8D: who reads and writes what, each refusal a sentence, the papers as told."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from rantai.orders.models import Customer, CustomerContact
from rantai.quality.actions import close_eightd, open_eightd, report_done, tell_why
from rantai.quality.models import Branch, EightD
from rantai.records.models import Account, Role
from tests.cast import Cast
from tests.rantai.papers import text_of
from tests.rantai.quality.eightd_story import (
    DUE,
    all_but_closed,
    claimed,
    fault_of,
    planned,
    stopped,
)
from tests.rantai.quality.test_pages import PEOPLE, signed_in


def page(viewer: Account, name: str, *things: object) -> str:
    return signed_in(viewer).get(reverse(f"quality:{name}", args=things)).content.decode()


def post(viewer: Account, data: dict[str, object], name: str, *things: object) -> str:
    address = reverse(f"quality:{name}", args=things)
    return signed_in(viewer).post(address, data, follow=True).content.decode()


OFFICE = ("lab", "planner", "treasurer")
OURS = (*OFFICE, "owner", "operator")
ALLOWED = {
    "eightds": (*OURS, "owner_b", "customer_engineer", "stranger"),
    "eightd": (*OURS, "customer_engineer"),
    "eightd_pdf": (*OFFICE, "customer_engineer"),
    "eightd_xlsx": (*OFFICE, "customer_engineer"),
    "open_eightd": ("lab",),
    "claim_rule": ("lab",),
    "eightd_step": ("lab",),
    "eightd_why": ("lab",),
    "eightd_action": ("lab", "owner", "operator"),
    "eightd_proof": OURS,
}


@pytest.mark.parametrize("name", ALLOWED)
def test_each_page_opens_to_its_roles_and_is_not_there_for_others(cast: Cast, name: str) -> None:
    eightd = claimed(cast)
    why = tell_why(
        eightd=eightd, branch=Branch.ESCAPE, text="x", is_root=False, by=cast.lab, at=cast.at
    )
    action = planned(cast, eightd)
    things: dict[str, list[object]] = {
        "eightds": [],
        "claim_rule": [],
        "open_eightd": [eightd.nonconformity.code],
        "eightd_step": [eightd.code, "tim"],
        "eightd_why": [eightd.code, why.pk],
        "eightd_action": [eightd.code, action.pk],
    }
    if name == "eightd_proof":
        photo = SimpleUploadedFile("foto.png", b"\x89PNG")
        done = report_done(action=action, note="x", proof=photo, by=cast.owner, at=cast.at)
        things[name] = [eightd.code, done.pk]
    address = reverse(f"quality:{name}", args=things.get(name, [eightd.code]))

    for person in PEOPLE:
        response = signed_in(getattr(cast, person)).get(address)
        assert (person, response.status_code) == (person, 200 if person in ALLOWED[name] else 404)
        if response.streaming:
            # Closing the whole response would close the test's database with it.
            for close in vars(response)["_resource_closers"]:
                close()
    assert Client().get(address).status_code == 302


def test_another_customer_reads_no_claim_of_this_one(cast: Cast) -> None:
    eightd = claimed(cast)
    other = Customer.objects.create(cooperative=cast.cooperative, code="KAI", name="PT KAI")
    engineer = Account.objects.create(
        username="kai", name="Kai", role=Role.CUSTOMER, cooperative=cast.cooperative
    )
    CustomerContact.objects.create(cooperative=cast.cooperative, customer=other, account=engineer)

    for name in ("eightd", "eightd_pdf", "eightd_xlsx"):
        address = reverse(f"quality:{name}", args=[eightd.code])
        assert signed_in(engineer).get(address).status_code == 404
    assert eightd.code not in page(engineer, "eightds")


def test_our_own_finding_is_not_shown_to_a_customer_who_never_ordered_the_part(
    cast: Cast,
) -> None:
    lot, _shipment, raised = stopped(cast)
    own = open_eightd(
        nonconformity=raised, fault=fault_of(cast, lot), due_on=DUE, by=cast.lab, at=cast.at
    )

    address = reverse("quality:eightd", args=[own.code])
    assert signed_in(cast.customer_engineer).get(address).status_code == 404


def test_the_customer_reads_workshop_codes_and_no_owner_nor_history(cast: Cast) -> None:
    eightd = claimed(cast)
    all_but_closed(cast, eightd)

    told = page(cast.customer_engineer, "eightd", eightd.code)

    assert cast.workshop_a.code in told
    assert cast.workshop_a.name not in told
    assert "opened the 8D" not in told
    assert "Answered in time" in told
    assert 'href="/mutu/8d/' + eightd.code + '/tim/"' not in told


def test_an_8d_is_opened_from_its_nonconformity_and_led_step_by_step(cast: Cast) -> None:
    lot, _shipment, raised = stopped(cast)
    revision = lot.work_order.revision
    assert "Open an 8D" in page(cast.lab, "nonconformity", raised.code)
    data: dict[str, object] = {
        "place": f"{cast.workshop_a.pk}-{revision.pk}",
        "defect": "B1",
        "problem": "Lubang gas",
        "customer": cast.customer.pk,
        "customer_reference": "QIR-7",
        "due_on": "2999-05-10",
        "measure": "defect",
    }
    opened = post(cast.lab, data, "open_eightd", raised.code)
    eightd = EightD.objects.get()
    assert "QIR-7" in opened
    assert "follows this fault already" in post(cast.lab, data, "open_eightd", raised.code)

    def step(name: str, **typed: object) -> str:
        return post(cast.lab, typed, "eightd_step", eightd.code, name)

    assert "Cetak" in step("tim", person=cast.owner.pk, duty="Cetak")
    assert "Dipilah" in step("penahanan", place="yard", done="Dipilah", checked=20, faulty=1)
    assert "Sisa ditahan" in step("jawaban", text="Sisa ditahan")
    assert "Ventilasi" in step("mengapa", branch="occur", text="Ventilasi", is_root="on")
    planned_page = step(
        "tindakan",
        aim="correct",
        branch="occur",
        text="Bor lubang",
        owner=cast.owner.pk,
        due_on="2999-05-01",
    )
    assert "Bor lubang" in planned_page
    assert "cannot be closed yet" in step("tutup", because="Selesai")
    (action,) = eightd.actions.all()
    photo = SimpleUploadedFile("bukti.png", b"\x89PNG")
    done = post(
        cast.owner, {"note": "Terpasang", "proof": photo}, "eightd_action", eightd.code, action.pk
    )
    assert "bukti.png" in done


@pytest.mark.parametrize(
    ("step", "typed", "sentence"),
    [
        ("penahanan", {"place": "yard", "done": "x", "checked": 1, "faulty": 2}, "Count again"),
        ("penahanan", {"place": "yard", "done": "x", "checked": "dua", "faulty": 0}, "errors"),
        ("penahanan", {"place": "bulan", "done": "x", "checked": 1, "faulty": 0}, "errors"),
        ("mengapa", {"branch": "occur", "text": ""}, "errors"),
        ("mengapa", {"branch": "occur", "text": "x" * 301}, "errors"),
        (
            "tindakan",
            {"aim": "correct", "branch": "occur", "text": "x", "due_on": "besok"},
            "errors",
        ),
        ("tim", {"person": "999999", "duty": "x"}, "errors"),
    ],
)
def test_what_cannot_be_is_a_sentence_on_the_form(
    cast: Cast, step: str, typed: dict[str, object], sentence: str
) -> None:
    eightd = claimed(cast)
    before = eightd.team_places.count()

    answer = post(cast.lab, typed, "eightd_step", eightd.code, step)

    assert sentence in answer
    assert (eightd.containments.count(), eightd.whys.count()) == (0, 0)
    assert (eightd.actions.count(), eightd.team_places.count()) == (0, before)


def test_a_step_nobody_knows_is_not_found(cast: Cast) -> None:
    address = reverse("quality:eightd_step", args=[claimed(cast).code, "menari"])
    assert signed_in(cast.lab).get(address).status_code == 404


def test_the_rule_is_entered_once_a_day(cast: Cast) -> None:
    typed: dict[str, object] = {
        "valid_from": "2019-05-01",
        "answer_hours": "8",
        "window_days": "60",
    }
    assert "The rule is entered." in post(cast.lab, typed, "claim_rule")
    assert "is there already" in post(cast.lab, typed, "claim_rule")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("8D report", "Root causes", "Blowhole")), ("id", ("Laporan 8D", "Akar penyebab"))],
)
def test_the_report_states_the_same_on_paper_and_in_the_workbook(
    cast: Cast, language: str, words: tuple[str, ...]
) -> None:
    eightd = claimed(cast)
    all_but_closed(cast, eightd)
    close_eightd(
        eightd=eightd, because="Cetakan dibuang", by=cast.lab, at=cast.at + timedelta(days=1)
    )
    client = signed_in(cast.customer_engineer)
    client.cookies["django_language"] = language

    paper = text_of(client.get(reverse("quality:eightd_pdf", args=[eightd.code])).content)
    answer = client.get(reverse("quality:eightd_xlsx", args=[eightd.code]))
    book = load_workbook(io.BytesIO(answer.content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    cells |= set(book.sheetnames)

    for said in (*words, eightd.code, "Cetakan dibuang", "QIR-19-07"):
        assert said in paper
        assert any(said in cell for cell in cells), said
    (shipment,) = {cell for cell in cells if cell.startswith("SJ-")}
    assert shipment in paper


def test_the_board_and_the_dossier_stay_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    eightds = [claimed(cast) for _ in range(3)]
    for eightd in eightds:
        all_but_closed(cast, eightd)
    client = signed_in(cast.lab)

    with django_assert_max_num_queries(16):
        client.get(reverse("quality:eightds"))
    with django_assert_max_num_queries(48):
        client.get(reverse("quality:eightd", args=[eightds[0].code]))
