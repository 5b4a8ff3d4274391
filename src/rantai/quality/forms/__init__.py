"""What is typed in this room."""

from rantai.quality.forms.charts import NewLimitsForm, ScrapCostForm
from rantai.quality.forms.exchanging import ExportForm, ReadingFileForm
from rantai.quality.forms.inspection import (
    CorrectionForm,
    DecisionForm,
    HoldForm,
    InspectionForm,
    OfferForm,
    ReadingsForm,
)

__all__ = [
    "CorrectionForm",
    "DecisionForm",
    "ExportForm",
    "HoldForm",
    "InspectionForm",
    "NewLimitsForm",
    "OfferForm",
    "ReadingFileForm",
    "ReadingsForm",
    "ScrapCostForm",
]
