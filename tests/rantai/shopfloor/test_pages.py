"""The shop floor's pages: a whole heat through HTTP, refusals in sentences, bounded queries."""

import re
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from rantai.records.models import Account
from rantai.shopfloor.actions import (
    correct_charge,
    load_charge,
    mark_heat_held,
    recount_lot,
    take_sample,
)
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    Heat,
    HeatStatus,
    Machining,
    MaterialLot,
    Pour,
    Reading,
    Scrap,
)
from rantai.shopfloor.queries import (
    count_of,
    heats_visible_to,
    of_the_board,
    rows_of,
    sheets_of,
    steps_of,
    with_facts,
)
from rantai.shopfloor.rules import NextStep
from rantai.traceability.actions import hold
from tests.cast import Cast
from tests.rantai.shopfloor.story import (
    accepted_order,
    charged_heat,
    opened_heat,
    pig_iron,
    poured,
    poured_lot,
    read_sample,
    released_heat,
)
from tests.rantai.shopfloor.test_record_scrap import scrap

READ = {"C": "3,31", "Si": "2.05", "Mn": "0,72", "P": "0,06", "S": "0,08"}


def page_of(person: Account) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


@pytest.fixture
def operator(cast: Cast) -> Client:
    return page_of(cast.operator)


@pytest.fixture
def lab(cast: Cast) -> Client:
    return page_of(cast.lab)


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock themselves; let it show the story's moment."""
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def heat_url(heat: Heat, name: str = "heat", **more: Any) -> str:
    return reverse(f"shopfloor:{name}", kwargs={"code": heat.code, **more})


@pytest.mark.usefixtures("today")
def test_a_heat_runs_from_start_to_counted_castings_in_under_ten_taps(
    cast: Cast, operator: Client, lab: Client
) -> None:
    order, lot = accepted_order(cast, cast.sleeve), pig_iron(cast)
    taps = 0

    def tap(name: str, **typed: Any) -> None:
        nonlocal taps
        taps += 1
        heat = Heat.objects.first()
        assert heat is not None
        assertRedirects(
            operator.post(heat_url(heat, name), typed),
            heat_url(heat),
            fetch_redirect_response=False,
        )

    operator.get(reverse("shopfloor:start"))
    operator.post(reverse("shopfloor:start"), {"work_order": order.pk, "furnace": cast.furnace.pk})
    taps += 2
    heat = Heat.objects.get()
    tap("charge", other_lot=lot.pk, other_mass="412,5")
    tap("sample")
    assertContains(operator.get(heat_url(heat)), 'data-live="')
    lab.post(heat_url(heat, "readings"), {**READ, "instrument": cast.spectrometer.pk})
    lab.post(heat_url(heat, "release"), {"ground": "Dalam batas"})
    tapped = operator.post(heat_url(heat, "inoculate"))
    taps += 1
    assert "inokulasi=2019-04-12T09%3A40%3A00" in tapped["Location"]
    assertContains(operator.get(tapped["Location"]), 'data-since="2019-04-12T09:40:00+07:00"')
    tap("pour", inoculated="09:40:00", temperature_c="1.395", mass_kg="380")
    tap("count", quantity="120")
    assert taps < 10
    poured_now = Pour.objects.get()
    assert (poured_now.temperature_c, poured_now.minutes_since_inoculation) == (1395, 0)
    counted = CastingLot.objects.get()
    assert (counted.code, counted.castings.count()) == ("C-017-190412-1A", 120)


@pytest.mark.usefixtures("today")
def test_comma_and_dot_say_the_same_and_the_verdict_is_there_at_once(
    cast: Cast, lab: Client, operator: Client
) -> None:
    heat = charged_heat(cast)
    operator.post(heat_url(heat, "sample"))
    typed = {**READ, "C": "3,52", "instrument": cast.spectrometer.pk}
    lab.post(heat_url(heat, "readings"), typed)
    assert Reading.objects.get(element="C").value_pct == Decimal("3.52")
    assert Reading.objects.get(element="Si").value_pct == Decimal("2.05")
    page = operator.get(heat_url(heat))
    assertContains(page, "3,52")
    assertContains(page, "Karbon tinggi: tambahkan baja")


def test_measured_numbers_are_never_filled_in(cast: Cast, operator: Client, lab: Client) -> None:
    """The last heat's lots come back, its masses do not."""
    charged_heat(cast)
    heat = opened_heat(cast)
    page = operator.get(heat_url(heat)).content.decode()
    field = re.search(r'<input[^>]*name="mass_\d+"[^>]*>', page)
    assert field is not None
    assert "value=" not in field[0]
    sampled = charged_heat(cast)
    operator.post(heat_url(sampled, "sample"))
    reading = re.search(r'<input[^>]*name="C"[^>]*>', lab.get(heat_url(sampled)).content.decode())
    assert reading is not None
    assert "value=" not in reading[0]


def test_what_was_typed_survives_a_refusal(cast: Cast, operator: Client) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast, mass_kg=100)
    page = operator.post(heat_url(heat, "charge"), {f"mass_{lot.pk}": "100,5"})
    assertContains(page, 'value="100,5"')
    assertContains(page, "tersisa 100 kg")
    assert not Charge.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-5", "tidak bisa di bawah nol"),
        ("abc", "huruf atau tanda"),
        ("NaN", "tidak ada yang terukur"),
        ("", "Belum ada berat"),
    ],
)
def test_a_number_that_is_none_gets_its_sentence(
    cast: Cast, operator: Client, typed: str, says: str
) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    assertContains(operator.post(heat_url(heat, "charge"), {f"mass_{lot.pk}": typed}), says)


def test_the_same_page_sent_twice_charges_once(cast: Cast, operator: Client) -> None:
    heat, lot = opened_heat(cast), pig_iron(cast)
    typed = {f"mass_{lot.pk}": "200", "fact": str(uuid4())}
    operator.post(heat_url(heat, "charge"), typed)
    operator.post(heat_url(heat, "charge"), typed)
    assert Charge.objects.count() == 1


@pytest.mark.usefixtures("today")
def test_a_double_tap_on_start_opens_one_heat(cast: Cast, operator: Client) -> None:
    chosen = {"work_order": accepted_order(cast).pk, "furnace": cast.furnace.pk}
    for _ in range(2):
        operator.post(reverse("shopfloor:start"), chosen)
    assert Heat.objects.count() == 1


def test_the_operator_waits_for_the_lab_and_is_told_so(cast: Cast, operator: Client) -> None:
    heat = charged_heat(cast)
    now = timezone.localtime()
    page = operator.post(
        heat_url(heat, "pour"),
        {"inoculated": f"{now:%H:%M:%S}", "temperature_c": "1395", "mass_kg": "100"},
    )
    assertContains(page, "Tunggu lab")
    assert not Pour.objects.exists()


def test_the_lab_does_not_release_for_the_workshop_nor_the_other_way(
    cast: Cast, operator: Client, lab: Client
) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    assert operator.post(heat_url(heat, "release"), {"ground": "Boleh"}).status_code == 404
    assert operator.post(heat_url(heat, "readings"), READ).status_code == 404
    assert lab.post(heat_url(heat, "count"), {"quantity": "1"}).status_code == 302
    heat.refresh_from_db()
    assert heat.status == HeatStatus.MELTING


def test_a_held_heat_says_so_and_more_metal_can_still_be_written_down(
    cast: Cast, operator: Client
) -> None:
    heat = charged_heat(cast)
    hold(root=heat.node, reason="Sulfur", by=cast.lab, at=cast.at)
    mark_heat_held(heat=heat, ground="Sulfur", by=cast.lab, at=cast.at)
    assertContains(operator.get(heat_url(heat)), "Jangan dituang")
    lot = MaterialLot.objects.get()
    operator.post(heat_url(heat, "charge"), {f"mass_{lot.pk}": "18"})
    assert Charge.objects.count() == 2


def test_a_correction_keeps_the_old_value_struck_through_with_who_and_why(
    cast: Cast, operator: Client
) -> None:
    heat = charged_heat(cast)
    charge = Charge.objects.get()
    url = heat_url(heat, "correct", kind="charge", fact=charge.pk)
    assertContains(operator.post(url, {"mass_kg": "380"}), "Tulis mengapa dikoreksi")
    operator.post(url, {"mass_kg": "380", "because": "Timbangan dibaca salah"})
    page = operator.get(heat_url(heat))
    assertContains(page, "Timbangan dibaca salah")
    assert re.search(r"<s>[^<]*<span[^>]*>400", page.content.decode())
    assert operator.get(url).status_code == 404  # the old fact is history now


@pytest.mark.parametrize("kind", ["charge", "reading", "pour", "count", "scrap", "machining"])
def test_every_kind_of_fact_has_its_correction_page(
    cast: Cast, operator: Client, lab: Client, kind: str
) -> None:
    lot = poured_lot(cast)
    entry = scrap(cast, lot, quantity=2)
    operator.post(
        reverse("shopfloor:machining", args=[lot.code]),
        {"machine": cast.lathe.pk, "quantity": "3"},
    )
    facts = {
        "charge": Charge.objects.get().pk,
        "reading": Reading.objects.filter(element="C").get().pk,
        "pour": lot.pour_id,
        "count": lot.pk,
        "scrap": entry.pk,
        "machining": Machining.objects.get().pk,
    }
    url = heat_url(lot.heat, "correct", kind=kind, fact=facts[kind])
    person = lab if kind == "reading" else operator
    assert person.get(url).status_code == 200
    typed = {"mass_kg": "410", "value_pct": "3,3", "quantity": "20", "because": "Salah tulis"}
    if kind in ("scrap", "machining"):
        typed["quantity"] = "1"
    assert person.post(url, typed).status_code == 302
    if kind == "reading":
        assert operator.get(url).status_code == 404


def test_a_fact_is_corrected_only_under_its_own_heat(cast: Cast, operator: Client) -> None:
    first, other = charged_heat(cast), opened_heat(cast)
    fact = Charge.objects.get(heat=first).pk
    assert operator.get(heat_url(other, "correct", kind="charge", fact=fact)).status_code == 404
    assert operator.get(heat_url(first, "correct", kind="pour", fact=fact)).status_code == 404
    assert operator.get(heat_url(first, "correct", kind="xyz", fact=fact)).status_code == 404


def test_more_castings_than_iron_is_shown_and_not_refused(cast: Cast, operator: Client) -> None:
    heat = released_heat(cast)
    poured(cast, heat, mass_kg=100)
    operator.post(heat_url(heat, "count"), {"quantity": "30"})
    assertContains(operator.get(heat_url(heat)), "Coran lebih banyak daripada besi")


def test_a_late_pour_is_shown_red(cast: Cast, operator: Client) -> None:
    heat = released_heat(cast)
    pour = poured(cast, heat)
    operator.post(
        heat_url(heat, "correct", kind="pour", fact=pour.pk),
        {"inoculated_at": "2019-04-12T09:30", "because": "Jam keliru"},
    )
    assertContains(operator.get(heat_url(heat)), "verdict-line-out")


def test_scrap_and_machining_are_written_on_the_lot(cast: Cast, operator: Client) -> None:
    lot = poured_lot(cast, quantity=10)
    url = reverse("shopfloor:lot", args=[lot.code])
    typed = {"quantity": "2", "defect": "B1", "place": "workshop", "spot": "flens"}
    assertRedirects(operator.post(reverse("shopfloor:scrap", args=[lot.code]), typed), url)
    assertContains(
        operator.post(
            reverse("shopfloor:machining", args=[lot.code]),
            {"machine": cast.lathe.pk, "quantity": "9"},
        ),
        "tersisa 8 buah",
    )
    assertContains(operator.get(url), "Lubang gas")
    assert count_of(lot).left == 8


def test_serial_pieces_are_chosen_by_number_and_folded_away(cast: Cast, operator: Client) -> None:
    lot = poured_lot(cast, quantity=3, revision=cast.sleeve)
    first, second, third = lot.castings.all()
    operator.post(
        reverse("shopfloor:scrap", args=[lot.code]),
        {"casting": first.pk, "defect": "F2", "place": "workshop"},
    )
    page = operator.get(reverse("shopfloor:machining", args=[lot.code]))
    assertNotContains(page, f'value="{first.pk}"')
    operator.post(
        reverse("shopfloor:machining", args=[lot.code]),
        {"machine": cast.lathe.pk, "castings": [second.pk, third.pk]},
    )
    assert (Scrap.objects.count(), Machining.objects.count()) == (1, 2)
    assertContains(operator.get(reverse("shopfloor:lot", args=[lot.code])), third.serial)


def test_the_lab_writes_scrap_in_its_own_place(cast: Cast, lab: Client) -> None:
    lot = poured_lot(cast)
    lab.post(
        reverse("shopfloor:scrap", args=[lot.code]),
        {"quantity": "1", "defect": "G3", "place": "lab"},
    )
    assert count_of(lot).scrapped_at == {"lab": 1}


def test_material_is_received_and_shown_with_what_is_left(cast: Cast, operator: Client) -> None:
    typed = {
        "material": "Baja scrap",
        "material_class": "steel",
        "supplier": "CV Logam",
        "mass_kg": "1.250,5",
    }
    page = operator.post(reverse("shopfloor:receive"), typed, follow=True)
    assertContains(page, "Baja scrap")
    lot = MaterialLot.objects.get()
    assert (lot.mass_kg, lot.workshop) == (Decimal("1250.5"), cast.workshop_a)
    heat = opened_heat(cast)
    load_charge(heat=heat, material_lot=lot, mass_kg=lot.mass_kg, by=cast.operator, at=cast.at)
    materials = reverse("shopfloor:materials")
    assertNotContains(operator.get(materials), lot.code)
    assertContains(operator.get(materials, {"semua": "1"}), lot.code)


def test_the_office_receives_for_a_workshop_or_for_the_store(cast: Cast) -> None:
    planner = page_of(cast.planner)
    typed = {
        "material": "FeSi 75",
        "material_class": "alloy",
        "supplier": "PT Emdeki",
        "mass_kg": "500",
        "workshop": cast.workshop_b.pk,
    }
    planner.post(reverse("shopfloor:receive"), typed)
    planner.post(reverse("shopfloor:receive"), {**typed, "workshop": ""})
    owners = [lot.workshop for lot in MaterialLot.objects.order_by("code")]
    assert owners == [cast.workshop_b, None]


def test_the_board_filters_by_stage_workshop_and_day_in_the_address(
    cast: Cast, lab: Client
) -> None:
    melting, released = charged_heat(cast), released_heat(cast)
    board = reverse("shopfloor:index")
    assertContains(lab.get(board), melting.code)
    only = lab.get(board, {"tahap": "released", "bengkel": "B-017", "hari": "2019-04-12"})
    assertContains(only, released.code)
    assertNotContains(only, melting.code)
    assertNotContains(lab.get(board, {"bengkel": "B-031"}), released.code)
    assertNotContains(lab.get(board, {"hari": "2019-04-11"}), released.code)
    assertContains(lab.get(board, {"hari": "kemarin"}), released.code)


def test_the_board_opens_a_heat_beside_the_list_whole_or_as_a_fragment(
    cast: Cast, lab: Client
) -> None:
    heat = released_heat(cast)
    asked = {"buka": heat.code}
    assertContains(lab.get(reverse("shopfloor:index"), asked), "panel-close")
    fragment = lab.get(reverse("shopfloor:index"), asked, headers={"HX-Target": "panel"})
    assertContains(fragment, heat.code)
    assertNotContains(fragment, "<html")


def test_the_dossier_draws_the_carbon_chart_and_tells_the_history(cast: Cast, lab: Client) -> None:
    for carbon in ("3.30", "3.33", "3.28"):
        heat = charged_heat(cast)
        read_sample(cast, heat, C=Decimal(carbon))
    page = lab.get(heat_url(heat))
    assertContains(page, "Karbon, 30 leburan terakhir")
    assertContains(page, "mengambil sampel 1")


def test_readings_alike_to_the_last_digit_are_flagged_on_the_page(cast: Cast, lab: Client) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    read_sample(cast, heat)
    assertContains(lab.get(heat_url(heat)), "Semua angka sama dengan sampel 1")


def test_the_sheet_of_an_operator_without_an_order_says_what_comes_next(operator: Client) -> None:
    assertContains(operator.get(reverse("shopfloor:index")), "Belum ada SPK yang diterima")
    assertContains(operator.get(reverse("shopfloor:start")), "Tidak ada yang perlu dilebur")


def test_todays_work_shows_progress_and_heats_in_progress(
    cast: Cast, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poured_lot(cast, quantity=30)
    waiting = charged_heat(cast)
    monkeypatch.setattr(timezone, "now", lambda: cast.at + timedelta(hours=1))
    page = operator.get(reverse("shopfloor:index"))
    assertContains(page, "30 / 200")
    assertContains(page, waiting.code)
    assertNotContains(page, "L-017-190412-1<")


PAGES = ("index", "start", "materials", "receive")
HEAT_POSTS = ("charge", "sample", "readings", "release", "inoculate", "pour", "count")


def addresses(cast: Cast) -> list[str]:
    lot = poured_lot(cast)
    fact = Charge.objects.get().pk
    return [
        *(reverse(f"shopfloor:{name}") for name in PAGES),
        heat_url(lot.heat),
        heat_url(lot.heat, "correct", kind="charge", fact=fact),
        *(reverse(f"shopfloor:{name}", args=[lot.code]) for name in ("lot", "scrap", "machining")),
    ]


def test_people_without_business_on_the_shop_floor_find_nothing_there(cast: Cast) -> None:
    wanted = addresses(cast)
    for person in (cast.customer_engineer, cast.mentor, cast.ministry):
        assert {page_of(person).get(address).status_code for address in wanted} == {404}


def test_a_stranger_finds_none_of_our_heats_and_cannot_post_to_them(cast: Cast) -> None:
    lot = poured_lot(cast)
    stranger = page_of(cast.stranger)
    for name in ("heat", *HEAT_POSTS):
        url = heat_url(lot.heat, name)
        asked = stranger.get(url) if name == "heat" else stranger.post(url)
        assert asked.status_code == 404, name
    for name in ("lot", "scrap", "machining"):
        assert stranger.post(reverse(f"shopfloor:{name}", args=[lot.code])).status_code == 404
    assertNotContains(stranger.get(reverse("shopfloor:index")), lot.heat.code)
    assertNotContains(stranger.get(reverse("shopfloor:materials")), "Besi kasar")


def test_an_anonymous_visitor_is_sent_to_sign_in(cast: Cast) -> None:
    for address in addresses(cast):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_todays_work_asks_the_database_no_more_for_more_heats(
    cast: Cast,
    operator: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)
    for _ in range(4):
        read_sample(cast, charged_heat(cast))
        poured_lot(cast, quantity=3)
    with django_assert_max_num_queries(24):
        operator.get(reverse("shopfloor:index"))


def test_the_board_asks_the_database_no_more_for_more_heats(
    cast: Cast, lab: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        poured_lot(cast, quantity=3)
    with django_assert_max_num_queries(20):
        lab.get(reverse("shopfloor:index"))


def test_a_heats_page_asks_the_database_no_more_for_more_facts(
    cast: Cast, lab: Client, operator: Client, django_assert_max_num_queries: Any
) -> None:
    heat = released_heat(cast)
    for _ in range(4):
        read_sample(cast, heat)
        poured(cast, heat)
    for person in (lab, operator):
        with django_assert_max_num_queries(22):
            person.get(heat_url(heat))


def test_the_crews_list_knows_how_far_each_heat_has_come(cast: Cast) -> None:
    lot = pig_iron(cast)

    def charge(heat: Heat, mass_kg: int = 300) -> Charge:
        kg = Decimal(mass_kg)
        return load_charge(heat=heat, material_lot=lot, mass_kg=kg, by=cast.operator, at=cast.at)

    empty, emptied, charged, diluted, read = (opened_heat(cast) for _ in range(5))
    wrong = charge(emptied)
    correct_charge(
        charge=wrong, mass_kg=Decimal(0), because="Heat lain", by=cast.operator, at=cast.at
    )
    for heat in (charged, diluted, read):
        charge(heat)
    for heat in (diluted, read):
        at = cast.at + timedelta(minutes=5)
        take_sample(heat=heat, by=cast.operator, at=at)
    load_charge(
        heat=diluted,
        material_lot=lot,
        mass_kg=Decimal(20),
        by=cast.operator,
        at=cast.at + timedelta(minutes=9),
    )
    rows = {row.heat: row.step for row in steps_of(of_the_board(heats_visible_to(cast.operator)))}
    assert [rows[heat] for heat in (empty, emptied, charged, diluted, read)] == [
        NextStep.CHARGE,
        NextStep.CHARGE,
        NextStep.SAMPLE,
        NextStep.SAMPLE,
        NextStep.READ,
    ]
    sheets = sheets_of(with_facts(heats_visible_to(cast.operator)))
    assert {each.heat: each.step for each in sheets} == rows


def test_the_board_says_of_every_heat_what_its_own_page_says(cast: Cast) -> None:
    heats = [charged_heat(cast), released_heat(cast), poured_lot(cast, quantity=3).heat]
    read_sample(cast, heats[0], C=Decimal("3.52"))
    poured(cast, heats[1])
    lot = heats[2].casting_lots.get()
    recount_lot(lot=lot, quantity=4, because="Satu terselip", by=cast.operator, at=cast.at)
    seen = heats_visible_to(cast.lab).order_by("pk")
    sheets = sheets_of(with_facts(seen))
    same = ("heat", "step", "pill", "waiting_since")
    summed = ("charged_kg", "poured_kg", "cast", "scrapped")
    told = attrgetter(*same, *summed)
    assert [*map(told, rows_of(of_the_board(seen)))] == [*map(told, sheets)]
    told = attrgetter(*same)
    assert [*map(told, steps_of(of_the_board(seen)))] == [*map(told, sheets)]
    carbon = [
        next(line for line in each.latest.verdict.lines if line.window.element == "C")
        for each in sheets
        if each.latest
    ]
    assert [row.carbon for row in rows_of(of_the_board(seen))] == [
        (
            line.judged.value,
            line.window.minimum_pct,
            line.window.maximum_pct,
            line.state,
            line.places,
        )
        for line in carbon
    ]
