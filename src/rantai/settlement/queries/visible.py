"""Which settlements, statements and advances an account may see."""

from django.db.models import Exists, OuterRef, QuerySet

from rantai.delivery.queries import standing_lines
from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.orders.models import Customer
from rantai.records.models import Account, Role
from rantai.records.prepared import Limit, only_one, prepared
from rantai.records.queries import has_role, owned_by
from rantai.settlement.models import (
    Advance,
    Settlement,
    SettlementLine,
    Statement,
)

ONE = Limit(1)


def settlements_visible_to(viewer: Account) -> QuerySet[Settlement]:
    rows = owned_by(viewer, Settlement.objects.select_related("customer"))
    return rows if has_role(viewer, Role.TREASURER) else rows.none()


def statements_visible_to(viewer: Account) -> QuerySet[Statement]:
    """The treasurer sees every statement; an owner sees those of the own workshop."""
    rows = owned_by(viewer, Statement.objects.select_related("settlement__customer", "workshop"))
    if has_role(viewer, Role.TREASURER):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


def last_statement_of(workshop: Workshop) -> Statement | None:
    return only_one(_newest_of(workshop.cooperative_id, workshop.pk, ONE))


@prepared
def _newest_of(owner: int, workshop: int, most: Limit) -> QuerySet[Statement]:
    rows = Statement.objects.select_related("settlement__customer", "workshop")
    mine = rows.filter(cooperative_id=owner, workshop=workshop)
    return mine.order_by("-settlement__period_to", "-pk")[:most]


def newest_statements(viewer: Account) -> QuerySet[Statement]:
    return statements_visible_to(viewer).order_by("-settlement__period_to", "-pk")


def advances_visible_to(viewer: Account) -> QuerySet[Advance]:
    rows = owned_by(viewer, Advance.objects.current().select_related("workshop"))
    if has_role(viewer, Role.TREASURER):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


def customers_to_settle(viewer: Account) -> QuerySet[Customer]:
    """Customers with received pieces that no settlement has paid yet."""
    paid = SettlementLine.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), receipt_line=OuterRef("pk")
    )
    customers = owned_by(viewer, Customer.objects.all())
    if not has_role(viewer, Role.TREASURER) or viewer.cooperative_id is None:
        return customers.none()
    open_lines = standing_lines(viewer.cooperative_id).filter(
        ~Exists(paid), receipt__shipment__customer=OuterRef("pk")
    )
    return customers.filter(Exists(open_lines))
