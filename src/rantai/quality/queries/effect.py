"""Did the cure work: the same process before the fault was taken up and since the cure holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate

from rantai.quality.models import (
    ActionDone,
    Aim,
    ClaimRule,
    CorrectiveAction,
    EightD,
    Measure,
    Measurement,
)
from rantai.quality.rules import (
    ANSWER_HOURS,
    WINDOW_DAYS,
    Shown,
    fewer_shown,
    quiet_shown,
)
from rantai.records.prepared import only_one, prepared
from rantai.shopfloor.models import CastingLot, Scrap
from tuang.spc import (
    WESTERN_ELECTRIC,
    RejectRate,
    chance_if_unchanged,
    individuals_chart,
    rejects_per_million,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The dated rule in force, or the house's own figures where none was set."""

    answer_hours: int
    window_days: int
    since: date | None


def claim_rule_on(cooperative_id: int, day: date) -> Clock:
    return clock_on(claim_rules(cooperative_id), day)


@prepared
def claim_rules(cooperative_id: int) -> QuerySet[ClaimRule]:
    return ClaimRule.objects.filter(cooperative_id=cooperative_id).order_by("valid_from")


def clock_on(rules: Sequence[ClaimRule], day: date) -> Clock:
    for rule in reversed(rules):
        if rule.valid_from <= day:
            return Clock(rule.answer_hours, rule.window_days, rule.valid_from)
    return Clock(ANSWER_HOURS, WINDOW_DAYS, None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was cast in a stretch of time and how much of it was rejected for the defect."""

    begins: datetime
    ends: datetime
    pieces: int
    rejected: int

    @property
    def rate(self) -> RejectRate | None:
        return rejects_per_million(self.rejected, self.pieces) if self.pieces else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A characteristic of one inspected lot: the mean of its samples."""

    value: Decimal
    when: datetime
    who: str
    label: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """The chart of a characteristic, its limits from the readings before; signals after it."""

    readings: Sequence[Reading]
    before: int
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    signals: tuple[int, ...] = ()

    @property
    def after(self) -> int:
        return len(self.readings) - self.before

    @property
    def signals_before(self) -> int:
        return sum(place < self.before for place in self.signals)

    @property
    def signals_after(self) -> int:
        return sum(place >= self.before for place in self.signals)


@dataclass(frozen=True, slots=True)
class Effect:
    """What is compared, and what it shows."""

    measure: str
    works_since: datetime | None
    window_days: int
    before: Stretch
    after: Stretch | None
    chart: Quiet | None
    shown: Shown
    chance: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.shown == Shown.BETTER

    @property
    def chance_pct(self) -> float | None:
        return None if self.chance is None else self.chance * 100

    def figures(self) -> dict[str, Any]:
        """The bare figures, to be kept when an 8D is closed on them."""
        after, chart = self.after, self.chart
        return {
            "measure": self.measure,
            "works_since": self.works_since.isoformat() if self.works_since else None,
            "before": [self.before.rejected, self.before.pieces],
            "after": [after.rejected, after.pieces] if after else None,
            "chance": None if self.chance is None else round(self.chance, 6),
            "readings": [chart.before, chart.after] if chart else None,
            "signals": [chart.signals_before, chart.signals_after] if chart else None,
            "shown": str(self.shown),
        }


def effect_of(eightd: EightD, at: datetime) -> Effect:
    """Compare what was cast before the 8D was opened with what was cast since its cure works.

    What was cast between the two belongs to neither side. After the closing nothing more counts.
    """
    window = claim_rule_on(eightd.cooperative_id, localdate(eightd.opened_at)).window_days
    since = works_since(eightd)
    ends = eightd.closed_at or at
    begins = eightd.opened_at - timedelta(days=window)
    before = _stretch(eightd, begins, eightd.opened_at)
    after = _stretch(eightd, since, ends) if since else None
    if eightd.measure == Measure.CHART:
        chart = _chart(eightd, begins, since, ends)
        shown = quiet_shown(chart.after, chart.signals_after) if since else Shown.WAITING
        return Effect(eightd.measure, since, window, before, after, chart, shown)
    first, second = before.rate, after.rate if after else None
    return Effect(
        eightd.measure,
        since,
        window,
        before,
        after,
        None,
        fewer_shown(first, second),
        chance_if_unchanged(first, second) if first and second else None,
    )


def done_now(cooperative_id: int) -> QuerySet[ActionDone]:
    """The words of who did it that nobody took back."""
    return ActionDone.objects.current().filter(cooperative_id=cooperative_id, is_taken_back=False)


def works_since(eightd: EightD) -> datetime | None:
    """When the last corrective action was done; nothing while one is open."""
    actions = _cures(eightd.cooperative_id, eightd.pk)
    done = dict(_cured(eightd.cooperative_id, actions))
    return max(done.values()) if actions and {*actions} == done.keys() else None


@prepared
def _cures(owner: int, eightd: int) -> QuerySet[CorrectiveAction, int]:
    rows = CorrectiveAction.objects.filter(cooperative_id=owner, eightd=eightd, aim=Aim.CORRECTIVE)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _cured(owner: int, actions: list[int]) -> QuerySet[ActionDone, tuple[int, datetime]]:
    return done_now(owner).filter(action__in=actions).values_list("action", "occurred_at")


def _stretch(eightd: EightD, begins: datetime, ends: datetime) -> Stretch:
    """What was cast of this part in this workshop, and what of it was rejected for this defect."""
    where = eightd.cooperative_id, eightd.workshop_id, eightd.revision.part_id, begins, ends
    pieces = only_one(_cast(*where)) or 0
    rejected = (only_one(_rejected(*where, eightd.defect_id)) or 0) if pieces else 0
    return Stretch(begins, ends, pieces, min(rejected, pieces))


@prepared
def _cast(
    owner: int, workshop: int, part: int, begins: datetime, ends: datetime
) -> QuerySet[CastingLot, int]:
    rows = CastingLot.objects.filter(
        cooperative_id=owner,
        workshop=workshop,
        work_order__revision__part=part,
        occurred_at__gte=begins,
        occurred_at__lt=ends,
    )
    whole = rows.order_by().values("cooperative_id").annotate(total=Sum("tally__cast"))
    return whole.values_list("total", flat=True)


@prepared
def _rejected(
    owner: int, workshop: int, part: int, begins: datetime, ends: datetime, defect: str
) -> QuerySet[Scrap, int]:
    rows = Scrap.objects.current().filter(
        cooperative_id=owner,
        lot__workshop=workshop,
        lot__work_order__revision__part=part,
        lot__occurred_at__gte=begins,
        lot__occurred_at__lt=ends,
        defect=defect,
        occurred_at__lt=ends,
    )
    whole = rows.order_by().values("cooperative_id").annotate(total=Sum("quantity"))
    return whole.values_list("total", flat=True)


def _chart(eightd: EightD, begins: datetime, since: datetime | None, ends: datetime) -> Quiet:
    rows = (
        Measurement.objects.current()
        .filter(
            cooperative_id=eightd.cooperative_id,
            item__characteristic=eightd.characteristic_id,
            inspection__lot__workshop=eightd.workshop_id,
            inspection__replaced_by__isnull=True,
            occurred_at__gte=begins,
            occurred_at__lt=ends,
            value__isnull=False,
        )
        .select_related("inspection__lot", "recorded_by")
        .order_by("occurred_at", "inspection_id", "sample")
    )
    by_inspection: dict[UUID, list[Measurement]] = {}
    for row in rows:
        by_inspection.setdefault(row.inspection_id, []).append(row)
    kept = [
        samples
        for samples in by_inspection.values()
        if samples[0].occurred_at < eightd.opened_at or (since and samples[0].occurred_at >= since)
    ]
    readings = [_reading(samples) for samples in kept]
    before = sum(reading.when < eightd.opened_at for reading in readings)
    values = [float(reading.value) for reading in readings]
    if len(set(values[:before])) < 2:
        return Quiet(readings, before)  # no spread before: there are no limits to compare with
    chart = individuals_chart(values, rules=WESTERN_ELECTRIC, baseline=before)
    (standard, *_none) = chart.standards
    return Quiet(
        readings,
        before,
        centre=standard.centre,
        lower=standard.centre - 3 * standard.sigma,
        upper=standard.centre + 3 * standard.sigma,
        signals=tuple(sorted({signal.index for signal in chart.location.signals})),
    )


def _reading(samples: Sequence[Measurement]) -> Reading:
    first = samples[0]
    values = [float(sample.value) for sample in samples if sample.value is not None]
    mean = Decimal(str(round(fmean(values), 4)))
    return Reading(mean, first.occurred_at, first.recorded_by.name, first.inspection.lot.code)
