"""A reading is judged on its chart while it is typed; nothing is written by looking."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from rantai.parts.models import ControlPlanItem
from rantai.quality.models import ChartPoint, Inspection, Nonconformity, Stream
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.rantai.quality.test_charts import _cast_at as cast_at
from tests.rantai.quality.test_charts import freeze, inspect
from tests.rantai.quality.test_charts import item as item
from tests.rantai.quality.test_pages import inspect as save
from tests.rantai.quality.test_pages import signed_in, typed
from tests.rantai.shopfloor.story import poured_lot


def looked(cast: Cast, lot: CastingLot, item: ControlPlanItem, *hardness: str) -> str:
    sent = {f"item-{item.pk}-{place}": value for place, value in enumerate(hardness, 1)}
    address = f"{reverse('quality:preview', args=[lot.code, item.pk])}?{urlencode(sent)}"
    return signed_in(cast.lab).get(address).content.decode()


def test_a_point_stands_on_its_chart_before_it_is_saved(cast: Cast, item: ControlPlanItem) -> None:
    freeze(cast, item)
    inspect(cast, poured_lot(cast, 30), ["199", "200", "201"])
    before = Inspection.objects.count(), ChartPoint.objects.count()

    page = looked(cast, poured_lot(cast, 30), item, "199", "200,5", "201")

    assert "In control" in page
    assert 'class="fresh"' in page
    assert (Inspection.objects.count(), ChartPoint.objects.count()) == before


def test_looking_says_what_saving_then_does(cast: Cast, item: ControlPlanItem) -> None:
    """The whole chain: typed, signalled, reaction, hold of every lot since the last good."""
    freeze(cast, item)
    good, between, bad = (poured_lot(cast, 30) for _ in range(3))
    for place, lot in enumerate((good, between, bad)):
        cast_at(lot, cast, place)
    inspect(cast, good, ["199", "200", "201"])

    page = looked(cast, bad, item, "207", "207", "208")

    assert "beyond a control limit" in page
    assert item.reaction in page
    assert "Saving holds 2 lots" in page
    assert between.code in page
    assert not Nonconformity.objects.exists()

    data = typed(bad, "207")
    _status, saved = save(cast, bad, data)
    assert "All cast since the last good reading is on hold." in saved
    assert {stop.root_id for stop in Nonconformity.objects.all()} == {between.node_id, bad.node_id}


def test_a_reading_out_of_the_drawing_is_told_at_the_first_sample(
    cast: Cast, item: ControlPlanItem
) -> None:
    page = looked(cast, poured_lot(cast, 30), item, "224")
    assert "saving holds this lot" in page
    assert "2 more samples make the point." in page
    assert not Stream.objects.exists()


def test_a_reading_out_of_the_drawing_is_no_good_reading_to_hold_from(
    cast: Cast, item: ControlPlanItem
) -> None:
    freeze(cast, item, centre=219, sigma=2)
    good, out, bad = (poured_lot(cast, 30) for _ in range(3))
    for place, lot in enumerate((good, out, bad)):
        cast_at(lot, cast, place)
    inspect(cast, good, ["218", "219", "219"])
    inspect(cast, out, ["219", "219", "221"], minutes=5)
    assert [point.signals for point in ChartPoint.objects.all()] == ["", ""]

    page = looked(cast, bad, item, "210", "210", "210")

    assert "Saving holds 2 lots" in page
    assert out.code in page


def test_what_is_no_number_is_a_sentence_and_an_empty_form_shows_nothing(
    cast: Cast, item: ControlPlanItem
) -> None:
    lot = poured_lot(cast, 30)
    assert "message-refused" in looked(cast, lot, item, "dua ratus")
    assert looked(cast, lot, item, "", "").strip() == ""


def test_a_characteristic_without_a_chart_is_judged_by_its_limits(
    cast: Cast, item: ControlPlanItem
) -> None:
    ControlPlanItem.objects.update(chart="")
    lot = poured_lot(cast, 30)
    assert "In limits" in looked(cast, lot, item, "200")
    assert "saving holds this lot" in looked(cast, lot, item, "230")


def test_the_form_asks_for_a_look_at_each_measured_characteristic(
    cast: Cast, item: ControlPlanItem
) -> None:
    lot = poured_lot(cast, 30)
    page = signed_in(cast.lab).get(f"{reverse('quality:inspect', args=[lot.code])}?offered=30")
    address = reverse("quality:preview", args=[lot.code, item.pk])
    assert page.content.decode().count(f'hx-get="{address}?offered=30"') == 1


@pytest.mark.parametrize("who", ["stranger", "owner", "operator", "planner", "customer_engineer"])
def test_only_the_lab_of_the_co_operative_looks(
    cast: Cast, item: ControlPlanItem, who: str
) -> None:
    lot = poured_lot(cast, 30)
    address = reverse("quality:preview", args=[lot.code, item.pk])
    assert signed_in(getattr(cast, who)).get(address).status_code == 404
