"""Changing a workshop's standing, and with it everything that the sentences announced."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.machines.actions import end_bookings_of
from rantai.members.actions import change_membership
from rantai.members.models import Membership, MembershipStatus, Workshop
from rantai.plans.actions import take_back_work_order
from rantai.portal.leaving.reckoning import ties_of
from rantai.portal.leaving.sentences import STAYS_BOOKED, digest_of, what_happens
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal


class NotReadYet(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Read what happens with what still hangs on this workshop, then confirm it.")
        )


@transaction.atomic
def change_standing(
    *,
    workshop: Workshop,
    status: MembershipStatus,
    valid_from: date,
    heir: str = "",
    note: str = "",
    read: str = "",
    by: Account,
    at: datetime,
) -> Membership:
    """From this day the standing is another; work orders go back, bookings end, nothing is lost.

    Holds, pieces, advances and pay stay as they are: they hang on the workshop, not on its
    standing. Whoever decides has read what happens, exactly as it happens: `read` is its digest.
    """
    cooperative = acting_as(by, Role.PLANNER, Role.TREASURER)
    if workshop.cooperative_id != cooperative.pk:
        raise Http404
    today = timezone.localdate(at)
    # Nobody accepts, casts or books for it between reading and doing.
    Workshop.objects.select_for_update().get(cooperative=cooperative, pk=workshop.pk)
    ties = ties_of(workshop, valid_from, today)
    told = what_happens(ties, status, valid_from, sees_money=has_role(by, Role.TREASURER))
    if told and read != digest_of(told, status, valid_from):
        raise NotReadYet
    changed = change_membership(
        workshop=workshop,
        status=status,
        valid_from=valid_from,
        heir=heir,
        note=note,
        by=by,
        at=at,
    )
    if status == MembershipStatus.ACTIVE:
        return changed
    because = _("%(standing)s from %(day)s") % {
        "standing": MembershipStatus(status).label,
        "day": date_format(valid_from, "j M Y"),
    }
    for order in ties.orders:
        take_back_work_order(order=order, because=because, by=by, at=at)
    if status not in STAYS_BOOKED:
        since = max(valid_from, today)
        end_bookings_of(workshop=workshop, since=since, because=because, by=by, at=at)
    return changed
