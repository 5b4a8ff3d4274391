"""Who may write in this room; for everyone else nothing is there."""

from django.http import Http404

from rantai.orders.models import Customer
from rantai.orders.queries import customers_visible_to
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as, has_role


def planner_of(owner: Cooperative, by: Account) -> None:
    """The planner packs and ships for the own co-operative."""
    if acting_as(by, Role.PLANNER).pk != owner.pk:
        raise Http404


def receiver_for(customer: Customer, by: Account) -> None:
    """The customer's own engineer, or the planner on the customer's behalf."""
    if has_role(by, Role.CUSTOMER):
        if not customers_visible_to(by).filter(pk=customer.pk).exists():
            raise Http404
        return
    planner_of(customer.cooperative, by)
