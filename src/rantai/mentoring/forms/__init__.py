"""What a mentor types."""

from rantai.mentoring.forms.programmes import (
    AssessmentForm,
    CorrectionForm,
    EnrolForm,
    finding_field,
    score_field,
)

__all__ = ["AssessmentForm", "CorrectionForm", "EnrolForm", "finding_field", "score_field"]
