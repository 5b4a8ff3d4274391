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
from rantai.mentoring.actions.stages import (
    BeforeTheLastStage,
    CriteriaOpen,
    EndsBeforeItBegan,
    NoMeasure,
    NoSuchStage,
    StageOutOfOrder,
    ask_for,
    ask_no_longer,
    enter_stage,
)

__all__ = [
    "AlreadyAssessed",
    "AlreadyCorrected",
    "AlreadyEnrolled",
    "BeforeTheLastStage",
    "CriteriaOpen",
    "EndsBeforeItBegan",
    "NoMeasure",
    "NoSuchStage",
    "NotEnrolled",
    "NotYet",
    "StageOutOfOrder",
    "ask_for",
    "ask_no_longer",
    "correct_assessment",
    "enrol_workshop",
    "enter_stage",
    "record_assessment",
]
