"""Scorecards: what they count, by whose rule, and who may read which."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rantai.delivery.actions import (
    GradesOutOfOrder,
    GradingDecided,
    LooksTooFar,
    NoSpan,
    WeightsOff,
    decide_grading,
)
from rantai.delivery.models import ScorecardRule
from rantai.delivery.queries.card_words import why_of
from rantai.delivery.queries.scorecards import (
    Card,
    board_of,
    last_recorded_month,
    supplier_card,
    workshop_card,
)
from rantai.delivery.scoring import Letter, Measure, Weight
from rantai.plans.models import WorkOrder
from rantai.quality.actions import decide_scrap_cost
from rantai.records.models import Account
from rantai.shopfloor.models import Place
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot

APRIL, TODAY = date(2019, 4, 1), date(2019, 4, 28)
EVEN = (
    Weight(Measure.PPM, 60, full_at=0, none_at=300_000),
    Weight(Measure.ON_TIME, 30, full_at=100, none_at=0),
    Weight(Measure.COST, 10, full_at=0, none_at=10_000),
)


def decided(
    cast: Cast,
    weights: Sequence[Weight] = EVEN,
    on: date = date(2019, 1, 1),
    grades: tuple[int, int, int] = (90, 75, 60),
    months: int = 12,
    by: Account | None = None,
) -> ScorecardRule:
    return decide_grading(
        valid_from=on,
        decision="Rapat anggota",
        months=months,
        grades=grades,
        weights=weights,
        by=by or cast.planner,
        at=cast.at,
    )


def delivered(cast: Cast) -> None:
    """Twenty blocks pass on the 12th for an order due later; the customer rejects three."""
    passed_lot(cast, 20)
    received(cast, shipped(cast, packed(cast, 20)), rejected=3)


def card(cast: Cast, today: date = TODAY) -> Card:
    return workshop_card(cast.workshop_a, APRIL, today)


def test_counts_stand_beside_every_rate(cast: Cast) -> None:
    delivered(cast)
    whole = card(cast).whole

    assert (whole.accepted, whole.rejected) == (17, 3)
    assert whole.rate is not None
    assert whole.rate.per_million == pytest.approx(150_000)
    # Clopper-Pearson for 3 of 20, as printed in tables of exact limits: 0.0321 to 0.3789.
    assert whole.rate.lower_per_million == pytest.approx(32_071, abs=1)
    assert whole.rate.upper_per_million == pytest.approx(378_927, abs=1)


def test_an_order_is_on_time_when_all_of_it_passed_by_its_day(cast: Cast) -> None:
    delivered(cast)
    order = WorkOrder.objects.filter(cooperative=cast.cooperative)

    order.update(quantity=20, due_on=date(2019, 4, 12))
    assert (card(cast).whole.on_time, card(cast).whole.late) == (1, 0)
    order.update(due_on=date(2019, 4, 11))
    assert (card(cast).whole.on_time, card(cast).whole.late) == (0, 1)
    order.update(due_on=date(2019, 4, 12), quantity=21)
    assert (card(cast).whole.on_time, card(cast).whole.late) == (0, 1)


def test_an_order_whose_day_has_not_passed_counts_nowhere(cast: Cast) -> None:
    delivered(cast)
    WorkOrder.objects.filter(cooperative=cast.cooperative).update(due_on=TODAY)

    assert card(cast).whole.orders == 0
    assert card(cast, TODAY + timedelta(days=1)).whole.orders == 1


def test_scrap_costs_what_was_decided_for_its_place_and_day(cast: Cast) -> None:
    delivered(cast)
    assert (card(cast).whole.unpriced, card(cast).whole.cost_per_kg) == (3, None)

    decide_scrap_cost(
        place=Place.CUSTOMER,
        valid_from=date(2019, 1, 1),
        rupiah_per_kg=1_000,
        by=cast.planner,
        at=cast.at,
    )
    decide_scrap_cost(
        place=Place.CUSTOMER,
        valid_from=date(2019, 4, 30),
        rupiah_per_kg=9_000,
        by=cast.planner,
        at=cast.at,
    )
    whole = card(cast).whole
    assert whole.unpriced == 0
    assert whole.scrap_rupiah == round(3 * cast.block.part.mass_kg * 1_000)
    assert whole.cost_per_kg == pytest.approx(3_000 / 17)


def test_the_rule_of_the_month_grades_it(cast: Cast) -> None:
    delivered(cast)
    assert card(cast).score is None
    decided(cast)
    decided(cast, on=date(2019, 5, 1), weights=[Weight(Measure.PPM, 100, 0, 100)])

    found = card(cast).score
    assert found is not None
    assert [each.weight.measure for each in found.scored] == [Measure.PPM, Measure.ON_TIME]
    assert found.letter in {Letter.C, Letter.D}


def test_so_few_pieces_say_between_which_grades_it_lies(cast: Cast) -> None:
    delivered(cast)
    decided(cast)

    assert card(cast).could_be is not None


def test_the_why_names_inputs_rule_and_what_would_lift_it(cast: Cast) -> None:
    delivered(cast)
    WorkOrder.objects.filter(cooperative=cast.cooperative).update(
        quantity=20, due_on=date(2019, 4, 12)
    )
    decided(cast)

    why = why_of(card(cast), with_cost=True)
    assert why is not None
    assert "150.000" in why.inputs[0][1]
    assert "Rapat anggota" in why.rule
    assert any("75.000" not in step and "PPM" in step for step in why.steps)


def test_the_supplier_is_on_time_when_the_pieces_had_left(cast: Cast) -> None:
    delivered(cast)
    whole = supplier_card(cast.cooperative, APRIL, TODAY).whole

    assert (whole.accepted, whole.rejected) == (17, 3)
    assert last_recorded_month(cast.cooperative, TODAY) == APRIL


def test_the_board_asks_no_more_for_more_workshops(cast: Cast) -> None:
    delivered(cast)
    decided(cast)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            board_of(cast.planner, cast.cooperative, APRIL, TODAY)
        return len(queries)

    before = asked()
    order = WorkOrder.objects.get(cooperative=cast.cooperative)
    WorkOrder.objects.create(
        cooperative=cast.cooperative,
        code="SPK-LAIN",
        share=order.share,
        workshop=cast.workshop_b,
        revision=order.revision,
        month=APRIL,
        quantity=5,
        due_on=APRIL,
        status=order.status,
    )
    assert asked() == before <= 15
    assert len(board_of(cast.planner, cast.cooperative, APRIL, TODAY).cards) == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"weights": EVEN[:2]}, WeightsOff),
        ({"weights": [Weight(Measure.PPM, 100, 5, 5)]}, NoSpan),
        ({"grades": (60, 75, 90)}, GradesOutOfOrder),
        ({"months": 0}, LooksTooFar),
    ],
)
def test_a_decision_that_cannot_grade_is_refused(
    cast: Cast, change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        decided(cast, **change)  # type: ignore[arg-type]

    assert not ScorecardRule.objects.exists()


def test_a_day_is_decided_once(cast: Cast) -> None:
    decided(cast)

    with pytest.raises(GradingDecided):
        decided(cast)


@pytest.mark.parametrize("name", ["owner", "lab", "mentor", "customer_engineer", "ministry"])
def test_only_the_planner_enters_it(cast: Cast, name: str) -> None:
    with pytest.raises(Http404):
        decided(cast, by=getattr(cast, name))


def test_each_role_sees_its_own(client: Client, cast: Cast) -> None:
    delivered(cast)
    decided(cast)
    seen = {
        "planner": (200, 200, 200, 200),
        "mentor": (200, 200, 200, 200),
        "owner": (302, 404, 200, 404),
        "owner_b": (302, 404, 404, 200),
        "customer_engineer": (404, 404, 404, 404),
        "ministry": (404, 404, 404, 404),
        "stranger": (200, 200, 404, 404),
    }
    paths = ("", "koperasi/", "B-017/", "B-031/")
    for name, expected in seen.items():
        client.force_login(getattr(cast, name), backend="rantai.portal.sign_in.AccountBackend")
        got = tuple(client.get(f"/kartu-nilai/{path}").status_code for path in paths)
        assert got == expected, name


def test_a_mentor_reads_no_rupiah(client: Client, cast: Cast) -> None:
    delivered(cast)
    decided(cast)
    for name, is_told in (("planner", True), ("owner", True), ("mentor", False)):
        client.force_login(getattr(cast, name), backend="rantai.portal.sign_in.AccountBackend")
        page = client.get("/kartu-nilai/B-017/").content.decode()
        assert ("kilogram diterima" in page) == is_told, name


def test_the_planner_enters_a_decision_on_the_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner, backend="rantai.portal.sign_in.AccountBackend")
    typed = {
        "decision": "Rapat anggota 1 Apr 2019",
        "valid_from": "2019-04-01",
        "months": "12",
        "a_from": "90",
        "b_from": "75",
        "c_from": "60",
    }
    for measure, (weight, full, none) in {
        "ppm": ("40", "0", "10000"),
        "on_time": ("30", "100", "80"),
        "claims": ("20", "0", "3"),
        "response": ("10", "100", "50"),
        "cost": ("0", "0", "1000"),
    }.items():
        typed |= {f"{measure}_weight": weight, f"{measure}_full": full, f"{measure}_none": none}

    assert client.post("/kartu-nilai/aturan/", {**typed, "ppm_weight": "41"}).status_code == 200
    assert not ScorecardRule.objects.exists()
    assert client.post("/kartu-nilai/aturan/", typed).status_code == 302
    rule = ScorecardRule.objects.get()
    assert {row.measure: row.weight for row in rule.weights.all()} == {
        "ppm": 40,
        "on_time": 30,
        "claims": 20,
        "response": 10,
    }
    client.force_login(cast.owner, backend="rantai.portal.sign_in.AccountBackend")
    assert client.post("/kartu-nilai/aturan/", typed).status_code == 404
    assert "Rapat anggota 1 Apr 2019" in client.get("/kartu-nilai/aturan/").content.decode()
