"""Fixes that spread: whom each is offered to, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import Action, Offer, Shared, Spread
from rantai.parts.models import Approval
from rantai.quality.models import EightD
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, has_role, owned_by
from rantai.shopfloor.models import Scrap

LOOKS_BACK = timedelta(days=365)


def spreads_visible_to(viewer: Account) -> QuerySet[Spread]:
    """For those who may see every workshop; a workshop reads its offers and no more."""
    rows = owned_by(viewer, Spread.objects.all())
    if not has_role(viewer, *OFFICE, Role.MENTOR):
        return rows.none()
    return rows.order_by("-received_at")


@dataclass(slots=True)
class SpreadRow:
    """A fix and what the workshops it was offered to made of it so far."""

    spread: Spread
    offered: int = 0
    done: int = 0
    accepted: int = 0
    declined: int = 0
    late: int = 0
    """Accepted with a day that is over."""

    @property
    def waiting(self) -> int:
        return self.offered - self.done - self.accepted - self.declined


def spread_rows(spreads: Iterable[Spread], today: date) -> list[SpreadRow]:
    """Counts of each fix, by one question for all of them."""
    rows = {spread.pk: SpreadRow(spread) for spread in spreads}
    owners = {row.spread.cooperative_id for row in rows.values()}
    counted = (
        Offer.objects.filter(cooperative__in=owners, spread__in=list(rows))
        .order_by()
        .values_list("spread_id")
        .annotate(
            Count("pk"),
            done=Count("pk", filter=Q(finishes__isnull=False)),
            accepted=Count("pk", filter=Q(finishes__isnull=True, answers__accepts=True)),
            declined=Count("pk", filter=Q(finishes__isnull=True, answers__accepts=False)),
            late=Count("pk", filter=Q(finishes__isnull=True, answers__due_on__lt=today)),
        )
    )
    for pk, offered, done, accepted, declined, late in counted:
        row = rows[pk]
        row.offered, row.done, row.accepted = offered, done, accepted
        row.declined, row.late = declined, late
    return list(rows.values())


def offers_of(spread: Spread) -> QuerySet[Offer]:
    """What each workshop answered, those that wait first."""
    return (
        Offer.objects.filter(cooperative_id=spread.cooperative_id, spread=spread)
        .select_related("workshop")
        .prefetch_related("answers", "finishes")
        .order_by(F("answers__accepts").asc(nulls_first=True), "workshop__code")
    )


def offers_visible_to(viewer: Account) -> QuerySet[Offer]:
    return (
        owned_by(viewer, Offer.objects.filter(workshop__in=workshops_visible_to(viewer)))
        .select_related("spread", "workshop")
        .prefetch_related("answers", "finishes")
        .order_by("-spread__received_at", "workshop__code")
    )


def eightds_to_spread(viewer: Account) -> QuerySet[EightD]:
    """Closed on figures that showed the cure, and not told to anyone yet."""
    rows = owned_by(viewer, EightD.objects.filter(closings__is_shown=True))
    if not has_role(viewer, Role.MENTOR, Role.PLANNER, Role.LAB):
        return rows.none()
    told = Spread.objects.filter(cooperative_id=OuterRef("cooperative_id"), eightd=OuterRef("pk"))
    return (
        rows.filter(~Exists(told))
        .select_related("workshop", "revision__part", "defect")
        .order_by("-closed_at")
    )


def reach_of_eightd(eightd: EightD, today: date) -> dict[int, Shared]:
    """Workshops that may make the part, or have had the defect within a year."""
    found = dict.fromkeys(
        Scrap.objects.current()
        .filter(
            cooperative_id=eightd.cooperative_id,
            defect=eightd.defect_id,
            quantity__gt=0,
            occurred_at__date__gte=today - LOOKS_BACK,
        )
        .order_by("lot__workshop")
        .values_list("lot__workshop", flat=True)
        .distinct(),
        Shared.DEFECT,
    )
    found |= dict.fromkeys(
        Approval.objects.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today),
            cooperative_id=eightd.cooperative_id,
            revision__part=eightd.revision.part_id,
            approved_on__lte=today,
            valid_until__gte=today,
        ).values_list("workshop_id", flat=True),
        Shared.PART,
    )
    found.pop(eightd.workshop_id, None)
    return found


def reach_of_action(action: Action) -> dict[int, Shared]:
    """Workshops with an action still open on the same point of the check sheet."""
    if action.item is None:
        return {}
    rows = Action.objects.filter(
        cooperative_id=action.cooperative_id,
        item__number=action.item.number,
        visit__sheet__kind=action.visit.sheet.kind,
        closings__isnull=True,
    ).exclude(workshop=action.workshop_id)
    return dict.fromkeys(rows.values_list("workshop_id", flat=True), Shared.PROCESS)
