"""Readings against the grade, and readings too alike to be two samples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from rantai.parts.models import ElementWindow
from rantai.parts.queries import windows_of
from rantai.records.prepared import only_one, prepared
from rantai.shopfloor.models import Heat, Reading, Sample
from rantai.shopfloor.rules import bound_proves, places_of
from tuang.charge import ElementVerdict, Limits, Verdict, read_against

LOOK_BACK = 20
"""Samples of one instrument that a new one is compared with."""


STATES = {
    Verdict.IN: "ok",
    Verdict.NEAR_LIMIT: "watch",
    Verdict.LOW: "below",
    Verdict.HIGH: "above",
    Verdict.NOT_READ: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One element of a sample: its reading, its window, its verdict."""

    window: ElementWindow
    reading: Reading | None
    judged: ElementVerdict

    @property
    def is_unproved(self) -> bool:
        """Whether it was read only as a bound, and the bound leaves the window open."""
        return self.reading is not None and self.judged.verdict is Verdict.NOT_READ

    @property
    def state(self) -> str:
        """The look's word for the verdict; empty when nothing was read."""
        return "watch" if self.is_unproved else STATES[self.judged.verdict]

    @property
    def places(self) -> int:
        """Places that show reading and limits; two are those of grade tables."""
        window = self.window
        return places_shown(self.judged.value, window.minimum_pct, window.maximum_pct)


def places_shown(*figures: Decimal | None) -> int:
    """Places that show all these figures unrounded; at least two."""
    return max(2, *(places_of(figure) for figure in figures if figure is not None))


@dataclass(frozen=True, slots=True)
class SampleVerdict:
    """A sample against the grade of its heat's part, in the grade's order."""

    sample: Sample
    lines: Sequence[Line]

    @property
    def missing(self) -> list[str]:
        return [
            line.window.element
            for line in self.lines
            if line.judged.verdict is Verdict.NOT_READ and not line.is_unproved
        ]

    @property
    def unproved(self) -> list[str]:
        return [line.window.element for line in self.lines if line.is_unproved]

    @property
    def outside(self) -> list[str]:
        return [
            line.window.element
            for line in self.lines
            if line.judged.verdict in (Verdict.LOW, Verdict.HIGH)
        ]

    @property
    def is_read(self) -> bool:
        return not self.missing

    @property
    def is_inside(self) -> bool:
        return all(line.judged.inside for line in self.lines)


def verdict_of(sample: Sample) -> SampleVerdict:
    """Compare a sample's current readings with the grade, limits included, nothing rounded."""
    readings = _readings(sample.cooperative_id, sample.pk)
    grade = sample.heat.work_order.revision.grade
    return judge(sample, windows_of(grade), readings)


@prepared
def _readings(owner: int, sample: UUID) -> QuerySet[Reading]:
    rows = Reading.objects.current().filter(cooperative_id=owner, sample=sample)
    return rows.select_related("instrument")


@prepared
def _newest_sample(owner: int, heat: int) -> QuerySet[Sample]:
    rows = Sample.objects.filter(cooperative_id=owner, heat=heat)
    return rows.select_related("heat__work_order__revision__grade").order_by("-number")[:1]


def latest_verdict(heat: Heat) -> SampleVerdict | None:
    """The verdict of a heat's newest sample: the one that speaks for the melt."""
    sample = only_one(_newest_sample(heat.cooperative_id, heat.pk))
    return verdict_of(sample) if sample else None


def judge(
    sample: Sample, windows: Sequence[ElementWindow], readings: Iterable[Reading]
) -> SampleVerdict:
    """Compare readings already at hand with windows already at hand."""
    read = {reading.element: reading for reading in readings}
    limits = {
        window.element: Limits(low=window.minimum_pct, high=window.maximum_pct)
        for window in windows
    }
    judged = read_against(limits, {element: each.value_pct for element, each in read.items()})
    return SampleVerdict(
        sample=sample,
        lines=[
            _line(window, read.get(window.element), verdict)
            for window, verdict in zip(windows, judged, strict=True)
        ],
    )


def _line(window: ElementWindow, reading: Reading | None, judged: ElementVerdict) -> Line:
    limits = Limits(low=window.minimum_pct, high=window.maximum_pct)
    bound = reading.bound if reading else ""
    return Line(window=window, reading=reading, judged=what_is_sure(judged, limits, bound))


def what_is_sure(judged: ElementVerdict, limits: Limits, bound: str) -> ElementVerdict:
    """A bound is judged by what is certain: where it leaves the window open, nothing is proved."""
    if not bound or judged.value is None:
        return judged
    sure = bound_proves(low=limits.low, high=limits.high, pct=judged.value, bound=bound)
    verdict = {"inside": Verdict.IN, "low": Verdict.LOW, "high": Verdict.HIGH, "": Verdict.NOT_READ}
    return replace(judged, verdict=verdict[sure])


def twin_of(sample: Sample) -> Sample | None:
    """An earlier sample of the same instrument with the very same figures, if there is one.

    Two samples of cast iron never agree in every element; such a pair was copied, or the same
    piece was read twice.
    """
    figures = _figures(
        Reading.objects.current().filter(cooperative_id=sample.cooperative_id, sample=sample)
    ).get(sample.pk)
    if not figures or len(figures) < 2:
        return None
    instrument = next(iter(figures.values()))[0]
    read_before = (
        Reading.objects.filter(
            cooperative_id=sample.cooperative_id,
            instrument_id=instrument,
            sample__occurred_at__lte=sample.occurred_at,
        )
        .exclude(sample=sample)
        .order_by("-occurred_at")
        .values_list("sample_id", flat=True)[: LOOK_BACK * len(figures)]
    )
    earlier = list(dict.fromkeys(read_before))[:LOOK_BACK]
    others = _figures(
        Reading.objects.current().filter(cooperative_id=sample.cooperative_id, sample__in=earlier)
    )
    alike = next((each for each in earlier if others.get(each) == figures), None)
    if alike is None:
        return None
    twins = Sample.objects.filter(cooperative_id=sample.cooperative_id, pk=alike)
    return twins.select_related("heat").get()


def _figures(readings: Iterable[Reading]) -> Mapping[UUID, dict[str, tuple[int, Decimal]]]:
    by_sample: dict[UUID, dict[str, tuple[int, Decimal]]] = {}
    for reading in readings:
        figures = by_sample.setdefault(reading.sample_id, {})
        figures[reading.element] = (reading.instrument_id, reading.value_pct)
    return by_sample
