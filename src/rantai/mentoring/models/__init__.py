"""Programmes, their stages, and what was scored."""

from rantai.mentoring.models.aims import Aim, Aimed
from rantai.mentoring.models.cases import LearningCase, SchoolLink
from rantai.mentoring.models.programmes import Assessment, Enrolment, Pillar, Programme
from rantai.mentoring.models.readiness import (
    SIGNS_OF,
    ReadinessMark,
    ReadinessRule,
    ReadinessWeight,
    Sign,
)
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
from rantai.mentoring.models.weighed import HelpWeighed, TogetherWeighed, Verdict
from rantai.mentoring.models.yokoten import Offer, OfferAnswer, OfferDone, Shared, Spread

__all__ = [
    "SIGNS_OF",
    "Action",
    "ActionClosing",
    "Aim",
    "Aimed",
    "Assessment",
    "CheckItem",
    "CheckSheet",
    "Enrolment",
    "Gate",
    "HelpWeighed",
    "ItemScore",
    "LearningCase",
    "Offer",
    "OfferAnswer",
    "OfferDone",
    "Pillar",
    "Programme",
    "Proof",
    "ReadinessMark",
    "ReadinessRule",
    "ReadinessWeight",
    "SchoolLink",
    "Shared",
    "SheetKind",
    "Sign",
    "Spread",
    "Stage",
    "StageCriterion",
    "StagePassage",
    "TogetherWeighed",
    "Verdict",
    "Visit",
]
