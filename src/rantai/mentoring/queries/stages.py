"""Which stage each workshop stands in, and what it still needs for the next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import (
    Assessment,
    Gate,
    Programme,
    Stage,
    StageCriterion,
    StagePassage,
)
from rantai.mentoring.queries.programmes import programmes_visible_to
from rantai.mentoring.rules import Judged, Required, judge, next_number
from rantai.records.models import Account
from rantai.records.queries import owned_by


def stages_visible_to(viewer: Account) -> QuerySet[Stage]:
    return owned_by(viewer, Stage.objects.filter(programme__in=programmes_visible_to(viewer)))


def criteria_visible_to(viewer: Account) -> QuerySet[StageCriterion]:
    return owned_by(
        viewer, StageCriterion.objects.filter(stage__in=stages_visible_to(viewer))
    ).select_related("stage__programme")


def passages_visible_to(viewer: Account) -> QuerySet[StagePassage]:
    """A workshop sees its own way, never a neighbour's."""
    return owned_by(
        viewer, StagePassage.objects.filter(workshop__in=workshops_visible_to(viewer))
    ).select_related("stage", "recorded_by")


def criteria_on(programme: Programme, day: date) -> QuerySet[StageCriterion]:
    """What the programme asked for on a day."""
    return StageCriterion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        cooperative_id=programme.cooperative_id,
        stage__programme=programme,
        valid_from__lte=day,
    ).select_related("stage")


def passages_of(programme: Programme, workshop: Workshop) -> list[StagePassage]:
    return list(
        StagePassage.objects.filter(
            cooperative_id=programme.cooperative_id, programme=programme, workshop=workshop
        )
        .select_related("stage", "recorded_by")
        .order_by("stage__number")
    )


def reached_by(programme: Programme) -> dict[int, int]:
    """The furthest stage's number of each workshop in the programme."""
    rows = (
        StagePassage.objects.filter(cooperative_id=programme.cooperative_id, programme=programme)
        .order_by("stage__number")
        .values_list("workshop_id", "stage__number")
    )
    return dict(rows)


def scores_on(programme: Programme, workshop: Workshop, day: date) -> dict[str, int]:
    """Each pillar's last score up to a day."""
    rows = (
        Assessment.objects.current()
        .filter(
            cooperative_id=programme.cooperative_id,
            programme=programme,
            workshop=workshop,
            assessed_on__lte=day,
        )
        .order_by("assessed_on", "received_at")
        .values_list("pillar", "score")
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Way:
    """One workshop's way through a programme: where it stands, and what opens the next stage."""

    stages: list[Stage]
    passages: list[StagePassage]
    next: Stage | None
    judged: list[Judged]

    @property
    def now(self) -> StagePassage | None:
        return self.passages[-1] if self.passages else None

    @property
    def missing(self) -> list[Judged]:
        return [each for each in self.judged if not each.is_met]

    @property
    def steps(self) -> list[tuple[Stage, StagePassage | None, bool]]:
        entered = {passage.stage_id: passage for passage in self.passages}
        now = self.now.stage_id if self.now else None
        return [(stage, entered.get(stage.pk), stage.pk == now) for stage in self.stages]


def way_of(
    programme: Programme, workshop: Workshop, day: date, seen: frozenset[int] = frozenset()
) -> Way:
    stages = list(programme.stages.all())
    passages = passages_of(programme, workshop)
    reached = passages[-1].stage.number if passages else None
    following = next_number([stage.number for stage in stages], reached)
    return Way(
        stages=stages,
        passages=passages,
        next=next((stage for stage in stages if stage.number == following), None),
        judged=judge(
            required_for(programme, reached, following, day),
            scores_on(programme, workshop, day),
            seen,
        ),
    )


def required_for(
    programme: Programme, reached: int | None, following: int | None, day: date
) -> list[Required]:
    """What closes the stage reached and what opens the one that follows."""
    return [
        Required(row.pk, row.words, row.pillar, row.at_least)
        for row in criteria_on(programme, day)
        if (row.stage.number, row.gate) in {(reached, Gate.EXIT), (following, Gate.ENTRY)}
    ]


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A stage on the board: who stands there."""

    stage: Stage
    workshops: list[Workshop]


def board_of(viewer: Account, programme: Programme) -> list[StageColumn]:
    """Every stage with the workshops that stand in it now; two questions to the database."""
    shops = {shop.pk: shop for shop in workshops_visible_to(viewer).order_by("code")}
    furthest = reached_by(programme)
    standing: defaultdict[int, list[Workshop]] = defaultdict(list)
    for pk, shop in shops.items():
        if pk in furthest:
            standing[furthest[pk]].append(shop)
    return [StageColumn(stage, standing[stage.number]) for stage in programme.stages.all()]
