"""The rows of the programme's board, written as text: a hundred and fifty workshops on one page."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from rantai.members.models import Workshop
from rantai.mentoring.queries import Participant
from rantai.mentoring.rules import Standing

MINUS = "\u2212"
ANY = "B-000"


def board_rows(people: Sequence[Participant], today: date) -> list[tuple[SafeString, bool]]:
    """Each row up to its last cell, and whether the workshop is overdue for a look."""
    before, after = reverse("mentoring:workshop", args=[ANY]).split(ANY)
    days: dict[date, str] = {}
    rows = []
    for person in people:
        due, shop = person.due_on, person.workshop
        if due not in days:  # visits are planned together, so few days stand for all
            days[due] = date_format(due, "j M Y")
        pillars = "".join(map(_cell, person.standings.values()))
        row = (
            f'<th scope="row"><a href="{before}{escape(shop.code)}{after}">{escape(shop)}</a></th>'
            f"{pillars}<td>{days[due]}</td>"
        )
        rows.append((mark_safe(row), due < today))
    return rows


def linked(workshops: Sequence[Workshop]) -> SafeString:
    """Every workshop by name, one after the other."""
    before, after = reverse("mentoring:workshop", args=[ANY]).split(ANY)
    return mark_safe(
        " · ".join(
            f'<a href="{before}{escape(shop.code)}{after}">{escape(shop)}</a>' for shop in workshops
        )
    )


def _cell(standing: Standing) -> str:
    latest, change = standing.latest, standing.change
    if latest is None:
        return '<td class="num">–</td>'
    if change is None:
        return f'<td class="num">{latest.score}</td>'
    told = f"{change:+d}".replace("-", MINUS) if change else "0"
    return f'<td class="num">{latest.score} <small>{told}</small></td>'
