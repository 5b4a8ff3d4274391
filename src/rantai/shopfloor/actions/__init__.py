"""Every write on the shop floor."""

from rantai.shopfloor.actions._guards import recording_for
from rantai.shopfloor.actions.analyses import assign_analysis
from rantai.shopfloor.actions.cards import appoint_melt_engineer, set_material_card
from rantai.shopfloor.actions.castings import (
    correct_machining,
    correct_scrap,
    record_machining,
    record_scrap,
)
from rantai.shopfloor.actions.checks import check_instrument
from rantai.shopfloor.actions.correcting import agree_addition_terms, confirm_correction
from rantai.shopfloor.actions.exports import receive_export
from rantai.shopfloor.actions.furnace_rules import set_furnace_figures, set_melt_rule
from rantai.shopfloor.actions.lab import (
    correct_reading,
    mark_heat_held,
    mark_heat_released,
    record_readings,
    release_heat,
    withdraw_release,
)
from rantai.shopfloor.actions.materials import receive_material_lot
from rantai.shopfloor.actions.melting import (
    ChargeLine,
    correct_charge,
    load_charge,
    load_charges,
    open_heat,
    take_sample,
)
from rantai.shopfloor.actions.metal import record_energy, record_leftover
from rantai.shopfloor.actions.mould_corrections import (
    correct_cores,
    correct_moulds,
    correct_sand,
    take_back_filling,
)
from rantai.shopfloor.actions.mould_limits import set_mould_limit
from rantai.shopfloor.actions.moulding import (
    close_moulds,
    fill_moulds,
    make_cores,
    mix_sand,
)
from rantai.shopfloor.actions.pouring import (
    correct_pour,
    count_castings,
    record_pour,
    recount_lot,
    start_clock,
)
from rantai.shopfloor.actions.remarks import make_remark
from rantai.shopfloor.actions.sheets import leave_out, plan_charge
from rantai.shopfloor.actions.tallies import add_to_tally, tally_scrap
from rantai.shopfloor.actions.terms import set_melt_terms

__all__ = [
    "ChargeLine",
    "add_to_tally",
    "agree_addition_terms",
    "appoint_melt_engineer",
    "assign_analysis",
    "check_instrument",
    "close_moulds",
    "confirm_correction",
    "correct_charge",
    "correct_cores",
    "correct_machining",
    "correct_moulds",
    "correct_pour",
    "correct_reading",
    "correct_sand",
    "correct_scrap",
    "count_castings",
    "fill_moulds",
    "leave_out",
    "load_charge",
    "load_charges",
    "make_cores",
    "make_remark",
    "mark_heat_held",
    "mark_heat_released",
    "mix_sand",
    "open_heat",
    "plan_charge",
    "receive_export",
    "receive_material_lot",
    "record_energy",
    "record_leftover",
    "record_machining",
    "record_pour",
    "record_readings",
    "record_scrap",
    "recording_for",
    "recount_lot",
    "release_heat",
    "set_furnace_figures",
    "set_material_card",
    "set_melt_rule",
    "set_melt_terms",
    "set_mould_limit",
    "start_clock",
    "take_back_filling",
    "take_sample",
    "tally_scrap",
    "withdraw_release",
]
