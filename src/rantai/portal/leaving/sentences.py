"""What happens to each thing that hangs on a workshop, in a sentence before it is done."""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.machines.models import Booking
from rantai.members.models import MembershipStatus
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.portal.leaving.reckoning import HeldThing, Ties

STAYS_BOOKED = frozenset({MembershipStatus.ACTIVE, MembershipStatus.DECEASED})
"""An heir goes on with what the workshop has on shared machines."""


def what_happens(
    ties: Ties, status: MembershipStatus, since: date, *, sees_money: bool
) -> list[str]:
    """Nothing for a workshop that becomes active: nothing is taken from it."""
    if status == MembershipStatus.ACTIVE:
        return []
    told = [_held(each) for each in ties.held]
    told += [_order(each) for each in ties.orders]
    told += _stock(ties)
    told += [_booking(each, stays=status in STAYS_BOOKED) for each in ties.bookings]
    told += _money(ties, status, sees_money=sees_money)
    told += _workers(ties, status, since)
    return told


def digest_of(sentences: list[str], status: MembershipStatus, since: date) -> str:
    """What was read, so that nothing else is done than what was read."""
    read = "\n".join([str(status), since.isoformat(), *sentences])
    return hashlib.sha256(read.encode()).hexdigest()[:16]


def _held(thing: HeldThing) -> str:
    values = {"code": thing.code, "reason": thing.reason or "–", "pieces": _number(thing.pieces)}
    if thing.pieces is None:
        return _("%(code)s stays on hold (%(reason)s) and can be traced by its code.") % values
    return (
        _(
            "Lot %(code)s, %(pieces)s pieces, stays on hold (%(reason)s): none may be packed, "
            "the lab decides about it as before, and it can be traced by its code."
        )
        % values
    )


def _order(order: WorkOrder) -> str:
    values = {
        "code": order.code,
        "part": order.revision.part.name,
        "due": date_format(order.due_on, "j M Y"),
        "made": _number(order.made),
        "pieces": _number(order.quantity),
    }
    if order.status == WorkOrderStatus.ISSUED:
        return (
            _(
                "Work order %(code)s (%(part)s, due %(due)s) was not answered yet; all %(pieces)s "
                "pieces go back to the planner to be allocated again."
            )
            % values
        )
    values["pieces"] = _number(order.wanted - order.made)
    return (
        _(
            "Of work order %(code)s (%(part)s, due %(due)s) %(made)s pieces are cast and stay; "
            "the other %(pieces)s go back to the planner to be allocated again."
        )
        % values
    )


def _stock(ties: Ties) -> Iterator[str]:
    for code, pieces in ties.in_stock:
        yield ngettext(
            "%(pieces)s piece of lot %(code)s is not packed; it can still be inspected, packed "
            "and paid for.",
            "%(pieces)s pieces of lot %(code)s are not packed; they can still be inspected, packed "
            "and paid for.",
            pieces,
        ) % {"pieces": _number(pieces), "code": code}


def _booking(booking: Booking, *, stays: bool) -> str:
    values = {
        "machine": booking.machine.code,
        "purpose": booking.purpose,
        "due": date_format(booking.due_on, "j M Y"),
    }
    if stays:
        return (
            _(
                "The booking of %(machine)s for “%(purpose)s”, needed by %(due)s, stays for the "
                "heir; cancel it where it is not needed."
            )
            % values
        )
    return (
        _(
            "The booking of %(machine)s for “%(purpose)s”, needed by %(due)s, ends free of charge, "
            "and the workshop is told."
        )
        % values
    )


def _money(ties: Ties, status: MembershipStatus, *, sees_money: bool) -> Iterator[str]:
    for owed in ties.advances:
        values = {"code": owed.advance.code, "rupiah": _number(owed.owed_rupiah)}
        if sees_money:
            yield (
                _(
                    "Of advance %(code)s Rp %(rupiah)s is still owed; it is kept back from what is "
                    "paid later, and what is left after that stays a debt on record."
                )
                % values
            )
        else:
            yield (
                _(
                    "Advance %(code)s is not paid back yet; it is kept back from what is paid "
                    "later, and what is left after that stays a debt on record."
                )
                % values
            )
    for line in ties.expected:
        whom = _("the heir") if status == MembershipStatus.DECEASED else _("the workshop")
        yield (
            _(
                "%(pieces)s accepted pieces of %(part)s are not paid yet; the next closing pays "
                "%(whom)s for them as for any member."
            )
            % {"pieces": _number(line.pieces), "part": line.part_name, "whom": whom}
        )


def _workers(ties: Ties, status: MembershipStatus, since: date) -> Iterator[str]:
    if ties.workers and status == MembershipStatus.LEFT:
        yield ngettext(
            "%(count)s worker stays in its list; enter the last day there, and the worker can join "
            "another workshop.",
            "%(count)s workers stay in its list; enter the last day of each there, and they can "
            "join another workshop.",
            ties.workers,
        ) % {"count": _number(ties.workers)}


def _number(value: int | None) -> str:
    return "" if value is None else number_format(value, force_grouping=True)
