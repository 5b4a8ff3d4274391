"""Pouring: only what the lab released, with times that can be true."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from rantai.records.identifiers import uuid7
from rantai.shopfloor.actions import correct_pour, mark_heat_held, record_pour
from rantai.shopfloor.actions._guards import NothingWeighed, NotYet, OtherWorkshop
from rantai.shopfloor.actions.pouring import (
    EndsBeforeInoculation,
    PouredBeforeRelease,
    PourOnHold,
    PourTooLong,
    WaitForLab,
)
from rantai.shopfloor.models import Heat, Pour
from tests.cast import Cast
from tests.rantai.shopfloor.story import charged_heat, poured, released_heat


def pour(cast: Cast, heat: Heat, **changes: Any) -> Pour:
    told: dict[str, Any] = {
        "temperature_c": 1395,
        "inoculated_at": cast.at - timedelta(minutes=4),
        "ended_at": cast.at,
        "mass_kg": Decimal(120),
        "by": cast.operator,
        "at": cast.at,
    }
    return record_pour(heat=heat, **{**told, **changes})


def test_ladles_are_numbered_and_know_their_minutes_since_inoculation(cast: Cast) -> None:
    heat = released_heat(cast)
    first, second = pour(cast, heat), pour(cast, heat)
    assert (first.ladle, second.ladle) == (1, 2)
    assert first.minutes_since_inoculation == 4


def test_before_the_labs_release_nothing_is_poured(cast: Cast) -> None:
    with pytest.raises(WaitForLab):
        pour(cast, charged_heat(cast))


def test_a_pour_that_ended_before_the_release_is_refused_though_written_down_after(
    cast: Cast,
) -> None:
    heat = released_heat(cast)
    early = cast.at - timedelta(minutes=16)
    with pytest.raises(PouredBeforeRelease):
        pour(cast, heat, inoculated_at=early - timedelta(minutes=2), ended_at=early)


def test_a_held_heat_is_not_poured_but_iron_already_poured_is_recorded(cast: Cast) -> None:
    heat = released_heat(cast)
    held_at = cast.at - timedelta(minutes=5)
    mark_heat_held(heat=heat, ground="TS-19-001", by=cast.lab, at=held_at)
    with pytest.raises(PourOnHold):
        pour(cast, heat)
    before = pour(
        cast,
        heat,
        inoculated_at=held_at - timedelta(minutes=6),
        ended_at=held_at - timedelta(minutes=1),
    )
    assert before.ladle == 1


@pytest.mark.parametrize(
    ("inoculated", "ended", "refusal"),
    [
        (timedelta(minutes=-2), timedelta(minutes=-3), EndsBeforeInoculation),
        (timedelta(minutes=-2), timedelta(minutes=10), NotYet),
        (timedelta(minutes=-50), timedelta(hours=2), NotYet),
    ],
)
def test_impossible_times_are_refused(
    cast: Cast, inoculated: timedelta, ended: timedelta, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        pour(
            cast,
            released_heat(cast),
            inoculated_at=cast.at + inoculated,
            ended_at=cast.at + ended,
        )


def test_no_ladle_takes_more_than_two_hours(cast: Cast) -> None:
    heat = released_heat(cast)
    later: datetime = cast.at + timedelta(hours=3)
    with pytest.raises(PourTooLong):
        pour(cast, heat, inoculated_at=cast.at, ended_at=later, at=later)


def test_a_ladle_weighs_something(cast: Cast) -> None:
    with pytest.raises(NothingWeighed):
        pour(cast, released_heat(cast), mass_kg=Decimal(0))


def test_the_same_pour_sent_twice_is_one_pour(cast: Cast) -> None:
    heat, fact_id = released_heat(cast), uuid7()
    assert pour(cast, heat, fact_id=fact_id) == pour(cast, heat, fact_id=fact_id)
    assert Pour.objects.count() == 1


def test_a_corrected_pour_keeps_its_ladle_and_what_was_not_wrong(cast: Cast) -> None:
    wrong = poured(cast, released_heat(cast))
    right = correct_pour(
        pour=wrong, temperature_c=1359, because="Salah ketik", by=cast.operator, at=cast.at
    )
    assert (right.ladle, right.temperature_c, right.mass_kg) == (1, 1359, wrong.mass_kg)
    assert list(Pour.objects.current()) == [right]


def test_a_pour_written_down_late_is_marked(cast: Cast) -> None:
    heat = released_heat(cast)
    assert pour(cast, heat, at=cast.at + timedelta(hours=1)).recorded_late


def test_only_the_heats_own_workshop_pours(cast: Cast) -> None:
    heat = released_heat(cast)
    with pytest.raises(OtherWorkshop):
        pour(cast, heat, by=cast.owner_b)
    for person in (cast.stranger, cast.lab, cast.customer_engineer):
        with pytest.raises(Http404):
            pour(cast, heat, by=person)
