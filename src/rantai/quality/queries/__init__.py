"""What passed, what waits, what is held, and who may see it."""

from rantai.quality.queries.judged import (
    is_packed,
    nodes_judged_in,
    offerable,
    passed_castings,
    passed_pieces,
    uninspected_castings,
    uninspected_pieces,
)
from rantai.quality.queries.measured import (
    ItemMeasured,
    limits_in_words,
    measured_in,
    rejected_in,
    replacement_of,
)
from rantai.quality.queries.stops import (
    Affected,
    affected_by,
    already_left,
    concessions_on,
    held_pieces,
    nonconformities_visible_to,
    reached_by,
    shipped_from,
    shipped_pieces_of,
)
from rantai.quality.queries.waiting import (
    WaitingLot,
    inspections_visible_to,
    latest_inspections,
    lots_to_inspect,
    lots_visible_to,
    lots_waiting,
    waiting_samples,
)

__all__ = [
    "Affected",
    "ItemMeasured",
    "WaitingLot",
    "affected_by",
    "already_left",
    "concessions_on",
    "held_pieces",
    "inspections_visible_to",
    "is_packed",
    "latest_inspections",
    "limits_in_words",
    "lots_to_inspect",
    "lots_visible_to",
    "lots_waiting",
    "measured_in",
    "nodes_judged_in",
    "nonconformities_visible_to",
    "offerable",
    "passed_castings",
    "passed_pieces",
    "reached_by",
    "rejected_in",
    "replacement_of",
    "shipped_from",
    "shipped_pieces_of",
    "uninspected_castings",
    "uninspected_pieces",
    "waiting_samples",
]
