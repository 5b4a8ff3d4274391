"""Every read on the shop floor, already limited to what the viewer may see."""

from rantai.shopfloor.queries.counts import LotCount, count_of, counts_of
from rantai.shopfloor.queries.verdicts import (
    Line,
    SampleVerdict,
    judge,
    latest_verdict,
    twin_of,
    verdict_of,
)
from rantai.shopfloor.queries.visible import (
    furnaces_of,
    heats_visible_to,
    just_opened,
    lots_visible_to,
    machine_tools_for,
    material_lots_for,
    material_lots_visible_to,
    spectrometers_for,
    work_orders_open_to,
)

__all__ = [
    "Line",
    "LotCount",
    "SampleVerdict",
    "count_of",
    "counts_of",
    "furnaces_of",
    "heats_visible_to",
    "judge",
    "just_opened",
    "latest_verdict",
    "lots_visible_to",
    "machine_tools_for",
    "material_lots_for",
    "material_lots_visible_to",
    "spectrometers_for",
    "twin_of",
    "verdict_of",
    "work_orders_open_to",
]
