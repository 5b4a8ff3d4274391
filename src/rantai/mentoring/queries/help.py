"""Did it help: every action and training with a named measure, before and after."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.delivery.queries.performance import Span
from rantai.members.models import SkillLevel, Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import Aim, Aimed
from rantai.mentoring.queries.measures import Month, Series, series_of
from rantai.mentoring.queries.programmes import programmes_visible_to
from rantai.mentoring.queries.readiness import figure, month_looked_at
from rantai.orders.rules import first_of_month, month_after
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import OFFICE, has_role, owned_by

if TYPE_CHECKING:
    from tuang.effect import Effect, Stream

MONTHS = 36
HIGHER_IS_BETTER = frozenset({Aimed.PPK})
MILLION = 1_000_000


def aims_visible_to(viewer: Account) -> QuerySet[Aim]:
    """A workshop's people see what aims at their own workshop, never a neighbour's."""
    rows = owned_by(viewer, Aim.objects.current()).select_related(
        "action__workshop", "action__item", "training", "recorded_by"
    )
    if not programmes_visible_to(viewer).exists():
        return rows.none()
    return rows


@dataclass(frozen=True, slots=True)
class Helped:
    """One workshop that was helped: by what, since when, and what its measure did."""

    aim: Aim
    workshop: Workshop
    since: date
    months: Mapping[date, Month]
    effect: "Effect"

    @property
    def what(self) -> str:
        return _what(self.aim)

    @property
    def measure(self) -> str:
        return str(Aimed(self.aim.measure).label)

    @property
    def before(self) -> str:
        return _side([m for day, m in self.months.items() if day < first_of_month(self.since)])

    @property
    def after(self) -> str:
        return _side([m for day, m in self.months.items() if day > first_of_month(self.since)])

    @property
    def state(self) -> str:
        return state_of(self.effect, self.aim.measure)

    @property
    def words(self) -> str:
        return effect_words(self.effect)


@dataclass(frozen=True, slots=True)
class Together:
    """The same help in several workshops, against those that had not had it yet."""

    what: str
    measure_value: str
    workshops: int
    effect: "Effect"

    @property
    def measure(self) -> str:
        return str(Aimed(self.measure_value).label)

    @property
    def state(self) -> str:
        return state_of(self.effect, self.measure_value)

    @property
    def words(self) -> str:
        return together_words(self.effect)


@dataclass(frozen=True, slots=True)
class DidItHelp:
    rows: list[Helped]
    silent: int
    """Helps of workshops of which this measure was never recorded."""
    together: list[Together]
    waiting: list[Aim]
    """Named, but not done yet: there is no after."""


def did_it_help(viewer: Account, cooperative: Cooperative, today: date) -> DidItHelp:
    month = month_looked_at(cooperative, today)
    span = Span.back_from(month, MONTHS, today)
    aims = list(aims_visible_to(viewer).order_by("-received_at"))
    done = _done(cooperative, aims)
    seen = workshops_visible_to(viewer).in_bulk()
    series = {measure: series_of(cooperative, measure, span) for measure in _measured(aims)}
    rows = [
        Helped(
            aim,
            seen[shop],
            since,
            months := series[aim.measure].get(shop, {}),
            _interrupted(_points(months, span, since), _place(span, since)),
        )
        for aim in aims
        for shop, since in done[aim.pk].items()
        if shop in seen
    ]
    told = [row for row in rows if row.months]
    told.sort(key=lambda row: (row.state == UNKNOWN, -row.effect.after, row.workshop.code))
    # Others' figures stand behind a comparison: it is for those who may see all of them.
    everyone = has_role(viewer, *OFFICE, Role.MENTOR)
    return DidItHelp(
        rows=told,
        silent=len(rows) - len(told),
        together=_together(aims, done, series, span) if everyone else [],
        waiting=[
            aim
            for aim in aims
            if not done[aim.pk] and (aim.action is None or aim.action.workshop_id in seen)
        ],
    )


def _what(aim: Aim) -> str:
    if aim.action is not None:
        return str(aim.action.text)
    assert aim.training is not None
    return str(_("Training: %s") % aim.training.title)


def _measured(aims: list[Aim]) -> set[str]:
    return {aim.measure for aim in aims}


Done = defaultdict[object, dict[int, date]]
"""By aim, each helped workshop and the day of its help."""


def _done(cooperative: Cooperative, aims: list[Aim]) -> Done:
    found: Done = defaultdict(dict)
    by_action = {aim.action_id: aim for aim in aims if aim.action_id}
    by_training = {aim.training_id: aim for aim in aims if aim.training_id}
    closings = (
        Aim.objects.filter(cooperative=cooperative, pk__in=[aim.pk for aim in by_action.values()])
        .filter(action__closings__isnull=False)
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


@lru_cache(maxsize=2_000)
def _interrupted(points: Told, start: int) -> "Effect":
    """Kept: the same figures give the same interval, and each takes some milliseconds."""
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
    named: dict[tuple[str, object, str], str] = {}
    for aim in aims:
        thing = ("item", aim.action.item_id) if aim.action else ("training", aim.training_id)
        kind = (*thing, aim.measure)
        named[kind] = str(aim.action.item) if aim.action and aim.action.item else _what(aim)
        for shop, day in done[aim.pk].items():
            kinds[kind][shop] = min(day, kinds[kind].get(shop, day))
    found = []
    for kind, helped in kinds.items():
        if len(helped) < 2:
            continue  # of one alone the row above says all there is to say
        measure = kind[2]
        streams = [
            _stream(
                _points(months, span, helped[shop]) if shop in helped else _all(months, span),
                _place(span, helped[shop]) if shop in helped else None,
                str(shop),
            )
            for shop, months in sorted(series[measure].items())
            if months
        ]
        found.append(Together(named[kind], measure, len(helped), staggered(streams)))
    return sorted(found, key=lambda row: (row.effect.change is None, -row.workshops, row.what))


def _all(months: Mapping[date, Month], span: Span) -> Told:
    return _points(months, span, date.min)


# In words

HELPED, HARMED, UNKNOWN = "helped", "harmed", "cannot_tell"


def state_of(effect: "Effect", measure: str) -> str:
    from tuang.effect import Verdict

    if effect.verdict == Verdict.CANNOT_TELL:
        return UNKNOWN
    is_better = (effect.verdict == Verdict.HIGHER) == (measure in HIGHER_IS_BETTER)
    return HELPED if is_better else HARMED


def _side(months: list[Month]) -> str:
    """So many of so many, or the mean of the values; a dash where nothing is recorded."""
    if not months:
        return "–"
    if months[0].of is None:
        return figure(sum(month.value for month in months) / len(months), 2)
    value = sum(month.value for month in months)
    of = sum(month.of or 0 for month in months)
    return _("%(share)s %% (%(value)s of %(of)s)") % {
        "share": figure(100 * value / of, 2),
        "value": figure(value),
        "of": figure(of),
    }


def effect_words(effect: "Effect") -> str:
    if effect.change is None:
        return _why_unknown(effect)
    return _interval(effect)


def together_words(effect: "Effect") -> str:
    if effect.change is not None:
        return _interval(effect)
    from tuang.effect import FEWEST_WORKSHOPS

    return _(
        "Figures before and after: %(helped)d helped, %(others)d others; "
        "%(needed)d of each are needed."
    ) % {"helped": effect.before, "others": effect.after, "needed": FEWEST_WORKSHOPS}


def _interval(effect: "Effect") -> str:
    if (ratio := effect.ratio) is not None:
        middle, low, high = (figure(each, 2) for each in ratio)
        return _("%(middle)s times as many as without it (95 %%: %(low)s to %(high)s)") % {
            "middle": middle,
            "low": low,
            "high": high,
        }
    assert effect.change is not None
    assert effect.low is not None
    assert effect.high is not None
    return _("%(middle)s against what it would have been (95 %%: %(low)s to %(high)s)") % {
        "middle": figure(effect.change, 2),
        "low": figure(effect.low, 2),
        "high": figure(effect.high, 2),
    }


def _why_unknown(effect: "Effect") -> str:
    from tuang.effect import FEWEST_EVENTS, FEWEST_PERIODS

    if min(effect.before, effect.after) < FEWEST_PERIODS:
        return _("%(before)d months before, %(after)d after; %(needed)d of each are needed.") % {
            "before": effect.before,
            "after": effect.after,
            "needed": FEWEST_PERIODS,
        }
    if effect.counts:
        return _(
            "Too few were counted: at least %(events)d in all are needed, some on each side."
        ) % {"events": FEWEST_EVENTS}
    return _("The value never changed, so no chance can be judged.")
