"""Scrap, rework or concession: each leaves the numbers true."""

import pytest

from rantai.plans.models import Shortfall
from rantai.quality.actions import (
    AlreadyDecided,
    DecisionIncomplete,
    decide,
    raise_nonconformity,
)
from rantai.quality.models import Decision, Nonconformity
from rantai.quality.queries import (
    concessions_on,
    held_pieces,
    passed_castings,
    passed_pieces,
    uninspected_pieces,
)
from rantai.shopfloor.models import Defect, HeatStatus, Place, Scrap
from tests.cast import Cast
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot
from tests.rantai.shopfloor.story import poured_lot


def _decide(cast: Cast, nonconformity: Nonconformity, decision: Decision) -> None:
    decide(
        nonconformity=nonconformity,
        decision=decision,
        reference="TPR-QC-19-07" if decision == Decision.CONCESSION else "",
        note="Rapat mutu",
        defect=Defect.objects.get(code="G3") if decision == Decision.SCRAP else None,
        by=cast.lab,
        at=cast.at,
    )


def test_holding_a_heat_counts_its_pieces_and_stops_the_heat(cast: Cast) -> None:
    lot = passed_lot(cast, 30)

    raised = raise_nonconformity(root=lot.heat.node, reason="C 3,52 %", by=cast.lab, at=cast.at)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (30, 0)
    lot.heat.refresh_from_db()
    assert lot.heat.status == HeatStatus.HELD
    assert [(row.lot, row.quantity) for row in held_pieces(cast.lab, raised)] == [(lot, 30)]


def test_scrapped_pieces_are_gone_reported_short_and_held_for_ever(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.heat.node, reason="C", by=cast.lab, at=cast.at)

    _decide(cast, raised, Decision.SCRAP)

    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 0}
    scrap = Scrap.objects.get(lot=lot)
    assert (scrap.quantity, scrap.place) == (30, Place.DISPOSITION)
    shortfall = Shortfall.objects.get(work_order=lot.work_order)
    assert (shortfall.quantity, shortfall.cause) == (30, raised.code)
    lot.node.refresh_from_db()
    assert lot.node.is_held


def test_scrapped_sleeves_are_scrapped_one_by_one(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    inspected(cast, lot, 5)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)

    _decide(cast, raised, Decision.SCRAP)

    assert Scrap.objects.filter(lot=lot, casting__isnull=False).count() == 5
    assert not passed_castings(cast.cooperative, [lot.pk]).exists()


def test_a_single_sleeve_can_be_held_and_scrapped(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    inspected(cast, lot, 5)
    one = lot.castings.order_by("serial")[0]
    raised = raise_nonconformity(root=one.node, reason="Retak", by=cast.lab, at=cast.at)
    assert raised.pieces_held == 1

    _decide(cast, raised, Decision.SCRAP)

    assert passed_castings(cast.cooperative, [lot.pk]).count() == 4


def test_rework_takes_the_verdict_back_and_offers_the_pieces_again(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="Sirip", by=cast.lab, at=cast.at)

    _decide(cast, raised, Decision.REWORK)

    lot.node.refresh_from_db()
    assert not lot.node.is_held
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 0}
    assert uninspected_pieces(lot) == 30
    inspected(cast, lot, 30)
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 30}


def test_a_concession_accepts_what_the_sample_withheld_and_names_its_reference(
    cast: Cast,
) -> None:
    lot = poured_lot(cast, 30)
    inspected(cast, lot, 30, hardness="224")
    raised = Nonconformity.objects.get()

    _decide(cast, raised, Decision.CONCESSION)

    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 30}
    (concession,) = concessions_on(cast.cooperative, [lot.node_id])
    assert concession.reference == "TPR-QC-19-07"


def test_a_concession_on_a_heat_releases_it_again(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.heat.node, reason="Mn", by=cast.lab, at=cast.at)

    _decide(cast, raised, Decision.CONCESSION)

    lot.heat.refresh_from_db()
    assert lot.heat.status == HeatStatus.RELEASED


def test_what_another_nonconformity_holds_stays_held(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    on_heat = raise_nonconformity(root=lot.heat.node, reason="Mn", by=cast.lab, at=cast.at)
    raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)

    _decide(cast, on_heat, Decision.CONCESSION)

    lot.node.refresh_from_db()
    assert lot.node.is_held


def test_a_second_decision_gets_a_sentence(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)
    _decide(cast, raised, Decision.SCRAP)

    with pytest.raises(AlreadyDecided, match=raised.code):
        _decide(cast, raised, Decision.REWORK)


@pytest.mark.parametrize("decision", [Decision.SCRAP, Decision.CONCESSION])
def test_a_decision_without_its_ground_is_refused(cast: Cast, decision: Decision) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)

    with pytest.raises(DecisionIncomplete):
        decide(
            nonconformity=raised,
            decision=decision,
            reference=" ",
            note="",
            defect=None,
            by=cast.lab,
            at=cast.at,
        )
