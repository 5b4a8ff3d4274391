"""Charts and maps, drawn where the page is made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rantai.portal.drawing import control, curve, java, lines
from rantai.portal.drawing import pareto as pareto_drawing
from rantai.portal.drawing import radar as radar_drawing
from rantai.portal.templatetags.pieces.library import register
from rantai.portal.templatetags.pieces.rows import read_rows


@register.inclusion_tag("portal/pieces/flow_strip.html")
def flow_strip(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    return {
        "steps": read_rows(steps, ("label", "count", "url", "current")),
        "label": label or _("Where it is in the work"),
    }


@register.inclusion_tag("portal/pieces/control_chart.html")
def control_chart(
    points: Iterable[Any],
    centre: Any = None,
    lower: Any = None,
    upper: Any = None,
    low: Any = None,
    high: Any = None,
    signals: Mapping[int, str] | None = None,
    title: str = "",
    unit: str = "",
    places: int | None = None,
    fresh: int = 0,
    steps: Sequence[tuple[float, float, float]] = (),
) -> dict[str, Any]:
    """fresh: so many of the last points are not saved yet, and drawn hollow.

    steps: lower limit, centre and upper limit of each point, where they differ from point to point.
    """
    rows = read_rows(points, ("value", "when", "who", "label", "url"))
    if not rows:
        return {"rows": rows, "title": title}
    levels = control.Lines(
        *(None if level is None else float(level) for level in (centre, lower, upper, low, high))
    )
    chart = control.control_chart([float(row["value"]) for row in rows], levels, steps)
    rules = dict(signals or {})
    for i, (row, (x, y)) in enumerate(zip(rows, chart.points, strict=True)):
        row.update(x=x, y=y, signal=rules.get(i, ""), beyond=chart.beyond.get(i, 0))
    return {
        "rows": rows,
        "last": rows[-1],
        "fresh": rows[len(rows) - fresh :],
        "chart": chart,
        "levels": levels,
        "signals": [(rows[i], rule) for i, rule in sorted(rules.items()) if i < len(rows)],
        "rules": list(dict.fromkeys(rules.values())),
        "is_out": rules.get(len(rows) - 1, "") != "",
        "title": title,
        "unit": unit,
        "places": places,
        "width": control.WIDTH,
        "height": control.HEIGHT,
        "left": control.LEFT,
        "right": control.RIGHT,
    }


@register.inclusion_tag("portal/pieces/load_bar.html")
def load_bar(percent: Any, text: bool = True) -> dict[str, Any]:
    drawn = lines.load_bar(float(percent))
    return {"bar": drawn, "percent": percent, "text": text, "end": lines.LOAD_END}


@register.inclusion_tag("portal/pieces/sparkline.html")
def sparkline(
    values: Iterable[Any], low: Any = None, high: Any = None, title: str = ""
) -> dict[str, Any]:
    readings = [float(value) for value in values]
    if not readings:
        return {"line": None}
    return {
        "line": lines.sparkline(
            readings,
            low=None if low is None else float(low),
            high=None if high is None else float(high),
        ),
        "title": title,
        "first": readings[0],
        "last": readings[-1],
        "width": lines.SPARK_WIDTH,
        "height": lines.SPARK_HEIGHT,
    }


@register.inclusion_tag("portal/pieces/cost_curve.html")
def cost_curve(points: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Rows of (heats right at once of 100, charge alone, charge and correcting), in rupiah."""
    rows = [curve.CurvePoint(*map(float, row)) for row in points]
    return {
        "curve": curve.cost_curve(rows),
        "title": title,
        "width": curve.WIDTH,
        "height": curve.HEIGHT,
        "left": curve.LEFT,
        "right": curve.RIGHT,
        "bottom": curve.BOTTOM,
    }


@register.inclusion_tag("portal/pieces/pareto.html")
def pareto(rows: Iterable[Any], title: str = "") -> dict[str, Any]:
    counted = [
        (str(row["label"]), float(row["count"]), row["url"] or "")
        for row in read_rows(rows, ("label", "count", "url"))
    ]
    return {"bars": pareto_drawing.pareto(counted), "title": title}


@register.inclusion_tag("portal/pieces/radar.html")
def radar(axes: Iterable[Any], title: str = "", best: float = 5) -> dict[str, Any]:
    rows = read_rows(axes, ("label", "now", "before"))
    drawn = radar_drawing.radar(
        [
            (
                str(row["label"]),
                float(row["now"]),
                None if row["before"] is None else float(row["before"]),
            )
            for row in rows
        ],
        best=float(best),
    )
    return {
        "radar": drawn,
        "rows": rows,
        "title": title,
        "width": radar_drawing.WIDTH,
        "centre_x": radar_drawing.CENTRE_X,
        "centre_y": radar_drawing.CENTRE_Y,
    }


@register.inclusion_tag("portal/pieces/centre_map.html")
def centre_map(places: Iterable[Any], title: str = "") -> dict[str, Any]:
    rows = read_rows(places, ("name", "latitude", "longitude", "text", "url"))
    points = java.place_points(
        [(str(row["name"]), float(row["latitude"]), float(row["longitude"])) for row in rows]
    )
    return {
        "points": list(zip(points, rows, strict=True)),
        "islands": [java.outline(java.JAVA), java.outline(java.MADURA)],
        "title": title,
        "width": java.WIDTH,
        "height": java.HEIGHT,
    }
