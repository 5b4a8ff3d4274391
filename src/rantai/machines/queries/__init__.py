"""Which machines there are, who used them, and whether an instrument may be believed."""

from rantai.machines.queries.instruments import (
    Blocked,
    DriftChart,
    blocked_now,
    drift_charts,
    instrument_for_lab,
    mapping_in_force,
    reference_named,
    references_of,
    repeatability_in_force,
    spans_in_doubt,
)
from rantai.machines.queries.machines import (
    MachineRow,
    fee_in_force,
    machine_board,
    machines_visible_to,
    uses_visible_to,
)

__all__ = [
    "Blocked",
    "DriftChart",
    "MachineRow",
    "blocked_now",
    "drift_charts",
    "fee_in_force",
    "instrument_for_lab",
    "machine_board",
    "machines_visible_to",
    "mapping_in_force",
    "reference_named",
    "references_of",
    "repeatability_in_force",
    "spans_in_doubt",
    "uses_visible_to",
]
