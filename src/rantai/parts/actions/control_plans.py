"""How a revision is checked: each version of its control plan, from its day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.parts.actions._acting import acting_for
from rantai.parts.models import (
    Characteristic,
    CharacteristicClass,
    ChartKind,
    ControlPlan,
    ControlPlanItem,
    PartRevision,
    RuleSet,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative
from rantai.records.refusals import Refusal


class NothingToCheck(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A control plan checks at least one characteristic. Fill in one row."))


class LimitsReversed(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The lower limit of %(name)s is above its upper one. Mend one of the two.")
            % {"name": name}
        )


class ChartNeedsNumbers(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s has no limits, so it is judged yes or no. Choose a chart of counts "
                "(p, np, c or u), or leave it empty."
            )
            % {"name": name}
        )


class CountsNeedNoLimits(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s has limits, so it is measured; its chart is of single readings or means. "
                "A chart of counts is for what is judged yes or no."
            )
            % {"name": name}
        )


class SubgroupUnfit(Refusal):
    def __init__(self, name: str, largest: int) -> None:
        super().__init__(
            _(
                "A point of %(name)s: single readings take 1 sample, means 2 or more, "
                "and none takes more than the %(largest)d measured of a lot."
            )
            % {"name": name, "largest": largest}
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a control plan: what, between which limits, with what, how many."""

    name: str
    name_en: str
    method: str
    sample_size: int
    reaction: str
    unit: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    importance: CharacteristicClass = CharacteristicClass.STANDARD
    chart: ChartKind | None = None
    rules: RuleSet = RuleSet.LIMITS
    subgroup: int = 1
    holds_on_signal: bool = False
    gauge: Machine | None = None
    accept_up_to: int = 0

    @property
    def is_counted(self) -> bool:
        return self.chart is not None and self.chart.is_counted


@transaction.atomic
def set_control_plan(
    *,
    revision: PartRevision,
    valid_from: date,
    checks: Sequence[Check],
    by: Account,
    at: datetime,
) -> ControlPlan:
    """Enter a new version of how a revision is checked; older versions stay as they were."""
    cooperative = acting_for(by, revision)
    if not checks:
        raise NothingToCheck
    PartRevision.objects.select_for_update().get(cooperative=cooperative, pk=revision.pk)
    plan = ControlPlan.objects.create(
        cooperative=cooperative,
        revision=revision,
        version=_highest(ControlPlan, "version", revision) + 1,
        valid_from=valid_from,
    )
    first = _highest(Characteristic, "number", revision) + 1
    for number, check in enumerate(checks, first):
        ControlPlanItem.objects.create(
            cooperative=cooperative,
            plan=plan,
            characteristic=_characteristic(plan, number, check),
            method=check.method,
            gauge=_ours(cooperative, check.gauge),
            sample_size=check.sample_size,
            reaction=check.reaction,
            chart=check.chart or "",
            rules=check.rules,
            subgroup=check.subgroup,
            accept_up_to=check.accept_up_to if check.is_counted else 0,
            holds_on_signal=check.chart is not None and check.holds_on_signal,
        )
    write_audit(
        "control_plan.set",
        plan,
        by=by,
        at=at,
        revision=str(revision),
        version=plan.version,
        checks=[check.name for check in checks],
    )
    return plan


def _ours(cooperative: Cooperative, gauge: Machine | None) -> Machine | None:
    if gauge is not None and (
        gauge.cooperative_id != cooperative.pk or gauge.kind != MachineKind.GAUGE
    ):
        raise Http404
    return gauge


def _highest(
    model: type[ControlPlan] | type[Characteristic], field: str, revision: PartRevision
) -> int:
    rows = model.objects.filter(cooperative_id=revision.cooperative_id, revision=revision)
    return rows.aggregate(last=Max(field))["last"] or 0


def _characteristic(plan: ControlPlan, number: int, check: Check) -> Characteristic:
    """The characteristic of an earlier plan if it is the same, so that its chart goes on."""
    _refuse_nonsense(check)
    revision = plan.revision
    same = Characteristic.objects.filter(
        cooperative_id=revision.cooperative_id,
        revision=revision,
        name=check.name,
        unit=check.unit,
        lower=check.lower,
        upper=check.upper,
        importance=check.importance,
    )
    known = same.exclude(plan_items__plan=plan).order_by("-number").first()
    if known is not None:
        return known
    return Characteristic.objects.create(
        cooperative_id=revision.cooperative_id,
        revision=revision,
        number=number,
        name=check.name,
        name_en=check.name_en,
        unit=check.unit,
        lower=check.lower,
        upper=check.upper,
        importance=check.importance,
    )


def _refuse_nonsense(check: Check) -> None:
    if check.lower is not None and check.upper is not None and check.lower > check.upper:
        raise LimitsReversed(check.name)
    if check.chart is None:
        return
    has_limits = check.lower is not None or check.upper is not None
    if check.is_counted and has_limits:
        raise CountsNeedNoLimits(check.name)
    if check.is_counted:
        return
    if not has_limits:
        raise ChartNeedsNumbers(check.name)
    is_single = check.chart == ChartKind.SINGLE
    if check.subgroup > check.sample_size or is_single != (check.subgroup == 1):
        raise SubgroupUnfit(check.name, check.sample_size)
