"""Where a heat's metal went: returns traced, gaps said, holds that reach remelted iron."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from rantai.records.identifiers import uuid7
from rantai.records.models import Account
from rantai.shopfloor.actions import (
    load_charge,
    open_heat,
    record_energy,
    record_leftover,
    set_furnace_figures,
    set_melt_rule,
)
from rantai.shopfloor.actions._guards import NothingWeighed, OtherWorkshop
from rantai.shopfloor.actions.furnace_rules import DayTaken, NotAPercent, PeakBackwards
from rantai.shopfloor.actions.metal import HeelWritten, MoreThanMelted, NothingUsed
from rantai.shopfloor.models import (
    EnergySource,
    EnergyUse,
    Heat,
    Leftover,
    LeftoverKind,
    MaterialLot,
    MeltRule,
)
from rantai.shopfloor.queries import latest_month, metal_of, month_of
from rantai.traceability.actions import hold
from rantai.traceability.models import Node
from rantai.traceability.queries import origin_ids, reached_ids
from tests.cast import Cast
from tests.rantai.shopfloor.story import (
    accepted_order,
    charged_heat,
    opened_heat,
    pig_iron,
    poured_lot,
)

APRIL = date(2019, 4, 1)


def leave(cast: Cast, heat: Heat, kind: LeftoverKind, mass_kg: str) -> Leftover:
    return record_leftover(
        heat=heat, kind=kind, mass_kg=Decimal(mass_kg), by=cast.operator, at=cast.at
    )


def lot_of(leftover: Leftover) -> MaterialLot:
    lot = leftover.material_lot
    assert isinstance(lot, MaterialLot)
    return lot


def charge(cast: Cast, heat: Heat, lot: MaterialLot, mass_kg: str) -> None:
    load_charge(heat=heat, material_lot=lot, mass_kg=Decimal(mass_kg), by=cast.operator, at=cast.at)


def limit(
    cast: Cast, gap_pct: str = "3", peak: tuple[time, time] = (time(17), time(22))
) -> MeltRule:
    return set_melt_rule(
        valid_from=APRIL,
        gap_limit_pct=Decimal(gap_pct),
        peak_begins=peak[0],
        peak_ends=peak[1],
        by=cast.planner,
        at=cast.at,
    )


def page_of(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def test_metal_in_equals_castings_returns_pigged_spilled_heel_and_loss(cast: Cast) -> None:
    heat = poured_lot(cast, quantity=30).heat
    piece_kg = heat.work_order.revision.part.mass_kg
    for kind, kg in (("runners", "20"), ("pigged", "10"), ("spilled", "2"), ("heel", "5")):
        leave(cast, heat, LeftoverKind(kind), kg)
    flow = metal_of(heat).flow
    expected_loss = Decimal(400) * 3 / 100
    assert flow.castings_kg == 30 * piece_kg
    assert flow.gap_kg == 400 - 30 * piece_kg - 20 - 10 - 2 - 5 - expected_loss


def test_a_scrapped_casting_that_goes_back_counts_once(cast: Cast) -> None:
    heat = poured_lot(cast, quantity=30).heat
    before = metal_of(heat).flow.gap_kg
    leave(cast, heat, LeftoverKind.SCRAP, "14")
    assert metal_of(heat).flow.gap_kg == before


def test_a_heel_leaves_one_heat_enters_the_next_and_cancels_in_the_month(cast: Cast) -> None:
    first = poured_lot(cast, quantity=30).heat
    leave(cast, first, LeftoverKind.HEEL, "25")
    second = open_heat(
        work_order=accepted_order(cast), furnace=cast.furnace, by=cast.operator, at=cast.at
    )
    assert metal_of(second).flow.heel_kg == 25
    assert second.node_id in reached_ids(first.node)
    total = metal_of(first).flow + metal_of(second).flow
    assert total.heel_kg == total.heel_left_kg == 25


def test_a_heel_written_down_late_still_reaches_the_heat_that_took_it(cast: Cast) -> None:
    first = charged_heat(cast)
    second = opened_heat(cast, started_at=first.started_at + timedelta(minutes=1))
    hold(root=first.node, reason="Karbon tinggi", by=cast.lab, at=cast.at)
    leave(cast, first, LeftoverKind.HEEL, "25")
    assert Node.objects.get(pk=second.node_id).is_held


@pytest.mark.parametrize("kind", ["runners", "scrap", "pigged"])
def test_what_is_melted_again_is_a_lot_in_the_yard_that_came_from_the_heat(
    cast: Cast, kind: str
) -> None:
    heat = charged_heat(cast)
    lot = lot_of(leave(cast, heat, LeftoverKind(kind), "30"))
    assert lot.mass_kg == 30
    assert lot.workshop == heat.workshop
    assert heat.node_id in origin_ids(lot.node)


@pytest.mark.parametrize("kind", ["spilled", "heel"])
def test_what_is_not_melted_again_is_no_lot(cast: Cast, kind: str) -> None:
    assert leave(cast, charged_heat(cast), LeftoverKind(kind), "30").material_lot is None


def test_a_hold_on_a_delivery_reaches_heats_that_melted_its_returns_again(cast: Cast) -> None:
    delivery = pig_iron(cast)
    first = opened_heat(cast)
    charge(cast, first, delivery, "400")
    returns = lot_of(leave(cast, first, LeftoverKind.RUNNERS, "120"))
    second = opened_heat(cast)
    charge(cast, second, returns, "100")
    hold(root=delivery.node, reason="Timbal", by=cast.lab, at=cast.at)
    held = set(Node.objects.filter(open_holds=1).values_list("pk", flat=True))
    assert held == {delivery.node_id, first.node_id, returns.node_id, second.node_id}


def test_pigged_iron_charged_into_its_own_heat_ends_every_walk_and_is_held_once(
    cast: Cast,
) -> None:
    heat = charged_heat(cast)
    pigged = lot_of(leave(cast, heat, LeftoverKind.PIGGED, "60"))
    charge(cast, heat, pigged, "60")
    assert pigged.node_id in reached_ids(heat.node) & origin_ids(heat.node)
    hold(root=heat.node, reason="Karbon tinggi", by=cast.lab, at=cast.at)
    assert {Node.objects.get(pk=pk).open_holds for pk in (heat.node_id, pigged.node_id)} == {1}


def test_returns_weighed_while_a_heat_is_held_are_held_too(cast: Cast) -> None:
    heat = charged_heat(cast)
    hold(root=heat.node, reason="Karbon tinggi", by=cast.lab, at=cast.at)
    lot = lot_of(leave(cast, heat, LeftoverKind.RUNNERS, "60"))
    assert Node.objects.get(pk=lot.node_id).is_held


def test_no_more_is_left_than_went_in_and_nothing_weighs_less_than_something(cast: Cast) -> None:
    heat = charged_heat(cast)
    with pytest.raises(NothingWeighed):
        leave(cast, heat, LeftoverKind.RUNNERS, "0")
    leave(cast, heat, LeftoverKind.RUNNERS, "300")
    with pytest.raises(MoreThanMelted, match="400"):
        leave(cast, heat, LeftoverKind.SPILLED, "100.5")


def test_a_furnace_keeps_one_heel(cast: Cast) -> None:
    heat = charged_heat(cast)
    leave(cast, heat, LeftoverKind.HEEL, "20")
    with pytest.raises(HeelWritten, match="20"):
        leave(cast, heat, LeftoverKind.HEEL, "20")


def test_the_same_weighing_sent_twice_is_one(cast: Cast) -> None:
    heat, name = charged_heat(cast), uuid7()
    for _ in range(2):
        record_leftover(
            heat=heat,
            kind=LeftoverKind.PIGGED,
            mass_kg=Decimal(9),
            by=cast.operator,
            at=cast.at,
            fact_id=name,
        )
        record_energy(
            heat=heat,
            source=EnergySource.COKE,
            amount=Decimal(9),
            by=cast.operator,
            at=cast.at,
            fact_id=name,
        )
    assert (Leftover.objects.count(), EnergyUse.objects.count()) == (1, 1)
    assert MaterialLot.objects.filter(supplier=heat.code).count() == 1


def test_only_the_heats_own_workshop_weighs_what_is_left_of_it(cast: Cast) -> None:
    heat = charged_heat(cast)
    for person, refusal in (
        (cast.owner_b, OtherWorkshop),
        (cast.stranger, Http404),
        (cast.mentor, Http404),
        (cast.customer_engineer, Http404),
    ):
        with pytest.raises(refusal):
            record_leftover(
                heat=heat, kind=LeftoverKind.RUNNERS, mass_kg=Decimal(1), by=person, at=cast.at
            )
        with pytest.raises(refusal):
            record_energy(
                heat=heat, source=EnergySource.COKE, amount=Decimal(1), by=person, at=cast.at
            )


def test_a_gap_on_the_limit_is_inside_and_a_wider_one_is_said(cast: Cast) -> None:
    heat = poured_lot(cast, quantity=30).heat
    exact = abs(metal_of(heat).flow.gap_pct)
    limit(cast, gap_pct=str(exact.quantize(Decimal("0.01"))))
    assert not metal_of(heat).is_over
    MeltRule.objects.all().delete()
    limit(cast, gap_pct=str((exact - Decimal("0.01")).quantize(Decimal("0.01"))))
    assert metal_of(heat).is_over


def test_no_gap_is_judged_before_castings_are_counted_or_a_limit_is_set(cast: Cast) -> None:
    limit(cast, "0")
    assert not metal_of(charged_heat(cast)).is_over
    MeltRule.objects.all().delete()
    assert not metal_of(poured_lot(cast).heat).is_over


def test_the_loss_expected_is_that_of_the_furnace_on_the_day(cast: Cast) -> None:
    heat = charged_heat(cast)
    for day, loss in ((date(2019, 4, 1), "4.5"), (date(2019, 5, 1), "9")):
        set_furnace_figures(
            furnace=cast.furnace,
            valid_from=day,
            melt_loss_pct=Decimal(loss),
            scale_step_kg=Decimal("0.5"),
            by=cast.lab,
            at=cast.at,
        )
    assert metal_of(heat).flow.loss_kg == 400 * Decimal("4.5") / 100


def test_energy_is_said_per_tonne_of_good_castings(cast: Cast) -> None:
    heat = poured_lot(cast, quantity=30).heat
    record_energy(
        heat=heat,
        source=EnergySource.ELECTRICITY,
        amount=Decimal("262.5"),
        by=cast.operator,
        at=cast.at,
    )
    good_kg = 30 * heat.work_order.revision.part.mass_kg
    found = metal_of(heat)
    assert found.per_tonne(EnergySource.ELECTRICITY) == Decimal("262.5") * 1000 / good_kg
    assert found.per_tonne(EnergySource.COKE) is None
    with pytest.raises(NothingUsed):
        record_energy(
            heat=heat, source=EnergySource.COKE, amount=Decimal(0), by=cast.operator, at=cast.at
        )


def test_a_heat_that_ran_in_the_peak_hours_says_so(cast: Cast) -> None:
    heat = poured_lot(cast).heat
    limit(cast)
    assert not metal_of(heat).is_in_peak
    MeltRule.objects.all().delete()
    limit(cast, peak=(time(9, 39), time(22)))
    assert metal_of(heat).is_in_peak  # poured at 9.40, opened before


def test_dated_figures_refuse_nonsense_and_are_never_overwritten(cast: Cast) -> None:
    limit(cast)
    with pytest.raises(DayTaken):
        limit(cast, "5")
    with pytest.raises(PeakBackwards):
        limit(cast, peak=(time(22), time(17)))
    for loss, step in (("-1", "1"), ("100", "1"), ("3", "0")):
        with pytest.raises(NotAPercent):
            set_furnace_figures(
                furnace=cast.furnace,
                valid_from=APRIL,
                melt_loss_pct=Decimal(loss),
                scale_step_kg=Decimal(step),
                by=cast.lab,
                at=cast.at,
            )


def test_the_office_and_mentors_see_every_workshops_month_and_owners_their_own(cast: Cast) -> None:
    poured_lot(cast)
    for person, rows in (
        (cast.planner, 1),
        (cast.mentor, 1),
        (cast.owner, 1),
        (cast.owner_b, 0),
        (cast.customer_engineer, 0),
        (cast.stranger, 0),
        (cast.ministry, 0),
    ):
        assert len(month_of(person, APRIL)) == rows


def test_a_heat_only_just_opened_does_not_hide_the_month_before(cast: Cast) -> None:
    poured_lot(cast)
    opened_heat(cast, started_at=cast.at + timedelta(days=30))
    assert latest_month(cast.owner, date(2019, 6, 1)) == APRIL
    assert latest_month(cast.owner_b, date(2019, 6, 7)) == date(2019, 6, 1)


@pytest.mark.usefixtures("today")
def test_a_gap_over_the_limit_stands_on_the_owners_and_the_mentors_home(cast: Cast) -> None:
    poured_lot(cast, quantity=20)
    limit(cast, "1")
    for person in (cast.owner, cast.mentor):
        assertContains(page_of(person).get("/"), cast.workshop_a.name)
        assertContains(page_of(person).get("/"), reverse("shopfloor:month"))
    assertNotContains(page_of(cast.owner_b).get("/"), reverse("shopfloor:month"))


@pytest.mark.usefixtures("today")
def test_the_workshop_weighs_with_a_comma_on_its_phone_and_finds_the_lot(cast: Cast) -> None:
    heat = charged_heat(cast)
    client = page_of(cast.operator)
    answer = client.post(
        reverse("shopfloor:leftover", args=[heat.code]),
        {"kind": "runners", "mass_kg": "32,5", "fact": str(uuid7())},
        follow=True,
    )
    assert lot_of(Leftover.objects.get()).mass_kg == Decimal("32.5")
    assertContains(answer, lot_of(Leftover.objects.get()).code)
    client.post(reverse("shopfloor:energy", args=[heat.code]), {"source": "kwh", "amount": "212,5"})
    assert EnergyUse.objects.get().amount == Decimal("212.5")


@pytest.mark.parametrize("typed", ["", "banyak", "-5", "1e9", "0"])
@pytest.mark.usefixtures("today")
def test_a_mass_that_is_none_is_refused_with_the_form(cast: Cast, typed: str) -> None:
    heat = charged_heat(cast)
    answer = page_of(cast.operator).post(
        reverse("shopfloor:leftover", args=[heat.code]), {"kind": "runners", "mass_kg": typed}
    )
    assert answer.status_code == 200
    assert not Leftover.objects.exists()


@pytest.mark.usefixtures("today")
def test_strangers_find_no_page_of_metal(cast: Cast) -> None:
    heat = charged_heat(cast)
    page = reverse("shopfloor:metal", args=[heat.code])
    for person in (cast.owner_b, cast.stranger, cast.mentor, cast.customer_engineer, cast.ministry):
        assert page_of(person).get(page).status_code == 404
    for person in (cast.customer_engineer, cast.ministry):
        assert page_of(person).get(reverse("shopfloor:month")).status_code == 404
    for name in ("melt_rule", "furnace_figures"):
        assert page_of(cast.owner).get(reverse(f"shopfloor:{name}")).status_code == 404
        assert page_of(cast.lab).get(reverse(f"shopfloor:{name}")).status_code == 200
    assert page_of(cast.lab).get(page).status_code == 200
