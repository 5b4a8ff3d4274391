"""The FMEA's pages: who reads and writes what, each refusal a sentence, few questions."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rantai.quality.actions.risking import plan_risk_action, release_fmea
from rantai.quality.models import FailureLine, PriorityTable, RatingScale, RiskAction
from tests.cast import Cast
from tests.rantai.quality.risk_story import BLOWHOLE, foundation, said, tuned
from tests.rantai.quality.test_eightd_pages import page, post
from tests.rantai.quality.test_pages import PEOPLE, signed_in
from tests.rantai.shopfloor.story import poured_lot

OFFICE = ("lab", "planner", "treasurer")
OWNERS = ("owner", "owner_b")
ALLOWED = {
    "fmeas": (*OFFICE, *OWNERS, "stranger"),
    "rating_scale": (*OFFICE, *OWNERS, "stranger"),
    "priority_tables": (*OFFICE, "stranger"),
    "new_fmea": ("lab",),
    "fmea": (*OFFICE, "owner"),
    "fmea_line": (*OFFICE, "owner"),
    "fmea_revision": (*OFFICE, "owner"),
    "tune_fmea": ("lab",),
    "release_fmea": ("lab",),
    "new_fmea_line": ("lab",),
    "fmea_controls": ("lab",),
    "plan_risk_action": ("lab",),
    "report_risk_action": ("lab", "owner"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_each_page_opens_to_its_roles_and_is_not_there_for_others(cast: Cast, name: str) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    own = tuned(cast, shared)
    release_fmea(fmea=own, because="x", by=cast.lab, at=cast.at + timedelta(days=1))
    action = plan_risk_action(
        fmea=own,
        row=line.row,
        text="Uji",
        owner=cast.owner,
        due_on=cast.at.date(),
        by=cast.lab,
        at=cast.at,
    )
    things: dict[str, list[object]] = {
        "fmeas": [],
        "rating_scale": [],
        "priority_tables": [],
        "new_fmea": [],
        "fmea_line": [own.code, line.row],
        "fmea_controls": [own.code, line.row],
        "plan_risk_action": [own.code, line.row],
        "report_risk_action": [action.pk],
        "fmea_revision": [own.code, 1],
    }
    address = reverse(f"quality:{name}", args=things.get(name, [own.code]))

    for person in PEOPLE:
        response = signed_in(getattr(cast, person)).get(address)
        assert (person, response.status_code) == (person, 200 if person in ALLOWED[name] else 404)
    assert Client().get(address).status_code == 302


def typed(**other: object) -> dict[str, object]:
    return {**BLOWHOLE, "defect": "B1", "because": "Awal", **other}


def test_an_fmea_is_begun_said_tuned_and_released_on_its_pages(cast: Cast) -> None:
    begun = post(cast.lab, {"process": "Pengecoran", "process_en": "Casting"}, "new_fmea")
    assert "No cause is written down yet" in begun
    red = post(cast.lab, typed(), "new_fmea_line", "FMEA-001")
    assert "No control plan checks this cause." in red
    assert "1 cause of high priority is checked by no control plan." in red
    row = str(FailureLine.objects.get().row)
    named = post(
        cast.lab,
        {"characteristics": [cast.block.characteristics.get(number=1).pk]},
        "fmea_controls",
        "FMEA-001",
        row,
    )
    assert "No control plan checks" not in named
    tuned_page = post(cast.lab, {"workshop": cast.workshop_a.pk}, "tune_fmea", "FMEA-001")
    assert cast.workshop_a.code in tuned_page
    again = post(cast.lab, typed(occurrence=2, because="Resin"), "fmea_line", "FMEA-002", row)
    assert "It is said anew" in again
    assert "Tuned here" in page(cast.owner, "fmea", "FMEA-002")
    assert "Revision 1 is released" in post(
        cast.lab, {"because": "Awal"}, "release_fmea", "FMEA-002"
    )
    assert "there is no new one" in post(cast.lab, {"because": "Lagi"}, "release_fmea", "FMEA-002")
    assert "As it stood on" in page(cast.owner, "fmea_revision", "FMEA-002", 1)


@pytest.mark.parametrize(
    "wrong",
    [{"severity": 11}, {"severity": "tujuh"}, {"mode": ""}, {"defect": "X9"}, {"step": 0}],
)
def test_what_cannot_be_is_a_sentence_on_the_form(cast: Cast, wrong: dict[str, object]) -> None:
    shared = foundation(cast)
    answer = post(cast.lab, typed(**wrong), "new_fmea_line", shared.code)
    assert "field-wrong" in answer
    assert shared.lines.count() == 0


def test_the_scrap_of_a_year_is_shown_and_never_filled_in(cast: Cast) -> None:
    poured_lot(cast, 200)
    shared = foundation(cast)
    line = said(cast, shared)
    shown = page(cast.lab, "fmea_line", shared.code, line.row)
    assert "Scrap of a year: 0 of 200 pieces" in shown
    assert "prove no better than 8" in shown
    assert '<option value="5" selected>' in shown
    assert '<option value="8" selected>' in shown  # the severity that a person has said


def test_a_customers_table_is_loaded_whole_or_its_rows_are_named(cast: Cast) -> None:
    def load(text: str) -> str:
        file = SimpleUploadedFile("tabel.csv", text.encode())
        return post(
            cast.lab,
            {"customer": cast.customer.pk, "valid_from": "2019-01-01", "file": file},
            "priority_tables",
        )

    wrong = load("S;O;D;AP\n1-10;1-10;1-10;X\n")
    assert "The table was not loaded" in wrong
    assert PriorityTable.objects.count() == 0
    assert "The table is loaded." in load("S;O;D;AP\n1-10;1-10;1-10;H\n")
    assert "already holds" in load("S;O;D;AP\n1-10;1-10;1-10;H\n")


def test_the_scale_is_entered_whole_from_a_day_on(cast: Cast) -> None:
    form = signed_in(cast.lab).get(reverse("quality:rating_scale")).context["form"]
    data = {name: field.initial for name, field in form.fields.items()}
    data["valid_from"] = "2019-05-01"
    assert "The scale is entered." in post(cast.lab, data, "rating_scale")
    assert RatingScale.objects.count() == 1
    again = post(cast.lab, {**data, "most-2": "0,5", "valid_from": "2019-06-01"}, "rating_scale")
    assert "higher than the one before" in again
    assert RatingScale.objects.count() == 1


def test_the_owner_reports_the_own_action(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    data: dict[str, object] = {"text": "Uji air", "owner": cast.owner.pk, "due_on": "2999-01-01"}
    own = tuned(cast, shared)
    assert "Uji air" in post(cast.lab, data, "plan_risk_action", own.code, line.row)
    action = RiskAction.objects.get()
    assert "reported done" in post(cast.owner, {"note": "Dibeli"}, "report_risk_action", action.pk)


def test_the_board_and_the_dossier_stay_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shared = foundation(cast)
    for number in range(6):
        said(cast, shared, cause=f"Sebab {number}")
    tuned(cast, shared)
    tuned(cast, shared, cast.workshop_b)
    client = signed_in(cast.lab)
    with django_assert_max_num_queries(16):
        client.get(reverse("quality:fmeas"))
    with django_assert_max_num_queries(24):
        client.get(reverse("quality:fmea", args=[shared.code]))
