"""One heat with all its facts, what they say, and the one thing to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.formats import number_format

from rantai.parts.models import ElementWindow, PartRevision
from rantai.records.models import Fact
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    FilledMoulds,
    Heat,
    HeatDecision,
    HeatStatus,
    Pour,
    Reading,
    Sample,
)
from rantai.shopfloor.queries.counts import LotCount, counts_of
from rantai.shopfloor.queries.moulds import FilledByLadle, filled_by
from rantai.shopfloor.queries.verdicts import SampleVerdict, judge
from rantai.shopfloor.queries.words import ADVICE, STEPS
from rantai.shopfloor.rules import (
    NextStep,
    Progress,
    is_fresh,
    is_more_than_poured,
    ladle_letter,
    next_step,
)

FactT = TypeVar("FactT", bound=Fact)


@dataclass(frozen=True, slots=True)
class Told(Generic[FactT]):
    """A fact as it stands, and what was written before it was corrected, the newest first."""

    fact: FactT
    earlier: Sequence[FactT]

    @property
    def is_late(self) -> bool:
        """Whether it was first written down late; a correction is always later than its fact."""
        first = self.earlier[-1] if self.earlier else self.fact
        return first.recorded_late


def tell(facts: Iterable[FactT]) -> list[Told[FactT]]:
    """Put every correction in the place of what it corrects, in the order things happened."""
    by_id = {fact.pk: fact for fact in facts}
    replaces = {fact.pk: fact.serializable_value("replaces") for fact in by_id.values()}
    replaced = set(replaces.values())
    told = []
    for fact in by_id.values():
        if fact.pk in replaced:
            continue
        earlier, before = [], replaces[fact.pk]
        while before:
            earlier.append(by_id[before])
            before = replaces[before]
        told.append(Told(fact, earlier))
    # Facts that share an instant stand in the order in which they were first written.
    return sorted(told, key=lambda each: (each.fact.occurred_at, [*each.earlier, each.fact][0].pk))


@dataclass(frozen=True, slots=True)
class SampleSheet:
    verdict: SampleVerdict
    readings: Sequence[Told[Reading]]

    @property
    def sample(self) -> Sample:
        return self.verdict.sample

    @property
    def is_corrected(self) -> bool:
        return any(each.earlier for each in self.readings)


@dataclass(frozen=True, slots=True)
class PourSheet:
    """A ladle, its limits, and the castings that came of it."""

    told: Told[Pour]
    revision: PartRevision
    lot: CastingLot | None
    count: LotCount | None
    filled: Sequence[FilledMoulds] = ()

    @property
    def pour(self) -> Pour:
        return self.told.fact

    @property
    def letter(self) -> str:
        return ladle_letter(self.pour.ladle)

    @property
    def minutes(self) -> Decimal:
        # Judged exactly; shown to a tenth.
        seconds = int((self.pour.ended_at - self.pour.inoculated_at).total_seconds())
        return Decimal(seconds) / 60

    @property
    def is_in_time(self) -> bool:
        return self.minutes <= self.revision.pour_within_minutes

    @property
    def minutes_state(self) -> str:
        """The look's word; what is shown is rounded, what is judged is not."""
        return "ok" if self.is_in_time else "above"

    @property
    def is_miscounted(self) -> bool:
        return self.count is not None and is_more_than_poured(
            pieces=self.count.cast,
            piece_kg=self.revision.part.mass_kg,
            poured_kg=self.pour.mass_kg,
        )


@dataclass(frozen=True)
class HeatSheet:
    """Everything known about a heat, ready to be shown."""

    heat: Heat
    charges: Sequence[Told[Charge]]
    samples: Sequence[SampleSheet]
    decisions: Sequence[HeatDecision]
    pours: Sequence[PourSheet]

    @property
    def revision(self) -> PartRevision:
        revision: PartRevision = self.heat.work_order.revision
        return revision

    def window_of(self, element: str) -> ElementWindow | None:
        windows = self.revision.grade.windows.all()
        return next((window for window in windows if window.element == element), None)

    @property
    def advice(self) -> list[str]:
        """What usually brings the newest sample back into the grade, element by element."""
        lines = self.latest.verdict.lines if self.latest else []
        found = (ADVICE.get((line.window.element, line.state)) for line in lines)
        return [str(sentence) for sentence in found if sentence]

    @property
    def pour_temperature_limits(self) -> str:
        low, high = self.revision.pour_temperature_min_c, self.revision.pour_temperature_max_c
        if low and high:
            return f"{number_format(low)}–{number_format(high)}"
        if low:
            return f"≥ {number_format(low)}"
        return f"≤ {number_format(high)}" if high else ""

    @cached_property
    def charged_kg(self) -> Decimal:
        return sum((each.fact.mass_kg for each in self.charges), Decimal(0))

    @cached_property
    def poured_kg(self) -> Decimal:
        return sum((each.pour.mass_kg for each in self.pours), Decimal(0))

    @property
    def cast(self) -> int:
        return sum(each.count.cast for each in self.pours if each.count)

    @property
    def scrapped(self) -> int:
        return sum(each.count.scrapped for each in self.pours if each.count)

    @property
    def latest(self) -> SampleSheet | None:
        return self.samples[-1] if self.samples else None

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the furnace waits for the lab."""
        waits = self.step in (NextStep.READ, NextStep.DECIDE)
        return self.latest.sample.occurred_at if waits and self.latest else None

    @property
    def to_count(self) -> PourSheet | None:
        return next((each for each in self.pours if each.lot is None), None)

    @property
    def was_released(self) -> bool:
        return any(each.status == HeatStatus.RELEASED for each in self.decisions)

    @property
    def is_released_out_of_grade(self) -> bool:
        """A reading corrected after the release now lies outside: someone must decide."""
        return (
            self.heat.status == HeatStatus.RELEASED
            and self.latest is not None
            and bool(self.latest.verdict.outside)
        )

    @cached_property
    def step(self) -> NextStep:
        latest = self.latest
        went_in = [each.fact.occurred_at for each in self.charges if each.fact.mass_kg]
        return next_step(
            Progress(
                is_charged=bool(went_in),
                has_fresh_sample=is_fresh(
                    sampled_at=latest.sample.occurred_at if latest else None,
                    last_charged_at=max(went_in, default=None),
                ),
                is_read=latest is not None and latest.verdict.is_read,
                is_inside=latest is not None and latest.verdict.is_inside,
                status=self.heat.status,
                pours=len(self.pours),
                counted=sum(each.lot is not None for each in self.pours),
            )
        )

    @property
    def step_word(self) -> str:
        return str(STEPS[self.step][1])

    @property
    def pill(self) -> str:
        """The look's state of this heat: a hold is said before any step."""
        return "held" if self.heat.status == HeatStatus.HELD else STEPS[self.step][0]


def with_facts(heats: QuerySet[Heat]) -> QuerySet[Heat]:
    """Fetch heats with all that `sheets_of` needs, in a number of queries that never grows."""
    windows = ElementWindow.objects.all()
    charges = Charge.objects.select_related("material_lot", "recorded_by")
    samples = Sample.objects.select_related("recorded_by").order_by("number")
    readings = Reading.objects.select_related("recorded_by", "instrument")
    decisions = HeatDecision.objects.select_related("recorded_by").order_by("occurred_at", "pk")
    pours = Pour.objects.select_related("recorded_by")
    lots = CastingLot.objects.select_related("pour", "node", "recorded_by")
    return (
        heats.select_related("node", "workshop", "furnace", "started_by")
        .select_related("work_order__revision__part", "work_order__revision__grade")
        .prefetch_related(Prefetch("work_order__revision__grade__windows", windows))
        .prefetch_related(Prefetch("charges", charges))
        .prefetch_related(Prefetch("samples", samples))
        .prefetch_related(Prefetch("samples__readings", readings))
        .prefetch_related(Prefetch("decisions", decisions))
        .prefetch_related(Prefetch("pours", pours))
        .prefetch_related(Prefetch("casting_lots", lots))
    )


def sheets_of(heats: Iterable[Heat], *, with_moulds: bool = False) -> list[HeatSheet]:
    """Read heats fetched by `with_facts`; with the moulds that their ladles filled, if asked."""
    rows = list(heats)
    counts = counts_of([lot for heat in rows for lot in heat.casting_lots.all()])
    poured = [pour for heat in rows for pour in heat.pours.all()] if with_moulds else []
    filled = filled_by(poured)
    return [_sheet(heat, counts, filled) for heat in rows]


def _sheet(heat: Heat, counts: dict[UUID, LotCount], filled: FilledByLadle) -> HeatSheet:
    revision = heat.work_order.revision
    windows = list(revision.grade.windows.all())
    # A corrected pour is another fact of the same ladle, so the ladle ties a lot to its pour.
    lots = {lot.pour.ladle: lot for lot in heat.casting_lots.all()}
    samples = []
    for sample in heat.samples.all():
        told = tell(sample.readings.all())
        verdict = judge(sample, windows, [each.fact for each in told])
        samples.append(SampleSheet(verdict=verdict, readings=told))
    pours = [
        PourSheet(
            told=told,
            revision=revision,
            lot=(lot := lots.get(told.fact.ladle)),
            count=counts[lot.pk] if lot else None,
            filled=filled.get((heat.pk, told.fact.ladle), ()),
        )
        for told in sorted(tell(heat.pours.all()), key=lambda each: each.fact.ladle)
    ]
    return HeatSheet(
        heat=heat,
        charges=tell(heat.charges.all()),
        samples=samples,
        decisions=list(heat.decisions.all()),
        pours=pours,
    )
