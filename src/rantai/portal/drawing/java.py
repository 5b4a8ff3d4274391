"""A map of places on Java: an outline drawn by hand from known capes and bays, and labels apart."""

from collections.abc import Sequence
from dataclasses import dataclass

WEST, EAST, NORTH, SOUTH = 104.9, 114.9, -5.55, -8.95
WIDTH = 800
UNITS_PER_DEGREE = WIDTH / (EAST - WEST)
HEIGHT = round((NORTH - SOUTH) * UNITS_PER_DEGREE)  # near the equator a degree is a square
LETTER, LINE = 8.2, 17  # the size of a label's letter, for keeping labels apart

# Longitude east, latitude north; clockwise from Merak. Good to about 10 km: a picture, not a chart.
JAVA = (
    (105.99, -5.93), (106.10, -5.88), (106.18, -6.01), (106.52, -6.02), (106.68, -6.01),
    (106.82, -6.11), (106.98, -6.08), (107.02, -5.92), (107.35, -6.02), (107.62, -6.21),
    (107.88, -6.19), (108.20, -6.24), (108.35, -6.27), (108.40, -6.42), (108.56, -6.60),
    (108.58, -6.74), (108.80, -6.80), (109.05, -6.79), (109.14, -6.85), (109.45, -6.84),
    (109.70, -6.86), (109.95, -6.91), (110.20, -6.87), (110.42, -6.95), (110.55, -6.86),
    (110.65, -6.62), (110.74, -6.45), (110.95, -6.40), (111.08, -6.52), (111.20, -6.68),
    (111.36, -6.70), (111.65, -6.72), (111.95, -6.79), (112.10, -6.90), (112.40, -6.87),
    (112.57, -6.89), (112.66, -7.10), (112.74, -7.20), (112.86, -7.32), (112.84, -7.55),
    (112.93, -7.65), (113.22, -7.73), (113.55, -7.70), (113.95, -7.68), (114.10, -7.75),
    (114.40, -7.76), (114.47, -7.85), (114.40, -8.10), (114.38, -8.25), (114.36, -8.46),
    (114.47, -8.60), (114.60, -8.72), (114.40, -8.77), (114.34, -8.65), (114.05, -8.62),
    (113.75, -8.52), (113.45, -8.40), (113.15, -8.29), (112.70, -8.42), (112.30, -8.34),
    (111.85, -8.28), (111.70, -8.35), (111.30, -8.26), (111.08, -8.24), (110.75, -8.21),
    (110.45, -8.11), (110.28, -8.01), (110.00, -7.89), (109.60, -7.77), (109.42, -7.77),
    (109.05, -7.70), (108.90, -7.72), (108.72, -7.68), (108.63, -7.71), (108.45, -7.82),
    (108.00, -7.76), (107.70, -7.68), (107.35, -7.50), (107.05, -7.44), (106.60, -7.42),
    (106.40, -7.37), (106.45, -7.20), (106.55, -7.00), (106.30, -6.94), (105.95, -6.85),
    (105.60, -6.85), (105.25, -6.85), (105.20, -6.76), (105.45, -6.80), (105.60, -6.65),
    (105.66, -6.50), (105.83, -6.42), (105.82, -6.28), (105.90, -6.06),
)  # fmt: skip
MADURA = (
    (112.70, -7.16), (112.70, -7.02), (112.82, -6.89), (113.20, -6.88), (113.65, -6.88),
    (114.00, -6.90), (114.12, -6.98), (113.95, -7.09), (113.82, -7.12), (113.55, -7.22),
    (113.25, -7.21), (112.95, -7.19),
)  # fmt: skip


@dataclass(frozen=True)
class MapPoint:
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


def project(latitude: float, longitude: float) -> tuple[float, float]:
    x = round((longitude - WEST) * UNITS_PER_DEGREE, 1)
    y = round((NORTH - latitude) * UNITS_PER_DEGREE, 1)
    return min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)


def outline(coast: Sequence[tuple[float, float]]) -> str:
    return " ".join("{:g},{:g}".format(*project(lat, lon)) for lon, lat in coast)


def place_points(places: Sequence[tuple[str, float, float]]) -> list[MapPoint]:
    """Points with labels that do not touch each other, where such a place exists."""
    dots = {name: project(latitude, longitude) for name, latitude, longitude in places}
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in dots.values()]
    placed: list[MapPoint] = []
    # From the outside in: a label at an edge has fewer places to go.
    for name, (x, y) in sorted(dots.items(), key=lambda item: -abs(item[1][0] - WIDTH / 2)):
        choices = _choices(x, y)
        label_x, label_y, anchor = min(
            choices, key=lambda choice: _touching(label_box(name, *choice), taken)
        )
        taken.append(label_box(name, label_x, label_y, anchor))
        placed.append(MapPoint(name, x, y, round(label_x, 1), round(label_y, 1), anchor))
    order = {name: i for i, (name, _, _) in enumerate(places)}
    return sorted(placed, key=lambda point: order[point.name])


Box = tuple[float, float, float, float]


def _choices(x: float, y: float) -> list[tuple[float, float, str]]:
    return [
        (x + 11, y + 5, "start"),
        (x - 11, y + 5, "end"),
        (x, y - 12, "middle"),
        (x, y + 23, "middle"),
        (x + 9, y - 10, "start"),
        (x + 9, y + 20, "start"),
        (x - 9, y - 10, "end"),
        (x - 9, y + 20, "end"),
    ]


def label_box(name: str, x: float, y: float, anchor: str) -> Box:
    width = LETTER * len(name)
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return left, y - LINE + 4, left + width, y + 4


def _touching(box: Box, taken: Sequence[Box]) -> float:
    """Area in common with what is already there, and a heavy price for leaving the map."""
    area = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    outside = max(0.0, -box[0]) + max(0.0, box[2] - WIDTH) + max(0.0, box[3] - HEIGHT)
    return area + outside * 100
