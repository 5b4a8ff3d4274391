"""How ready each workshop is, now and month by month, and what would lift it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.delivery.queries.performance import Span
from rantai.delivery.scoring import Score, Scored, Terms, WaysUp, Weight, score
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import (
    Pillar,
    ReadinessMark,
    ReadinessRule,
    ReadinessWeight,
    Sign,
)
from rantai.mentoring.queries.programmes import programmes_visible_to
from rantai.mentoring.queries.signs import Signs, signs_of
from rantai.orders.rules import first_of_month, month_after
from rantai.plans.models import ReceivedTally
from rantai.records.models import Account, Cooperative
from rantai.records.queries import owned_by

PLACES: dict[str, int] = {Sign.PPK: 2}
SHORT: dict[str, Promise] = {
    Sign.ON_TIME: gettext_lazy("On time"),
    Sign.RECORDS: gettext_lazy("Records"),
    Sign.ACTIONS: gettext_lazy("Actions"),
    Sign.SKILLS: gettext_lazy("Skills"),
    Sign.SEEN: gettext_lazy("Skills seen"),
    Sign.PPM: gettext_lazy("Rejects"),
    Sign.PPK: gettext_lazy("Ppk"),
    Sign.CALIBRATION: gettext_lazy("Gauges"),
    Sign.APPROVALS: gettext_lazy("Approvals"),
}
"""As the radar has room for; the mentor's own score is no fact of its own."""


def readiness_rules_visible_to(viewer: Account) -> QuerySet[ReadinessRule]:
    """Every decision, the newest first; whoever takes part may know it."""
    rows = owned_by(viewer, ReadinessRule.objects.prefetch_related("weights"))
    return rows if programmes_visible_to(viewer).exists() else rows.none()


def readiness_rule_on(cooperative: Cooperative, day: date) -> ReadinessRule | None:
    return (
        ReadinessRule.objects.filter(cooperative=cooperative, valid_from__lte=day)
        .prefetch_related("weights")
        .first()
    )


def marks_visible_to(viewer: Account) -> QuerySet[ReadinessMark]:
    """A workshop sees its own marks, never a neighbour's."""
    return owned_by(viewer, ReadinessMark.objects.filter(workshop__in=workshops_visible_to(viewer)))


def month_looked_at(cooperative: Cooperative, today: date) -> date:
    """The last month with something recorded: an example ends, a real co-operative goes on."""
    tallies = ReceivedTally.objects.filter(cooperative=cooperative, month__lte=today)
    last: date | None = tallies.aggregate(last=Max("month"))["last"]
    return last or first_of_month(today)


def last_day_of(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def scores_from(rule: ReadinessRule, signs: Signs) -> dict[str, Score | None]:
    """Each pillar by its own signs; a sign without a record leaves its weight to the others."""
    weights: defaultdict[str, list[Weight]] = defaultdict(list)
    for row in rule.weights.all():
        weights[row.pillar].append(
            Weight(row.sign, row.weight, float(row.full_at), float(row.none_at))
        )
    return {
        pillar: score(
            {sign: value for (of, sign), value in signs.items() if of == pillar},
            Terms(weights[pillar], rule.a_from, rule.b_from, rule.c_from),
        )
        for pillar in Pillar.values
    }


@dataclass(frozen=True, slots=True)
class Lift:
    """One plain sentence on what would lift a pillar, and the place to do it."""

    sentence: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class PillarNow:
    """A pillar with its score, the signs in words, and the way to the next letter."""

    pillar: str
    score: Score | None
    before: ReadinessMark | None
    workshop: Workshop

    @property
    def label(self) -> str:
        return str(Pillar(self.pillar).label)

    @property
    def inputs(self) -> list[tuple[str, str]]:
        return [(sign_words(each), earned_words(each)) for each in self._scored]

    @property
    def lifts(self) -> list[Lift]:
        ways = self.score.ways_up if self.score else None
        return lifts_of(ways, self.workshop) if ways else []

    @property
    def _scored(self) -> list[Scored]:
        return list(self.score.scored) if self.score else []


@dataclass(frozen=True, slots=True)
class Readiness:
    """A workshop's three pillars now, where each began, and the months between."""

    workshop: Workshop
    month: date
    rule: ReadinessRule
    pillars: list[PillarNow]
    trend: list[tuple[date, Mapping[str, ReadinessMark]]]

    @property
    def axes(self) -> list[tuple[str, float, float | None]]:
        """For the radar: every fact in points of a hundred, now and at the first mark."""
        found: list[tuple[str, float, float | None]] = []
        for pillar in self.pillars:
            for each in pillar.score.scored if pillar.score else ():
                if (short := SHORT.get(each.weight.measure)) is not None:
                    found.append((str(short), each.points, _points_then(pillar.before, each)))
        return found

    @property
    def cells(self) -> list[tuple[date, list[ReadinessMark | None]]]:
        return [(month, [row.get(pillar) for pillar in Pillar.values]) for month, row in self.trend]

    @property
    def series(self) -> list[tuple[str, list[int]]]:
        return [
            (pillar.label, [row[pillar.pillar].points for _m, row in self.trend
                            if pillar.pillar in row])
            for pillar in self.pillars
        ]  # fmt: skip


def _points_then(mark: ReadinessMark | None, each: Scored) -> float | None:
    found = mark.signs.get(each.weight.measure) if mark else None
    return found[1] if found else None


def readiness_of(viewer: Account, workshop: Workshop, today: date) -> Readiness | None:
    """Counted from the facts as they stand now; nothing while no rule is agreed."""
    month = month_looked_at(workshop.cooperative, today)
    rule = readiness_rule_on(workshop.cooperative, last_day_of(month))
    if rule is None:
        return None
    span = Span.back_from(month, rule.months, today)
    signs = signs_of(workshop.cooperative, span, [workshop.pk])[workshop.pk]
    by_month: defaultdict[date, dict[str, ReadinessMark]] = defaultdict(dict)
    rows = marks_visible_to(viewer).filter(workshop=workshop, month__lt=month).order_by("month")
    for mark in rows:
        by_month[mark.month][mark.pillar] = mark
    first = next(iter(by_month.values()), {})
    scores = scores_from(rule, signs)
    return Readiness(
        workshop=workshop,
        month=month,
        rule=rule,
        pillars=[
            PillarNow(pillar, scores[pillar], first.get(pillar), workshop)
            for pillar in Pillar.values
        ],
        trend=list(by_month.items()),
    )


@dataclass(frozen=True, slots=True)
class ReadyRow:
    workshop: Workshop
    marks: dict[str, ReadinessMark]

    @property
    def pillars(self) -> list[ReadinessMark | None]:
        return [self.marks.get(pillar) for pillar in Pillar.values]

    @property
    def least(self) -> int:
        return min(mark.points for mark in self.marks.values())


def ready_board(viewer: Account, month: date) -> list[ReadyRow]:
    """Every workshop with a mark of this month, the least ready pillar first."""
    rows: dict[int, ReadyRow] = {}
    for mark in marks_visible_to(viewer).filter(month=month).select_related("workshop"):
        rows.setdefault(mark.workshop_id, ReadyRow(mark.workshop, {})).marks[mark.pillar] = mark
    return sorted(rows.values(), key=lambda row: (row.least, row.workshop.code))


def last_marked_month(viewer: Account) -> date | None:
    last: date | None = marks_visible_to(viewer).aggregate(last=Max("month"))["last"]
    return last


# In words


def figure(value: float, places: int = 0) -> str:
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


def _told(sign: str, value: float) -> str:
    return figure(value, PLACES.get(sign, 0))


def sign_words(scored: Scored) -> str:
    return f"{Sign(scored.weight.measure).label}, {figure(scored.share)} %"


def earned_words(scored: Scored) -> str:
    sign, weight = scored.weight.measure, scored.weight
    return _(
        "%(value)s (all points at %(full)s, none at %(none)s): %(points)s of 100, "
        "so %(earned)s points"
    ) % {
        "value": _told(sign, scored.value),
        "full": _told(sign, weight.full_at),
        "none": _told(sign, weight.none_at),
        "points": figure(scored.points),
        "earned": figure(scored.earned, 1),
    }


def lifts_of(ways: WaysUp, workshop: Workshop) -> list[Lift]:
    """Each way up on its own; where none suffices alone, the two dearest signs together."""
    alone = [(scored, needed) for scored, needed in ways.alone if needed is not None]
    if alone:
        return [_lift(scored, needed, ways, workshop) for scored, needed in alone]
    return [_lift(scored, None, ways, workshop) for scored, _needed in ways.alone[:2]]


def _lift(scored: Scored, needed: float | None, ways: WaysUp, workshop: Workshop) -> Lift:
    sign = Sign(scored.weight.measure)
    told = {
        "sign": sign.label,
        "now": _told(sign, scored.value),
        "full": _told(sign, scored.weight.full_at),
        "letter": ways.letter,
        "missing": figure(ways.missing),
    }
    if needed is None:
        sentence = _(
            "%(sign)s: %(now)s now, %(full)s earns all points. Not enough alone for %(letter)s: "
            "%(missing)s points are missing."
        )
    else:
        told["needed"] = _told(sign, _whole_way(scored, needed))
        sentence = _("%(sign)s: %(now)s now; %(needed)s makes it %(letter)s.")
    place, url = _place_of(sign, workshop)
    return Lift(sentence % told, place, url)


def _whole_way(scored: Scored, needed: float) -> float:
    """Rounded to the side that suffices, so that who reaches what is written has the letter."""
    step: float = 10 ** -PLACES.get(scored.weight.measure, 0)
    up = scored.weight.full_at > scored.weight.none_at
    rounded = round(needed / step) * step
    if up and rounded < needed:
        rounded += step
    elif not up and rounded > needed:
        rounded -= step
    return rounded


def _place_of(sign: Sign, workshop: Workshop) -> tuple[str, str]:
    card = (_("Scorecard, month by month"), reverse("delivery:scorecard", args=[workshop.code]))
    found: dict[Sign, tuple[str, str]] = {
        Sign.ON_TIME: (_("Work orders"), reverse("plans:work_orders")),
        Sign.RECORDS: (_("Heats"), reverse("shopfloor:index")),
        Sign.ACTIONS: (_("Agreed actions"), reverse("mentoring:actions")),
        Sign.SKILLS: (_("Skills"), reverse("members:skills")),
        Sign.SEEN: (_("Skills"), reverse("members:skills")),
        Sign.PPM: card,
        Sign.PPK: card,
        Sign.CALIBRATION: (_("Machines"), reverse("machines:index")),
        Sign.APPROVALS: (_("Work orders"), reverse("plans:work_orders")),
        Sign.SCORE: (
            _("What the mentor found"),
            reverse("mentoring:workshop", args=[workshop.code]),
        ),
    }
    return found[sign]


def weights_by_pillar(rule: ReadinessRule) -> list[tuple[str, list[ReadinessWeight]]]:
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rule.weights.all():
        rows[row.pillar].append(row)
    return [(str(Pillar(pillar).label), rows[pillar]) for pillar in Pillar.values]
