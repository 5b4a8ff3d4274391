"""Every write about programmes, their stages, visits and what was agreed on them."""

from rantai.mentoring.actions.programmes import (
    AlreadyAssessed,
    AlreadyCorrected,
    AlreadyEnrolled,
    NotEnrolled,
    NotYet,
    correct_assessment,
    enrol_workshop,
    record_assessment,
)

__all__ = [
    "AlreadyAssessed",
    "AlreadyCorrected",
    "AlreadyEnrolled",
    "NotEnrolled",
    "NotYet",
    "correct_assessment",
    "enrol_workshop",
    "record_assessment",
]
