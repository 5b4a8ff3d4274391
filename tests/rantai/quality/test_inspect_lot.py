"""A lot is judged by its control plan, once, and only when its heat is good."""

import pytest

from rantai.quality.actions import (
    HeatNotReleased,
    MoreThanLeft,
    Reject,
    SamplesMissing,
    inspect_lot,
    raise_nonconformity,
)
from rantai.quality.models import Nonconformity
from rantai.quality.queries import lots_to_inspect, passed_castings, passed_pieces
from rantai.shopfloor.actions import mark_heat_held, record_scrap
from rantai.shopfloor.models import Defect, Place, Scrap
from rantai.traceability.actions import OnHold
from tests.cast import Cast
from tests.rantai.quality.story import inspected, machined_sleeves, measured, plan_of
from tests.rantai.shopfloor.story import poured_lot


def test_accepted_pieces_are_what_was_offered_less_the_rejects(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    inspected(cast, lot, 30, rejects=[Reject(Defect.objects.get(code="B1"), 2)])

    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 28}
    assert Scrap.objects.get(lot=lot).place == Place.LAB


def test_the_limit_itself_is_inside(cast: Cast) -> None:
    inspection = inspected(cast, poured_lot(cast, 30), 30, hardness="220")

    assert inspection.accepted == 30


def test_a_sample_out_of_its_limits_accepts_nothing_and_holds_the_lot(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    inspection = inspected(cast, lot, 30, hardness="220.1")

    assert inspection.accepted == 0
    lot.node.refresh_from_db()
    assert lot.node.is_held
    assert Nonconformity.objects.get(root=lot.node).pieces_held == 30


def test_a_visual_no_is_as_much_a_failure_as_a_number(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    inspection = inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=30,
        measurements=measured(lot, surface=False),
        rejects=[],
        by=cast.lab,
        at=cast.at,
    )

    assert inspection.accepted == 0


def test_a_missing_sample_is_named_and_nothing_is_stored(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    with pytest.raises(SamplesMissing, match="Kekerasan"):
        inspect_lot(
            lot=lot,
            plan=plan_of(lot),
            offered=30,
            measurements=measured(lot)[1:],
            rejects=[],
            by=cast.lab,
            at=cast.at,
        )

    assert not lot.inspections.exists()


def test_a_lot_smaller_than_the_sample_is_measured_whole(cast: Cast) -> None:
    assert inspected(cast, poured_lot(cast, 2), 2).accepted == 2


@pytest.mark.parametrize("offered", [0, 28])
def test_no_more_is_offered_than_is_left_after_scrap(cast: Cast, offered: int) -> None:
    lot = poured_lot(cast, 30)
    record_scrap(
        lot=lot,
        quantity=3,
        defect=Defect.objects.get(code="B1"),
        place=Place.WORKSHOP,
        by=cast.operator,
        at=cast.at,
    )

    with pytest.raises(MoreThanLeft, match="27"):
        inspected(cast, lot, offered)


def test_inspecting_the_rest_later_cannot_count_a_piece_twice(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    inspected(cast, lot, 20)

    with pytest.raises(MoreThanLeft, match="10"):
        inspected(cast, lot, 11)
    inspected(cast, lot, 10)

    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 30}


def test_a_lot_of_a_heat_that_is_not_released_waits(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    mark_heat_held(heat=lot.heat, ground="C 3,52", by=cast.lab, at=cast.at)

    with pytest.raises(HeatNotReleased, match=lot.heat.code):
        inspected(cast, lot, 30)


def test_a_held_lot_cannot_be_inspected(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    raise_nonconformity(root=lot.node, reason="Pasir", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold, match=lot.code):
        inspected(cast, lot, 30)


def test_a_rejected_sleeve_never_passes_and_the_others_do(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    bad = lot.castings.order_by("serial")[2]

    inspected(cast, lot, 5, rejects=[Reject(Defect.objects.get(code="F2"), 1, bad)])

    passed = set(passed_castings(cast.cooperative, [lot.pk]))
    assert len(passed) == 4
    assert bad not in passed


def test_a_sleeve_that_was_not_machined_is_not_offered(cast: Cast) -> None:
    lot = poured_lot(cast, 5, cast.sleeve)

    with pytest.raises(MoreThanLeft):
        inspected(cast, lot, 5)
    assert lot not in lots_to_inspect(cast.lab)


def test_an_inspected_lot_leaves_the_queue(cast: Cast) -> None:
    lot = poured_lot(cast, 30)
    assert list(lots_to_inspect(cast.lab)) == [lot]

    inspected(cast, lot, 30)

    assert list(lots_to_inspect(cast.lab)) == []
    assert list(lots_to_inspect(cast.stranger)) == []
