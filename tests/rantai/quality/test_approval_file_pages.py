"""The approval file's pages: who reads and writes what, each refusal a sentence, few questions."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rantai.parts.models import Approval
from rantai.quality.actions.filing import Paper, say_element
from rantai.quality.models import ApprovalFile
from rantai.quality.rules.approval import Element, Word
from tests.cast import Cast
from tests.rantai.papers import text_of
from tests.rantai.quality.file_story import decided, opened, sent
from tests.rantai.quality.test_eightd_pages import page, post
from tests.rantai.quality.test_pages import PEOPLE, signed_in

OFFICE = ("lab", "planner", "treasurer")
ALLOWED = {
    "files": (*OFFICE, "owner", "owner_b", "customer_engineer", "stranger"),
    "new_file": ("lab", "planner", "stranger"),
    "approval_terms": ("lab",),
    "file": (*OFFICE, "owner", "customer_engineer"),
    "file_level": ("lab", "planner"),
    "say_element": ("lab", "planner"),
    "file_paper": (*OFFICE, "owner"),
    "submit_file": ("lab", "planner"),
    "decide_file": ("customer_engineer",),
    "reopen_file": ("lab", "planner"),
    "file_draft": OFFICE,
    "file_zip": (*OFFICE, "customer_engineer"),
    "file_pdf": (*OFFICE, "customer_engineer"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_each_page_opens_to_its_roles_and_is_not_there_for_others(cast: Cast, name: str) -> None:
    file = opened(cast, cast.workshop_a)
    entry = say_element(
        file=file,
        element=Element.DESIGN,
        word=Word.PAPER,
        text="Gambar",
        paper=Paper("gambar.pdf", b"%PDF-1.7"),
        by=cast.lab,
        at=cast.at,
    )
    sent(cast, file)
    things: dict[str, list[object]] = {
        "files": [],
        "new_file": [],
        "approval_terms": [],
        "say_element": [file.code, "samples"],
        "file_paper": [file.code, entry.pk],
        "file_zip": [file.code, 1],
        "file_pdf": [file.code, 1, "en"],
    }
    address = reverse(f"quality:{name}", args=things.get(name, [file.code]))

    for person in PEOPLE:
        response = signed_in(getattr(cast, person)).get(address)
        assert (person, response.status_code) == (person, 200 if person in ALLOWED[name] else 404)
        if response.streaming:
            # Closing the whole response would close the test's database with it.
            for close in vars(response)["_resource_closers"]:
                close()
    assert Client().get(address).status_code == 302


def test_a_file_goes_from_opening_to_the_customers_word_on_its_pages(cast: Cast) -> None:
    shop = cast.workshop_unapproved
    data: dict[str, object] = {
        "workshop": shop.pk,
        "revision": cast.block.pk,
        "customer": cast.customer.pk,
        "reason": "place",
        "level": 4,
    }
    assert "At level 4 the customer names" in post(cast.lab, data, "new_file")
    begun = post(cast.lab, {**data, "level": 3}, "new_file")
    assert "No sample pieces are set aside." in begun
    file = ApprovalFile.objects.get()
    assert "has a file for this drawing already" in post(cast.lab, {**data, "level": 3}, "new_file")

    said = post(
        cast.lab,
        {"word": "kept", "text": "6 blok di rak lab"},
        "say_element",
        file.code,
        "samples",
    )
    assert "6 blok di rak lab" in said
    assert "is not there" in post(
        cast.lab, {"word": "paper", "text": "Gambar"}, "say_element", file.code, "design"
    )
    paper = SimpleUploadedFile("gambar.pdf", b"%PDF-1.7")
    drawn = post(
        cast.lab,
        {"word": "paper", "text": "Gambar", "paper": paper},
        "say_element",
        file.code,
        "design",
    )
    assert "gambar.pdf" in drawn
    assert "write why it goes out without" in post(
        cast.lab, {"despite": ""}, "submit_file", file.code
    )
    waits = post(cast.lab, {"despite": "Diminta TPR"}, "submit_file", file.code)
    assert "Waits for the customer" in waits

    told = page(cast.customer_engineer, "file", file.code)
    assert "Diminta TPR" in told
    assert shop.code in told
    assert shop.name not in told
    assert "opened the approval file" not in told
    unclear: dict[str, object] = {"verdict": "rejected", "reason": ""}
    assert "Write why it is rejected" in post(
        cast.customer_engineer, unclear, "decide_file", file.code
    )
    word: dict[str, object] = {"verdict": "approved", "valid_until": "2999-01-01", "reason": "Baik"}
    assert "Approved" in post(cast.customer_engineer, word, "decide_file", file.code)
    assert Approval.objects.filter(workshop=shop, withdrawn_on__isnull=True).count() == 1
    assert "does not wait for your word" in post(
        cast.customer_engineer, word, "decide_file", file.code
    )

    change: dict[str, object] = {"trigger": "tool", "text": "Pola baru"}
    assert "Reopened" in post(cast.planner, change, "reopen_file", file.code)
    assert not Approval.objects.filter(workshop=shop, withdrawn_on__isnull=True).exists()
    assert "Reopened" in page(cast.customer_engineer, "files")


def test_the_customer_gets_only_what_went_along_and_we_all_of_it(cast: Cast) -> None:
    file = opened(cast, level=1)
    for element in (Element.DESIGN, Element.APPEARANCE):
        say_element(
            file=file,
            element=element,
            word=Word.PAPER,
            text="x",
            paper=Paper(f"{element}.pdf", b"%PDF-1.7 " + element.encode()),
            by=cast.lab,
            at=cast.at,
        )
    sent(cast, file)
    address = reverse("quality:file_zip", args=[file.code, 1])

    def names(response: object) -> list[str]:
        return zipfile.ZipFile(io.BytesIO(response.content)).namelist()  # type: ignore[attr-defined]

    theirs = names(signed_in(cast.customer_engineer).get(address))
    ours = names(signed_in(cast.lab).get(address))
    assert "13-appearance-appearance.pdf" in theirs
    assert not any(name.startswith("01-design") for name in theirs)
    assert any(name.startswith("01-design") for name in ours)


def test_a_language_or_round_nobody_knows_is_not_found(cast: Cast) -> None:
    file = opened(cast)
    sent(cast, file)
    lab = signed_in(cast.lab)
    for args in ([file.code, 2, "id"], [file.code, 1, "jp"], ["PF-0", 1, "id"]):
        assert lab.get(reverse("quality:file_pdf", args=args)).status_code == 404
    assert lab.get(reverse("quality:say_element", args=[file.code, "x"])).status_code == 404
    assert lab.get(reverse("quality:say_element", args=[file.code, "warrant"])).status_code == 404


def test_the_draft_shows_how_it_would_go_out(cast: Cast) -> None:
    file = opened(cast)
    answer = signed_in(cast.lab).get(reverse("quality:file_draft", args=[file.code]))
    assert "What is missing" in text_of(answer.content)


def test_terms_are_entered_once_a_day(cast: Cast) -> None:
    data: dict[str, object] = {
        "valid_from": "2019-05-01",
        "valid_months": "24",
        "idle_months": "12",
        "index_critical": "1.67",
        "index_significant": "1.33",
    }
    assert "The terms are entered." in post(cast.lab, data, "approval_terms")
    assert "are there already" in post(cast.lab, data, "approval_terms")


def test_the_planner_is_led_to_the_file_where_files_decide(cast: Cast) -> None:
    opened(cast)
    part = reverse("parts:part", args=[cast.block.part_id])
    assert "The customer decides on files" in signed_in(cast.planner).get(part).content.decode()
    approve = reverse("parts:new_approval", args=[cast.block.pk])
    data = {
        "workshop": cast.workshop_unapproved.pk,
        "approved_on": "2019-04-01",
        "valid_until": "2029-04-01",
        "reference": "x",
    }
    answer = signed_in(cast.planner).post(approve, data).content.decode()
    assert "by its approval file" in answer


def test_the_board_asks_the_same_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for workshop in (cast.workshop_a, cast.workshop_b, cast.workshop_unapproved):
        file = opened(cast, workshop)
        sent(cast, file)
    decided(cast, file)
    client = signed_in(cast.lab)
    with django_assert_max_num_queries(18):
        client.get(reverse("quality:files"))
    with django_assert_max_num_queries(48):
        client.get(reverse("quality:file", args=[file.code]))
