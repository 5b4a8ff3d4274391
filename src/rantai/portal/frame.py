"""What every page's frame shows: who is here, where they can go, whether the data is an example."""

from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rantai.portal.queries.example import shows_example_data
from rantai.records.models import Account, Role
from rantai.records.queries import example_accounts


class Place(NamedTuple):
    """An entry of the bar: the name of an address and the word for it."""

    address: str
    label: str | Promise


TODAY = Place("home", _("Today"))
HEATS = Place("shopfloor:index", _("Heats"))
MATERIALS = Place("shopfloor:materials", _("Materials"))
WORK_ORDERS = Place("plans:work_orders", _("Work orders"))
ORDERS = Place("orders:index", _("Orders"))
ALLOCATION = Place("plans:index", _("Allocation"))
QUALITY = Place("quality:index", _("Quality"))
SHIPMENTS = Place("delivery:index", _("Shipping"))
PAYMENTS = Place("settlement:index", _("Payments"))
MACHINES = Place("machines:index", _("Machines"))
MEMBERS = Place("members:index", _("Members"))
MENTORING = Place("mentoring:index", _("Mentoring"))

# In the order of each one's day, at most six; the rest is reached from the thing itself.
BARS: dict[str, tuple[Place, ...]] = {
    Role.OPERATOR: (TODAY, WORK_ORDERS, HEATS, MATERIALS, MACHINES),
    Role.OWNER: (
        TODAY,
        WORK_ORDERS,
        HEATS,
        PAYMENTS,
        Place("members:index", _("My workshop")),
        MENTORING,
    ),
    Role.LAB: (TODAY, HEATS, QUALITY, SHIPMENTS, MACHINES, MATERIALS),
    Role.PLANNER: (TODAY, ORDERS, ALLOCATION, HEATS, SHIPMENTS, MEMBERS),
    Role.TREASURER: (TODAY, PAYMENTS, SHIPMENTS, MACHINES, MEMBERS),
    Role.CUSTOMER: (
        TODAY,
        ORDERS,
        SHIPMENTS,
        Place("portal:customer_quality", _("Quality")),
        Place("quality:files", _("Approvals")),
        Place("quality:eightds", _("Claims")),
    ),
    Role.MENTOR: (TODAY, MENTORING, MEMBERS),
    Role.MINISTRY: (Place("portal:ministry", _("Nine centres")),),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "user", None)  # an error page may come before the sign-in
    if not isinstance(viewer, Account):
        return {"is_example": False, "example_accounts": SimpleLazyObject(on_offer)}
    return {"is_example": shows_example_data(viewer)}


def bar_of(role: str, place: str) -> list[dict[str, Any]]:
    """The bar of a role, with the entry marked under which its reader is."""
    return [
        {"label": entry.label, "url": url, "current": url == place}
        for url, entry in zip(_addresses_of(role), BARS[role], strict=True)
    ]


def place_of(role: str, path: str) -> str:
    """The entry of the bar under which a page lies; nothing for a page that no entry leads to."""
    return max((url for url in _addresses_of(role) if is_under(path, url)), key=len, default="")


@cache
def _addresses_of(role: str) -> list[str]:
    return [reverse(entry.address) for entry in BARS[role]]


def is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def on_offer() -> list[dict[str, Any]]:
    """The one-click sign-ins, for a sign-in page that wants to show them."""
    return [
        {
            "name": account.name,
            "role": account.get_role_display(),
            "place": account.cooperative.short_name if account.cooperative else "",
            "username": account.username,
        }
        for account in example_accounts()
    ]
