"""How well a stream fits its drawing: counts and indices with intervals, or why none is claimed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.parts.models import ControlPlanItem
from rantai.quality.models import Stream
from rantai.quality.queries.gauges import doubts_about, policy_on
from rantai.quality.queries.streams import StreamChart
from rantai.quality.rules import OF_PIECES, Doubted
from rantai.records.prepared import prepared
from tuang.spc import RejectRate, wilson_per_million

FAILED = (Doubted.FAILED, Doubted.STUDY)
NAMES = (("Cp", "cp"), ("Cpk", "cpk"), ("Pp", "pp"), ("Ppk", "ppk"), ("Cpm", "cpm"))


@dataclass(frozen=True, slots=True)
class Index:
    """One index with its two-sided interval of 95 %."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Counts always; indices only of a steady chart whose gauge did not fail."""

    rate: RejectRate
    wilson: tuple[float, float] | None
    indices: list[Index]
    expected_ppm: float | None
    withheld: str | Promise
    marks: list[str | Promise]
    gauge: Machine | None


def fit_of(chart: StreamChart, item: ControlPlanItem | None, day: date) -> Fit | None:
    """Nothing before the first reading."""
    rate = chart.rejects
    if rate is None:
        return None
    of_pieces = not chart.is_counted or chart.stream.chart in OF_PIECES
    gauge = item.gauge if item else None
    doubt = _doubt(chart.stream, item, day)
    withheld = _why_withheld(chart, doubt)
    indices, expected = ([], None) if withheld else _indices(chart)
    return Fit(
        rate=rate,
        wilson=wilson_per_million(rate.rejected, rate.inspected) if of_pieces else None,
        indices=indices,
        expected_ppm=expected,
        withheld=withheld,
        marks=_marks(gauge, doubt) if indices else [],
        gauge=gauge,
    )


def failed_gauges(streams: Iterable[Stream], day: date) -> set[int]:
    """The streams whose gauge, by the newest plan, failed a calibration or its study."""
    wanted = {stream.characteristic_id: stream for stream in streams}
    if not wanted:
        return set()
    owner = next(iter(wanted.values())).cooperative_id
    items = {item.characteristic_id: item for item in _charted(owner, sorted(wanted))}
    pairs = [(item.gauge, item.characteristic) for item in items.values() if item.gauge]
    doubts = doubts_about(pairs, day, policy_on(owner, day)) if pairs else {}
    return {characteristic for (_gauge, characteristic), doubt in doubts.items() if doubt in FAILED}


@prepared
def _charted(owner: int, characteristics: list[int]) -> QuerySet[ControlPlanItem]:
    rows = ControlPlanItem.objects.filter(cooperative_id=owner, characteristic__in=characteristics)
    with_chart = rows.exclude(chart="").select_related("gauge", "characteristic")
    return with_chart.order_by("plan__version")


def _doubt(stream: Stream, item: ControlPlanItem | None, day: date) -> Doubted | None:
    if item is None or item.gauge is None:
        return None
    pair = (item.gauge, stream.characteristic)
    policy = policy_on(stream.cooperative_id, day)
    return doubts_about([pair], day, policy).get((item.gauge.pk, stream.characteristic_id))


def _why_withheld(chart: StreamChart, doubt: Doubted | None) -> str | Promise:
    if chart.is_counted:
        return _("What is judged by eye has no capability index: the counts and their range stand.")
    if doubt in FAILED:
        return _(
            "No capability is claimed on a gauge that failed. Mend or change the gauge, study it "
            "anew, then measure on."
        )
    if chart.standing is None:
        return _("No index before the chart has limits: nobody knows yet whether it is steady.")
    if chart.words:
        return _("No index while the chart signals: the process is not steady. Find the cause.")
    return ""


def _marks(gauge: Machine | None, doubt: Doubted | None) -> list[str | Promise]:
    if gauge is None:
        return [_("The control plan names no gauge, so nothing speaks for these readings.")]
    if doubt is not None:
        return [_("The gauge is not proven today: the indices are marked, not claimed.")]
    return []


def _indices(chart: StreamChart) -> tuple[list[Index], float | None]:
    drawn = chart.characteristic
    if not drawn.is_measured or len(chart.points) < 2 or len(set(chart.readings)) == 1:
        return [], None
    # The chart's own frozen limits have said already that it is steady.
    return _studied([each.readings for each in chart.points], drawn.lower, drawn.upper, asked=True)


def indices_of(
    subgroups: Sequence[Sequence[float]], lower: Decimal | None, upper: Decimal | None
) -> list[Index]:
    """The indices of readings from elsewhere; none when they are not steady among themselves."""
    return _studied(subgroups, lower, upper, asked=False)[0]


def _studied(
    subgroups: Sequence[Sequence[float]],
    lower: Decimal | None,
    upper: Decimal | None,
    *,
    asked: bool,
) -> tuple[list[Index], float | None]:
    # The library for studies takes its time to load, so it waits until a dossier is opened.
    from tuang.spc.studies.study import Tolerance, study

    tolerance = Tolerance(_number(lower), _number(upper))
    found = study([list(each) for each in subgroups], tolerance, even_if_unstable=asked).indices
    if found is None:
        return [], None
    indices = [
        Index(name, value, *found.intervals[key])
        for name, key in NAMES
        if (value := getattr(found, key)) is not None and key in found.intervals
    ]
    return indices, found.ppm_overall


def _number(limit: Decimal | None) -> float | None:
    return None if limit is None else float(limit)
