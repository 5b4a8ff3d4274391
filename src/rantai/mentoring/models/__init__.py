"""Programmes, their stages, and what was scored."""

from rantai.mentoring.models.programmes import Assessment, Enrolment, Pillar, Programme
from rantai.mentoring.models.stages import Gate, Proof, Stage, StageCriterion, StagePassage

__all__ = [
    "Assessment",
    "Enrolment",
    "Gate",
    "Pillar",
    "Programme",
    "Proof",
    "Stage",
    "StageCriterion",
    "StagePassage",
]
