"""Where the drawn pieces put things: ticks, edges, folds and labels."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rantai.portal.drawing import java, tree
from rantai.portal.drawing.control import BOTTOM, LABEL_STEP, TOP, Lines, control_chart
from rantai.portal.drawing.limits import WIDTH, limits_bar, state_of
from rantai.portal.drawing.lines import load_bar, sparkline
from rantai.portal.drawing.pareto import pareto
from rantai.portal.drawing.radar import WIDTH as RADAR_WIDTH
from rantai.portal.drawing.radar import radar
from rantai.portal.drawing.scale import Place, Scale

CENTRES = [
    ("Ceper", -7.68, 110.67),
    ("Tegal", -6.87, 109.13),
    ("Yogyakarta", -7.80, 110.37),
    ("Sukabumi", -6.92, 106.93),
    ("Purbalingga", -7.39, 109.36),
    ("Semarang", -6.99, 110.42),
    ("Pasuruan", -7.65, 112.90),
    ("Sidoarjo", -7.45, 112.72),
    ("Jabodetabek", -6.20, 106.85),
]
finite = st.floats(-1e6, 1e6)


@given(finite, finite, finite)
def test_a_scale_never_draws_outside_and_always_says_when_it_would_have(
    one: float, other: float, value: float
) -> None:
    low, high = min(one, other), max(one, other)
    if low == high:
        with pytest.raises(ValueError, match="below"):
            Scale(low, high, 0, 100)
        return
    place = Scale(low, high, 0, 100).place(value)
    assert 0 <= place.at <= 100
    assert place.beyond == (value > high) - (value < low)


def test_a_reading_in_the_middle_of_its_window_ticks_in_the_middle_of_the_bar() -> None:
    bar = limits_bar(3.30, low=3.20, high=3.40)
    assert bar is not None
    assert bar.tick == Place(WIDTH / 2)
    assert bar.start + bar.end == pytest.approx(WIDTH, abs=0.2)


def test_a_reading_far_out_is_drawn_at_the_edge_with_its_mark() -> None:
    above = limits_bar(5.10, low=3.20, high=3.40)
    below = limits_bar(0.10, low=3.20, high=3.40)
    assert above is not None
    assert below is not None
    assert above.tick == Place(WIDTH, 1)
    assert below.tick == Place(0, -1)


def test_a_single_limit_leaves_the_other_end_open() -> None:
    bar = limits_bar(1392, low=1360, high=None)
    assert bar is not None
    assert (bar.has_low, bar.has_high, bar.end) == (True, False, WIDTH)
    assert bar.tick.at > bar.start


def test_without_a_limit_there_is_no_bar_to_draw() -> None:
    assert limits_bar(198, low=None, high=None) is None


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (3.20, "ok"),
        (3.36, "ok"),
        (3.38, "watch"),
        (3.40, "watch"),
        (3.41, "above"),
        (3.19, "below"),
    ],
)
def test_a_limit_is_inside_and_an_inner_limit_only_warns(value: float, state: str) -> None:
    assert state_of(value, low=3.20, high=3.40, watch_high=3.36) == state


def test_a_control_chart_runs_upward_from_left_to_right() -> None:
    chart = control_chart([3.2, 3.3, 3.4], Lines(centre=3.3, lower=3.2, upper=3.4))
    (x1, y1), (x2, y2), (x3, y3) = chart.points
    assert x1 < x2 < x3
    assert y1 > y2 > y3
    assert (y1, y2, y3) == (
        chart.levels["lower"],
        chart.levels["centre"],
        chart.levels["upper"],
    )


def test_a_wild_reading_is_marked_at_the_edge_and_does_not_flatten_the_others() -> None:
    lines = Lines(centre=3.3, lower=3.2, upper=3.4)
    chart = control_chart([3.25, 3.35, 33.0], lines)
    assert chart.beyond == {2: 1}
    assert chart.points[2][1] == TOP
    assert chart.points[0][1] - chart.points[1][1] > (BOTTOM - TOP) / 6


@given(st.lists(finite, min_size=1, max_size=40), st.one_of(st.none(), finite))
def test_every_reading_lies_inside_the_drawing(values: list[float], centre: float | None) -> None:
    chart = control_chart(values, Lines(centre=centre))
    assert all(TOP <= y <= BOTTOM for _, y in chart.points)
    assert len(chart.points) == len(values)


def test_labels_that_would_touch_give_way_to_the_control_limits() -> None:
    lines = Lines(centre=3.31, lower=3.20, upper=3.42, low=3.20, high=3.415)
    labels = control_chart([3.3], lines).labels
    assert {label.level for label in labels} == {3.42, 3.20, 3.31}
    heights = sorted(label.at for label in labels)
    assert all(b - a >= LABEL_STEP for a, b in itertools.pairwise(heights))


def test_load_over_capacity_is_split_at_the_tick_and_ends_with_a_mark() -> None:
    assert (load_bar(78).within, load_bar(78).over) == (78, 0)
    assert (load_bar(112).within, load_bar(112).over) == (100, 12)
    assert load_bar(400).beyond


def test_a_flat_sparkline_is_drawn_in_the_middle() -> None:
    line = sparkline([5, 5, 5])
    assert len({point.split(",")[1] for point in line.points.split()}) == 1
    assert line.last[1] == 12


def test_pareto_sorts_sums_and_inks_the_few_causes_that_make_four_fifths() -> None:
    bars = pareto([("sand", 23, ""), ("gas", 41, ""), ("misrun", 12, ""), ("crack", 11, "")])
    assert [bar.label for bar in bars] == ["gas", "sand", "misrun", "crack"]
    assert bars[-1].cumulative == pytest.approx(100)
    assert [bar.is_vital for bar in bars] == [True, True, True, False]
    assert bars[0].width == 100


def test_pareto_of_nothing_is_empty() -> None:
    assert pareto([("gas", 0, "")]) == []


def test_a_radar_stops_at_the_best_grade() -> None:
    past, best = (
        radar([("a", grade, None), ("b", 1, None), ("c", 1, None)]).dots[0] for grade in (9, 5)
    )
    assert past == best


def test_a_label_beside_a_radar_ends_inside_the_drawing() -> None:
    names = ("Mutu dan biaya", "Manusia berkarakter industri", "Pengiriman tepat waktu")
    for label in radar([(name, 1, None) for name in names]).labels:
        widest = 8 * max(map(len, label.lines))
        left = label.x - widest * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
        assert 0 <= left <= left + widest <= RADAR_WIDTH


def test_a_radar_shows_before_only_when_every_axis_has_it() -> None:
    assert radar([("a", 1, 1), ("b", 1, 1), ("c", 1, 1)]).before
    assert not radar([("a", 1, 1), ("b", 1, None), ("c", 1, 1)]).before


def test_north_is_up_and_east_is_right_on_the_map() -> None:
    semarang, ceper = java.project(-6.99, 110.42), java.project(-7.68, 110.67)
    assert semarang[1] < ceper[1]
    assert semarang[0] < ceper[0]


def test_no_label_of_the_nine_centres_touches_another_or_leaves_the_map() -> None:
    points = java.place_points(CENTRES)
    boxes = [
        java.label_box(point.name, point.label_x, point.label_y, point.anchor) for point in points
    ]
    assert [point.name for point in points] == [name for name, _, _ in CENTRES]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= java.WIDTH
        for other in boxes[i + 1 :]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]


def test_every_centre_lies_on_the_drawn_island() -> None:
    for name, latitude, longitude in CENTRES:
        assert _inside(longitude, latitude), name


def _inside(x: float, y: float) -> bool:
    """Ray casting, with a margin of 10 km for those on the shore."""
    nearby = [(x + dx, y + dy) for dx in (-0.1, 0, 0.1) for dy in (-0.1, 0, 0.1)]
    coast = [*java.JAVA, java.JAVA[0]]
    edges = list(itertools.pairwise(coast))
    return any(
        sum((y1 > py) != (y2 > py) and px < (x2 - x1) * (py - y1) / (y2 - y1) + x1
            for (x1, y1), (x2, y2) in edges) % 2
        for px, py in nearby
    )  # fmt: skip


def test_two_thousand_pieces_fold_and_still_tell_how_many_are_held() -> None:
    pieces = [tree.Node(str(i), state="held" if i < 7 else "shipped") for i in range(2000)]
    box = tree.Node("K-0931", children=pieces)
    folded = tree.fold(box)
    assert not folded.is_open
    assert len(folded.shown) + folded.hidden == tree.pieces(box) == 2000
    assert tree.states(box)["held"] == 7
    assert tree.state_of(box) == "held"


def test_a_group_of_one_state_has_that_state() -> None:
    assert tree.state_of(tree.Node("b", children=[tree.Node("1", state="shipped")] * 3)) == (
        "shipped"
    )
