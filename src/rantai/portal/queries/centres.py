"""The ministry's nine centres side by side, from summary rows only, and never one firm's figure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.members.models import CentreFigure
from rantai.records.models import Account, Centre, Role
from rantai.records.queries import has_role

MEASURES: dict[str, str | Promise] = {
    "members": _("Member firms"),
    "workers": _("Workers"),
    "machines": _("Machines"),
    "pieces_ordered": _("Pieces ordered"),
    "pieces_shipped": _("Pieces shipped"),
    "pieces_accepted": _("Pieces accepted"),
    "value_invoiced": _("Invoiced"),
    "reject_ppm": _("Rejects, PPM"),
    "on_time": _("On time, %"),
    "local_content": _("Local content of material, %"),
}
MONEY = frozenset({"value_invoiced"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as the ministry may see it: the value, nothing recorded, or why it is withheld."""

    value: Decimal | None = None
    withheld: str = ""
    is_money: bool = False


NOTHING = Shown()


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
class Trend:
    """A measure's shown values, oldest first."""

    label: str | Promise
    values: list[Decimal]


@dataclass(frozen=True, slots=True)
class CentreMonths:
    """One centre, month by month, newest first, and the trends of what may be seen."""

    centre: Centre
    rows: list[tuple[date, list[Shown]]]
    trends: list[Trend]


MONTHS_SHOWN = 36
FEWEST_FOR_A_TREND = 3


def months_recorded(viewer: Account) -> list[date]:
    _ministry_only(viewer)
    return list(_standing().order_by("-month").values_list("month", flat=True).distinct())


def centres_in(viewer: Account, month: date | None) -> Centres:
    """All centres in a month; without one, in the latest that has figures."""
    months = months_recorded(viewer)
    if month not in months:
        month = _latest_with_work(months)
    shown: defaultdict[int | None, dict[str, Shown]] = defaultdict(dict)
    if month:
        for figure in _standing().filter(month=month):
            shown[figure.centre_id][figure.measure] = _shown(figure)
    return Centres(
        month=month,
        months=months,
        rows=[
            CentreRow(centre, _in_order(shown[centre.pk]))
            for centre in Centre.objects.order_by("name")
        ],
        totals=_in_order(shown[None]),
    )


def _latest_with_work(months: list[date]) -> date | None:
    """A month that has only just begun shows members and nothing they made."""
    delivered = _standing().filter(measure="pieces_shipped").order_by("-month").first()
    if delivered:
        return delivered.month
    return months[0] if months else None


def centre_months(viewer: Account, code: str) -> CentreMonths:
    """One centre's months, as they came out."""
    _ministry_only(viewer)
    centre = Centre.objects.filter(code=code).first()
    if centre is None:
        raise Http404
    by_month: defaultdict[date, dict[str, Shown]] = defaultdict(dict)
    for figure in _standing().filter(centre=centre).order_by("-month"):
        by_month[figure.month][figure.measure] = _shown(figure)
    rows = [(month, _in_order(told)) for month, told in by_month.items()][:MONTHS_SHOWN]
    return CentreMonths(centre, rows, _trends(rows))


def _trends(rows: list[tuple[date, list[Shown]]]) -> list[Trend]:
    trends = []
    for place, label in enumerate(MEASURES.values()):
        column = [figures[place].value for _month, figures in reversed(rows)]
        values = [value for value in column if value is not None]
        if len(values) >= FEWEST_FOR_A_TREND:
            trends.append(Trend(label, values))
    return trends


def _ministry_only(viewer: Account) -> None:
    if not has_role(viewer, Role.MINISTRY):
        raise Http404


def _standing() -> QuerySet[CentreFigure]:
    """What stands now, without the firms' parts: no page ever loads them."""
    return CentreFigure.objects.filter(replaced_at__isnull=True).defer("amounts")


def _in_order(told: dict[str, Shown]) -> list[Shown]:
    return [told.get(measure, NOTHING) for measure in MEASURES]


def _shown(figure: CentreFigure) -> Shown:
    if figure.withheld:
        return Shown(withheld=figure.withheld)
    return Shown(value=figure.value, is_money=figure.measure in MONEY)
