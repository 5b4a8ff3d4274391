"""The office's board of heats: one line a heat, read as figures and not as whole facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from rantai.parts.models import ElementWindow
from rantai.records.prepared import prepared
from rantai.shopfloor.models import CastingLot, Charge, Heat, HeatStatus, Pour, Reading, Sample
from rantai.shopfloor.queries.verdicts import STATES, places_shown, what_is_sure
from rantai.shopfloor.queries.words import STEPS
from rantai.shopfloor.rules import NextStep, Progress, is_fresh, next_step
from tuang.charge import ElementVerdict, Limits, read_against


class Carbon(NamedTuple):
    """The newest sample's carbon, the one figure a board has room for."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    state: str
    places: int


@dataclass(frozen=True, slots=True)
class HeatStep:
    """How far a heat has come, as its crew wants to know."""

    heat: Heat
    step: NextStep
    sampled_at: datetime | None

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the furnace waits for the lab."""
        return self.sampled_at if self.step in (NextStep.READ, NextStep.DECIDE) else None

    @property
    def step_word(self) -> str:
        return str(STEPS[self.step][1])

    @property
    def pill(self) -> str:
        return "held" if self.heat.status == HeatStatus.HELD else STEPS[self.step][0]


@dataclass(frozen=True, slots=True)
class HeatRow(HeatStep):
    """What the board shows of a heat; `HeatSheet` says the same of one heat in full."""

    carbon: Carbon | None
    charged_kg: Decimal
    poured_kg: Decimal
    cast: int
    scrapped: int


@dataclass(slots=True)
class _Weighed:
    """Metal that went into a heat and came out of it."""

    charged_kg: Decimal = Decimal(0)
    last_charged_at: datetime | None = None
    poured_kg: Decimal = Decimal(0)
    ladles: set[int] = field(default_factory=set)


class _Counted(NamedTuple):
    """Pieces of a ladle, by the tally of its lot."""

    cast: int
    scrapped: int


@dataclass(slots=True)
class _Grade:
    """The windows of a grade, in its order; carbon's is shown as it is written."""

    limits: dict[str, Limits] = field(default_factory=dict)
    carbon: tuple[Decimal | None, Decimal | None] = None, None


class _Latest(NamedTuple):
    """The newest sample of a heat, and what its readings say of the melt."""

    sampled_at: datetime
    grade: _Grade
    judged: Sequence[ElementVerdict]

    @property
    def is_read(self) -> bool:
        return all(element.value is not None for element in self.judged)

    @property
    def is_inside(self) -> bool:
        return all(element.inside for element in self.judged)

    @property
    def carbon(self) -> Carbon | None:
        for element in self.judged:
            if element.element == "C" and element.value is not None:
                low, high = self.grade.carbon
                places = places_shown(element.value, low, high)
                return Carbon(element.value, low, high, STATES[element.verdict], places)
        return None


def of_the_board(heats: QuerySet[Heat]) -> QuerySet[Heat]:
    """Heats with the columns that a line of the board shows."""
    return heats.select_related("workshop", "furnace", "work_order__revision__part").only(
        "cooperative_id",
        "code",
        "started_at",
        "status",
        "workshop__code",
        "workshop__name",
        "furnace__code",
        "work_order__revision__grade_id",
        "work_order__revision__part__name",
    )


def rows_of(heats: Iterable[Heat]) -> list[HeatRow]:
    """Read heats fetched by `of_the_board`, in a number of queries that never grows."""
    rows = list(heats)
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [heat.pk for heat in rows]
    weighed = _weigh(owner, ids)
    latest = _latest(owner, rows)
    counted = _count(owner, ids)
    return [
        _row(heat, weighed[heat.pk], latest.get(heat.pk), counted.get(heat.pk, {})) for heat in rows
    ]


def steps_of(heats: Iterable[Heat]) -> list[HeatStep]:
    """The same of how far they have come, without the figures.

    Each charge is looked at where it lies and none is fetched: what is found stays the same from
    one to the next, and so does a page that is kept with it.
    """
    rows = list(heats)
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [heat.pk for heat in rows]
    charged = {heat: since for heat, *since in _charged(owner, ids)}
    latest, counted = _latest(owner, rows), _count(owner, ids)
    ladles: defaultdict[int, set[int]] = defaultdict(set)
    for heat, _mass_kg, ladle in _standing(_pours(owner, ids)):
        ladles[heat].add(ladle)
    found = []
    for each in rows:
        is_charged, is_charged_since = charged[each.pk]
        sample = latest.get(each.pk)
        has_fresh_sample = sample is not None and not is_charged_since
        done = ladles[each.pk], counted.get(each.pk, {})
        step = _step(each, sample, *done, is_charged=is_charged, has_fresh_sample=has_fresh_sample)
        found.append(HeatStep(each, step, sample.sampled_at if sample else None))
    return found


@prepared
def _charged(owner: int, heats: Sequence[int]) -> QuerySet[Heat, tuple[int, bool, bool]]:
    """Of each heat whether metal went in, and whether any did after the newest sample."""
    of_heat = {"cooperative_id": OuterRef("cooperative_id"), "heat_id": OuterRef("pk")}
    standing = Charge.objects.current().filter(**of_heat).exclude(mass_kg=0)
    newest = Sample.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), heat_id=OuterRef("heat_id")
    ).order_by("-number")
    since = standing.filter(occurred_at__gt=Subquery(newest.values("occurred_at")[:1]))
    rows = Heat.objects.filter(cooperative_id=owner, pk__in=heats)
    return rows.values_list("pk", Exists(standing), Exists(since))


def _row(
    heat: Heat, weighed: _Weighed, latest: _Latest | None, counted: Mapping[int, _Counted]
) -> HeatRow:
    step = _step(
        heat,
        latest,
        weighed.ladles,
        counted,
        is_charged=weighed.last_charged_at is not None,
        has_fresh_sample=is_fresh(
            sampled_at=latest.sampled_at if latest else None,
            last_charged_at=weighed.last_charged_at,
        ),
    )
    ladles = [counted[ladle] for ladle in weighed.ladles if ladle in counted]
    return HeatRow(
        heat=heat,
        step=step,
        sampled_at=latest.sampled_at if latest else None,
        carbon=latest.carbon if latest else None,
        charged_kg=weighed.charged_kg,
        poured_kg=weighed.poured_kg,
        cast=sum(ladle.cast for ladle in ladles),
        scrapped=sum(ladle.scrapped for ladle in ladles),
    )


def _step(
    heat: Heat,
    latest: _Latest | None,
    ladles: Collection[int],
    counted: Mapping[int, _Counted],
    *,
    is_charged: bool,
    has_fresh_sample: bool,
) -> NextStep:
    return next_step(
        Progress(
            is_charged=is_charged,
            has_fresh_sample=has_fresh_sample,
            is_read=latest is not None and latest.is_read,
            is_inside=latest is not None and latest.is_inside,
            status=heat.status,
            pours=len(ladles),
            counted=sum(ladle in counted for ladle in ladles),
        )
    )


def _standing(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The figures of those among these facts that none of them replaces.

    Each row begins with the fact and the one it replaces. All facts of a thing are at hand here,
    so a glance at each tells what the database would have to look up; a fact and its corrections
    hang on the same thing.
    """
    replaced = {row[1] for row in rows}
    return (row[2:] for row in rows if row[0] not in replaced)


def _weigh(owner: int, heats: Sequence[int]) -> defaultdict[int, _Weighed]:
    # Added up here and not by SQLite, which would turn the kilograms into floats.
    found: defaultdict[int, _Weighed] = defaultdict(_Weighed)
    for heat, mass_kg, at in _standing(_charges(owner, heats)):
        of_heat = found[heat]
        of_heat.charged_kg += mass_kg
        if mass_kg:
            of_heat.last_charged_at = max(at, of_heat.last_charged_at or at)
    for heat, mass_kg, ladle in _standing(_pours(owner, heats)):
        found[heat].poured_kg += mass_kg
        found[heat].ladles.add(ladle)
    return found


@prepared
def _charges(owner: int, heats: Sequence[int]) -> QuerySet[Charge, tuple[Any, ...]]:
    rows = Charge.objects.filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("pk", "replaces", "heat", "mass_kg", "occurred_at")


@prepared
def _pours(owner: int, heats: Sequence[int]) -> QuerySet[Pour, tuple[Any, ...]]:
    rows = Pour.objects.filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("pk", "replaces", "heat", "mass_kg", "ladle")


def _count(owner: int, heats: Sequence[int]) -> dict[int, dict[int, _Counted]]:
    """Of each heat the pieces of its ladles."""
    # A corrected pour is another fact of the same ladle, so the ladle ties a lot to its pour.
    found: defaultdict[int, dict[int, _Counted]] = defaultdict(dict)
    for heat, ladle, cast, scrapped, returned in _lots(owner, heats):
        found[heat][ladle] = _Counted(cast, scrapped + returned)
    return found


@prepared
def _lots(owner: int, heats: Sequence[int]) -> QuerySet[CastingLot, tuple[Any, ...]]:
    rows = CastingLot.objects.filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list(
        "heat", "pour__ladle", "tally__cast", "tally__scrapped", "tally__returned"
    )


@prepared
def _samples(owner: int, heats: Sequence[int]) -> QuerySet[Sample, tuple[Any, ...]]:
    rows = Sample.objects.filter(cooperative_id=owner, heat__in=heats).order_by("number")
    return rows.values_list("heat", "pk", "occurred_at")


def _latest(owner: int, heats: Sequence[Heat]) -> dict[int, _Latest]:
    """The newest sample of each heat against its grade."""
    samples = _samples(owner, [heat.pk for heat in heats])
    newest = {heat: (sample, at) for heat, sample, at in samples}
    readings = _readings(owner, [sample for sample, _at in newest.values()])
    grades = _grades(owner, {heat.work_order.revision.grade_id for heat in heats})
    found = {}
    for heat in heats:
        if heat.pk in newest:
            sample, at = newest[heat.pk]
            grade = grades[heat.work_order.revision.grade_id]
            found[heat.pk] = _Latest(at, grade, _judge(grade.limits, readings[sample]))
    return found


class _Read(NamedTuple):
    """A reading's figure, and whether it is a bound only."""

    pct: Decimal
    bound: str


def _judge(limits: Mapping[str, Limits], read: Mapping[str, _Read]) -> list[ElementVerdict]:
    judged = read_against(limits, {element: each.pct for element, each in read.items()})
    return [
        what_is_sure(each, limits[each.element], read[each.element].bound)
        if each.element in read
        else each
        for each in judged
    ]


def _readings(owner: int, samples: Sequence[UUID]) -> defaultdict[UUID, dict[str, _Read]]:
    found: defaultdict[UUID, dict[str, _Read]] = defaultdict(dict)
    for sample, element, pct, bound in _standing(_read(owner, samples)):
        found[sample][element] = _Read(pct, bound)
    return found


@prepared
def _read(owner: int, samples: Sequence[UUID]) -> QuerySet[Reading, tuple[Any, ...]]:
    rows = Reading.objects.filter(cooperative_id=owner, sample__in=samples)
    return rows.values_list("pk", "replaces", "sample", "element", "value_pct", "bound")


def _grades(owner: int, grades: set[int]) -> defaultdict[int, _Grade]:
    found: defaultdict[int, _Grade] = defaultdict(_Grade)
    for grade, element, low, high in _windows(owner, grades):
        found[grade].limits[element] = Limits(low=low, high=high)
        if element == "C":
            found[grade].carbon = low, high
    return found


@prepared
def _windows(owner: int, grades: set[int]) -> QuerySet[ElementWindow, tuple[Any, ...]]:
    rows = ElementWindow.objects.filter(cooperative_id=owner, grade__in=grades)
    return rows.values_list("grade", "element", "minimum_pct", "maximum_pct")
