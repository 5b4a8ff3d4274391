"""Gauge studies, the rule of doubtful gauges, and holding what was measured in doubt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.models import Machine
from rantai.machines.queries import Doubt
from rantai.parts.models import Characteristic
from rantai.quality.actions._facts import Measured
from rantai.quality.actions.opening_eightd import RuleDayTaken
from rantai.quality.actions.stopping import AlreadyRaised, raise_nonconformity
from rantai.quality.models import Consequence, GaugeRule, GaugeStudy, Nonconformity, StudyKind
from rantai.quality.queries.gauges import InDoubt, doubts_about, policy_on
from rantai.quality.rules import STUDY_METHOD, Doubted, GaugePolicy, Row, judge_study
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.traceability.actions import lock
from tuang.msa import UnusableStudy


class StudyUnusable(Refusal):
    """The readings cannot answer what the study asks; the sentence says what it needs."""

    def __init__(self, problem: UnusableStudy) -> None:
        said = {
            "part": _("A study needs at least two pieces, each read by every person."),
            "reference": _(
                "Every reading needs its reference: one piece for type 1, two or more for "
                "linearity, good and bad ones for yes and no."
            ),
            "tolerance": _("A type 1 study is held against the tolerance. Write its width."),
        }
        super().__init__(
            said.get(
                problem.field,
                _(
                    "These readings prove nothing: everyone must read every piece equally often, "
                    "at least twice, and they may not all be the same."
                ),
            )
        )


class GaugeInDoubt(Refusal):
    def __init__(self, gauge: Machine, doubt: Doubted, day: date) -> None:
        why = {
            Doubted.FAILED: _("%(gauge)s failed its last calibration"),
            Doubted.STUDY: _("%(gauge)s failed its gauge study"),
            Doubted.EXPIRED: _("The calibration of %(gauge)s has run out by %(day)s"),
            Doubted.UNPROVEN: _("%(gauge)s was never calibrated"),
        }[doubt] % {"gauge": gauge, "day": date_format(day, "j M Y")}
        super().__init__(
            _("%(why)s, so its readings are not taken. Measure again with another gauge.")
            % {"why": why}
        )


class NothingChosen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No lot is chosen. Tick those that must be held."))


@transaction.atomic
def record_study(
    *,
    gauge: Machine,
    kind: StudyKind,
    rows: Sequence[Row],
    by: Account,
    at: datetime,
    characteristic: Characteristic | None = None,
    tolerance: float | None = None,
) -> GaugeStudy:
    """Judge a study by the rule of the day; from now on its verdict speaks for the gauge."""
    cooperative = acting_as(by, Role.LAB)
    owned = [gauge, *([characteristic] if characteristic else [])]
    if any(each.cooperative_id != cooperative.pk for each in owned):
        raise Http404
    if tolerance is None and characteristic is not None:
        tolerance = _width(characteristic)
    try:
        judged = judge_study(kind, rows, tolerance, policy_on(cooperative.pk, localdate(at)))
    except UnusableStudy as problem:
        raise StudyUnusable(problem) from problem
    study: GaugeStudy = GaugeStudy.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        gauge=gauge,
        kind=kind,
        characteristic=characteristic,
        tolerance=tolerance,
        readings=[[row.part, row.operator, row.value, row.reference] for row in rows],
        figures=judged.figures,
        reasons=[list(reason) for reason in judged.reasons],
        verdict=judged.verdict,
        method=STUDY_METHOD,
    )
    write_audit("gauge.studied", gauge, by=by, at=at, kind=str(kind), verdict=judged.verdict)
    return study


def _width(characteristic: Characteristic) -> float | None:
    if characteristic.lower is None or characteristic.upper is None:
        return None
    return float(characteristic.upper - characteristic.lower)


@transaction.atomic
def set_gauge_rule(
    *,
    valid_from: date,
    on_failed: Consequence,
    on_expired: Consequence,
    on_unproven: Consequence,
    warn_days: int,
    bounds: Mapping[str, tuple[float, float]],
    by: Account,
    at: datetime,
) -> GaugeRule:
    """What a doubtful gauge does to a reading, and what a study must show, from a day on."""
    owner = acting_as(by, Role.LAB)
    try:
        with transaction.atomic():
            rule = GaugeRule.objects.create(
                cooperative=owner,
                valid_from=valid_from,
                on_failed=on_failed,
                on_expired=on_expired,
                on_unproven=on_unproven,
                warn_days=warn_days,
                bounds={name: list(pair) for name, pair in bounds.items()},
            )
    except IntegrityError as taken:
        raise RuleDayTaken(valid_from) from taken
    write_audit("gauge_rule.set", rule, by=by, at=at, valid_from=valid_from.isoformat())
    return rule


def doubts_of_readings(
    cooperative: Cooperative, measurements: Iterable[Measured], at: datetime
) -> dict[tuple[int, int], Doubted]:
    """What speaks against the gauges of these readings; refused where the rule says so."""
    pairs = {
        (measured.gauge.pk, measured.item.characteristic_id): (
            measured.gauge,
            measured.item.characteristic,
        )
        for measured in measurements
        if measured.gauge is not None
    }
    if not pairs:
        return {}
    day = localdate(at)
    policy: GaugePolicy = policy_on(cooperative.pk, day)
    found = doubts_about(pairs.values(), day, policy)
    for pair, doubt in found.items():
        if doubt in policy.refuses:
            raise GaugeInDoubt(pairs[pair][0], doubt, day)
    return found


@transaction.atomic
def hold_in_doubt(
    *, doubt: Doubt, chosen: Sequence[InDoubt], by: Account, at: datetime
) -> list[Nonconformity]:
    """Hold the lots that were judged by a gauge found wrong; what is held already stays so."""
    cooperative = acting_as(by, Role.LAB)
    if doubt.failed.cooperative_id != cooperative.pk:
        raise Http404
    if not chosen:
        raise NothingChosen
    reason = _("Gauge %(gauge)s failed its calibration of %(day)s") % {
        "gauge": doubt.failed.machine.code,
        "day": date_format(doubt.failed.done_on, "j M Y"),
    }
    lots = {each.lot.node_id: each.lot for each in chosen}
    lock(cooperative.pk, sorted(lots))
    raised = []
    for node_id in sorted(lots):
        try:
            with transaction.atomic():
                raised.append(
                    raise_nonconformity(root=lots[node_id].node, reason=reason, by=by, at=at)
                )
        except AlreadyRaised:
            continue
    write_audit("gauge.doubt_held", doubt.failed.machine, by=by, at=at, lots=len(raised))
    return raised
