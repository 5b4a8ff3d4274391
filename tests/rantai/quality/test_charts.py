"""A saved reading is judged on its chart; a signal opens the reaction and stops what it must."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from rantai.parts.actions import ChartNeedsNumbers, Check, SubgroupUnfit, set_control_plan
from rantai.parts.models import CharacteristicClass, ChartKind, ControlPlanItem
from rantai.quality.actions import (
    Measured,
    NotSteady,
    Reject,
    TooFewPoints,
    correct_inspection,
    inspect_lot,
    take_new_limits,
)
from rantai.quality.models import (
    ChartPoint,
    FrozenLimits,
    Inspection,
    Nonconformity,
    NonconformityStatus,
    Stream,
)
from rantai.quality.queries import chart_of, charts_in, losses_of, wall_of
from rantai.quality.rules import PHASE_ONE, Standing, signals_of, standing_of, subgroups
from rantai.records.models import AuditEntry
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import CastingLot, Defect
from tests.cast import Cast
from tests.rantai.quality.story import plan_of
from tests.rantai.quality.test_pages import signed_in
from tests.rantai.shopfloor.story import poured_lot

# Ten subgroups of three that a steady process could show; their mean is 200, mean range 4.
STEADY = [[198.0 + turn % 3, 200.0, 202.0 - turn % 3 + (turn % 2) * 2] for turn in range(PHASE_ONE)]


@pytest.fixture
def item(cast: Cast) -> ControlPlanItem:
    """The cast's hardness, three samples a lot, charted; a signal holds."""
    ControlPlanItem.objects.filter(plan__revision=cast.block, characteristic__number=1).update(
        chart="xbar-r", subgroup=3, rules="limits", holds_on_signal=True
    )
    return ControlPlanItem.objects.select_related("characteristic").get(
        plan__revision=cast.block, characteristic__number=1
    )


def inspect(cast: Cast, lot: CastingLot, hardness: Sequence[str], minutes: int = 0) -> Inspection:
    return inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=30,
        measurements=samples(lot, hardness),
        rejects=[],
        by=cast.lab,
        at=cast.at + timedelta(minutes=minutes),
    )


def samples(lot: CastingLot, hardness: Sequence[str]) -> list[Measured]:
    hard, surface = plan_of(lot).items.select_related("characteristic")
    read = [Measured(hard, place, Decimal(value)) for place, value in enumerate(hardness, 1)]
    return [*read, Measured(surface, 1, None, conforms=True)]


def freeze(cast: Cast, item: ControlPlanItem, centre: float = 200, sigma: float = 2) -> Stream:
    stream, _ = Stream.objects.get_or_create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_a,
        characteristic=item.characteristic,
    )
    FrozenLimits.objects.create(
        cooperative=cast.cooperative,
        occurred_at=cast.at - timedelta(days=30),
        received_at=cast.at - timedelta(days=30),
        recorded_by=cast.lab,
        stream=stream,
        chart=item.chart,
        size=item.subgroup,
        centre=centre,
        sigma=sigma,
        points=PHASE_ONE,
        method="spc-1",
    )
    return stream


def history(inspection: Inspection, points: Sequence[Sequence[float]]) -> None:
    """More points of the same stream, taken in the days before."""
    stream = Stream.objects.get()
    first = ChartPoint.objects.get(inspection=inspection)
    ChartPoint.objects.bulk_create(
        ChartPoint(
            cooperative=stream.cooperative,
            occurred_at=first.occurred_at - timedelta(hours=len(points) - place),
            received_at=first.received_at,
            recorded_by=first.recorded_by,
            stream=stream,
            inspection=inspection,
            item=first.item,
            number=1,
            chart=first.chart,
            readings=list(readings),
            value=sum(readings) / len(readings),
        )
        for place, readings in enumerate(points)
    )


def test_a_lot_gives_as_many_points_as_its_samples_fill() -> None:
    assert subgroups([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4]]
    assert subgroups([1], 2) == []


def test_unsteady_or_flat_points_set_no_limits() -> None:
    assert standing_of("xbar-r", STEADY) is not None
    assert standing_of("xbar-r", [[200.0, 200.0, 200.0]] * PHASE_ONE) is None
    assert standing_of("i-mr", [[200.0]] * PHASE_ONE) is None
    assert standing_of("xbar-r", [*STEADY[:-1], [230.0, 231.0, 232.0]]) is None


def test_a_wide_subgroup_signals_although_its_mean_is_in_the_middle() -> None:
    standing = Standing("xbar-r", 3, 200, 2)
    assert signals_of(standing, "limits", [], [199, 200, 201]) == []
    assert signals_of(standing, "limits", [], [190, 200, 210]) == ["spread"]


def test_the_twenty_fifth_steady_point_freezes_the_limits(
    cast: Cast, item: ControlPlanItem
) -> None:
    first = inspect(cast, poured_lot(cast, 30), ["199", "200", "201"])
    assert not FrozenLimits.objects.exists()
    history(first, STEADY[:-2])

    inspect(cast, poured_lot(cast, 30), ["198", "200", "202"], minutes=5)

    frozen = FrozenLimits.objects.get()
    assert (frozen.points, frozen.method, frozen.because) == (25, "spc-1", "")
    assert frozen.occurred_at == cast.at + timedelta(minutes=5)
    assert 198 < frozen.centre < 202


def test_another_workshop_is_another_stream(cast: Cast, item: ControlPlanItem) -> None:
    inspect(cast, poured_lot(cast, 30), ["199", "200", "201"])
    stream = Stream.objects.get()
    assert (stream.workshop, stream.characteristic) == (cast.workshop_a, item.characteristic)


def test_a_signal_is_kept_with_its_point_and_shown_with_the_reaction(
    cast: Cast, item: ControlPlanItem
) -> None:
    freeze(cast, item)
    inspection = inspect(cast, poured_lot(cast, 30), ["206", "207", "208"])

    point = ChartPoint.objects.get()
    assert point.signals == "beyond-limit"
    (charted,) = charts_in(inspection)
    assert charted.signals == "melewati batas kendali"
    page = signed_in(cast.lab).get(reverse("quality:inspection", args=[inspection.pk]))
    text = page.content.decode()
    assert item.reaction in text
    assert "beyond a control limit" in text
    assert "All cast since the last good reading is on hold." in text


def test_a_signal_holds_every_lot_since_the_last_good_reading(
    cast: Cast, item: ControlPlanItem
) -> None:
    freeze(cast, item)
    good, between, bad = (poured_lot(cast, 30) for _ in range(3))
    for place, lot in enumerate((good, between, bad)):
        _cast_at(lot, cast, place)
    inspect(cast, good, ["199", "200", "201"])

    inspect(cast, bad, ["206", "207", "208"], minutes=10)

    stops = Nonconformity.objects.all()
    assert {stop.root_id for stop in stops} == {between.node_id, bad.node_id}
    assert all(item.reaction in stop.reason for stop in stops)
    for lot in (between, bad):
        lot.node.refresh_from_db()
        assert lot.node.is_held
    good.node.refresh_from_db()
    assert not good.node.is_held
    assert AuditEntry.objects.filter(key="nonconformity.raised").count() == 2


def _cast_at(lot: CastingLot, cast: Cast, place: int) -> None:
    """The three were counted one hour after the other."""
    hour = cast.at - timedelta(hours=9 - place)
    QuerySet(CastingLot).filter(cooperative=cast.cooperative, pk=lot.pk).update(occurred_at=hour)
    lot.refresh_from_db()


def test_a_plan_that_does_not_hold_only_shows_its_signal(cast: Cast, item: ControlPlanItem) -> None:
    ControlPlanItem.objects.update(holds_on_signal=False)
    freeze(cast, item)
    inspect(cast, poured_lot(cast, 30), ["206", "207", "208"])
    assert ChartPoint.objects.get().signals == "beyond-limit"
    assert not Nonconformity.objects.exists()


def test_a_corrected_reading_replaces_its_point_and_lifts_what_it_held(
    cast: Cast, item: ControlPlanItem
) -> None:
    freeze(cast, item)
    lot = poured_lot(cast, 30)
    inspection = inspect(cast, lot, ["206", "207", "208"])

    correct_inspection(
        inspection=inspection,
        measurements=samples(lot, ["199", "200", "201"]),
        because="199 tertulis 206",
        by=cast.lab,
        at=cast.at + timedelta(minutes=3),
    )

    (point,) = ChartPoint.objects.current()
    assert (point.value, point.signals) == (200, "")
    assert Nonconformity.objects.get().status == NonconformityStatus.CLOSED
    assert Stream.objects.get().tail[-1][0] == 200


def test_new_limits_need_a_reason_enough_points_and_a_steady_process(
    cast: Cast, item: ControlPlanItem
) -> None:
    stream = freeze(cast, item, centre=150)
    ControlPlanItem.objects.update(holds_on_signal=False)
    first = inspect(cast, poured_lot(cast, 30), ["199", "200", "201"])
    with pytest.raises(TooFewPoints):
        take_new_limits(stream=stream, item=item, because="x", by=cast.lab, at=cast.at)
    history(first, [[200.0, 200.0, 200.0 + 20 * place] for place in range(24)])
    with pytest.raises(NotSteady):
        take_new_limits(stream=stream, item=item, because="x", by=cast.lab, at=cast.at)


def test_the_lab_takes_new_limits_from_the_charts_page(cast: Cast, item: ControlPlanItem) -> None:
    freeze(cast, item, centre=150)
    ControlPlanItem.objects.update(holds_on_signal=False)
    history(inspect(cast, poured_lot(cast, 30), ["199", "200", "201"]), STEADY)
    stream = Stream.objects.get()
    address = reverse("quality:new_limits", args=[stream.pk])
    client = signed_in(cast.lab)

    assert "This field is required" in client.post(address, {"because": ""}).content.decode()
    page = client.post(address, {"because": "new sand"}, follow=True).content.decode()

    assert "new sand" in page
    assert FrozenLimits.objects.count() == 2
    assert AuditEntry.objects.filter(key="limits.estimated").count() == 1
    assert signed_in(cast.owner).post(address, {"because": "x"}).status_code == 404


def test_the_wall_puts_a_signal_first_and_is_a_table_as_well(
    cast: Cast, item: ControlPlanItem
) -> None:
    freeze(cast, item)
    inspect(cast, poured_lot(cast, 30), ["206", "207", "208"])
    part = cast.block.part
    assert [chart.is_signalling for chart in wall_of(cast.lab, part)] == [True]
    client = signed_in(cast.lab)
    address = reverse("quality:wall", args=[part.pk])
    charts, table = (client.get(address + query).content.decode() for query in ("", "?tabel"))
    assert "beyond a control limit" in charts
    assert "beyond a control limit" in table
    assert "<svg" in charts
    assert "1. Hardness" in table


@pytest.mark.parametrize("who", ["stranger", "customer_engineer", "ministry", "owner_b", "mentor"])
def test_nobody_reads_a_chart_that_is_not_his(cast: Cast, item: ControlPlanItem, who: str) -> None:
    inspect(cast, poured_lot(cast, 30), ["199", "200", "201"])
    stream = Stream.objects.get()
    client = signed_in(getattr(cast, who))
    assert client.get(reverse("quality:stream", args=[stream.pk])).status_code == 404
    assert client.get(reverse("quality:new_limits", args=[stream.pk])).status_code == 404
    wall = client.get(reverse("quality:wall", args=[cast.block.part_id]))
    assert wall.status_code == 404 or '<ul class="wall">' not in wall.content.decode()


def test_a_chart_counts_what_is_out_with_its_interval(cast: Cast, item: ControlPlanItem) -> None:
    ControlPlanItem.objects.update(holds_on_signal=False)
    inspect(cast, poured_lot(cast, 30), ["199", "200", "225"])
    chart = chart_of(Stream.objects.get())
    assert (chart.out, len(chart.readings)) == (1, 3)
    assert chart.rejects is not None
    assert chart.rejects.lower_per_million < 333_333 < chart.rejects.upper_per_million
    assert chart.index is None  # no limits yet, so no index


def test_the_pareto_counts_scrap_by_place_at_the_cost_of_its_day(
    cast: Cast, item: ControlPlanItem
) -> None:
    lot = poured_lot(cast, 30)
    inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=30,
        measurements=samples(lot, ["199", "200", "201"]),
        rejects=[Reject(Defect.objects.get(code="B1"), 4)],
        by=cast.lab,
        at=cast.at,
    )
    part = cast.block.part
    (unpriced,) = losses_of(cast.lab, part, cast.at + timedelta(days=1))
    assert (unpriced.pieces, unpriced.rupiah) == (4, None)

    client = signed_in(cast.planner)
    sent = {"place": "lab", "valid_from": "2019-01-01", "rupiah_per_kg": "9500"}
    client.post(reverse("quality:scrap_cost"), sent)

    (priced,) = losses_of(cast.lab, part, cast.at + timedelta(days=1))
    assert priced.rupiah == 4 * 11.5 * 9500
    again = client.post(reverse("quality:scrap_cost"), sent).content.decode()
    assert "Choose another day." in again
    assert AuditEntry.objects.filter(key="scrap_cost.decided").count() == 1


@pytest.mark.parametrize("who", ["lab", "owner", "mentor", "customer_engineer", "ministry"])
def test_only_a_planner_decides_what_scrap_costs(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(reverse("quality:scrap_cost")).status_code == 404


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"lower": None, "upper": None}, ChartNeedsNumbers),
        ({"subgroup": 4}, SubgroupUnfit),
        ({"subgroup": 1}, SubgroupUnfit),
        ({"chart": ChartKind.SINGLE}, SubgroupUnfit),
    ],
)
def test_a_chart_that_its_samples_cannot_fill_is_refused(
    cast: Cast, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    whole = Check(
        name="Panjang",
        name_en="Length",
        method="Mal",
        sample_size=3,
        reaction="Panggil lab.",
        lower=Decimal(328),
        upper=Decimal(332),
        chart=ChartKind.RANGE,
        subgroup=3,
    )
    with pytest.raises(refusal):
        set_control_plan(
            revision=cast.block,
            valid_from=cast.at.date(),
            checks=[replace(whole, **change)],
            by=cast.planner,
            at=cast.at,
        )


def test_a_newer_plan_keeps_the_chart_of_an_unchanged_characteristic(
    cast: Cast, item: ControlPlanItem
) -> None:
    same = item.characteristic
    plan = set_control_plan(
        revision=cast.block,
        valid_from=cast.at.date(),
        checks=[
            Check(
                name=same.name,
                name_en=same.name_en,
                method="Brinell",
                sample_size=5,
                reaction="Panggil lab.",
                unit=same.unit,
                lower=same.lower,
                upper=same.upper,
                importance=CharacteristicClass(same.importance),
                chart=ChartKind.RANGE,
                subgroup=5,
            )
        ],
        by=cast.planner,
        at=cast.at,
    )
    assert plan.items.get().characteristic == same
