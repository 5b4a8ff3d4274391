"""What the paper sheet of a heat says before the pen does."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.parts.models import ElementWindow
from rantai.plans.models import WorkOrder
from rantai.records.documents.figures import span
from rantai.records.documents.parties import Party
from rantai.records.models import Account
from rantai.shopfloor.documents.heat_paper import HeatPaper
from rantai.shopfloor.queries.progress import unfinished
from rantai.shopfloor.queries.stock import OFFERED, stock_of
from rantai.shopfloor.queries.visible import (
    furnaces_of,
    material_lots_for,
    work_orders_open_to,
)
from rantai.shopfloor.rules import lot_code, shop_prefix

TO_WRITE = "______"
"""Six places for the day and a running number; the pen fills them in."""


def order_for_paper(viewer: Account, code: str = "") -> WorkOrder | None:
    """The work order asked for, or the one due first that still wants castings."""
    orders = unfinished(work_orders_open_to(viewer))
    return orders.filter(code=code).first() if code else orders.first()


def heat_paper_of(viewer: Account, order: WorkOrder) -> HeatPaper:
    workshop = workshop_of(viewer)
    assert workshop is not None
    revision, cooperative = order.revision, order.cooperative
    number = _numbered("L", workshop)
    lots = list(material_lots_for(workshop).order_by("received_on", "code"))
    left = stock_of(lots)
    at_hand = [lot for lot in lots if left[lot.pk] > 0 and not lot.node.is_held][:OFFERED]
    return HeatPaper(
        workshop=Party(f"{workshop.code} {workshop.name}", contact=cooperative.name),
        heat_number=number,
        lot_number=lot_code(number, 1).removesuffix("A") + "_",
        moulds_number=_numbered("CT", workshop),
        order=order.code,
        part=f"{revision.part.number} {revision.revision} · {revision.part.name}",
        grade=revision.grade.code,
        furnaces=[furnace.code for furnace in furnaces_of(workshop)],
        limits=_limits(order),
        materials=[(lot.material, lot.code) for lot in at_hand],
        link=f"{settings.PUBLIC_URL}{reverse('shopfloor:start')}",
        example=cooperative.is_example,
    )


def _numbered(letters: str, workshop: Workshop) -> str:
    """The codes of one kind here, with the day and the running number for the pen."""
    return shop_prefix(letters, workshop.code, date(2000, 1, 1)).replace("000101", TO_WRITE) + "__"


def _limits(order: WorkOrder) -> list[tuple[str, str]]:
    revision = order.revision
    low, high = revision.pour_temperature_min_c, revision.pour_temperature_max_c
    windows = ElementWindow.objects.filter(
        cooperative_id=order.cooperative_id, grade_id=revision.grade_id
    )
    return [
        (_("Pour at"), f"{_whole(low, high)} °C"),
        (_("After inoculation"), _("≤ {count} min").format(count=revision.pour_within_minutes)),
        *((each.element, f"{span(each.minimum_pct, each.maximum_pct)} %") for each in windows),
    ]


def _whole(low: int | None, high: int | None) -> str:
    """Degrees as the furnace shows them, without a thousands dot."""
    if low and high:
        return f"{low}–{high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else "–"
