"""Programmes, stages and visits, limited to what this account may see."""

from rantai.mentoring.queries.programmes import (
    Participant,
    assessments_visible_to,
    enrolments_visible_to,
    participants,
    programmes_visible_to,
    running_enrolment,
)
from rantai.mentoring.queries.stages import (
    StageColumn,
    Way,
    board_of,
    criteria_on,
    criteria_visible_to,
    passages_visible_to,
    reached_by,
    stages_visible_to,
    way_of,
)

__all__ = [
    "Participant",
    "StageColumn",
    "Way",
    "assessments_visible_to",
    "board_of",
    "criteria_on",
    "criteria_visible_to",
    "enrolments_visible_to",
    "participants",
    "passages_visible_to",
    "programmes_visible_to",
    "reached_by",
    "running_enrolment",
    "stages_visible_to",
    "way_of",
]
