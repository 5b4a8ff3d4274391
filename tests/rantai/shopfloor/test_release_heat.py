"""The lab's gate: nothing is released unread, outside the grade, on hold, or twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import (
    load_charge,
    mark_heat_held,
    mark_heat_released,
    record_readings,
    release_heat,
    take_sample,
)
from rantai.shopfloor.actions.lab import (
    AlreadyReleased,
    GroundMissing,
    HeatOnHold,
    MeltChangedSince,
    NoSampleYet,
    NotAllRead,
    OutsideGrade,
)
from rantai.shopfloor.models import Heat, HeatDecision, HeatStatus
from rantai.traceability.actions import OnHold, hold, release
from tests.cast import Cast
from tests.rantai.shopfloor.story import (
    INSIDE,
    charged_heat,
    opened_heat,
    pig_iron,
    read_sample,
    released_heat,
)


def let_go(cast: Cast, heat: Heat) -> HeatDecision:
    return release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=cast.at)


def status_of(heat: Heat) -> str:
    return Heat.objects.get(pk=heat.pk).status


def test_a_heat_inside_its_grade_is_released_with_its_ground(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    decision = let_go(cast, heat)
    assert (decision.status, decision.ground) == (HeatStatus.RELEASED, "Dalam batas")
    assert status_of(heat) == HeatStatus.RELEASED
    assert AuditEntry.objects.get(key="heat.released").details == {"ground": "Dalam batas"}


def test_without_a_sample_there_is_no_release(cast: Cast) -> None:
    with pytest.raises(NoSampleYet):
        let_go(cast, opened_heat(cast))


def test_a_missing_element_stops_the_release_by_name(cast: Cast) -> None:
    heat = charged_heat(cast)
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    values = {element: value for element, value in INSIDE.items() if element != "S"}
    record_readings(
        sample=sample, instrument=cast.spectrometer, values=values, by=cast.lab, at=cast.at
    )
    with pytest.raises(NotAllRead, match="S"):
        let_go(cast, heat)


def test_an_element_outside_stops_the_release_and_a_better_sample_allows_it(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat, C=Decimal("3.52"))
    with pytest.raises(OutsideGrade, match="C"):
        let_go(cast, heat)
    read_sample(cast, heat, C=Decimal("3.36"))
    assert let_go(cast, heat).status == HeatStatus.RELEASED


def test_the_newest_sample_speaks_even_when_an_older_one_was_better(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    read_sample(cast, heat, Si=Decimal("2.50"))
    with pytest.raises(OutsideGrade, match="Si"):
        let_go(cast, heat)


def test_metal_added_after_the_sample_asks_for_another(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    load_charge(
        heat=heat, material_lot=pig_iron(cast), mass_kg=Decimal(18), by=cast.operator, at=cast.at
    )
    with pytest.raises(MeltChangedSince):
        let_go(cast, heat)


def test_a_second_release_gets_a_sentence(cast: Cast) -> None:
    with pytest.raises(AlreadyReleased):
        let_go(cast, released_heat(cast))


def test_a_release_says_its_ground(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    with pytest.raises(GroundMissing):
        release_heat(heat=heat, ground="  ", by=cast.lab, at=cast.at)


def test_a_release_cannot_pass_a_hold(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    opened = hold(root=heat.node, reason="Kandungan sulfur", by=cast.lab, at=cast.at)
    with pytest.raises(OnHold):
        let_go(cast, heat)
    mark_heat_held(heat=heat, ground="Kandungan sulfur", by=cast.lab, at=cast.at)
    release(opened=opened, at=cast.at)
    with pytest.raises(HeatOnHold):
        let_go(cast, heat)


def test_lifting_a_hold_gives_back_the_release_the_lab_had_given(cast: Cast) -> None:
    heat = released_heat(cast)
    opened = hold(root=heat.node, reason="Keluhan", by=cast.lab, at=cast.at)
    mark_heat_held(heat=heat, ground="TS-19-001", by=cast.lab, at=cast.at)
    assert status_of(heat) == HeatStatus.HELD
    assert mark_heat_held(heat=heat, ground="TS-19-002", by=cast.lab, at=cast.at) is None
    assert mark_heat_released(heat=heat, ground="Konsesi", by=cast.lab, at=cast.at) is None
    release(opened=opened, at=cast.at)
    mark_heat_released(heat=heat, ground="Konsesi", by=cast.lab, at=cast.at)
    assert status_of(heat) == HeatStatus.RELEASED


def test_lifting_a_hold_from_a_heat_never_released_leads_back_to_the_gate(cast: Cast) -> None:
    heat = charged_heat(cast)
    mark_heat_held(heat=heat, ground="TS-19-001", by=cast.lab, at=cast.at)
    mark_heat_released(heat=heat, ground="Salah alarm", by=cast.lab, at=cast.at)
    assert status_of(heat) == HeatStatus.MELTING
    read_sample(cast, heat)
    assert let_go(cast, heat).status == HeatStatus.RELEASED


def test_only_the_co_operatives_own_lab_releases(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    for person in (cast.operator, cast.owner, cast.planner, cast.treasurer, cast.stranger):
        with pytest.raises(Http404):
            release_heat(heat=heat, ground="Boleh", by=person, at=cast.at + timedelta(minutes=1))
