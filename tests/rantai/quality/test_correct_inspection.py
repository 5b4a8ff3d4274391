"""A mistyped value is put right by a new fact, until the pieces are packed."""

from decimal import Decimal

import pytest

from rantai.quality.actions import (
    CorrectedAlready,
    NoReasonGiven,
    PackedAlready,
    Reject,
    SamplesMissing,
    correct_inspection,
    decide,
    raise_nonconformity,
)
from rantai.quality.models import Decision, Inspection, Nonconformity
from rantai.quality.queries import measured_in, passed_castings, passed_pieces
from rantai.shopfloor.models import Defect
from rantai.traceability.actions import OnHold
from tests.cast import Cast
from tests.rantai.delivery.story import packed
from tests.rantai.quality.story import inspected, machined_sleeves, measured, passed_lot
from tests.rantai.shopfloor.story import poured_lot


def correct(
    cast: Cast, inspection: Inspection, hardness: str, because: str = "Salah ketik"
) -> Inspection:
    return correct_inspection(
        inspection=inspection,
        measurements=measured(inspection.lot, hardness, inspection.offered),
        because=because,
        by=cast.lab,
        at=cast.at,
    )


def test_the_new_values_stand_and_the_old_ones_stay_readable(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30, hardness="201")

    again = correct(cast, first, "210")

    assert (again.replaces, again.replaced_because) == (first, "Salah ketik")
    assert {row.value for row in measured_in(again)[0].samples} == {Decimal(210)}
    assert {row.value for row in measured_in(first)[0].samples} == {Decimal(201)}
    assert passed_pieces(cast.cooperative, [first.lot_id]) == {first.lot_id: 30}


def test_a_stop_that_only_the_typing_mistake_raised_is_lifted(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30, hardness="22")

    correct(cast, first, "210")

    first.lot.node.refresh_from_db()
    assert not first.lot.node.is_held
    stop = Nonconformity.objects.get()
    assert (stop.status, stop.dispositions.get().decision) == ("closed", Decision.WITHDRAWN)
    assert passed_pieces(cast.cooperative, [first.lot_id]) == {first.lot_id: 30}


def test_values_still_out_leave_the_stop_as_it_was(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30, hardness="22")

    again = correct(cast, first, "221")

    stop = Nonconformity.objects.get()
    assert (stop.status, stop.inspection) == ("open", again)
    assert again.accepted == 0


def test_values_that_are_out_after_all_hold_the_lot(cast: Cast) -> None:
    lot = passed_lot(cast, 30)

    again = correct(cast, lot.inspections.get(), "240")

    assert (again.accepted, Nonconformity.objects.get().pieces_held) == (0, 30)
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 0}


def test_rejected_sleeves_stay_rejected(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    bad = lot.castings.order_by("serial")[2]
    first = inspected(cast, lot, 5, rejects=[Reject(Defect.objects.get(code="F2"), 1, bad)])

    again = correct(cast, first, "215")

    assert (again.accepted, again.rejected) == (4, 1)
    assert bad not in set(passed_castings(cast.cooperative, [lot.pk]))
    assert passed_castings(cast.cooperative, [lot.pk]).count() == 4


def test_once_a_piece_is_packed_the_inspection_stands(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    packed(cast, 10)

    with pytest.raises(PackedAlready, match=lot.code):
        correct(cast, lot.inspections.get(), "210")


def test_a_packed_sleeve_fixes_the_inspection_of_its_whole_lot(cast: Cast) -> None:
    lot = machined_sleeves(cast, 20)
    first = inspected(cast, lot, 20)
    packed(cast, 20, cast.sleeve)

    with pytest.raises(PackedAlready):
        correct(cast, first, "210")


def test_a_lot_held_for_something_else_is_not_judged_again(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raise_nonconformity(root=lot.heat.node, reason="C 3,52 %", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold):
        correct(cast, lot.inspections.get(), "210")


def test_scrapped_pieces_do_not_come_back_by_a_correction(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30, hardness="22")
    decide(
        nonconformity=Nonconformity.objects.get(),
        decision=Decision.SCRAP,
        reference="",
        note="",
        defect=Defect.objects.get(code="G3"),
        by=cast.lab,
        at=cast.at,
    )

    with pytest.raises(OnHold):
        correct(cast, first, "210")


def test_an_inspection_is_corrected_once_then_its_correction_is(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30)
    second = correct(cast, first, "210")

    with pytest.raises(CorrectedAlready):
        correct(cast, first, "211")
    assert correct(cast, second, "212").replaces == second


@pytest.mark.parametrize("because", ["", "   "])
def test_a_correction_without_a_reason_is_refused(cast: Cast, because: str) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30)

    with pytest.raises(NoReasonGiven):
        correct(cast, first, "210", because)


def test_a_correction_measures_every_sample_of_the_plan(cast: Cast) -> None:
    first = inspected(cast, poured_lot(cast, 30), 30)

    with pytest.raises(SamplesMissing):
        correct_inspection(inspection=first, measurements=[], because="x", by=cast.lab, at=cast.at)
    assert Inspection.objects.count() == 1
