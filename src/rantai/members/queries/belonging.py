"""Who belongs, since when, with what capacity; and whose workshop a person works in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from rantai.members.models import (
    CapacityAudit,
    Membership,
    MembershipStatus,
    NamesShown,
    Person,
    Workshop,
)
from rantai.records.models import Account, Cooperative, Role
from rantai.records.prepared import only_one, prepared
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
    if viewer.cooperative_id is None:
        return None
    return only_one(_workshops_of(viewer.cooperative_id, viewer.pk))


@prepared
def _workshops_of(owner: int, account: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(
        cooperative_id=owner, people__account_id=account, people__left_on__isnull=True
    ).order_by("people__pk")


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
    return dict(_standings(cooperative.pk, day))  # a later row takes the place of an earlier one


@prepared
def _standings(owner: int, day: date) -> QuerySet[Membership, tuple[int, str]]:
    rows = Membership.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("valid_from", "pk").values_list("workshop_id", "status")


def count_members(cooperative: Cooperative, day: date) -> dict[str, int]:
    """How many members on a day, by standing; those who left are not members."""
    standings = list(membership_on(cooperative, day).values())
    counts = {status: standings.count(status) for status in MembershipStatus.values}
    members = sum(count for status, count in counts.items() if status != MembershipStatus.LEFT)
    return {**counts, "members": members}


def people_on(cooperative: Cooperative, day: date) -> QuerySet[Person]:
    """Everyone working in the member workshops on a day."""
    return working_on(Person.objects.filter(cooperative=cooperative), day)


def working_on(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    return people.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), joined_on__lte=day)


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
    workers = dict(_workers(cooperative.pk, day))
    capacity = dict(_capacities(cooperative.pk, day))  # a later audit replaces an earlier one
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


@prepared
def _workers(owner: int, day: date) -> QuerySet[Person, tuple[int, int]]:
    rows = working_on(Person.objects.filter(cooperative_id=owner), day)
    return rows.values_list("workshop").annotate(Count("pk")).order_by()


@prepared
def _capacities(owner: int, day: date) -> QuerySet[CapacityAudit, tuple[int, int]]:
    rows = CapacityAudit.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("valid_from").values_list("workshop_id", "kg_per_month")


def _standing(status: str | None) -> MembershipStatus | None:
    return MembershipStatus(status) if status else None


def _approved(workshops: QuerySet[Workshop], day: date) -> QuerySet[Workshop]:
    """Approvals hang on a workshop from a room above; here they are only counted, by relation."""
    return workshops.filter(
        Q(approvals__withdrawn_on__isnull=True) | Q(approvals__withdrawn_on__gt=day),
        approvals__approved_on__lte=day,
        approvals__valid_until__gte=day,
    )


def names_shown_on(cooperative_id: int, day: date) -> bool:
    """Whether customers read workshops' names on a day; codes, until the members decide."""
    rows = NamesShown.objects.filter(cooperative_id=cooperative_id, valid_from__lte=day)
    decided = rows.order_by("-valid_from").first()
    return decided is not None and decided.shows_names


def workers_of(workshop: Workshop, day: date) -> list[Person]:
    return _people_in(workshop.cooperative_id, workshop.pk, day)


@prepared
def _people_in(owner: int, workshop: int, day: date) -> QuerySet[Person]:
    people = Person.objects.filter(cooperative_id=owner, workshop=workshop)
    return working_on(people, day).order_by("joined_on", "name")
