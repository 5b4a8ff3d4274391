"""What a mentor types."""

from rantai.mentoring.forms.aims import AimForm
from rantai.mentoring.forms.cases import CaseForm, SchoolForm
from rantai.mentoring.forms.programmes import (
    AssessmentForm,
    CorrectionForm,
    EnrolForm,
    finding_field,
    score_field,
)
from rantai.mentoring.forms.readiness import ReadinessForm
from rantai.mentoring.forms.stages import CriterionForm, EndForm, EnterStageForm
from rantai.mentoring.forms.visits import CloseActionForm, CorrectItemForm, VisitForm
from rantai.mentoring.forms.yokoten import AnswerForm, FinishForm, SpreadForm

__all__ = [
    "AimForm",
    "AnswerForm",
    "AssessmentForm",
    "CaseForm",
    "CloseActionForm",
    "CorrectItemForm",
    "CorrectionForm",
    "CriterionForm",
    "EndForm",
    "EnrolForm",
    "EnterStageForm",
    "FinishForm",
    "ReadinessForm",
    "SchoolForm",
    "SpreadForm",
    "VisitForm",
    "finding_field",
    "score_field",
]
