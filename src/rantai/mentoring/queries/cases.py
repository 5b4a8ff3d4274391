"""Cases for apprentices: which 8Ds may be retold, the names that must not be in them, links."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from rantai.machines.models import Machine
from rantai.members.models import Person, Workshop
from rantai.mentoring.anonymous import without
from rantai.mentoring.models import LearningCase, SchoolLink
from rantai.orders.models import Customer
from rantai.parts.models import Part
from rantai.quality.models import EightD
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import has_role, owned_by

INSTEAD = "[…]"
TITLES = frozenset({"KOPERASI", "BENGKEL", "BAPAK", "INDONESIA"})
"""Longer parts of names that name nobody by themselves."""


def eightds_to_retell(viewer: Account) -> QuerySet[EightD]:
    """Closed ones nobody has retold yet, the newest first."""
    rows = owned_by(viewer, EightD.objects.filter(closed_at__isnull=False))
    if not has_role(viewer, Role.MENTOR):
        return rows.none()
    told = LearningCase.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), eightd=OuterRef("pk")
    )
    return rows.filter(~Exists(told)).select_related("defect").order_by("-closed_at")


def cases_visible_to(viewer: Account) -> QuerySet[LearningCase]:
    rows = owned_by(viewer, LearningCase.objects.all())
    return rows.select_related("eightd") if has_role(viewer, Role.MENTOR) else rows.none()


def schools_visible_to(viewer: Account) -> QuerySet[SchoolLink]:
    rows = owned_by(viewer, SchoolLink.objects.all())
    return rows if has_role(viewer, Role.MENTOR) else rows.none()


def school_of(token: str, today: date) -> SchoolLink | None:
    """A closed or a finished link opens as little as one that never was."""
    return (
        SchoolLink.objects.filter(token=token, closed_at__isnull=True, valid_until__gte=today)
        .select_related("cooperative")
        .first()
    )


def cases_told_to(school: SchoolLink) -> list[LearningCase]:
    return list(
        LearningCase.objects.filter(
            cooperative_id=school.cooperative_id, withdrawn_at__isnull=True
        ).order_by("order")
    )


def names_in(cooperative: Cooperative) -> set[str]:
    """Every name and code that leads back to someone: whole, and each of its longer words."""
    mine = {"cooperative": cooperative}
    whole = {cooperative.name, cooperative.short_name, cooperative.code, cooperative.centre.name}
    for model, *fields in (
        (Workshop, "code", "name", "village"),
        (Person, "name"),
        (Customer, "code", "name"),
        (Part, "number"),
        (Machine, "code"),
    ):
        for row in model.objects.filter(**mine).values_list(*fields):
            whole.update(row)
    whole.update(Account.objects.filter(**mine).values_list("name", flat=True))
    whole.discard("")
    words = {word.strip("().,") for name in whole for word in name.split()}
    words = {word for word in words if len(word) > 3 and word.upper() not in TITLES}
    # A part's whole name says for whom it is made; its words say what is cast.
    parts = set(Part.objects.filter(**mine).values_list("name", flat=True))
    return whole | words | parts


@dataclass(frozen=True, slots=True)
class Draft:
    """An 8D in three texts, with every known name taken out, for the mentor to go over."""

    title: str
    seen: str
    why: str
    done: str


def draft_of(eightd: EightD) -> Draft:
    names = names_in(eightd.cooperative)
    mine = {"cooperative_id": eightd.cooperative_id}
    whys = eightd.whys.filter(**mine, replaced_by__isnull=True).order_by("branch", "step")
    actions = eightd.actions.filter(**mine).order_by("pk")
    return Draft(
        title=str(eightd.defect),
        seen=without(eightd.problem, names, INSTEAD),
        why=without(" → ".join(why.text for why in whys), names, INSTEAD)[:900],
        done=without("; ".join(action.text for action in actions), names, INSTEAD)[:900],
    )
