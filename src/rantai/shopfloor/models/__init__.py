"""Material lots, heats and everything that happens to metal until it is a finished casting."""

from rantai.shopfloor.models.cards import MaterialCard, MeltEngineer
from rantai.shopfloor.models.castings import Casting, CastingLot, Machining, Recount
from rantai.shopfloor.models.heats import Charge, Heat, HeatDecision, HeatStatus
from rantai.shopfloor.models.instruments import (
    AdditionTerms,
    Analysis,
    AnalysisStatus,
    Assignment,
    Burn,
    ExportFile,
    ExportSource,
    HeatCorrection,
    WaitingCause,
)
from rantai.shopfloor.models.local_content import (
    ContentBlock,
    LocalContentEvidence,
    LocalContentRule,
)
from rantai.shopfloor.models.materials import MaterialClass, MaterialLot
from rantai.shopfloor.models.metal import (
    EnergySource,
    EnergyUse,
    FurnaceFigures,
    Leftover,
    LeftoverKind,
    MeltRule,
)
from rantai.shopfloor.models.moulds import (
    CoreLot,
    FilledMoulds,
    MouldLimit,
    MouldMeasure,
    MouldRun,
    SandBatch,
)
from rantai.shopfloor.models.pours import FurnaceMoment, MomentKind, Pour
from rantai.shopfloor.models.recoveries import LearntRecovery, Trend
from rantai.shopfloor.models.remarks import Remark, RemarkKind
from rantai.shopfloor.models.samples import Bound, Reading, Sample
from rantai.shopfloor.models.scrap import BEFORE_INSPECTION, Defect, Place, Scrap
from rantai.shopfloor.models.sheets import ChargeSheet, LeftOut, LeftOutBecause, PlannedCharge
from rantai.shopfloor.models.tallies import LotTally
from rantai.shopfloor.models.terms import MeltTerms

__all__ = (
    "BEFORE_INSPECTION",
    "AdditionTerms",
    "Analysis",
    "AnalysisStatus",
    "Assignment",
    "Bound",
    "Burn",
    "Casting",
    "CastingLot",
    "Charge",
    "ChargeSheet",
    "ContentBlock",
    "CoreLot",
    "Defect",
    "EnergySource",
    "EnergyUse",
    "ExportFile",
    "ExportSource",
    "FilledMoulds",
    "FurnaceFigures",
    "FurnaceMoment",
    "Heat",
    "HeatCorrection",
    "HeatDecision",
    "HeatStatus",
    "LearntRecovery",
    "LeftOut",
    "LeftOutBecause",
    "Leftover",
    "LeftoverKind",
    "LocalContentEvidence",
    "LocalContentRule",
    "LotTally",
    "Machining",
    "MaterialCard",
    "MaterialClass",
    "MaterialLot",
    "MeltEngineer",
    "MeltRule",
    "MeltTerms",
    "MomentKind",
    "MouldLimit",
    "MouldMeasure",
    "MouldRun",
    "Place",
    "PlannedCharge",
    "Pour",
    "Reading",
    "Recount",
    "Remark",
    "RemarkKind",
    "Sample",
    "SandBatch",
    "Scrap",
    "Trend",
    "WaitingCause",
)
