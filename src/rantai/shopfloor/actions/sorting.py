"""Every sample of a file in its place, or on the tray with the cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from rantai.machines.actions import CheckIncomplete
from rantai.machines.models import Machine, ReferenceSample
from rantai.machines.queries import (
    reference_named,
)
from rantai.records.actions import stamp
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.actions._guards import (
    NotYet,
    TooEarly,
)
from rantai.shopfloor.actions.checks import check_instrument
from rantai.shopfloor.actions.lab import (
    AlreadyRead,
    PastCalibration,
    record_readings,
)
from rantai.shopfloor.models import (
    Analysis,
    AnalysisStatus,
    Bound,
    Burn,
    ExportFile,
    HeatStatus,
    Reading,
    Sample,
    WaitingCause,
)
from rantai.shopfloor.queries.exports import agreed_of, burned_at
from rantai.shopfloor.spectrometer_files import (
    ROUNDING,
    Agreed,
    BurnRow,
    Layout,
    NamedSample,
    names_in,
)

SHOWN_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Desk:
    """The lab's desk on which one file is being sorted."""

    cooperative: Cooperative
    instrument: Machine
    layout: Layout
    by: Account
    at: datetime

    def take_in(self, export: ExportFile, name: str, rows: Sequence[BurnRow]) -> Analysis:
        analysis = Analysis.objects.create(
            cooperative=self.cooperative, export=export, instrument=self.instrument, name=name
        )
        burns = [self._burn(analysis, row) for row in rows]
        Burn.objects.bulk_create(burns)
        self._settle(analysis, burns)
        analysis.save(update_fields=["status", "cause", "sample", "check_made"])
        return analysis

    def _burn(self, analysis: Analysis, row: BurnRow) -> Burn:
        moment = timezone.make_aware(row.moment) if row.moment else self.at
        return Burn(
            **stamp(
                cooperative=self.cooperative,
                by=self.by,
                at=self.at,
                occurred_at=moment,
            ),
            analysis=analysis,
            instrument=self.instrument,
            number=row.burn,
            is_average=row.is_average,
            row=row.row,
            values={
                element: f"{value.bound}{value.pct:f}" for element, value in row.values.items()
            },
            fingerprint=row.fingerprint,
        )

    def _settle(self, analysis: Analysis, burns: Sequence[Burn]) -> None:
        """Where an analysis goes by itself; whatever is odd about it waits for a person."""
        day = timezone.localdate(self.at)
        reference = reference_named(self.instrument, analysis.name, day)
        found = None if reference else self._sample(analysis.name)
        if not reference and found is None:
            analysis.cause = WaitingCause.NO_MATCH
            return
        analysis.sample = found
        agreed = agreed_of(burns, self.instrument)
        if any(not each.is_agreed for each in agreed.values()):
            analysis.cause = WaitingCause.BURNS_DISAGREE
        elif reference:
            self._check(analysis, reference, agreed, burns)
        elif found:
            self._read(analysis, found, agreed, burns)

    def _sample(self, name: str) -> Sample | None:
        for named in names_in(name, self.layout):
            if found := self._open_sample(named):
                return found
        return None

    def _open_sample(self, named: NamedSample) -> Sample | None:
        """The sample meant, of a heat still in the fire; without a number the newest one."""
        samples = Sample.objects.current().filter(
            cooperative=self.cooperative,
            heat__code__iexact=named.heat,
            heat__status=HeatStatus.MELTING,
        )
        if named.number is not None:
            samples = samples.filter(number=named.number)
        return samples.select_related("heat").order_by("-number").first()

    def _check(
        self,
        analysis: Analysis,
        reference: ReferenceSample,
        agreed: Mapping[str, Agreed],
        burns: Sequence[Burn],
    ) -> None:
        try:
            analysis.check_made = check_instrument(
                reference=reference,
                values=figures_of(agreed),
                by=self.by,
                at=self.at,
                occurred_at=min(burned_at(burns), self.at),
            )
        except CheckIncomplete:
            analysis.cause = WaitingCause.INCOMPLETE_CHECK
        else:
            analysis.status = AnalysisStatus.CHECK

    def _read(
        self,
        analysis: Analysis,
        sample: Sample,
        agreed: Mapping[str, Agreed],
        burns: Sequence[Burn],
    ) -> None:
        read = Reading.objects.filter(cooperative=self.cooperative, sample=sample)
        if read.exists():
            analysis.cause = WaitingCause.ALREADY_READ
            return
        try:
            record_agreed(sample, self.instrument, agreed, self.by, self.at, burned_at(burns))
        except AlreadyRead:
            analysis.cause = WaitingCause.ALREADY_READ
        except PastCalibration:
            analysis.cause = WaitingCause.CALIBRATION
        except (TooEarly, NotYet):
            analysis.cause = WaitingCause.TIME
        else:
            analysis.status = AnalysisStatus.READ


def figures_of(agreed: Mapping[str, Agreed]) -> dict[str, Decimal]:
    """Only what was measured as a figure."""
    return {element: each.pct for element, each in agreed.items() if not each.bound}


def record_agreed(
    sample: Sample,
    instrument: Machine,
    agreed: Mapping[str, Agreed],
    by: Account,
    at: datetime,
    occurred_at: datetime,
) -> None:
    record_readings(
        sample=sample,
        instrument=instrument,
        values={element: _to_store(each) for element, each in agreed.items()},
        bounds={element: Bound(each.bound) for element, each in agreed.items() if each.bound},
        by=by,
        at=at,
        occurred_at=occurred_at,
    )


def _to_store(each: Agreed) -> Decimal:
    """Four places, as readings are kept; a bound is rounded to the side that stays true."""
    return each.pct.quantize(SHOWN_PLACES, rounding=ROUNDING[each.bound])
