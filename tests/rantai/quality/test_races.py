"""Two people of the lab at the same moment: one survives, the other gets a sentence."""

import pytest

from rantai.quality.actions import (
    AlreadyDecided,
    AlreadyRaised,
    CorrectedAlready,
    MoreThanLeft,
    PackedAlready,
    decide,
    inspect_lot,
    raise_nonconformity,
)
from rantai.quality.models import Decision, Disposition, Inspection, Nonconformity
from rantai.quality.queries import passed_pieces
from rantai.records.identifiers import uuid7
from rantai.shopfloor.models import Defect, Scrap
from rantai.shopfloor.queries import count_of
from tests.cast import Cast
from tests.rantai.delivery.story import packed
from tests.rantai.quality.story import inspected, measured, passed_lot, plan_of
from tests.rantai.quality.test_correct_inspection import correct
from tests.rantai.shopfloor.story import poured_lot
from tests.rantai.shopfloor.test_two_people_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_inspectors_of_one_lot_judge_its_pieces_once(cast: Cast) -> None:
    lot = poured_lot(cast, 30)

    refused = at_once(lambda: inspected(cast, lot, 20), lambda: inspected(cast, lot, 20))

    assert [type(each) for each in refused] == [MoreThanLeft]
    assert "10" in refused[0].sentence
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 20}


def test_one_form_sent_twice_at_once_is_one_inspection(cast: Cast) -> None:
    lot, fact = poured_lot(cast, 30), uuid7()

    def press() -> None:
        inspect_lot(
            lot=lot,
            plan=plan_of(lot),
            offered=10,
            measurements=measured(lot, offered=10),
            rejects=[],
            by=cast.lab,
            at=cast.at,
            fact_id=fact,
        )

    assert at_once(press, press, press) == []
    assert Inspection.objects.get().offered == 10


def test_of_two_decisions_on_the_same_pieces_one_stands(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raised = raise_nonconformity(root=lot.node, reason="HB", by=cast.lab, at=cast.at)

    def press(decision: Decision) -> None:
        decide(
            nonconformity=raised,
            decision=decision,
            reference="TPR-QC-19-07",
            note="Rapat mutu",
            defect=Defect.objects.get(code="G3") if decision == Decision.SCRAP else None,
            by=cast.lab,
            at=cast.at,
        )

    refused = at_once(lambda: press(Decision.SCRAP), lambda: press(Decision.CONCESSION))

    assert [type(each) for each in refused] == [AlreadyDecided]
    disposition = Disposition.objects.get()
    is_scrap = disposition.decision == Decision.SCRAP
    assert count_of(lot).scrapped == (30 if is_scrap else 0)
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 0 if is_scrap else 30}
    lot.node.refresh_from_db()
    assert lot.node.is_held == is_scrap


def test_a_hold_pressed_twice_at_once_is_one_hold(cast: Cast) -> None:
    lot = passed_lot(cast, 30)

    def press() -> None:
        raise_nonconformity(root=lot.node, reason="Retak", by=cast.lab, at=cast.at)

    refused = at_once(press, press)

    assert [type(each) for each in refused] == [AlreadyRaised]
    lot.node.refresh_from_db()
    assert (Nonconformity.objects.count(), lot.node.open_holds) == (1, 1)


def test_two_corrections_of_one_inspection_leave_one(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30)

    refused = at_once(lambda: correct(cast, first, "205"), lambda: correct(cast, first, "206"))

    assert [type(each) for each in refused] == [CorrectedAlready]
    assert Inspection.objects.current().count() == 1


def test_packing_while_the_inspection_is_corrected_never_packs_what_fails(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    first = lot.inspections.get()

    refused = at_once(lambda: packed(cast, 10), lambda: correct(cast, first, "240"))

    assert len(refused) == 1
    was_packed = isinstance(refused[0], PackedAlready)
    assert Nonconformity.objects.exists() != was_packed
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 30 if was_packed else 0}
    assert not Scrap.objects.exists()
