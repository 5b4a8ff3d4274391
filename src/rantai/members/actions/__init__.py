"""Changing who belongs, what people can do, and what a workshop can make."""

from rantai.members.actions.belonging import (
    NoHeir,
    NothingChanges,
    TooEarly,
    audit_capacity,
    change_membership,
    decide_names_shown,
)
from rantai.members.actions.figures import PeriodAhead, write_figures
from rantai.members.actions.skills import (
    EndsBeforeItBegins,
    NobodyCame,
    NobodyCan,
    NoSuchLevel,
    NotSeenYet,
    NotWorkingThen,
    WorksElsewhere,
    employ,
    hold_training,
    let_go,
    record_certificate,
    record_level,
    require_skill,
)

__all__ = [
    "EndsBeforeItBegins",
    "NoHeir",
    "NoSuchLevel",
    "NobodyCame",
    "NobodyCan",
    "NotSeenYet",
    "NotWorkingThen",
    "NothingChanges",
    "PeriodAhead",
    "TooEarly",
    "WorksElsewhere",
    "audit_capacity",
    "change_membership",
    "decide_names_shown",
    "employ",
    "hold_training",
    "let_go",
    "record_certificate",
    "record_level",
    "require_skill",
    "write_figures",
]
