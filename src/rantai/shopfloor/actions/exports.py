"""A spectrometer's export: whole or not at all, each burn once, every sample in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import CheckIncomplete, record_drift_check
from rantai.machines.actions.instruments import lock_instrument
from rantai.machines.models import DriftCheck, Machine, ReferenceSample
from rantai.machines.queries import (
    mapping_in_force,
    reference_named,
    spans_in_doubt,
)
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    NotYet,
    TooEarly,
    desk_for,
)
from rantai.shopfloor.actions.lab import (
    AlreadyRead,
    PastCalibration,
    record_readings,
    withdraw_release,
)
from rantai.shopfloor.models import (
    Analysis,
    AnalysisStatus,
    Assignment,
    Bound,
    Burn,
    ExportFile,
    ExportSource,
    Heat,
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
    Trouble,
    names_in,
    read_export,
)

SHOWN_PLACES = Decimal("0.0001")
LONGEST_FILE_NAME = 120


class NoMapping(Refusal):
    def __init__(self, instrument: Machine) -> None:
        super().__init__(
            _("Nobody has said yet how %(instrument)s writes its files. Make its mapping first.")
            % {"instrument": instrument.code}
        )


class ExportRefused(Refusal):
    """The file is in trouble; nothing of it was stored."""

    def __init__(self, name: str, troubles: Sequence[Trouble]) -> None:
        self.file, self.troubles = name, troubles
        super().__init__(
            _("%(file)s could not be read whole, so nothing of it was stored.") % {"file": name}
        )


class NotWaiting(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone has already decided about this. Reload the page and look at it.")
        )


class NoReasonGiven(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words, so that the next reader understands it."))


class NoBurnLeft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Every burn is left out, so nothing is read. Keep at least one."))


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a file: its analyses, or the file that was here already."""

    export: ExportFile
    analyses: Sequence[Analysis]
    is_known: bool

    def with_status(self, status: AnalysisStatus) -> int:
        return sum(each.status == status for each in self.analyses)

    @property
    def read(self) -> int:
        return self.with_status(AnalysisStatus.READ)

    @property
    def waiting(self) -> int:
        return self.with_status(AnalysisStatus.WAITING)

    @property
    def checks(self) -> int:
        return self.with_status(AnalysisStatus.CHECK)


@transaction.atomic
def receive_export(
    *,
    instrument: Machine,
    name: str,
    content: bytes,
    source: ExportSource,
    by: Account,
    at: datetime,
) -> Received:
    """Read a file by the mapping in force. A burn that is here already is not here twice."""
    cooperative = desk_for(by, instrument.cooperative_id, Role.LAB)
    # One file after the other: the second of two equal ones then finds the first.
    lock_instrument(instrument)
    digest = sha256(content).hexdigest()
    known = ExportFile.objects.filter(
        cooperative=cooperative, instrument=instrument, digest=digest
    ).first()
    if known:
        return Received(known, (), is_known=True)
    mapping = mapping_in_force(instrument, timezone.localdate(at))
    if mapping is None:
        raise NoMapping(instrument)
    layout = Layout.model_validate(mapping.layout)
    read = read_export(content, layout)
    if read.troubles:
        raise ExportRefused(name, read.troubles)
    by_sample = _fresh(read.by_sample, instrument)
    export = ExportFile.objects.create(
        cooperative=cooperative,
        instrument=instrument,
        name=name[-LONGEST_FILE_NAME:],
        digest=digest,
        source=source,
        rows=len(read.rows),
        fresh_rows=sum(len(rows) for rows in by_sample.values()),
        received_at=at,
        received_by=by,
    )
    desk = _Desk(cooperative, instrument, layout, by, at)
    analyses = [desk.take_in(export, sample, rows) for sample, rows in by_sample.items()]
    write_audit(
        "export.received", instrument, by=by, at=at, file=export.name, rows=export.fresh_rows
    )
    return Received(export, analyses, is_known=False)


def _fresh(
    by_sample: Mapping[str, Sequence[BurnRow]], instrument: Machine
) -> dict[str, list[BurnRow]]:
    """Leave out burns that another file brought, and a row that the file says twice."""
    prints = [row.fingerprint for rows in by_sample.values() for row in rows]
    known = set(
        Burn.objects.filter(
            cooperative_id=instrument.cooperative_id,
            instrument=instrument,
            fingerprint__in=prints,
        ).values_list("fingerprint", flat=True)
    )
    fresh: dict[str, list[BurnRow]] = {}
    for sample, rows in by_sample.items():
        for row in rows:
            if row.fingerprint not in known:
                known.add(row.fingerprint)
                fresh.setdefault(sample, []).append(row)
    return fresh


@dataclass(frozen=True, slots=True)
class _Desk:
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
            _record(sample, self.instrument, agreed, self.by, self.at, burned_at(burns))
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


def _record(
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


@transaction.atomic
def assign_analysis(
    *,
    analysis: Analysis,
    sample: Sample | None,
    left_out: Sequence[Burn],
    reason: str,
    by: Account,
    at: datetime,
) -> Analysis:
    """A person says which sample this is, without which burns, and why; or sets it aside."""
    cooperative = desk_for(by, analysis.cooperative_id, Role.LAB)
    lock_instrument(analysis.instrument)
    waiting = Analysis.objects.select_related("instrument").get(
        cooperative_id=cooperative.pk, pk=analysis.pk
    )
    if waiting.status != AnalysisStatus.WAITING:
        raise NotWaiting
    if not reason.strip():
        raise NoReasonGiven
    burns = list(Burn.objects.filter(cooperative=cooperative, analysis=waiting))
    kept = [burn for burn in burns if burn not in left_out]
    if sample is not None:
        if not kept:
            raise NoBurnLeft
        occurred = min(burned_at(kept), at)
        if waiting.cause == WaitingCause.TIME or occurred < sample.heat.started_at:
            occurred = at  # the instrument's clock is not to be believed here
        _record(sample, waiting.instrument, agreed_of(kept, waiting.instrument), by, at, occurred)
    Assignment.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        analysis=waiting,
        sample=sample,
        left_out=[str(burn.pk) for burn in burns if burn in left_out],
        reason=reason.strip(),
    )
    waiting.sample = sample
    waiting.status = AnalysisStatus.READ if sample else AnalysisStatus.SET_ASIDE
    waiting.save(update_fields=["status", "sample"])
    told = {"name": waiting.name, "reason": reason.strip()}
    if sample is None:
        write_audit("analysis.set_aside", waiting.instrument, by=by, at=at, **told)
    else:
        number = sample.number
        write_audit("analysis.assigned", sample.heat, by=by, at=at, number=number, **told)
    return waiting


@transaction.atomic
def check_instrument(
    *,
    reference: ReferenceSample,
    values: Mapping[str, Decimal],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
) -> DriftCheck:
    """Record a drift check; one that is out takes back every release it casts doubt on.

    Only heats that nobody has poured yet go back to the lab. Iron already poured cannot be: such
    heats say on their page that their reading is in doubt, and the lab decides about a hold.
    """
    check = record_drift_check(
        reference=reference, values=values, by=by, at=at, occurred_at=occurred_at
    )
    if not check.is_inside:
        ground = _("The drift check of %(instrument)s was out.") % {
            "instrument": reference.instrument.code
        }
        for heat in _released_in_doubt(reference.instrument):
            withdraw_release(heat=heat, ground=ground, by=by, at=at)
    return check


def _released_in_doubt(instrument: Machine) -> list[Heat]:
    spans = spans_in_doubt(instrument.pk, instrument.cooperative_id)
    if not spans or spans[-1].until is not None:
        return []
    doubtful = Reading.objects.current().filter(
        cooperative_id=instrument.cooperative_id,
        instrument=instrument,
        occurred_at__gt=spans[-1].start,
        sample__heat__status=HeatStatus.RELEASED,
        sample__heat__pours__isnull=True,
    )
    return list(
        Heat.objects.filter(
            cooperative_id=instrument.cooperative_id,
            pk__in=doubtful.values("sample__heat_id"),
        )
    )
