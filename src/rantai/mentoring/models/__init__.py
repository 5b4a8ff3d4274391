"""Programmes, their stages, and what was scored."""

from rantai.mentoring.models.programmes import Assessment, Enrolment, Pillar, Programme
from rantai.mentoring.models.stages import Gate, Proof, Stage, StageCriterion, StagePassage
from rantai.mentoring.models.visits import (
    Action,
    ActionClosing,
    CheckItem,
    CheckSheet,
    ItemScore,
    SheetKind,
    Visit,
)

__all__ = [
    "Action",
    "ActionClosing",
    "Assessment",
    "CheckItem",
    "CheckSheet",
    "Enrolment",
    "Gate",
    "ItemScore",
    "Pillar",
    "Programme",
    "Proof",
    "SheetKind",
    "Stage",
    "StageCriterion",
    "StagePassage",
    "Visit",
]
