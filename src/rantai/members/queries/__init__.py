"""Workshops, people and skills, limited to what this account may see."""

from rantai.members.queries.belonging import (
    capacity_of,
    count_members,
    members_on,
    membership_on,
    names_shown_on,
    people_on,
    workers_of,
    workshop_of,
    workshops_visible_to,
)
from rantai.members.queries.figures import (
    newest_figure,
    typed_figures,
)
from rantai.members.queries.sight import in_sight, seen, sight_of
from rantai.members.queries.skills import (
    Crew,
    Line,
    count_held,
    crew_on,
    held_on,
    lacking,
    matrix_on,
    papers_of,
    people_visible_to,
    skills_of,
)

__all__ = [
    "Crew",
    "Line",
    "capacity_of",
    "count_held",
    "count_members",
    "crew_on",
    "held_on",
    "in_sight",
    "lacking",
    "matrix_on",
    "members_on",
    "membership_on",
    "names_shown_on",
    "newest_figure",
    "papers_of",
    "people_on",
    "people_visible_to",
    "seen",
    "sight_of",
    "skills_of",
    "typed_figures",
    "workers_of",
    "workshop_of",
    "workshops_visible_to",
]
