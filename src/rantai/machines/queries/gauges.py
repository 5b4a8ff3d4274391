"""The gauges, whether each may be believed on a day, and what its calibrations found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from rantai.machines.models import Calibration, Machine, MachineKind
from rantai.machines.queries.machines import machines_visible_to
from rantai.machines.rules import GaugeState, gauge_state
from rantai.records.models import Account
from rantai.records.prepared import prepared


def gauges_visible_to(viewer: Account) -> QuerySet[Machine]:
    return machines_visible_to(viewer).filter(kind=MachineKind.GAUGE).order_by("code")


def calibrations_of(machine: Machine) -> QuerySet[Calibration]:
    """The newest first; what was corrected is left out."""
    return (
        Calibration.objects.current()
        .filter(cooperative_id=machine.cooperative_id, machine=machine)
        .select_related("recorded_by")
        .order_by("-done_on", "-id")
    )


@dataclass(frozen=True, slots=True)
class GaugeStanding:
    """A gauge on a day: its state, the last calibration by then, and until when it holds."""

    gauge: Machine
    state: GaugeState
    last: Calibration | None
    until: date | None

    @property
    def is_trusted(self) -> bool:
        return self.state in (GaugeState.GOOD, GaugeState.DUE)


@prepared
def _calibrated(owner: int, machines: list[int], on: date) -> QuerySet[Calibration]:
    rows = Calibration.objects.current().filter(
        cooperative_id=owner, machine__in=machines, done_on__lte=on
    )
    return rows.order_by("done_on", "id")


def standings_of(
    gauges: Iterable[Machine], on: date, *, warn_days: int = 30
) -> dict[int, GaugeStanding]:
    """Every gauge's standing on a day, in one question to the database."""
    wanted = {gauge.pk: gauge for gauge in gauges}
    last: dict[int, Calibration] = {}
    if wanted:
        owner = next(iter(wanted.values())).cooperative_id
        for row in _calibrated(owner, sorted(wanted), on):
            last[row.machine_id] = row
    return {pk: _standing(gauge, last.get(pk), on, warn_days) for pk, gauge in wanted.items()}


def _standing(gauge: Machine, last: Calibration | None, on: date, warn_days: int) -> GaugeStanding:
    # A machine may have come with a calibration that nobody entered as such.
    until = last.valid_until if last else gauge.calibrated_until
    state = gauge_state(
        on, last_was_good=last.is_good if last else None, until=until, warn_days=warn_days
    )
    return GaugeStanding(gauge, state, last, until)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A calibration that failed, and the last good one before it: between them nothing is sure."""

    failed: Calibration
    good: Calibration | None


def doubts_of(machine: Machine) -> list[Doubt]:
    """Each failure with the good calibration before it, the newest first."""
    found: list[Doubt] = []
    good: Calibration | None = None
    for row in calibrations_of(machine).reverse():
        if row.is_good:
            good = row
        else:
            found.append(Doubt(row, good))
    return found[::-1]
