"""The ministry's nine centres side by side, from summary rows only, and never one firm's figure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.members.models import CentreFigure
from rantai.portal.rules import FEWEST_FIRMS, total_tells_nothing, withheld
from rantai.records.models import Account, Centre, Role
from rantai.records.queries import has_role

MEASURES: dict[str, str | Promise] = {
    "members": _("Member firms"),
    "workers": _("Workers"),
    "pieces_shipped": _("Pieces shipped"),
    "pieces_accepted": _("Pieces accepted"),
    "value_invoiced": _("Invoiced"),
    "reject_ppm": _("Rejects, PPM"),
}
RATES = frozenset({"reject_ppm"})
"""A rate has no total."""
MONEY = frozenset({"value_invoiced"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as the ministry may see it: the value, nothing recorded, or why it is withheld."""

    value: Decimal | None = None
    few_firms: bool = False
    protects_others: bool = False
    is_money: bool = False

    @property
    def is_withheld(self) -> bool:
        return self.few_firms or self.protects_others


@dataclass(frozen=True, slots=True)
class CentreRow:
    centre: Centre
    figures: list[Shown]


@dataclass(frozen=True, slots=True)
class Centres:
    """One month of all centres."""

    month: date | None
    months: list[date]
    rows: list[CentreRow]
    totals: list[Shown]


@dataclass(frozen=True, slots=True)
class CentreMonths:
    """One centre, month by month."""

    centre: Centre
    rows: list[tuple[date, list[Shown]]]


def months_recorded(viewer: Account) -> list[date]:
    _ministry_only(viewer)
    return list(CentreFigure.objects.order_by("-month").values_list("month", flat=True).distinct())


def centres_in(viewer: Account, month: date | None) -> Centres:
    """All centres in a month; without one, in the latest that has figures."""
    months = months_recorded(viewer)
    if month not in months:
        month = _latest_with_work(months)
    figures = CentreFigure.objects.filter(month=month) if month else CentreFigure.objects.none()
    by_measure = _by_measure(figures)
    centres = list(Centre.objects.order_by("name"))
    shown = {measure: _shown(measure, by_measure[measure]) for measure in MEASURES}
    return Centres(
        month=month,
        months=months,
        rows=[
            CentreRow(centre, [shown[measure].get(centre.pk, Shown()) for measure in MEASURES])
            for centre in centres
        ],
        totals=[_total(measure, by_measure[measure]) for measure in MEASURES],
    )


def _latest_with_work(months: list[date]) -> date | None:
    """A month that has only just begun shows members and nothing they made."""
    delivered = CentreFigure.objects.filter(measure="pieces_shipped").order_by("-month").first()
    if delivered:
        return delivered.month
    return months[0] if months else None


def centre_months(viewer: Account, code: str) -> CentreMonths:
    """One centre's months. The neighbours' figures are read too: they decide what may be shown."""
    _ministry_only(viewer)
    centre = Centre.objects.filter(code=code).first()
    if centre is None:
        raise Http404
    by_month: defaultdict[date, list[CentreFigure]] = defaultdict(list)
    for figure in CentreFigure.objects.order_by("-month"):
        by_month[figure.month].append(figure)
    rows = []
    for month, figures in by_month.items():
        by_measure = _by_measure(figures)
        rows.append(
            (
                month,
                [
                    _shown(measure, by_measure[measure]).get(centre.pk, Shown())
                    for measure in MEASURES
                ],
            )
        )
    return CentreMonths(centre, rows)


def _ministry_only(viewer: Account) -> None:
    if not has_role(viewer, Role.MINISTRY):
        raise Http404


def _by_measure(
    figures: Iterable[CentreFigure],
) -> defaultdict[str, dict[int, CentreFigure]]:
    found: defaultdict[str, dict[int, CentreFigure]] = defaultdict(dict)
    for figure in figures:
        found[figure.measure][figure.centre_id] = figure
    return found


def _shown(measure: str, figures: dict[int, CentreFigure]) -> dict[int, Shown]:
    hidden = withheld({centre: figure.firms for centre, figure in figures.items()})
    return {
        centre: Shown(
            value=None if centre in hidden else figure.value,
            few_firms=centre in hidden and figure.firms < FEWEST_FIRMS,
            protects_others=centre in hidden and figure.firms >= FEWEST_FIRMS,
            is_money=measure in MONEY,
        )
        for centre, figure in figures.items()
    }


def _total(measure: str, figures: dict[int, CentreFigure]) -> Shown:
    if not figures or measure in RATES:
        return Shown()
    firms = {centre: figure.firms for centre, figure in figures.items()}
    if not total_tells_nothing(firms):
        return Shown(protects_others=True)
    total = sum((figure.value for figure in figures.values()), Decimal(0))
    return Shown(value=total, is_money=measure in MONEY)
