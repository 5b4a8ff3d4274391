"""Scrap: by defect and place, never more than there is, a serial piece by its number."""

from typing import Any

import pytest
from django.http import Http404

from rantai.records.identifiers import uuid7
from rantai.shopfloor.actions import correct_scrap, record_scrap
from rantai.shopfloor.actions._guards import NothingCounted, OtherWorkshop
from rantai.shopfloor.actions.castings import (
    AlreadyScrap,
    LabsPlace,
    MoreThanLeft,
    NotOfThisLot,
    WhichPiece,
)
from rantai.shopfloor.models import CastingLot, Defect, Place, Scrap
from rantai.shopfloor.queries import count_of
from tests.cast import Cast
from tests.rantai.shopfloor.story import poured_lot


def scrap(cast: Cast, lot: CastingLot, **changes: Any) -> Scrap:
    told: dict[str, Any] = {
        "defect": Defect.objects.get(code="B1"),
        "place": Place.WORKSHOP,
        "by": cast.operator,
        "at": cast.at,
    }
    return record_scrap(lot=lot, **{**told, **changes})


def test_scrap_is_counted_by_the_place_where_it_was_found(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=30)
    scrap(cast, lot, quantity=2)
    scrap(cast, lot, quantity=1, place=Place.MACHINING)
    scrap(cast, lot, quantity=3, place=Place.LAB, by=cast.lab)
    count = count_of(lot)
    assert count.scrapped_at == {"workshop": 2, "machining": 1, "lab": 3}
    assert (count.cast, count.scrapped, count.left) == (30, 6, 24)


def test_no_more_is_scrapped_than_is_left(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=5)
    scrap(cast, lot, quantity=4)
    with pytest.raises(MoreThanLeft, match="1"):
        scrap(cast, lot, quantity=2)
    with pytest.raises(NothingCounted):
        scrap(cast, lot, quantity=0)


def test_a_serial_piece_is_scrapped_by_its_number_and_once(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=3, revision=cast.sleeve)
    piece = lot.castings.get(serial__endswith="-02")
    with pytest.raises(WhichPiece):
        scrap(cast, lot)
    scrap(cast, lot, casting=piece)
    with pytest.raises(AlreadyScrap, match="-02"):
        scrap(cast, lot, casting=piece)
    assert count_of(lot).left == 2


def test_a_piece_of_another_lot_is_refused(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=3, revision=cast.sleeve)
    other = poured_lot(cast, quantity=3, revision=cast.sleeve)
    with pytest.raises(NotOfThisLot):
        scrap(cast, lot, casting=other.castings.get(serial__endswith="-01"))


def test_the_workshop_does_not_write_scrap_in_the_labs_name(cast: Cast) -> None:
    lot = poured_lot(cast)
    for place in (Place.LAB, Place.DISPOSITION, Place.CUSTOMER):
        with pytest.raises(LabsPlace):
            scrap(cast, lot, place=place)


def test_a_wrong_scrap_entry_is_corrected_even_to_none(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=5)
    wrong = scrap(cast, lot, quantity=4)
    with pytest.raises(MoreThanLeft, match="5"):
        correct_scrap(scrap=wrong, quantity=6, because="Salah", by=cast.operator, at=cast.at)
    right = correct_scrap(scrap=wrong, quantity=0, because="Salah", by=cast.operator, at=cast.at)
    assert (count_of(lot).left, right.replaces) == (5, wrong)


def test_a_piece_whose_scrap_was_a_mistake_can_be_scrapped_again(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=2, revision=cast.sleeve)
    piece = lot.castings.get(serial__endswith="-01")
    wrong = scrap(cast, lot, casting=piece)
    correct_scrap(scrap=wrong, quantity=0, because="Salah", by=cast.operator, at=cast.at)
    assert scrap(cast, lot, casting=piece).quantity == 1


def test_the_same_scrap_sent_twice_is_one(cast: Cast) -> None:
    lot, fact_id = poured_lot(cast), uuid7()
    for _ in range(2):
        scrap(cast, lot, quantity=2, fact_id=fact_id)
    assert count_of(lot).scrapped == 2


def test_neither_another_workshop_nor_a_stranger_scraps_our_castings(cast: Cast) -> None:
    lot = poured_lot(cast)
    with pytest.raises(OtherWorkshop):
        scrap(cast, lot, by=cast.owner_b)
    for person in (cast.stranger, cast.customer_engineer, cast.mentor):
        for place in (Place.WORKSHOP, Place.DISPOSITION):
            with pytest.raises(Http404):
                scrap(cast, lot, by=person, place=place)
