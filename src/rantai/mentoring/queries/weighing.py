"""Weighing every help: the months before and after it, and the interval that they bear."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rantai.delivery.queries.performance import Span
from rantai.members.models import SkillLevel, Workshop
from rantai.mentoring.models import Aim, Aimed, Verdict
from rantai.mentoring.queries.measures import Month, Series, series_of
from rantai.mentoring.queries.readiness import month_looked_at
from rantai.orders.rules import first_of_month, month_after
from rantai.records.models import Cooperative

if TYPE_CHECKING:
    from tuang.effect import Effect, Stream

MONTHS = 36
HIGHER_IS_BETTER = frozenset({Aimed.PPK})


@dataclass(frozen=True, slots=True)
class Helped:
    """One workshop that was helped: by what, since when, and what its measure did."""

    aim: Aim
    workshop_id: int
    since: date
    months: Mapping[date, Month]
    effect: "Effect"

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.effect, self.aim.measure) if self.months else Verdict.SILENT

    @property
    def before(self) -> list[float | None]:
        own = first_of_month(self.since)
        return side_of(month for day, month in self.months.items() if day < own)

    @property
    def after(self) -> list[float | None]:
        """The month of the help itself is on neither side."""
        own = first_of_month(self.since)
        return side_of(month for day, month in self.months.items() if day > own)


@dataclass(frozen=True, slots=True)
class Together:
    """The same help in several workshops, against those that had not had it yet."""

    aim: Aim
    workshops: int
    effect: "Effect"

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.effect, self.aim.measure)


@dataclass(frozen=True, slots=True)
class Weighed:
    helped: list[Helped]
    together: list[Together]


def weigh(cooperative: Cooperative, today: date) -> Weighed:
    """Every help with a named measure that is done, what can be told of it first."""
    span = Span.back_from(month_looked_at(cooperative, today), MONTHS, today)
    aims = list(
        Aim.objects.current()
        .filter(cooperative=cooperative)
        .select_related("action__item", "training")
        .order_by("-received_at")
    )
    done = _done(cooperative, aims)
    series = {
        measure: series_of(cooperative, measure, span) for measure in {aim.measure for aim in aims}
    }
    codes = dict(Workshop.objects.filter(cooperative=cooperative).values_list("pk", "code"))
    helped = [
        Helped(
            aim,
            shop,
            since,
            months := series[aim.measure].get(shop, {}),
            _interrupted(_points(months, span, since), _place(span, since)),
        )
        for aim in aims
        for shop, since in done[aim.pk].items()
    ]
    helped.sort(
        key=lambda row: (
            row.verdict == Verdict.SILENT,
            row.verdict == Verdict.UNKNOWN,
            -row.effect.after,
            codes[row.workshop_id],
        )
    )
    return Weighed(helped, _together(aims, done, series, span))


Done = defaultdict[object, dict[int, date]]
"""By aim, each helped workshop and the day of its help."""


def _done(cooperative: Cooperative, aims: list[Aim]) -> Done:
    found: Done = defaultdict(dict)
    by_training = {aim.training_id: aim for aim in aims if aim.training_id}
    closings = (
        Aim.objects.current()
        .filter(cooperative=cooperative, action__closings__isnull=False)
        .values_list("pk", "action__workshop_id", "action__closings__done_on")
    )
    for pk, shop, day in closings:
        found[pk][shop] = day
    attended = (
        SkillLevel.objects.current()
        .filter(cooperative=cooperative, training__in=by_training)
        .values_list("training_id", "person__workshop_id", "training__held_on")
    )
    for training, shop, day in attended:
        found[by_training[training].pk][shop] = day
    return found


def _place(span: Span, day: date) -> int:
    """The first whole month after the help; its own month belongs to neither side."""
    after = month_after(first_of_month(day))
    return 12 * (after.year - span.first.year) + after.month - span.first.month


Told = tuple[tuple[int, float, float | None], ...]


def _points(months: Mapping[date, Month], span: Span, since: date) -> Told:
    own = first_of_month(since)
    places = {month: place for place, month in enumerate(span.months)}
    return tuple(
        (places[day], month.value, month.of)
        for day, month in sorted(months.items())
        if day != own and day in places
    )


def _interrupted(points: Told, start: int) -> "Effect":
    from tuang.effect import interrupted

    return interrupted(_stream(points, start))


def _stream(points: Told, start: int | None, name: str = "") -> "Stream":
    from tuang.effect import Point, Stream

    return Stream([Point(*point) for point in points], start, name)


def _together(
    aims: list[Aim], done: Done, series: Mapping[str, Series], span: Span
) -> list[Together]:
    """Actions on one item of a check sheet are one kind of help; so is one training."""
    from tuang.effect import staggered

    kinds: defaultdict[tuple[str, object, str], dict[int, date]] = defaultdict(dict)
    named: dict[tuple[str, object, str], Aim] = {}
    for aim in aims:
        thing = ("item", aim.action.item_id) if aim.action else ("training", aim.training_id)
        kind = (*thing, aim.measure)
        named[kind] = aim
        for shop, day in done[aim.pk].items():
            kinds[kind][shop] = min(day, kinds[kind].get(shop, day))
    found = []
    for kind, helped in kinds.items():
        if len(helped) < 2:
            continue  # of one alone its own row says all there is to say
        streams = [
            _stream(
                _points(months, span, helped[shop]) if shop in helped else _all(months, span),
                _place(span, helped[shop]) if shop in helped else None,
                str(shop),
            )
            for shop, months in sorted(series[kind[2]].items())
            if months
        ]
        found.append(Together(named[kind], len(helped), staggered(streams)))
    return sorted(
        found,
        key=lambda row: (
            row.effect.change is None,
            -row.workshops,
            row.aim.measure,
            row.aim.received_at,
            row.aim.pk,
        ),
    )


def _all(months: Mapping[date, Month], span: Span) -> Told:
    return _points(months, span, date.min)


def side_of(months: Iterable[Month]) -> list[float | None]:
    """The sum of the values, of what they are of, and how many months."""
    told = list(months)
    of = None if not told or told[0].of is None else sum(month.of or 0 for month in told)
    return [sum(month.value for month in told), of, len(told)]


def verdict_of(effect: "Effect", measure: str) -> Verdict:
    from tuang.effect import Verdict as Found

    if effect.verdict == Found.CANNOT_TELL:
        return Verdict.UNKNOWN
    is_better = (effect.verdict == Found.HIGHER) == (measure in HIGHER_IS_BETTER)
    return Verdict.HELPED if is_better else Verdict.HARMED


def as_kept(effect: "Effect") -> dict[str, Any]:
    return asdict(effect)
