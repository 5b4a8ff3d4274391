"""Which gauge may be believed, by its calibrations and studies, and what it measured in doubt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone

from rantai.machines.models import Machine
from rantai.machines.queries import Doubt, GaugeStanding, gauges_visible_to, standings_of
from rantai.parts.models import Characteristic, ControlPlanItem
from rantai.quality.models import (
    Consequence,
    GaugeRule,
    GaugeStudy,
    Inspection,
    Measurement,
    Nonconformity,
)
from rantai.quality.queries.stops import nonconformities_visible_to
from rantai.quality.rules import BOUNDS, Doubted, GaugePolicy, doubt_of
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import owned_by
from rantai.shopfloor.models import CastingLot

LOUDEST = ("failed", "expired", "unproven", "due", "good")


def gauge_rules(cooperative_id: int) -> QuerySet[GaugeRule]:
    return GaugeRule.objects.filter(cooperative_id=cooperative_id).order_by("-valid_from")


@prepared
def _rule_on(owner: int, day: date) -> QuerySet[GaugeRule]:
    return gauge_rules(owner).filter(valid_from__lte=day)[:1]


def policy_on(cooperative_id: int, day: date) -> GaugePolicy:
    """The rule in force on a day; the usual one where none was decided."""
    rule = only_one(_rule_on(cooperative_id, day))
    if rule is None:
        return GaugePolicy()
    said = {
        Doubted.FAILED: rule.on_failed,
        Doubted.STUDY: rule.on_failed,
        Doubted.EXPIRED: rule.on_expired,
        Doubted.UNPROVEN: rule.on_unproven,
    }
    bounds = {**BOUNDS, **{name: (pair[0], pair[1]) for name, pair in rule.bounds.items()}}
    return GaugePolicy(
        refuses=frozenset(doubt for doubt, word in said.items() if word == Consequence.REFUSE),
        warn_days=rule.warn_days,
        bounds=bounds,
    )


def studies_visible_to(viewer: Account) -> QuerySet[GaugeStudy]:
    return (
        owned_by(viewer, GaugeStudy.objects.current())
        .filter(gauge__in=gauges_visible_to(viewer))
        .select_related("gauge", "characteristic__revision__part", "recorded_by")
        .order_by("-occurred_at", "-id")
    )


def doubts_about(
    pairs: Iterable[tuple[Machine, Characteristic]], day: date, policy: GaugePolicy
) -> dict[tuple[int, int], Doubted]:
    """What speaks against each gauge for a characteristic on a day; nothing asked, nothing read."""
    wanted = list(pairs)
    if not wanted:
        return {}
    standings = standings_of([gauge for gauge, _ in wanted], day, warn_days=policy.warn_days)
    verdicts = _verdicts({gauge.pk: gauge for gauge, _ in wanted}.values(), day)
    found = {}
    for gauge, characteristic in wanted:
        verdict = verdicts.get((gauge.pk, characteristic.pk), verdicts.get((gauge.pk, None)))
        if doubt := doubt_of(standings[gauge.pk].state, verdict):
            found[gauge.pk, characteristic.pk] = doubt
    return found


def _verdicts(gauges: Iterable[Machine], day: date) -> dict[tuple[int, int | None], str]:
    """The last word of the studies of each gauge: for a characteristic, or of the gauge as such."""
    listed = list(gauges)
    owner, keys = listed[0].cooperative_id, [gauge.pk for gauge in listed]
    rows = _judged(owner, keys, _end_of(day))
    return {(gauge, characteristic): verdict for gauge, characteristic, verdict in rows}


@prepared
def _judged(
    owner: int, gauges: list[int], until: datetime
) -> QuerySet[GaugeStudy, tuple[int, int | None, str]]:
    rows = GaugeStudy.objects.current().filter(
        cooperative_id=owner, gauge__in=gauges, occurred_at__lt=until
    )
    return rows.order_by("occurred_at", "id").values_list("gauge", "characteristic", "verdict")


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, get_current_timezone())


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """A gauge on the board: its standing, its last study, and what control plans name it for."""

    standing: GaugeStanding
    study: GaugeStudy | None
    used_for: Sequence[str]

    @property
    def gauge(self) -> Machine:
        return self.standing.gauge


def gauge_board(viewer: Account, day: date, policy: GaugePolicy) -> list[GaugeRow]:
    """The loudest first: failed, run out, never calibrated, soon due; four questions in all."""
    gauges = list(gauges_visible_to(viewer).select_related("workshop"))
    standings = standings_of(gauges, day, warn_days=policy.warn_days)
    studies: dict[int, GaugeStudy] = {}
    for study in studies_visible_to(viewer).defer("readings", "figures").reverse():
        studies[study.gauge_id] = study
    used: dict[int, list[str]] = {}
    for gauge_id, number, name in (
        owned_by(viewer, ControlPlanItem.objects.filter(gauge__in=gauges))
        .order_by("plan__revision__part__number", "characteristic__number")
        .values_list("gauge", "plan__revision__part__number", "characteristic__name")
        .distinct()
    ):
        used.setdefault(gauge_id, []).append(f"{number} {name}")
    rows = [
        GaugeRow(standings[gauge.pk], studies.get(gauge.pk), used.get(gauge.pk, []))
        for gauge in gauges
    ]
    return sorted(rows, key=lambda row: (LOUDEST.index(row.standing.state), row.gauge.code))


@dataclass(frozen=True, slots=True)
class InDoubt:
    """An inspection whose readings were taken between the last good calibration and a failure."""

    inspection: Inspection
    names: Sequence[str]
    readings: int
    stop: Nonconformity | None

    @property
    def lot(self) -> CastingLot:
        found: CastingLot = self.inspection.lot
        return found


def measured_in_doubt(viewer: Account, doubt: Doubt) -> list[InDoubt]:
    """Everything measured since the last good calibration, newest first, with its stop if any.

    The good calibration's own day is taken in: nobody knows the hour.
    """
    gauge_id = doubt.failed.machine_id
    rows = (
        owned_by(viewer, Measurement.objects.current())
        .filter(gauge=gauge_id, occurred_at__lte=_end_of(doubt.failed.done_on))
        .order_by("-occurred_at")
        .values_list("inspection", "item__characteristic__name")
    )
    if doubt.good is not None:
        rows = rows.filter(occurred_at__gte=_start_of(doubt.good.done_on))
    names: dict[object, list[str]] = {}
    for inspection_id, name in rows:
        names.setdefault(inspection_id, []).append(name)
    inspections = owned_by(viewer, Inspection.objects.current()).select_related(
        "lot__node", "lot__workshop", "lot__work_order__revision__part"
    )
    found = inspections.filter(pk__in=list(names)).order_by("-occurred_at")
    stops = {
        stop.root_id: stop
        for stop in nonconformities_visible_to(viewer).filter(
            Q(status="open"), root__in=[each.lot.node_id for each in found]
        )
    }
    return [
        InDoubt(
            each,
            list(dict.fromkeys(names[each.pk])),
            len(names[each.pk]),
            stops.get(each.lot.node_id),
        )
        for each in found
    ]
