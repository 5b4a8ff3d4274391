"""The rows of the scorecards' board, written as text: a hundred and fifty workshops on one page."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rantai.delivery.queries.performance import Performance
from rantai.delivery.queries.scorecards import Card

ANY = "B-000"
UNKNOWN = "–"
TIED = "\u00a0"
"""A figure and its unit stay on one line."""


def card_rows(cards: Sequence[Card], *, with_cost: bool) -> list[SafeString]:
    before, after = reverse("delivery:scorecard", args=[ANY]).split(ANY)
    points, no_cost = escape(_("%(points)s points")), escape(_("no cost decided"))
    rows = []
    for card in cards:
        assert card.workshop is not None
        shop, done = card.workshop, card.whole
        grade = UNKNOWN
        if card.score:
            earned = points % {"points": _whole(card.score.points)}
            grade = f"<b>{card.score.letter}</b> <small>{earned}</small>"
        cost = no_cost if done.unpriced else f"Rp{TIED}{_whole(done.scrap_rupiah)}"
        rows.append(
            mark_safe(
                f'<th scope="row"><a href="{before}{escape(shop.code)}{after}">{escape(shop)}</a>'
                f'</th><td>{grade}</td><td class="num">{_whole(done.rejected)} / '
                f'{_whole(done.received)}</td><td class="num">{_ppm(done)}</td>'
                f'<td class="num">{_on_time(done)}</td><td class="num">{_whole(done.claims)}</td>'
                + (f'<td class="num">{cost}</td>' if with_cost else "")
            )
        )
    return rows


def _ppm(done: Performance) -> str:
    if (rate := done.rate) is None:
        return UNKNOWN
    low, high = _whole(rate.lower_per_million), _whole(rate.upper_per_million)
    return f"{_whole(rate.per_million)} <small>({low}–{high})</small>"


def _on_time(done: Performance) -> str:
    if done.on_time_pct is None:
        return UNKNOWN
    share = f"{_whole(done.on_time_pct)}{TIED}%"
    return f"{share} <small>{_whole(done.on_time)}/{_whole(done.orders)}</small>"


def _whole(value: float) -> str:
    """Halves away from nought, as everywhere on the pages."""
    whole = int(value + 0.5)
    return number_format(whole, force_grouping=True) if whole > 999 else str(whole)
