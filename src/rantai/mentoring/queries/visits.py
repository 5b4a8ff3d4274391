"""Filled check sheets as this account may see them, and how far two assessors agree."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef, QuerySet

from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import (
    Action,
    CheckSheet,
    ItemScore,
    Pillar,
    SheetKind,
    Visit,
)
from rantai.mentoring.queries.programmes import programmes_visible_to
from rantai.mentoring.rules import Marked, is_near, percent_of
from rantai.records.models import Account, Attachment, Role
from rantai.records.queries import has_role, owned_by
from tuang.msa import Kappa, weighted

FEWEST_ITEMS = 8
"""Below this no kappa is told: its interval would hold nearly every value."""


def may_fill(viewer: Account, kind: str) -> bool:
    """An owner looks at his own workshop; every other sheet is the mentor's."""
    if kind == SheetKind.SELF_AUDIT:
        return has_role(viewer, Role.MENTOR, Role.OWNER)
    return has_role(viewer, Role.MENTOR)


def sheet_on(cooperative_id: int, kind: str, day: date) -> CheckSheet | None:
    """The edition of a sheet that holds on a day."""
    return (
        CheckSheet.objects.filter(cooperative_id=cooperative_id, kind=kind, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )


def sheets_on(viewer: Account, day: date) -> list[CheckSheet]:
    """The editions that hold on a day, in the order of their kinds."""
    rows = owned_by(viewer, CheckSheet.objects.filter(valid_from__lte=day)).order_by("valid_from")
    by_kind = {sheet.kind: sheet for sheet in rows}
    return [by_kind[kind] for kind in SheetKind.values if kind in by_kind]


def visits_visible_to(viewer: Account) -> QuerySet[Visit]:
    """A workshop sees its own, never a neighbour's."""
    if not programmes_visible_to(viewer).exists():
        return Visit.objects.none()
    return owned_by(
        viewer, Visit.objects.filter(workshop__in=workshops_visible_to(viewer))
    ).select_related("workshop", "sheet", "stage", "recorded_by", "workbook")


def scores_visible_to(viewer: Account) -> QuerySet[ItemScore]:
    correction = ItemScore.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("pk")
    )
    return (
        owned_by(viewer, ItemScore.objects.filter(visit__in=visits_visible_to(viewer)))
        .annotate(is_replaced=Exists(correction))
        .select_related("item", "before", "visit__workshop", "visit__sheet")
        .order_by("item__number", "received_at")
    )


def actions_visible_to(viewer: Account) -> QuerySet[Action]:
    return (
        owned_by(viewer, Action.objects.filter(visit__in=visits_visible_to(viewer)))
        .select_related("workshop", "visit__sheet", "item")
        .prefetch_related("closings__proof", "aims")
        .order_by("due_on", "workshop__code", "pk")
    )


def open_actions(viewer: Account) -> QuerySet[Action]:
    return actions_visible_to(viewer).filter(closings__isnull=True)


def attachment_of(viewer: Account, visit: Visit, pk: int) -> Attachment | None:
    """A file of this visit: who may see the visit may see its photos and papers, and no other."""
    own = {
        visit.workbook_id,
        *ItemScore.objects.filter(cooperative_id=visit.cooperative_id, visit=visit).values_list(
            "before", flat=True
        ),
        *Action.objects.filter(cooperative_id=visit.cooperative_id, visit=visit).values_list(
            "closings__proof", flat=True
        ),
    }
    if pk not in own:
        return None
    return owned_by(viewer, Attachment.objects.filter(pk=pk)).first()


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two assessors of one workshop agree on the items that both scored."""

    other: Visit
    items: int
    same: int
    kappa: Kappa

    @property
    def can_tell(self) -> bool:
        return self.items >= FEWEST_ITEMS and self.kappa.kappa is not None

    @property
    def limits(self) -> tuple[float, float]:
        """A 95 % interval by the large-sample error, kept on the scale of a kappa."""
        assert self.kappa.kappa is not None
        half = 1.96 * (self.kappa.se or 0)
        return max(-1.0, self.kappa.kappa - half), min(1.0, self.kappa.kappa + half)


@dataclass(frozen=True)
class FilledSheet:
    """A visit with every score, its share by pillar, and the visit before it."""

    visit: Visit
    scores: list[ItemScore]
    actions: list[Action]
    before: "dict[int, int | None]"
    agreed: list[Agreed]

    @cached_property
    def current(self) -> list[ItemScore]:
        return [row for row in self.scores if not row.is_replaced]  # type: ignore[attr-defined]

    @cached_property
    def percent(self) -> int | None:
        return percent_of(map(_marked, self.current))

    @cached_property
    def by_pillar(self) -> list[tuple[str, int | None]]:
        marked = [_marked(row) for row in self.current]
        return [
            (str(label), percent_of(each for each in marked if each.pillar == value))
            for value, label in Pillar.choices
        ]

    @cached_property
    def axes(self) -> list[tuple[str, float, int | None]]:
        """For the radar: each item as a share of its best, now and on the visit before."""
        return [
            (
                row.item.words,
                100 * row.score / row.item.best,
                None
                if (earlier := self.before.get(row.item_id)) is None
                else 100 * earlier // row.item.best,
            )
            for row in self.current
            if row.score is not None
        ]


def _marked(score: ItemScore) -> Marked:
    return Marked(score.item.pillar, score.score, score.item.best)


def filled_sheet(viewer: Account, visit: Visit) -> FilledSheet:
    near = [
        other
        for other in visits_visible_to(viewer).filter(
            workshop_id=visit.workshop_id, sheet_id=visit.sheet_id
        )
        if other.pk != visit.pk
    ]
    values = _values_of([visit, *near])
    earlier = [
        other
        for other in near
        if other.visited_on < visit.visited_on and other.recorded_by_id == visit.recorded_by_id
    ]
    last = max(earlier, key=lambda other: other.visited_on, default=None)
    return FilledSheet(
        visit=visit,
        scores=list(scores_visible_to(viewer).filter(visit=visit)),
        actions=list(actions_visible_to(viewer).filter(visit=visit)),
        before=dict(values[last.pk]) if last else {},
        agreed=[
            _agreed(other, values[visit.pk], values[other.pk])
            for other in near
            if other.recorded_by_id != visit.recorded_by_id
            and is_near(other.visited_on, visit.visited_on)
        ],
    )


def _values_of(visits: list[Visit]) -> "defaultdict[object, dict[int, int | None]]":
    found: defaultdict[object, dict[int, int | None]] = defaultdict(dict)
    rows = (
        ItemScore.objects.current()
        .filter(cooperative_id=visits[0].cooperative_id, visit__in=[visit.pk for visit in visits])
        .values_list("visit_id", "item_id", "score")
    )
    for visit_id, item_id, score in rows:
        found[visit_id][item_id] = score
    return found


def _agreed(other: Visit, mine: "dict[int, int | None]", theirs: "dict[int, int | None]") -> Agreed:
    pairs = [
        (mine_given, their_given)
        for item, mine_given in mine.items()
        if mine_given is not None and (their_given := theirs.get(item)) is not None
    ]
    return Agreed(
        other=other,
        items=len(pairs),
        same=sum(one == two for one, two in pairs),
        kappa=weighted([one for one, _ in pairs], [two for _, two in pairs])
        if pairs
        else Kappa(None),
    )


@dataclass(frozen=True, slots=True)
class VisitRow:
    visit: Visit
    percent: int | None


def visits_of(viewer: Account, workshop: Workshop) -> list[VisitRow]:
    """Every filled sheet of a workshop, the newest first; two questions to the database."""
    visits = list(
        visits_visible_to(viewer).filter(workshop=workshop).order_by("-visited_on", "-received_at")
    )
    marks: defaultdict[object, list[Marked]] = defaultdict(list)
    rows = (
        ItemScore.objects.current()
        .filter(cooperative_id=workshop.cooperative_id, visit__in=[visit.pk for visit in visits])
        .annotate(pillar=F("item__pillar"), anchors=F("item__anchors"))
        .values_list("visit_id", "pillar", "score", "anchors")
    )
    for visit_id, pillar, score, anchors in rows:
        marks[visit_id].append(Marked(pillar, score, len(anchors) - 1))
    return [VisitRow(visit, percent_of(marks[visit.pk])) for visit in visits]
