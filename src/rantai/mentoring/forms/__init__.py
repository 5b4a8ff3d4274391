"""What a mentor types."""

from rantai.mentoring.forms.programmes import (
    AssessmentForm,
    CorrectionForm,
    EnrolForm,
    finding_field,
    score_field,
)
from rantai.mentoring.forms.stages import CriterionForm, EndForm, EnterStageForm

__all__ = [
    "AssessmentForm",
    "CorrectionForm",
    "CriterionForm",
    "EndForm",
    "EnrolForm",
    "EnterStageForm",
    "finding_field",
    "score_field",
]
