"""The rows of a skills matrix, written as text: four thousand of them on one page."""

from collections.abc import Sequence
from html import escape  # Django's own is made for lazy texts, and nine thousand calls show it

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rantai.members.models import Skill
from rantai.members.queries import Crew


def skill_heads(skills: Sequence[Skill]) -> SafeString:
    """The heads of the skills, written once for the tables of all workshops."""
    return mark_safe(
        "".join(f'<th scope="col" class="skill">{escape(str(skill))}</th>' for skill in skills)
    )


def crew_table(crew: Crew, skills: Sequence[Skill], can_change: bool = False) -> SafeString:
    """One row a person: name, job, and a level for each skill; a paper that lacks is marked."""
    lacks = escape(_("certificate missing or expired"))
    cells = [f'<td class="skill skill-{level}">{level}</td>' for level in range(5)]
    bare = [f'<td class="skill skill-lacks" title="{lacks}">{level}!</td>' for level in range(5)]
    nothing = '<td class="skill skill-0">·</td>'
    keys = [skill.pk for skill in skills]
    address, words = _change(can_change)
    rows = []
    jobs: dict[str, str] = {}
    for person, name, job in crew.people:
        held = crew.held.get(person, {})
        if job not in jobs:
            jobs[job] = escape(job)
        levels = "".join(
            nothing
            if (one := held.get(key)) is None
            else (bare if one.without_paper else cells)[one.level]
            for key in keys
        )
        change = f'<td><a href="{address.replace("/0/", f"/{person}/")}">{words}</a></td>'
        rows.append(
            f'<tr><th scope="row">{escape(name)}</th><td>{jobs[job]}</td>{levels}'
            f"{change if can_change else ''}</tr>"
        )
    return mark_safe("".join(rows))


def _change(can_change: bool) -> tuple[str, str]:
    if not can_change:
        return "", ""
    return reverse("members:level", args=[0]), escape(_("Change"))
