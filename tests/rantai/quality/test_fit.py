"""Counts stand with their interval; an index only where the chart and the gauge allow it."""

import pytest
from django.urls import reverse

from rantai.machines.actions import record_calibration, register_gauge
from rantai.machines.models import Machine
from rantai.parts.models import ControlPlanItem
from rantai.quality.actions.gauging import record_study
from rantai.quality.models import Stream, StudyKind
from rantai.quality.queries import chart_of, fit_of, plan_item_of, wall_of
from rantai.quality.queries.capabilities import Fit
from tests.cast import Cast
from tests.rantai.quality.test_charts import STEADY, freeze, history, inspect
from tests.rantai.quality.test_charts import item as item
from tests.rantai.quality.test_gauges import aiag_rows
from tests.rantai.quality.test_pages import signed_in
from tests.rantai.shopfloor.story import poured_lot


@pytest.fixture
def stream(cast: Cast, item: ControlPlanItem) -> Stream:
    ControlPlanItem.objects.filter(cooperative=cast.cooperative, pk=item.pk).update(
        holds_on_signal=False
    )
    freeze(cast, item)
    history(inspect(cast, poured_lot(cast, 30), ["199", "200", "201"]), STEADY)
    return Stream.objects.get()


def gauge_of(cast: Cast, item: ControlPlanItem) -> Machine:
    gauge = register_gauge(code="HB-9", name="Brinell", by=cast.lab, at=cast.at)
    ControlPlanItem.objects.filter(cooperative=cast.cooperative, pk=item.pk).update(gauge=gauge)
    return gauge


def fit(cast: Cast, stream: Stream) -> Fit:
    found = fit_of(chart_of(stream), plan_item_of(stream), cast.at.date())
    assert found is not None
    return found


def test_every_index_stands_between_its_limits_beside_the_counts(
    cast: Cast, stream: Stream
) -> None:
    found = fit(cast, stream)
    assert [index.name for index in found.indices] == ["Cp", "Cpk", "Pp", "Ppk", "Cpm"]
    assert all(index.low < index.value < index.high for index in found.indices)
    assert found.rate.rejected == 0
    assert found.wilson is not None
    assert found.wilson[1] > 0
    assert len(found.marks) == 1  # the plan names no gauge

    page = signed_in(cast.lab).get(reverse("quality:stream", args=[stream.pk])).content.decode()
    assert "The same by Wilson" in page
    assert "Ppk" in page


def test_no_capability_is_claimed_on_a_gauge_that_failed_its_study(
    cast: Cast, item: ControlPlanItem, stream: Stream
) -> None:
    gauge = gauge_of(cast, item)
    record_study(
        gauge=gauge, kind=StudyKind.CROSSED, rows=aiag_rows(), tolerance=2.0,
        characteristic=item.characteristic, by=cast.lab, at=cast.at,
    )  # fmt: skip
    found = fit(cast, stream)
    assert found.indices == []
    assert found.rate.inspected > 0

    page = signed_in(cast.lab).get(reverse("quality:stream", args=[stream.pk])).content.decode()
    assert "No capability is claimed on a gauge that failed." in page
    assert "HB-9" in page
    (chart,) = wall_of(cast.lab, cast.block.part, cast.at.date())
    assert chart.index is None
    assert "Ppk" not in chart.note


def test_a_gauge_never_calibrated_marks_the_indices(
    cast: Cast, item: ControlPlanItem, stream: Stream
) -> None:
    gauge_of(cast, item)
    assert len(fit(cast, stream).marks) == 1


def test_a_failed_calibration_withholds_like_a_failed_study(
    cast: Cast, item: ControlPlanItem, stream: Stream
) -> None:
    gauge = gauge_of(cast, item)
    record_calibration(
        machine=gauge, certificate="K-1", is_good=False, valid_until=None, paper=None,
        by=cast.lab, at=cast.at,
    )  # fmt: skip
    assert fit(cast, stream).indices == []


def test_a_chart_that_signals_gives_counts_and_no_index(
    cast: Cast, item: ControlPlanItem, stream: Stream
) -> None:
    inspect(cast, poured_lot(cast, 30), ["206", "207", "208"], minutes=5)
    found = fit(cast, stream)
    assert found.indices == []
    assert found.withheld
