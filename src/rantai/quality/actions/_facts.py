"""Writing an inspection down: its judgement, every sample, every reject, every serial piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from rantai.machines.models import Machine
from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.quality.models import Inspection, Measurement, PieceVerdict
from rantai.quality.rules import Judgement, Limits, conforms
from rantai.records.actions import stamp
from rantai.records.models import Account
from rantai.shopfloor.actions import add_to_tally, tally_scrap
from rantai.shopfloor.models import Casting, CastingLot, Defect, Place, Scrap


@dataclass(frozen=True, slots=True)
class Measured:
    """One sample of one plan item: a number where the characteristic has limits, else yes or no.

    On a chart of counts it is one number for all samples: how many of `inspected` were not good.
    """

    item: ControlPlanItem
    sample: int
    value: Decimal | None
    conforms: bool | None = None
    gauge: Machine | None = None
    inspected: int | None = None

    @property
    def as_readings(self) -> list[float]:
        """How a point of a chart keeps it."""
        counted = [] if self.value is None else [float(self.value)]
        return counted if self.inspected is None else [*counted, self.inspected]

    @property
    def is_good(self) -> bool:
        if self.item.is_counted:
            return self.value is not None and self.value <= self.item.accept_up_to
        limits = Limits(self.item.characteristic.lower, self.item.characteristic.upper)
        if limits.are_numbers:
            return self.value is not None and conforms(limits, self.value)
        return bool(self.conforms)


@dataclass(frozen=True, slots=True)
class Reject:
    """Pieces that failed for a defect; for a serial part, the one piece."""

    defect: Defect
    quantity: int = 1
    casting: Casting | None = None
    spot: str = ""


def record_inspection(
    lot: CastingLot,
    plan: ControlPlan,
    judgement: Judgement,
    *,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
    replaces: Inspection | None = None,
    because: str = "",
) -> Inspection:
    before = (replaces.offered, replaces.accepted) if replaces else (0, 0)
    add_to_tally(
        lot.cooperative_id,
        lot.pk,
        offered=judgement.offered - before[0],
        accepted=judgement.accepted - before[1],
    )
    return Inspection.objects.create(
        **stamp(cooperative=lot.cooperative, by=by, at=at, occurred_at=occurred_at),
        **({} if fact_id is None else {"id": fact_id}),
        lot=lot,
        plan=plan,
        offered=judgement.offered,
        accepted=judgement.accepted,
        rejected=judgement.rejected,
        replaces=replaces,
        replaced_because=because[:200],
    )


def record_measurements(
    inspection: Inspection,
    measurements: Sequence[Measured],
    *,
    by: Account,
    at: datetime,
    doubts: Mapping[tuple[int, int], str] = MappingProxyType({}),
) -> None:
    """doubts: what speaks against a gauge, by the gauge and the characteristic it read."""
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    Measurement.objects.bulk_create(
        Measurement(
            **common,
            inspection=inspection,
            item=measured.item,
            sample=measured.sample,
            value=measured.value,
            inspected=measured.inspected,
            conforms=measured.is_good,
            gauge=measured.gauge,
            doubt=doubts.get((measured.gauge.pk, measured.item.characteristic_id), "")
            if measured.gauge
            else "",
        )
        for measured in measurements
    )


def record_rejects(
    inspection: Inspection, rejects: Sequence[Reject], *, by: Account, at: datetime
) -> None:
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    scraps = Scrap.objects.bulk_create(
        Scrap(
            **common,
            lot=inspection.lot,
            casting=reject.casting,
            quantity=reject.quantity,
            defect=reject.defect,
            place=Place.LAB,
            spot=reject.spot,
        )
        for reject in rejects
    )
    tally_scrap(scraps)


def record_verdicts(
    inspection: Inspection,
    castings: Sequence[Casting],
    rejects: Sequence[Reject],
    judgement: Judgement,
    *,
    by: Account,
    at: datetime,
) -> None:
    if not castings:
        return
    defect_of = {reject.casting.pk: reject.defect for reject in rejects if reject.casting}
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    PieceVerdict.objects.bulk_create(
        PieceVerdict(
            **common,
            inspection=inspection,
            casting=casting,
            accepted=casting.pk not in defect_of and not judgement.withheld,
            defect=defect_of.get(casting.pk),
        )
        for casting in castings
    )


def carry_verdicts(
    earlier: Inspection,
    again: Inspection,
    *,
    by: Account,
    at: datetime,
    keep_good: bool,
    withheld: bool = False,
) -> None:
    """Say again what each serial piece was found to be; a good one may wait to be judged anew."""
    common = stamp(cooperative=again.cooperative, by=by, at=at)
    verdicts = PieceVerdict.objects.filter(
        cooperative_id=earlier.cooperative_id, inspection=earlier
    )
    PieceVerdict.objects.bulk_create(
        PieceVerdict(
            **common,
            inspection=again,
            casting_id=verdict.casting_id,
            accepted=verdict.defect_id is None and not withheld,
            defect_id=verdict.defect_id,
            replaces=verdict,
        )
        for verdict in verdicts
        if keep_good or verdict.defect_id is not None
    )
