"""Who belongs, since when, with what capacity; and whose workshop a person works in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Person, Workshop
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by

HELD = "workshop held for this request"


def workshop_of(viewer: Account) -> Workshop | None:
    """The workshop an operator or owner works in; office people have none.

    A page asks this for every list it shows. The account in hand lives as long as the
    request, so it keeps the answer, and the next request asks anew.
    """
    known: dict[str, Workshop | None] = vars(viewer)
    if HELD not in known:
        known[HELD] = _workshop_of(viewer)
    return known[HELD]


def _workshop_of(viewer: Account) -> Workshop | None:
    people = owned_by(viewer, Person.objects.select_related("workshop"))
    person = people.filter(account_id=viewer.pk, left_on__isnull=True).first()
    return person.workshop if person else None


def workshops_visible_to(viewer: Account) -> QuerySet[Workshop]:
    """The office and mentors see every member; a workshop's people see their own."""
    rows = owned_by(viewer, Workshop.objects.all())
    if has_role(viewer, *OFFICE, Role.MENTOR):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(people__account_id=viewer.pk, people__left_on__isnull=True)
    return rows.none()


def membership_on(cooperative: Cooperative, day: date) -> dict[int, str]:
    """Every workshop's standing on a day: its latest row up to then."""
    rows = (
        Membership.objects.filter(cooperative=cooperative, valid_from__lte=day)
        .order_by("valid_from", "pk")
        .values_list("workshop_id", "status")
    )
    return dict(rows)  # a later row takes the place of an earlier one


def count_members(cooperative: Cooperative, day: date) -> dict[str, int]:
    """How many members on a day, by standing; those who left are not members."""
    standings = list(membership_on(cooperative, day).values())
    counts = {status: standings.count(status) for status in MembershipStatus.values}
    members = sum(count for status, count in counts.items() if status != MembershipStatus.LEFT)
    return {**counts, "members": members}


def people_on(cooperative: Cooperative, day: date) -> QuerySet[Person]:
    """Everyone working in the member workshops on a day."""
    return Person.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=day), cooperative=cooperative, joined_on__lte=day
    )


def capacity_of(
    cooperative: Cooperative, workshop_ids: Iterable[int], on: date
) -> dict[int, CapacityAudit]:
    """The audit in force of each workshop on a day; a workshop never audited is left out."""
    audits = CapacityAudit.objects.filter(
        cooperative=cooperative, workshop__in=list(workshop_ids), valid_from__lte=on
    ).order_by("valid_from")
    return {audit.workshop_id: audit for audit in audits}


@dataclass(frozen=True, slots=True)
class Member:
    """A workshop as it stood on a day."""

    workshop: Workshop
    standing: MembershipStatus | None
    workers: int
    kg_per_month: int | None
    approvals: int

    @property
    def pill(self) -> str:
        """The look's word for the standing."""
        return PILLS[self.standing] if self.standing else ""


PILLS = {
    MembershipStatus.ACTIVE: "ok",
    MembershipStatus.DORMANT: "dormant",
    MembershipStatus.DECEASED: "watch",
    MembershipStatus.LEFT: "left",
}


def members_on(viewer: Account, cooperative: Cooperative, day: date) -> list[Member]:
    """Every workshop this person may see as it stood on a day; five questions, however many."""
    workshops = list(workshops_visible_to(viewer))
    standings = membership_on(cooperative, day)
    workers = dict(
        people_on(cooperative, day).values_list("workshop").annotate(Count("pk")).order_by()
    )
    capacity = dict(  # a later audit takes the place of an earlier one
        CapacityAudit.objects.filter(cooperative=cooperative, valid_from__lte=day)
        .order_by("valid_from")
        .values_list("workshop_id", "kg_per_month")
    )
    approvals = dict(
        _approved(workshops_visible_to(viewer), day)
        .values_list("pk")
        .annotate(Count("approvals__revision", distinct=True))
        .order_by()
    )
    return [
        Member(
            workshop=workshop,
            standing=_standing(standings.get(workshop.pk)),
            workers=workers.get(workshop.pk, 0),
            kg_per_month=capacity.get(workshop.pk),
            approvals=approvals.get(workshop.pk, 0),
        )
        for workshop in workshops
    ]


def _standing(status: str | None) -> MembershipStatus | None:
    return MembershipStatus(status) if status else None


def _approved(workshops: QuerySet[Workshop], day: date) -> QuerySet[Workshop]:
    """Approvals hang on a workshop from a room above; here they are only counted, by relation."""
    return workshops.filter(
        Q(approvals__withdrawn_on__isnull=True) | Q(approvals__withdrawn_on__gt=day),
        approvals__approved_on__lte=day,
        approvals__valid_until__gte=day,
    )


def workers_of(workshop: Workshop, day: date) -> list[Person]:
    return list(
        Person.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=day),
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            joined_on__lte=day,
        ).order_by("joined_on", "name")
    )
