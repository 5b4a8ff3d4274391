"""The lab's pages: inspect, read, correct, hold, decide; each refusal is a sentence."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rantai.quality.actions import raise_nonconformity
from rantai.quality.actions.stopping import withdraw
from rantai.quality.models import Inspection, Nonconformity
from rantai.quality.queries import measured_in, passed_pieces
from rantai.records.identifiers import uuid7
from rantai.records.models import Account
from rantai.shopfloor.actions import mark_heat_held, take_sample
from rantai.shopfloor.models import CastingLot, Defect
from rantai.shopfloor.queries import count_of
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot, plan_of
from tests.rantai.shopfloor.story import charged_heat, poured_lot


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def typed(lot: CastingLot, hardness: str = "200", offered: int = 30) -> dict[str, str]:
    """What an inspector types: one hardness for every sample, and a good surface."""
    data = {"fact": str(uuid7())}
    for item in plan_of(lot).items.select_related("characteristic"):
        for sample in range(1, min(item.sample_size, offered) + 1):
            is_number = item.characteristic.is_measured
            data[f"item-{item.pk}-{sample}"] = hardness if is_number else "yes"
    return data


def inspect(
    cast: Cast, lot: CastingLot, data: dict[str, str], offered: int | str = 30
) -> tuple[int, str]:
    address = f"{reverse('quality:inspect', args=[lot.code])}?{urlencode({'offered': offered})}"
    response = signed_in(cast.lab).post(address, data, follow=True)
    return response.status_code, response.content.decode()


def inspection_page(cast: Cast, inspection: Inspection, viewer: Account | None = None) -> str:
    address = reverse("quality:inspection", args=[inspection.pk])
    return signed_in(viewer or cast.lab).get(address).content.decode()


def test_the_form_shows_each_limit_and_the_saved_page_each_verdict(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    address = f"{reverse('quality:inspect', args=[lot.code])}?offered=30"
    form = signed_in(cast.lab).get(address).content.decode()
    assert form.count("180 – 220") == 4  # beside three fields, and in the heading

    _status, page = inspect(cast, lot, typed(lot, "201,5"))

    assert "Inspection saved: 30 accepted, 0 rejected." in page
    assert "201.5" in page
    assert "control plan" in page.lower()
    assert cast.lab.name in page


@pytest.mark.parametrize("hardness", ["203,25", "203.25", " 203,25 "])
def test_comma_and_dot_are_the_same_reading(cast: Cast, hardness: str) -> None:
    lot = poured_lot(cast, 30)

    inspect(cast, lot, typed(lot, hardness))

    (row, _surface) = measured_in(Inspection.objects.get())
    assert {f"{sample.value:.2f}" for sample in row.samples} == {"203.25"}


@pytest.mark.parametrize("hardness", ["dua ratus", "20O", "--", "-200", "1e9", "9" * 18, ""])
def test_what_is_no_reading_is_a_sentence_at_its_field(cast: Cast, hardness: str) -> None:
    lot = poured_lot(cast, 30)

    status, page = inspect(cast, lot, typed(lot, hardness))

    assert status == 200
    assert 'class="errors"' in page
    assert not Inspection.objects.exists()


def test_the_same_button_pressed_twice_is_one_inspection(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    data = typed(lot, offered=10)

    for _ in range(2):
        status, page = inspect(cast, lot, data, offered=10)
        assert status == 200
        assert "Inspection of" in page

    assert Inspection.objects.get().offered == 10


def test_pieces_another_inspector_took_meanwhile_are_a_sentence(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    data = typed(lot)
    inspected(cast, lot, 20)

    status, page = inspect(cast, lot, data)

    assert status == 200
    assert "has 10 pieces left to inspect" in page
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 20}


@pytest.mark.parametrize("offered", ["31", "0", "-3", "banyak", "9" * 30])
def test_an_impossible_offer_asks_again_and_says_why(cast: Cast, offered: str) -> None:
    lot = poured_lot(cast, 30)
    address = f"{reverse('quality:inspect', args=[lot.code])}?{urlencode({'offered': offered})}"

    response = signed_in(cast.lab).get(address)

    assert response.status_code == 200
    assert 'class="errors"' in response.content.decode()


def test_more_rejects_than_offered_are_a_sentence(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    defect = str(Defect.objects.get(code="B1").pk)

    _status, page = inspect(cast, lot, {**typed(lot), "defect-1": defect, "count-1": "31"})
    assert "More pieces are rejected than were offered" in page

    _status, page = inspect(cast, lot, {**typed(lot), "defect-1": defect, "count-1": ""})
    assert "need both a defect and a number" in page
    assert not Inspection.objects.exists()


def test_a_sample_out_of_limits_says_the_lot_is_held_and_leads_to_the_stop(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    _status, page = inspect(cast, lot, typed(lot, "224"))

    assert "nothing is accepted and the lot is on hold" in page
    assert Nonconformity.objects.get().code in page


def test_readings_that_are_all_the_same_are_asked_about(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    _status, page = inspect(cast, lot, typed(lot))

    assert "has the same value. Was each piece measured?" in page


def test_a_rejected_sleeve_stands_on_the_page_with_its_defect(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    piece = lot.castings.order_by("serial")[2]
    putty = Defect.objects.get(code="Z1")
    data = {**typed(lot, offered=5), f"piece-{piece.pk}": str(putty.pk)}

    _status, page = inspect(cast, lot, data, offered=5)

    assert piece.serial in page
    assert "Z1" in page


def test_a_heat_that_is_not_released_is_a_sentence_on_the_form(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    mark_heat_held(heat=lot.heat, ground="C 3,52", by=cast.lab, at=cast.at)

    status, page = inspect(cast, lot, typed(lot))

    assert status == 200
    assert "has not been released" in page


def test_a_held_lot_offers_no_form_and_says_where_to_look(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    raise_nonconformity(root=lot.node, reason="Pasir", by=cast.lab, at=cast.at)
    address = reverse("quality:inspect", args=[lot.code])

    page = signed_in(cast.lab).get(address).content.decode()

    assert "waits for a decision" in page
    assert inspect(cast, lot, typed(lot))[0] == 200
    assert not Inspection.objects.exists()


def test_a_held_lots_page_leads_to_what_stopped_it(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    address = reverse("shopfloor:lot", args=[lot.code])
    stop = raise_nonconformity(root=lot.node, reason="Pasir", by=cast.lab, at=cast.at)
    leads_to = f'href="/ketidaksesuaian/{stop.code}/"'
    assert leads_to in signed_in(cast.lab).get(address).content.decode()
    assert leads_to in signed_in(cast.operator).get(address).content.decode()

    withdraw(stop, because="Salah lot", by=cast.lab, at=cast.at)
    assert leads_to not in signed_in(cast.lab).get(address).content.decode()


def test_a_typing_mistake_is_corrected_from_the_inspections_page(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30, hardness="22")
    address = reverse("quality:correct", args=[first.pk])
    lab = signed_in(cast.lab)
    assert 'value="22"' in lab.get(address).content.decode()

    data = {**typed(first.lot, "220"), "because": "Terketik 22"}
    page = lab.post(address, data, follow=True).content.decode()

    assert "Inspection saved: 30 accepted" in page
    assert "Terketik 22" in page
    assert "A later inspection took its place" in inspection_page(cast, first)


def test_a_correction_that_comes_too_late_is_a_sentence(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    first = lot.inspections.get()
    packed(cast, 10)
    address = reverse("quality:correct", args=[first.pk])
    lab = signed_in(cast.lab)

    assert "Packed already" in lab.get(address).content.decode()
    response = lab.post(address, {**typed(lot, "210"), "because": "x"})

    assert response.status_code == 200
    assert Inspection.objects.count() == 1


def test_a_hold_leads_to_its_page_and_a_second_press_to_a_sentence(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    shipment = shipped(cast, packed(cast, 10))
    address, data = reverse("quality:hold", args=[lot.heat.code]), {"reason": "C 3,52 %"}
    lab = signed_in(cast.lab)

    page = lab.post(address, data, follow=True).content.decode()
    again = lab.post(address, data)

    for said in (lot.heat.code, lot.code, shipment.code, "tell these customers", "raised the"):
        assert said in page
    assert "already held for this reason" in again.content.decode()
    assert Nonconformity.objects.count() == 1


def decision(kind: str, **more: str) -> dict[str, str]:
    return {"decision": kind, "defect": "", "reference": "", "note": "Rapat mutu", **more}


def test_a_decision_shows_who_and_what_and_a_second_one_gets_a_sentence(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)
    address = reverse("quality:nonconformity", args=[raised.code])
    lab = signed_in(cast.lab)
    defect = str(Defect.objects.get(code="G3").pk)

    first = lab.post(address, decision("scrap", defect=defect), follow=True).content.decode()
    second = lab.post(address, decision("rework"))

    assert "scrapped the pieces" in first
    assert "30 pieces" in first
    assert "is decided already" in second.content.decode()
    assert count_of(lot).scrapped == 30


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (decision("concession"), "needs the customer&#x27;s reference"),
        (decision("scrap"), "needs a defect code"),
        (decision("withdrawn"), "Select a valid choice"),
        (decision("rework", note=""), "This field is required"),
    ],
)
def test_a_decision_without_its_ground_is_asked_for_it(
    cast: Cast, data: dict[str, str], sentence: str
) -> None:
    raised = raise_nonconformity(root=passed_lot(cast).node, reason="HB", by=cast.lab, at=cast.at)
    address = reverse("quality:nonconformity", args=[raised.code])

    page = signed_in(cast.lab).post(address, data).content.decode()

    assert sentence in page
    raised.refresh_from_db()
    assert raised.status == "open"


def test_a_workshop_reads_why_its_lot_is_held_and_its_inspection_but_decides_nothing(
    cast: Cast,
) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="Pasir masuk", by=cast.lab, at=cast.at)
    address = reverse("quality:nonconformity", args=[raised.code])
    owner = signed_in(cast.owner)

    page = owner.get(address).content.decode()
    owner.post(address, decision("rework"))

    assert "Pasir masuk" in page
    assert lot.code in page
    assert '<form method="post" class="form"' not in page
    raised.refresh_from_db()
    assert raised.status == "open"
    assert "Inspection of" in inspection_page(cast, lot.inspections.get(), cast.operator)
    assert signed_in(cast.owner_b).get(address).status_code == 404


ALLOWED = {
    "index": ("lab", "planner", "treasurer"),
    "inspect": ("lab",),
    "inspection": ("lab", "planner", "treasurer", "owner", "operator"),
    "correct": ("lab",),
    "hold": ("lab",),
    "nonconformity": ("lab", "planner", "treasurer", "owner", "operator"),
}
PEOPLE = [
    "lab",
    "planner",
    "treasurer",
    "owner",
    "operator",
    "owner_b",
    "customer_engineer",
    "mentor",
    "ministry",
    "stranger",
]


@pytest.mark.parametrize("name", ALLOWED)
def test_each_page_opens_to_its_roles_and_is_not_there_for_others(cast: Cast, name: str) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)
    subjects: dict[str, list[object]] = {
        "index": [],
        "inspection": [lot.inspections.get().pk],
        "correct": [lot.inspections.get().pk],
        "nonconformity": [raised.code],
    }
    subject = subjects.get(name, [lot.code])
    address = reverse(f"quality:{name}", args=subject)

    for person in PEOPLE:
        for method in ("get", "post"):
            status = getattr(signed_in(getattr(cast, person)), method)(address).status_code
            allowed = person in ALLOWED[name]
            # The stranger is a planner too, and has an empty board of an own co-operative.
            allowed |= (person, name) == ("stranger", "index")
            assert (person, status) == (person, 200 if allowed else 404)
    turned_away = Client().get(address)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith("/akun/login/")


def test_codes_nobody_knows_are_not_found(cast: Cast) -> None:
    lab = signed_in(cast.lab)
    for address in (
        reverse("quality:inspect", args=["C-0"]),
        reverse("quality:hold", args=["C-0"]),
        reverse("quality:nonconformity", args=["TS-0"]),
        reverse("quality:inspection", args=[uuid7()]),
    ):
        assert lab.get(address).status_code == 404


def test_the_board_asks_the_same_of_the_database_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        poured_lot(cast, 10)
        raise_nonconformity(root=passed_lot(cast, 10).node, reason="HB", by=cast.lab, at=cast.at)
        take_sample(heat=charged_heat(cast), by=cast.operator, at=cast.at)
    client = signed_in(cast.lab)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("quality:index")).content.decode()

    assert "Lots to inspect (6)" in page


def test_the_form_and_a_stop_with_many_lots_stay_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lot = machined_sleeves(cast, 40)
    client = signed_in(cast.lab)
    with django_assert_max_num_queries(16):
        client.get(f"{reverse('quality:inspect', args=[lot.code])}?offered=40")

    raised = raise_nonconformity(root=lot.heat.node, reason="C", by=cast.lab, at=cast.at)
    with django_assert_max_num_queries(26):
        client.get(reverse("quality:nonconformity", args=[raised.code]))
