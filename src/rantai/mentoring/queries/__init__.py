"""Programmes, stages and visits, limited to what this account may see."""

from rantai.mentoring.queries.programmes import (
    Participant,
    assessments_visible_to,
    enrolments_visible_to,
    participants,
    programmes_visible_to,
    running_enrolment,
)

__all__ = [
    "Participant",
    "assessments_visible_to",
    "enrolments_visible_to",
    "participants",
    "programmes_visible_to",
    "running_enrolment",
]
