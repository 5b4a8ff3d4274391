"""Whether an instrument may be believed, by what was checked and set right when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import Http404

from rantai.machines.models import (
    CertifiedValue,
    DriftCheck,
    InstrumentMapping,
    Machine,
    MachineKind,
    Recalibration,
    ReferenceSample,
    Repeatability,
)
from rantai.machines.rules import Span, doubtful_spans
from rantai.records.models import Account
from rantai.records.queries import OFFICE, has_role, owned_by
from tuang.spc import ControlLimits, RunRule, individuals_limits, signals

CHARTED = 30


def instrument_for_lab(viewer: Account, code: str) -> Machine:
    """A spectrometer of the office's own co-operative; for anyone else it is not there."""
    rows = owned_by(viewer, Machine.objects.filter(kind=MachineKind.SPECTROMETER, code=code))
    found = rows.first() if has_role(viewer, *OFFICE) else None
    if found is None:
        raise Http404
    return found


def mapping_in_force(instrument: Machine, on: date) -> InstrumentMapping | None:
    return (
        InstrumentMapping.objects.filter(
            cooperative_id=instrument.cooperative_id, instrument=instrument, valid_from__lte=on
        )
        .order_by("-valid_from", "-pk")
        .first()
    )


def repeatability_in_force(instrument: Machine, on: date) -> dict[str, Decimal]:
    """The newest standard deviation of each element that was in force on a day."""
    rows = Repeatability.objects.filter(
        cooperative_id=instrument.cooperative_id, instrument=instrument, valid_from__lte=on
    ).order_by("valid_from")
    return {row.element: row.sigma_pct for row in rows}


def references_of(instrument: Machine, on: date) -> QuerySet[ReferenceSample]:
    """Reference samples that may be used on a day."""
    return ReferenceSample.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        cooperative_id=instrument.cooperative_id,
        instrument=instrument,
        valid_from__lte=on,
    ).order_by("code")


def reference_named(instrument: Machine, name: str, on: date) -> ReferenceSample | None:
    """The reference that was typed as a sample's name; a run's number may follow it."""
    typed = " ".join(name.split()).upper()
    for reference in references_of(instrument, on):
        code = reference.code.upper()
        if typed == code or (typed.startswith(code) and not typed[len(code)].isalnum()):
            return reference
    return None


def spans_in_doubt(instrument_id: int, cooperative_id: int) -> list[Span]:
    """The times in which this instrument's readings prove nothing."""
    checks = DriftCheck.objects.current().filter(
        cooperative_id=cooperative_id, instrument_id=instrument_id
    )
    if not checks.filter(is_inside=False).exists():
        return []
    recalibrations = Recalibration.objects.current().filter(
        cooperative_id=cooperative_id, instrument_id=instrument_id
    )
    return doubtful_spans(
        list(checks.values_list("occurred_at", "is_inside")),
        list(recalibrations.values_list("occurred_at", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an instrument is blocked, since when, and whether it was set right meanwhile."""

    check: DriftCheck
    doubtful_since: datetime
    is_set_right: bool


def blocked_now(instrument: Machine) -> Blocked | None:
    spans = spans_in_doubt(instrument.pk, instrument.cooperative_id)
    if not spans or spans[-1].until is not None:
        return None
    since = spans[-1].start
    first_out, last_out = (
        DriftCheck.objects.current()
        .filter(
            cooperative_id=instrument.cooperative_id,
            instrument=instrument,
            is_inside=False,
            occurred_at__gt=since,
        )
        .order_by(order)
        .first()
        for order in ("occurred_at", "-occurred_at")
    )
    assert first_out
    assert last_out
    set_right = Recalibration.objects.current().filter(
        cooperative_id=instrument.cooperative_id,
        instrument=instrument,
        occurred_at__gt=last_out.occurred_at,
    )
    return Blocked(first_out, since, set_right.exists())


@dataclass(frozen=True, slots=True)
class DriftChart:
    """One element of the reference over the last checks, with the limits it sets itself."""

    certified: CertifiedValue
    points: Sequence[tuple[Decimal, DriftCheck]]
    limits: ControlLimits | None
    signals: Mapping[int, RunRule]

    @property
    def low(self) -> Decimal:
        return self.certified.certified_pct - self.certified.tolerance_pct

    @property
    def high(self) -> Decimal:
        return self.certified.certified_pct + self.certified.tolerance_pct


def drift_charts(reference: ReferenceSample) -> list[DriftChart]:
    checks = list(
        DriftCheck.objects.current()
        .filter(cooperative_id=reference.cooperative_id, reference=reference)
        .select_related("recorded_by")
        .order_by("-occurred_at")[:CHARTED]
    )[::-1]
    return [
        _chart(each, checks)
        for each in reference.values.filter(cooperative_id=reference.cooperative_id)
    ]


def _chart(certified: CertifiedValue, checks: Sequence[DriftCheck]) -> DriftChart:
    points = [
        (Decimal(check.values[certified.element]), check)
        for check in checks
        if certified.element in check.values
    ]
    values = [float(value) for value, _check in points]
    if len(values) < 2:
        return DriftChart(certified, points, None, {})
    limits = individuals_limits(values)
    # A point may end several patterns; the first is the one that asks loudest.
    loudest = {each.index: each.rule for each in reversed(signals(values, limits))}
    return DriftChart(certified, points, limits, loudest)
