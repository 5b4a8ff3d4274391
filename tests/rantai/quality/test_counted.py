"""What is judged by eye is counted on a chart of its own: p, np, c, u, with lots of any size."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from rantai.delivery.queries.evidence import _result as certified
from rantai.parts.actions import Check, CountsNeedNoLimits, set_control_plan
from rantai.parts.models import ChartKind, ControlPlanItem
from rantai.quality.actions import Measured, MoreThanLookedAt, SamplesMissing, inspect_lot
from rantai.quality.models import (
    ChartPoint,
    FrozenLimits,
    Inspection,
    Measurement,
    Nonconformity,
    Stream,
)
from rantai.quality.queries import chart_of, fit_of, measured_in, plan_item_of
from rantai.quality.rules import PHASE_ONE, Standing, signals_of, standing_of, value_of
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.rantai.quality.story import plan_of
from tests.rantai.quality.test_charts import history
from tests.rantai.quality.test_pages import inspect as save
from tests.rantai.quality.test_pages import signed_in, typed
from tests.rantai.shopfloor.story import poured_lot
from tests.tuang.published import ORDERS, ORDERS_WITH_ERRORS, REJECTED_CHIPS

CHIPS = [[float(count), 50.0] for count in REJECTED_CHIPS]


@pytest.fixture
def surface(cast: Cast) -> ControlPlanItem:
    """Every casting's surface is looked at; with up to five not good the lot passes."""
    ControlPlanItem.objects.filter(plan__revision=cast.block, characteristic__number=2).update(
        chart="p", sample_size=1000, accept_up_to=5, holds_on_signal=True
    )
    return ControlPlanItem.objects.select_related("characteristic").get(
        plan__revision=cast.block, characteristic__number=2
    )


def samples(lot: CastingLot, bad: int, of: int) -> list[Measured]:
    hard, surface = plan_of(lot).items.select_related("characteristic")
    read = [Measured(hard, place, Decimal(200 + place)) for place in range(1, 4)]
    return [*read, Measured(surface, 1, Decimal(bad), inspected=of)]


def inspect(cast: Cast, lot: CastingLot, bad: int, of: int = 30, minutes: int = 0) -> Inspection:
    return inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=of,
        measurements=samples(lot, bad, of),
        rejects=[],
        by=cast.lab,
        at=cast.at + timedelta(minutes=minutes),
    )


def test_the_printed_chart_has_its_printed_limits_and_signals() -> None:
    """NIST e-Handbook 6.3.3.2: 30 wafers of 50 chips; points 15 and 23 lie beyond."""
    assert standing_of("p", CHIPS) is None  # beyond its limits, so no limits are kept
    standing = Standing("p", 1, sum(REJECTED_CHIPS) / 1500, 1.0)
    assert [round(level, 1) for level in standing.levels_at([0, 50])] == [5.2, 23.1, 41.0]
    told = [
        number
        for number, each in enumerate(CHIPS, start=1)
        if signals_of(standing, "limits", [], each)
    ]
    assert told == [15, 23]


def test_limits_follow_the_size_of_each_lot() -> None:
    """Montgomery's purchase orders: the wider the smaller the week's number of orders."""
    points = [[float(bad), float(of)] for bad, of in zip(ORDERS_WITH_ERRORS, ORDERS, strict=True)]
    share = sum(ORDERS_WITH_ERRORS) / sum(ORDERS)
    widths = []
    for point in points:
        lower, _centre, upper = Standing("p", 1, share, 1.0).levels_at(point)
        widths.append((point[1], upper - lower))
    assert min(widths)[1] > max(widths)[1]


@pytest.mark.parametrize(
    ("chart", "value"), [("p", 4.0), ("np", 2), ("c", 2), ("u", 0.04), ("laney-p", 4.0)]
)
def test_each_chart_shows_the_same_count_in_its_own_way(chart: str, value: float) -> None:
    assert value_of(chart, [2, 50]) == pytest.approx(value)


def test_lots_that_are_nearly_always_good_are_steady_and_two_bad_ones_are_a_signal() -> None:
    """A run of zeros is no news where most lots have none."""
    points = [[1.0 if place % 8 == 7 else 0.0, 50.0] for place in range(PHASE_ONE)]
    standing = standing_of("p", points)
    assert standing is not None
    assert signals_of(standing, "limits", [], [1, 50]) == []
    assert signals_of(standing, "limits", [], [3, 50]) == ["beyond-limit"]
    assert standing_of("p", [[0.0, 50.0]] * PHASE_ONE) is None


def test_a_count_is_a_point_and_the_lot_passes_up_to_what_the_plan_allows(
    cast: Cast, surface: ControlPlanItem
) -> None:
    inspection = inspect(cast, poured_lot(cast, 30), 5)

    assert inspection.accepted == 30
    point = ChartPoint.objects.get()
    assert (point.readings, point.chart) == ([5, 30], "p")
    assert point.value == pytest.approx(100 * 5 / 30)
    row = measured_in(inspection)[1]
    assert (row.samples[0].inspected, row.is_good) == (30, True)

    held = inspect(cast, poured_lot(cast, 30), 6, minutes=5)
    assert held.accepted == 0
    assert surface.characteristic.name in Nonconformity.objects.get().reason


@pytest.mark.parametrize(
    ("bad", "of", "refusal"), [(31, 30, MoreThanLookedAt), (1, 29, SamplesMissing)]
)
def test_a_count_that_cannot_be_is_refused(
    cast: Cast, surface: ControlPlanItem, bad: int, of: int, refusal: type[Exception]
) -> None:
    lot = poured_lot(cast, 30)
    with pytest.raises(refusal):
        inspect_lot(
            lot=lot, plan=plan_of(lot), offered=30, measurements=samples(lot, bad, of),
            rejects=[], by=cast.lab, at=cast.at,
        )  # fmt: skip


def test_the_twenty_fifth_count_freezes_limits_and_a_signal_then_holds(
    cast: Cast, surface: ControlPlanItem
) -> None:
    ControlPlanItem.objects.filter(cooperative=cast.cooperative, pk=surface.pk).update(
        accept_up_to=1000
    )
    first = inspect(cast, poured_lot(cast, 30), 1)
    history(first, _counts([0, 1, 2, 1, 0, 1, 3, 1, 0, 1, 2, 0, 1, 1, 0, 2, 1, 1, 0, 1, 2, 0, 1]))
    inspect(cast, poured_lot(cast, 20), 1, of=20, minutes=5)
    frozen = FrozenLimits.objects.get()
    assert (frozen.chart, frozen.size, frozen.sigma) == ("p", 1, 1.0)

    bad = poured_lot(cast, 30)
    inspect(cast, bad, 9, minutes=10)

    assert ChartPoint.objects.order_by("-occurred_at")[0].signals == "beyond-limit"
    assert bad.node_id in {stop.root_id for stop in Nonconformity.objects.all()}
    chart = chart_of(Stream.objects.get())
    assert chart.unit == "%"
    assert len(chart.steps) == 26
    page = signed_in(cast.lab).get(reverse("quality:stream", args=[chart.stream.pk]))
    text = page.content.decode()
    assert "per million" in text
    assert "has no capability index" in text
    assert "beyond a control limit" in text
    wall = signed_in(cast.lab).get(reverse("quality:wall", args=[cast.block.part_id]))
    assert "not good:" in wall.content.decode()


def _counts(bad: Sequence[int], of: int = 30) -> list[list[float]]:
    return [[float(each), float(of)] for each in bad]


def test_the_form_asks_one_number_and_previews_it(cast: Cast, surface: ControlPlanItem) -> None:
    lot = poured_lot(cast, 30)
    client = signed_in(cast.lab)
    form = client.get(f"{reverse('quality:inspect', args=[lot.code])}?offered=30").content.decode()
    assert "Not good, of 30 pieces" in form
    address = reverse("quality:preview", args=[lot.code, surface.pk])
    field = f"item-{surface.pk}-1"
    look = client.get(address, {"offered": "30", field: "6"}).content.decode()
    assert "More than 5: saving holds this lot." in look

    data = typed(lot)
    data[field] = "31"
    assert 'class="errors"' in save(cast, lot, data)[1]
    data[field] = "2"
    _status, page = save(cast, lot, data)
    assert "2 of 30 not good" in page
    assert Inspection.objects.get().accepted == 30


def test_faults_may_be_more_than_pieces_and_have_their_own_interval(
    cast: Cast, surface: ControlPlanItem
) -> None:
    ControlPlanItem.objects.filter(cooperative=cast.cooperative, pk=surface.pk).update(
        chart="u", accept_up_to=100
    )
    inspect(cast, poured_lot(cast, 30), 45)
    chart = chart_of(Stream.objects.get())
    assert chart.values == [1.5]
    fit = fit_of(chart, plan_item_of(chart.stream), cast.at.date())
    assert fit is not None
    assert fit.wilson is None
    assert fit.rate.lower_per_million < 1_500_000 < fit.rate.upper_per_million
    assert "45 faults" in chart.note or "45 cacat" in chart.note


def test_a_certificate_says_how_many_of_how_many(cast: Cast, surface: ControlPlanItem) -> None:
    inspect(cast, poured_lot(cast, 30), 2)
    row = Measurement.objects.select_related("item__characteristic").get(inspected__isnull=False)
    result = certified([row])
    assert (result.requirement, result.observed, result.conforms) == ("≤ 5/30", "2/30", True)


def test_a_chart_of_counts_is_only_for_what_has_no_limits(cast: Cast) -> None:
    whole = Check("Permukaan", "Surface", "Visual", 50, "Pisahkan.", chart=ChartKind.SHARE)
    plan = set_control_plan(
        revision=cast.block,
        valid_from=cast.at.date(),
        checks=[replace(whole, accept_up_to=2)],
        by=cast.planner,
        at=cast.at,
    )
    assert plan.items.get().accept_up_to == 2
    with pytest.raises(CountsNeedNoLimits):
        set_control_plan(
            revision=cast.block,
            valid_from=cast.at.date(),
            checks=[replace(whole, upper=Decimal(3))],
            by=cast.planner,
            at=cast.at,
        )
