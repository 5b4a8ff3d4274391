"""An outline of a centre from a GeoJSON file (RFC 7946): read, checked, drawn; no Django.

A file is not trusted: its size, its depth, the number of its points and each number are checked,
and what is wrong is named, so that whoever made it can mend it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, isfinite, radians
from typing import Any

LARGEST_BYTES = 1024 * 1024
MOST_POINTS = 5_000
FARTHEST_DEGREES = 1.5
"""A centre lies within its outline or near it; about 170 km."""
WIDTH = 640

Point = tuple[float, float]
Ring = list[Point]


class Fault(StrEnum):
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NO_POLYGON = "no_polygon"
    NOT_NUMBERS = "not_numbers"
    OFF_THE_EARTH = "off_the_earth"
    NOT_CLOSED = "not_closed"
    TOO_MANY = "too_many"
    ELSEWHERE = "elsewhere"


class OutlineFault(Exception):
    """A file that is no outline of this centre, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_outline(content: bytes, *, latitude: float, longitude: float) -> list[Ring]:
    """The outer rings of every polygon in the file; holes are left out.

    Raises OutlineFault with what is wrong.
    """
    if len(content) > LARGEST_BYTES:
        raise OutlineFault(Fault.TOO_LARGE)
    try:
        # NaN and infinity are no JSON, but the parser lets them pass.
        told = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as bad:
        raise OutlineFault(Fault.NOT_JSON) from bad
    rings = [_ring(each) for each in _outer_rings(told)]
    if not rings:
        raise OutlineFault(Fault.NO_POLYGON)
    if sum(map(len, rings)) > MOST_POINTS:
        raise OutlineFault(Fault.TOO_MANY)
    if not _is_near(rings, latitude, longitude):
        raise OutlineFault(Fault.ELSEWHERE)
    return rings


def _no_number(name: str) -> float:
    raise ValueError(name)


def _outer_rings(told: Any) -> Iterator[Any]:
    if not isinstance(told, dict):
        return
    kind = told.get("type")
    if kind == "FeatureCollection" and isinstance(told.get("features"), list):
        for feature in told["features"]:
            if isinstance(feature, dict) and feature.get("type") == "Feature":
                yield from _outer_rings(feature.get("geometry"))
    elif kind == "Feature":
        yield from _outer_rings(told.get("geometry"))
    elif kind == "Polygon":
        yield _first(told.get("coordinates"))
    elif kind == "MultiPolygon" and isinstance(told.get("coordinates"), list):
        yield from map(_first, told["coordinates"])


def _first(rings: Any) -> Any:
    return rings[0] if isinstance(rings, list) and rings else None


def _ring(told: Any) -> Ring:
    if not isinstance(told, list):
        raise OutlineFault(Fault.NOT_NUMBERS)
    ring = [_point(each) for each in told[: MOST_POINTS + 1]]
    if len(ring) > MOST_POINTS:
        raise OutlineFault(Fault.TOO_MANY)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise OutlineFault(Fault.NOT_CLOSED)
    return ring


def _point(told: Any) -> Point:
    if not isinstance(told, list) or len(told) < 2:
        raise OutlineFault(Fault.NOT_NUMBERS)
    longitude, latitude = told[:2]
    for value in (longitude, latitude):
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise OutlineFault(Fault.NOT_NUMBERS)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise OutlineFault(Fault.OFF_THE_EARTH)
    return round(float(longitude), 5), round(float(latitude), 5)


def _is_near(rings: Sequence[Ring], latitude: float, longitude: float) -> bool:
    longitudes = [point[0] for ring in rings for point in ring]
    latitudes = [point[1] for ring in rings for point in ring]
    return (
        min(longitudes) - FARTHEST_DEGREES <= longitude <= max(longitudes) + FARTHEST_DEGREES
        and min(latitudes) - FARTHEST_DEGREES <= latitude <= max(latitudes) + FARTHEST_DEGREES
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rings and the centre's dot in the units of a picture."""

    width: int
    height: int
    rings: list[str]
    x: float
    y: float


def drawn(rings: Sequence[Sequence[Sequence[float]]], latitude: float, longitude: float) -> Drawn:
    """North up; a degree of longitude is drawn shorter by the cosine of the latitude."""
    points = [(each[0], each[1]) for ring in rings for each in ring] + [(longitude, latitude)]
    squeeze = cos(radians(latitude))
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # Never so near that a line would fill the picture, and some room around.
    span = max((east - west) * squeeze, north - south, 0.01) * 1.1
    scale = WIDTH / span
    left = (west + east) / 2 * squeeze - span / 2
    top = (north + south) / 2 + span / 2

    def placed(point: Sequence[float]) -> tuple[float, float]:
        return round((point[0] * squeeze - left) * scale, 1), round((top - point[1]) * scale, 1)

    x, y = placed((longitude, latitude))
    return Drawn(
        WIDTH,
        WIDTH,
        [" ".join("{:g},{:g}".format(*placed(point)) for point in ring) for ring in rings],
        x,
        y,
    )
