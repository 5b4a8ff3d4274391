"""What is typed in this room."""

from rantai.quality.forms.charts import NewLimitsForm, ScrapCostForm
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
    "HoldForm",
    "InspectionForm",
    "NewLimitsForm",
    "OfferForm",
    "ReadingsForm",
    "ScrapCostForm",
]
