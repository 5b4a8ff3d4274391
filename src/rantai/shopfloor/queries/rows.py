"""The office's board of heats: one line a heat, read as figures and not as whole facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from rantai.parts.models import ElementWindow
from rantai.shopfloor.models import CastingLot, Charge, Heat, HeatStatus, Pour, Reading, Sample
from rantai.shopfloor.queries.counts import LotCount, counts_of
from rantai.shopfloor.queries.verdicts import Line, SampleVerdict, judge
from rantai.shopfloor.queries.words import STEPS
from rantai.shopfloor.rules import NextStep, Progress, is_fresh, next_step


@dataclass(frozen=True, slots=True)
class HeatRow:
    """What the board shows of a heat; `HeatSheet` says the same of one heat in full."""

    heat: Heat
    latest: SampleVerdict | None
    charged_kg: Decimal
    poured_kg: Decimal
    counts: Sequence[LotCount]
    step: NextStep

    @property
    def carbon(self) -> Line | None:
        """The newest sample's carbon, the one figure a board has room for."""
        lines = self.latest.lines if self.latest else []
        return next((line for line in lines if line.window.element == "C"), None)

    @property
    def cast(self) -> int:
        return sum(count.cast for count in self.counts)

    @property
    def scrapped(self) -> int:
        return sum(count.scrapped for count in self.counts)

    @property
    def step_word(self) -> str:
        return str(STEPS[self.step][1])

    @property
    def pill(self) -> str:
        return "held" if self.heat.status == HeatStatus.HELD else STEPS[self.step][0]


@dataclass(slots=True)
class _Weighed:
    """Metal that went into a heat and came out of it."""

    charged_kg: Decimal = Decimal(0)
    last_charged_at: datetime | None = None
    poured_kg: Decimal = Decimal(0)
    ladles: set[int] = field(default_factory=set)


def rows_of(heats: QuerySet[Heat]) -> list[HeatRow]:
    """Read the heats of a board, in a number of queries that never grows."""
    rows = list(
        heats.select_related("workshop", "furnace", "work_order__revision__part").only(
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
    )
    if not rows:
        return []
    mine = {"cooperative_id": rows[0].cooperative_id, "heat__in": [heat.pk for heat in rows]}
    weighed = _weigh(mine)
    verdicts = _latest_verdicts(rows, mine)
    lots: dict[int, dict[int, CastingLot]] = {}
    for lot in (
        CastingLot.objects.filter(**mine)
        .select_related("pour")
        .only("cooperative_id", "heat_id", "quantity", "pour__ladle")
    ):
        # A corrected pour is another fact of the same ladle, so the ladle ties a lot to its pour.
        lots.setdefault(lot.heat_id, {})[lot.pour.ladle] = lot
    counts = counts_of([lot for of_heat in lots.values() for lot in of_heat.values()])
    return [
        _row(
            heat,
            weighed.get(heat.pk, _Weighed()),
            verdicts.get(heat.pk),
            {ladle: counts[lot.pk] for ladle, lot in lots.get(heat.pk, {}).items()},
        )
        for heat in rows
    ]


def _row(
    heat: Heat,
    weighed: _Weighed,
    latest: SampleVerdict | None,
    counts: Mapping[int, LotCount],
) -> HeatRow:
    counted = [counts[ladle] for ladle in weighed.ladles if ladle in counts]
    step = next_step(
        Progress(
            is_charged=weighed.last_charged_at is not None,
            has_fresh_sample=is_fresh(
                sampled_at=latest.sample.occurred_at if latest else None,
                last_charged_at=weighed.last_charged_at,
            ),
            is_read=latest is not None and latest.is_read,
            is_inside=latest is not None and latest.is_inside,
            status=heat.status,
            pours=len(weighed.ladles),
            counted=len(counted),
        )
    )
    return HeatRow(heat, latest, weighed.charged_kg, weighed.poured_kg, counted, step)


def _weigh(mine: Mapping[str, object]) -> dict[int, _Weighed]:
    # Added up here and not by SQLite, which would turn the kilograms into floats.
    found: dict[int, _Weighed] = {}
    charges = Charge.objects.current().filter(**mine)
    for heat, mass_kg, at in charges.values_list("heat_id", "mass_kg", "occurred_at"):
        of_heat = found.setdefault(heat, _Weighed())
        of_heat.charged_kg += mass_kg
        if mass_kg:
            of_heat.last_charged_at = max(at, of_heat.last_charged_at or at)
    pours = Pour.objects.current().filter(**mine)
    for heat, mass_kg, ladle in pours.values_list("heat_id", "mass_kg", "ladle"):
        of_heat = found.setdefault(heat, _Weighed())
        of_heat.poured_kg += mass_kg
        of_heat.ladles.add(ladle)
    return found


def _latest_verdicts(rows: Sequence[Heat], mine: Mapping[str, object]) -> dict[int, SampleVerdict]:
    """The newest sample of each heat against its grade."""
    samples = Sample.objects.filter(**mine).order_by("number")
    latest = {
        sample.heat_id: sample
        for sample in samples.only("cooperative_id", "heat_id", "occurred_at")
    }
    readings = _readings_of(rows[0].cooperative_id, latest.values())
    grade_of = {heat.pk: heat.work_order.revision.grade_id for heat in rows}
    windows: dict[int, list[ElementWindow]] = {}
    for window in ElementWindow.objects.filter(grade__in=set(grade_of.values())):
        windows.setdefault(window.grade_id, []).append(window)
    return {
        heat: judge(sample, windows.get(grade_of[heat], []), readings.get(sample.pk, []))
        for heat, sample in latest.items()
    }


def _readings_of(owner: int, samples: Iterable[Sample]) -> dict[UUID, list[Reading]]:
    rows = Reading.objects.current().filter(
        cooperative_id=owner, sample__in=[sample.pk for sample in samples]
    )
    found: dict[UUID, list[Reading]] = {}
    for reading in rows.only("cooperative_id", "sample_id", "element", "value_pct"):
        found.setdefault(reading.sample_id, []).append(reading)
    return found
