"""Dated figures the melting is judged by: a new day adds a row, and no row is changed."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import plain
from rantai.shopfloor.models import FurnaceFigures, MeltRule


class DayTaken(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("Figures from %(day)s are already written. Choose a later day.")
            % {"day": day.isoformat()}
        )


class NotAPercent(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A part of the metal lies from 0 to below 100 %. Check the figure."))


class PeakBackwards(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The peak hours end before they begin. Check both times."))


@transaction.atomic
def set_melt_rule(
    *,
    valid_from: date,
    gap_limit_pct: Decimal,
    peak_begins: time,
    peak_ends: time,
    by: Account,
    at: datetime,
) -> MeltRule:
    """How much metal may go missing, and when electricity is dear, from a day on."""
    cooperative = acting_as(by, Role.LAB, Role.PLANNER)
    if not 0 <= gap_limit_pct < 100:
        raise NotAPercent
    if peak_ends <= peak_begins:
        raise PeakBackwards
    rule, is_new = MeltRule.objects.get_or_create(
        cooperative=cooperative,
        valid_from=valid_from,
        defaults={
            "gap_limit_pct": gap_limit_pct,
            "peak_begins": peak_begins,
            "peak_ends": peak_ends,
        },
    )
    if not is_new:
        raise DayTaken(valid_from)
    write_audit(
        "melt_rule.set",
        rule,
        by=by,
        at=at,
        valid_from=valid_from.isoformat(),
        gap_limit_pct=plain(gap_limit_pct),
        peak=f"{peak_begins:%H.%M}-{peak_ends:%H.%M}",
    )
    return rule


@transaction.atomic
def set_furnace_figures(
    *,
    furnace: Machine,
    valid_from: date,
    melt_loss_pct: Decimal,
    scale_step_kg: Decimal,
    by: Account,
    at: datetime,
) -> FurnaceFigures:
    """What a furnace loses to slag, and what its scale can show, from a day on."""
    cooperative = acting_as(by, Role.LAB, Role.PLANNER)
    if furnace.cooperative_id != cooperative.pk or furnace.kind != MachineKind.FURNACE:
        raise Http404
    if not 0 <= melt_loss_pct < 100 or scale_step_kg <= 0:
        raise NotAPercent
    figures, is_new = FurnaceFigures.objects.get_or_create(
        cooperative=cooperative,
        furnace=furnace,
        valid_from=valid_from,
        defaults={"melt_loss_pct": melt_loss_pct, "scale_step_kg": scale_step_kg},
    )
    if not is_new:
        raise DayTaken(valid_from)
    write_audit(
        "furnace_figures.set",
        figures,
        by=by,
        at=at,
        furnace=furnace.code,
        valid_from=valid_from.isoformat(),
        melt_loss_pct=plain(melt_loss_pct),
        scale_step_kg=plain(scale_step_kg),
    )
    return figures
