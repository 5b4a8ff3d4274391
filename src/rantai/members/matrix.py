"""The rows of a skills matrix, written as text: four thousand of them on one page."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import escape  # Django's own is made for lazy texts, and nine thousand calls show it

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rantai.members.models import Skill, Workshop
from rantai.members.queries import Crew, Line
from rantai.members.rules import Held, succession

ANY = "B-000"
NOTHING = '<td class="skill-0">·</td>'


def crew_table(crew: Crew, skills: Sequence[Skill], can_change: bool = False) -> SafeString:
    """One row a person: name, job, and a level for each skill; a paper that lacks is marked."""
    keys = [skill.pk for skill in skills]
    lacks = escape(_("certificate missing or expired"))
    address, words = _change(can_change)
    rows = []
    for person, name, job in crew.people:
        held = crew.held.get(person, {})
        levels = "".join(_cell(held.get(key), lacks) for key in keys)
        change = f'<td><a href="{address.replace("/0/", f"/{person}/")}">{words}</a></td>'
        rows.append(_row(name, job, levels) + (change if can_change else "") + "</tr>")
    return mark_safe("".join(rows))


def crew_block(
    lines: Sequence[Line], skills: Sequence[Skill], day: date
) -> tuple[SafeString, bool]:
    """The rows of one workshop, and whether a skill rests there on one person or on nobody.

    Kept by what is said in it: the same people with the same levels, papers and day are the same
    rows, so a page writes anew only the workshops of which something has changed.
    """
    known = tuple((skill.pk, skill.needs_certificate) for skill in skills)
    return _block(tuple(lines), known, day, escape(_("certificate missing or expired")))


def crew_sections(
    crews: Sequence[tuple[Workshop, SafeString]], skills: Sequence[Skill]
) -> SafeString:
    """A table for each workshop under its name."""
    heads = "".join(
        f'<th scope="col">{escape(str(each))}</th>' for each in (_("Name"), _("Job"), *skills)
    )
    before, after = reverse("members:crew", args=[ANY]).split(ANY)
    sections = []
    for workshop, rows in crews:
        name = escape(str(workshop))
        sections.append(
            f'<section class="crew"><h2><a href="{before}{escape(workshop.code)}{after}">{name}</a>'
            f'</h2><div class="table-scroll" tabindex="0" role="region" aria-label="{name}">'
            f'<table class="crew-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>'
            "</table></div></section>"
        )
    return mark_safe("".join(sections))


@lru_cache(maxsize=2_000)
def _block(
    lines: tuple[Line, ...], skills: tuple[tuple[int, bool], ...], day: date, lacks: str
) -> tuple[SafeString, bool]:
    by_skill: dict[int, list[Held]] = {key: [] for key, _strict in skills}
    rows = []
    for line in lines:
        held = _held(line, skills, day)
        for key, one in held.items():
            by_skill[key].append(one)
        levels = "".join(_cell(held.get(key), lacks) for key, _strict in skills)
        rows.append(_row(line[0], line[1], levels) + "</tr>")
    return mark_safe("".join(rows)), bool(succession(by_skill))


def _held(line: Line, skills: tuple[tuple[int, bool], ...], day: date) -> dict[int, Held]:
    _name, _job, seen, shown = line
    levels = dict(_pair(said) for said in (seen or "").split())
    on = day.isoformat()
    with_paper = set()
    for said in (shown or "").split():
        skill, first, until = said.split(":")
        if first <= on <= until:
            with_paper.add(int(skill))
    return {
        key: Held(levels[key], is_strict and key not in with_paper)
        for key, is_strict in skills
        if key in levels
    }


def _pair(said: str) -> tuple[int, int]:
    skill, level = said.split(":")
    return int(skill), int(level)


def _cell(held: Held | None, lacks: str) -> str:
    if held is None:
        return NOTHING
    if held.without_paper:
        return f'<td class="skill-lacks" title="{lacks}">{held.level}!</td>'
    return f'<td class="skill-{held.level}">{held.level}</td>'


def _row(name: str, job: str, levels: str) -> str:
    return f'<tr><th scope="row">{escape(name)}</th><td>{escape(job)}</td>{levels}'


def _change(can_change: bool) -> tuple[str, str]:
    if not can_change:
        return "", ""
    return reverse("members:level", args=[0]), escape(_("Change"))
