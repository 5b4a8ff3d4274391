"""The failures of a process as they stand or stood: ratings, priority, controls, actions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import get_language

from rantai.members.queries import workshop_of
from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.quality.models import (
    FailureLine,
    Fmea,
    FmeaRelease,
    PriorityTable,
    RiskAction,
    RiskActionDone,
)
from rantai.quality.queries.risk_rows import (
    done_until,
    held_until,
    items_checking,
    planned_until,
    plans_until,
    released_until,
    said_until,
    scales,
    unreported_of,
)
from rantai.quality.rules.risk import (
    PRIORITY_METHOD,
    USUAL_PER_MILLION,
    USUAL_WORDS,
    Priority,
    priority_in,
    priority_of,
)
from rantai.records.models import Account, Role
from rantai.records.prepared import only_one
from rantai.records.queries import OFFICE, has_role, owned_by


def fmeas_visible_to(viewer: Account) -> QuerySet[Fmea]:
    """The office sees all; an owner the tuning of the own workshop."""
    rows = owned_by(viewer, Fmea.objects.select_related("workshop", "foundation", "customer"))
    if has_role(viewer, *OFFICE):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.none() if workshop is None else rows.filter(workshop=workshop)


@dataclass(frozen=True, slots=True)
class Scale:
    """What ratings mean on a day, and since when."""

    words: Mapping[str, Sequence[Sequence[str]]]
    per_million: Sequence[float]
    since: date | None

    def table(self) -> list[tuple[int, str, str, str, float | None]]:
        """A row a rating, the worst first: severity, occurrence and its rate, detection."""
        tongue = 1 if get_language() == "en" else 0
        kinds = [self.words[kind] for kind in ("severity", "occurrence", "detection")]
        most = [*self.per_million, None]
        return [
            (n, *(words[n - 1][tongue] for words in kinds), most[n - 1])  # type: ignore[misc]
            for n in range(10, 0, -1)
        ]


def scale_on(cooperative_id: int, day: date) -> Scale:
    """The scale in force; the usual one where none was entered."""
    found = only_one(scales(cooperative_id, day))
    if found is None:
        return Scale(USUAL_WORDS, USUAL_PER_MILLION, None)
    return Scale(found.words, found.per_million, found.valid_from)


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """The rule by which an FMEA's priorities are read: a customer's table, or the house's own."""

    table: PriorityTable | None = None

    def of(self, line: FailureLine) -> Priority:
        ratings = line.severity, line.occurrence, line.detection
        if self.table is None:
            return priority_of(*ratings)
        return priority_in(self.table.priorities, *ratings)

    @property
    def method(self) -> str:
        return PRIORITY_METHOD if self.table is None else f"table {self.table.valid_from}"


def priority_rules(fmeas: Iterable[Fmea], day: date) -> dict[int, PriorityRule]:
    """The rule of each FMEA, by its key; a customer without a table leaves the house's own."""
    listed = list(fmeas)
    customers = {each.customer_id for each in listed if each.customer_id}
    tables: dict[int, PriorityTable] = {}
    if customers:
        rows = PriorityTable.objects.filter(
            cooperative_id=listed[0].cooperative_id, customer__in=customers, valid_from__lte=day
        )
        tables = {row.customer_id: row for row in rows.order_by("valid_from")}
    return {each.pk: PriorityRule(tables.get(each.customer_id or 0)) for each in listed}


@dataclass(frozen=True, slots=True)
class RiskAct:
    """A recommended action with the word of who did it."""

    action: RiskAction
    done: RiskActionDone | None
    today: date

    @property
    def is_late(self) -> bool:
        return self.done is None and self.action.due_on < self.today


@dataclass(frozen=True, slots=True)
class Cause:
    """One line as it stands, with its priority and what is done about it."""

    line: FailureLine
    priority: Priority
    controls: Sequence[ControlPlanItem]
    acts: Sequence[RiskAct]
    is_tuned: bool
    is_stale: bool
    """The foundation has said something newer than the workshop's own word."""

    @property
    def is_uncontrolled(self) -> bool:
        return self.priority == Priority.HIGH and not self.controls


@dataclass(frozen=True)
class Failures:
    """An FMEA as it stands at an instant."""

    fmea: Fmea
    rule: PriorityRule
    causes: Sequence[Cause]
    left_out: Sequence[FailureLine] = field(default_factory=list)
    releases: Sequence[FmeaRelease] = field(default_factory=list)

    @cached_property
    def counts(self) -> dict[str, int]:
        found = {str(each): 0 for each in Priority}
        for cause in self.causes:
            found[cause.priority] += 1
        return {**found, "uncontrolled": len(self.uncontrolled)}

    @property
    def uncontrolled(self) -> list[Cause]:
        return [cause for cause in self.causes if cause.is_uncontrolled]

    @property
    def release(self) -> FmeaRelease | None:
        return self.releases[0] if self.releases else None

    @property
    def is_changed(self) -> bool:
        """Something was said since the newest revision, here or in the foundation."""
        if self.release is None:
            return bool(self.causes)
        said = [*(cause.line for cause in self.causes), *self.left_out]
        return any(line.occurred_at > self.release.occurred_at for line in said)

    @property
    def open_acts(self) -> list[RiskAct]:
        return [act for cause in self.causes for act in cause.acts if act.done is None]

    @property
    def late_acts(self) -> int:
        return sum(act.is_late for act in self.open_acts)

    @property
    def steps(self) -> list[tuple[int, str, list[Cause]]]:
        """The operations in the order of the work, each with its causes."""
        found: dict[tuple[int, str], list[Cause]] = defaultdict(list)
        for cause in self.causes:
            found[cause.line.step, cause.line.operation].append(cause)
        return [(step, operation, causes) for (step, operation), causes in sorted(found.items())]


def failures_of_all(
    fmeas: Iterable[Fmea], at: datetime, *, plan: ControlPlan | None = None
) -> list[Failures]:
    """Each FMEA as it stood, in a fixed number of questions; controls of one plan, or of any."""
    listed = list(fmeas)
    if not listed:
        return []
    day = localdate(at)
    rules = priority_rules(listed, day)
    lines = _lines(listed[0].cooperative_id, _with_foundations(listed), at)
    controls = controls_of(listed[0].cooperative_id, at, plan)
    acts = _acts(listed, at)
    releases = _releases(listed, at)
    return [
        _failures(each, rules[each.pk], lines, controls, acts[each.pk], releases[each.pk])
        for each in listed
    ]


def failures_of(fmea: Fmea, at: datetime, *, plan: ControlPlan | None = None) -> Failures:
    (found,) = failures_of_all([fmea], at, plan=plan)
    return found


def _with_foundations(fmeas: Iterable[Fmea]) -> list[int]:
    keys = {key for each in fmeas for key in (each.pk, each.foundation_id) if key is not None}
    return sorted(keys)


Lines = Mapping[int, Mapping[UUID, FailureLine]]


def _lines(owner: int, fmeas: list[int], at: datetime) -> Lines:
    """The newest word on each row, by FMEA."""
    found: dict[int, dict[UUID, FailureLine]] = defaultdict(dict)
    for line in said_until(owner, fmeas, at):
        found[line.fmea_id][line.row] = line
    return found


def _failures(
    fmea: Fmea,
    rule: PriorityRule,
    lines: Lines,
    controls: Mapping[UUID, list[ControlPlanItem]],
    acts: Mapping[UUID, list[RiskAct]],
    releases: Sequence[FmeaRelease],
) -> Failures:
    shared = lines.get(fmea.foundation_id, {}) if fmea.foundation_id else {}
    own = lines.get(fmea.pk, {})
    standing = {**shared, **own}
    causes = [
        Cause(
            line=line,
            priority=rule.of(line),
            controls=controls.get(row, []),
            acts=acts.get(row, []),
            is_tuned=row in own and fmea.foundation_id is not None,
            is_stale=row in own and row in shared and _said_later(shared[row], own[row]),
        )
        for row, line in standing.items()
        if not line.is_left_out
    ]
    causes.sort(key=lambda cause: (cause.line.step, cause.line.mode, cause.line.cause))
    left_out = [line for line in standing.values() if line.is_left_out]
    return Failures(fmea, rule, causes, left_out, releases)


def _said_later(shared: FailureLine, own: FailureLine) -> bool:
    return shared.occurred_at > own.occurred_at


def controls_of(
    cooperative_id: int, at: datetime, plan: ControlPlan | None = None
) -> dict[UUID, list[ControlPlanItem]]:
    """By row, the items that check its cause in the plan given, or in every plan in force."""
    holding = {(row, named): holds for row, named, holds in held_until(cooperative_id, at)}
    linked = [pair for pair, holds in holding.items() if holds]
    plans = [plan.pk] if plan else plans_in_force(cooperative_id, localdate(at))
    items: dict[int, list[ControlPlanItem]] = defaultdict(list)
    for item in items_checking(cooperative_id, plans, sorted({named for _row, named in linked})):
        items[item.characteristic_id].append(item)
    found: dict[UUID, list[ControlPlanItem]] = defaultdict(list)
    for row, named in linked:
        found[row].extend(items[named])
    return found


def plans_in_force(cooperative_id: int, day: date) -> list[int]:
    """The key of the control plan that each part revision is checked by on a day."""
    return list(dict(plans_until(cooperative_id, day)).values())


def _acts(fmeas: Sequence[Fmea], at: datetime) -> dict[int, dict[UUID, list[RiskAct]]]:
    """Actions of each FMEA; those of the foundation are everybody's."""
    owner = fmeas[0].cooperative_id
    actions = planned_until(owner, _with_foundations(fmeas), at)
    done = {each.action_id: each for each in done_until(owner, [each.pk for each in actions], at)}
    found: dict[int, dict[UUID, list[RiskAct]]] = {each.pk: defaultdict(list) for each in fmeas}
    for action in actions:
        act = RiskAct(action, done.get(action.pk), localdate(at))
        for each in fmeas:
            if action.fmea_id in (each.pk, each.foundation_id):
                found[each.pk][action.row].append(act)
    return found


def _releases(fmeas: Sequence[Fmea], at: datetime) -> dict[int, list[FmeaRelease]]:
    found: dict[int, list[FmeaRelease]] = {each.pk: [] for each in fmeas}
    for release in released_until(fmeas[0].cooperative_id, list(found), at):
        found[release.fmea_id].append(release)
    return found


def waiting_risk_acts(viewer: Account, at: datetime) -> list[RiskAct]:
    """What this person has to do about a risk, and has not reported yet."""
    if viewer.cooperative_id is None:
        return []
    rows = unreported_of(viewer.cooperative_id, viewer.pk)
    return [RiskAct(row, None, localdate(at)) for row in rows]


def said_of(fmea: Fmea, row: UUID) -> list[FailureLine]:
    """Everything ever said of a row here and in the foundation, the newest first."""
    mine = Q(fmea=fmea.pk) | Q(fmea=fmea.foundation_id or fmea.pk)
    rows = FailureLine.objects.filter(mine, cooperative_id=fmea.cooperative_id, row=row)
    return list(rows.select_related("recorded_by", "fmea").order_by("-occurred_at", "-pk"))


def risk_actions_visible_to(viewer: Account) -> QuerySet[RiskAction]:
    """Actions of the FMEAs this person sees, and those that are this person's own."""
    rows = owned_by(viewer, RiskAction.objects.select_related("fmea", "owner"))
    return rows.filter(Q(fmea__in=fmeas_visible_to(viewer)) | Q(owner=viewer))
