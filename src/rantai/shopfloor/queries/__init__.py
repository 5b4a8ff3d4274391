"""Every read on the shop floor, already limited to what the viewer may see."""

from rantai.shopfloor.queries.board import (
    STAGES,
    Today,
    accepted_orders,
    heats_at,
    heats_in_progress,
    today_of,
)
from rantai.shopfloor.queries.cards import (
    cards_visible_to,
    is_melt_engineer,
    recipes_visible_to,
    sees_kilograms,
)
from rantai.shopfloor.queries.certainty import Certainty, certainty_of
from rantai.shopfloor.queries.charts import Point, carbon_chart
from rantai.shopfloor.queries.correcting import (
    addition_terms,
    correction_of,
    may_see_prices,
    proposed_correction,
    shown,
)
from rantai.shopfloor.queries.corrections import fact_to_correct
from rantai.shopfloor.queries.counts import LotCount, count_of, counts_of
from rantai.shopfloor.queries.doubts import instrument_in_doubt
from rantai.shopfloor.queries.exports import (
    CAUSES,
    FILES_SHOWN,
    AnalysisSheet,
    analysis_sheet,
    exports_of,
    open_samples,
)
from rantai.shopfloor.queries.heats import HeatSheet, sheets_of, with_facts
from rantai.shopfloor.queries.history import deeds_of
from rantai.shopfloor.queries.learning import recoveries_visible_to
from rantai.shopfloor.queries.lots import LotSheet, lot_sheet
from rantai.shopfloor.queries.metal import (
    HeatMetal,
    metal_of,
    metal_of_heats,
    rule_on,
)
from rantai.shopfloor.queries.months import WorkshopMonth, latest_month, month_of
from rantai.shopfloor.queries.peaks import peak_for
from rantai.shopfloor.queries.progress import OrderProgress, progress_of, unfinished
from rantai.shopfloor.queries.queue import (
    TRAY_SHOWN,
    InstrumentState,
    analyses_waiting,
    heat_token,
    instrument_states,
    queue_token,
    waiting_furnaces,
)
from rantai.shopfloor.queries.recipes import WeighingSheet, recipe_of
from rantai.shopfloor.queries.remarks import Said, file_of_remark, remarks_on
from rantai.shopfloor.queries.rows import HeatRow, of_the_board, rows_of, steps_of
from rantai.shopfloor.queries.stock import (
    lots_in_stock,
    lots_offered,
    material_stock,
    names_known_to,
    stock_of,
)
from rantai.shopfloor.queries.terms import melt_terms_on, melt_terms_visible_to
from rantai.shopfloor.queries.verdicts import (
    Line,
    SampleVerdict,
    judge,
    latest_verdict,
    twin_of,
    verdict_of,
)
from rantai.shopfloor.queries.visible import (
    all_furnaces_of,
    furnaces_of,
    heats_visible_to,
    just_opened,
    lots_visible_to,
    machine_tools_for,
    material_lots_for,
    material_lots_visible_to,
    spectrometers_for,
    unfit_furnaces,
    work_orders_open_to,
)
from rantai.shopfloor.queries.words import SIGNALS, limit_words

__all__ = [
    "CAUSES",
    "FILES_SHOWN",
    "SIGNALS",
    "STAGES",
    "TRAY_SHOWN",
    "AnalysisSheet",
    "Certainty",
    "HeatMetal",
    "HeatRow",
    "HeatSheet",
    "InstrumentState",
    "Line",
    "LotCount",
    "LotSheet",
    "OrderProgress",
    "Point",
    "Said",
    "SampleVerdict",
    "Today",
    "WeighingSheet",
    "WorkshopMonth",
    "accepted_orders",
    "addition_terms",
    "all_furnaces_of",
    "analyses_waiting",
    "analysis_sheet",
    "carbon_chart",
    "cards_visible_to",
    "certainty_of",
    "correction_of",
    "count_of",
    "counts_of",
    "deeds_of",
    "exports_of",
    "fact_to_correct",
    "file_of_remark",
    "furnaces_of",
    "heat_token",
    "heats_at",
    "heats_in_progress",
    "heats_visible_to",
    "instrument_in_doubt",
    "instrument_states",
    "is_melt_engineer",
    "judge",
    "just_opened",
    "latest_month",
    "latest_verdict",
    "limit_words",
    "lot_sheet",
    "lots_in_stock",
    "lots_offered",
    "lots_visible_to",
    "machine_tools_for",
    "material_lots_for",
    "material_lots_visible_to",
    "material_stock",
    "may_see_prices",
    "melt_terms_on",
    "melt_terms_visible_to",
    "metal_of",
    "metal_of_heats",
    "month_of",
    "names_known_to",
    "of_the_board",
    "open_samples",
    "peak_for",
    "progress_of",
    "proposed_correction",
    "queue_token",
    "recipe_of",
    "recipes_visible_to",
    "recoveries_visible_to",
    "remarks_on",
    "rows_of",
    "rule_on",
    "sees_kilograms",
    "sheets_of",
    "shown",
    "spectrometers_for",
    "steps_of",
    "stock_of",
    "today_of",
    "twin_of",
    "unfinished",
    "unfit_furnaces",
    "verdict_of",
    "waiting_furnaces",
    "with_facts",
    "work_orders_open_to",
]
