"""A spectrometer's export: whole or not at all, and each burn once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions.instruments import lock_instrument
from rantai.machines.models import Machine
from rantai.machines.queries import (
    mapping_in_force,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    desk_for,
)
from rantai.shopfloor.actions.sorting import Desk
from rantai.shopfloor.models import (
    Analysis,
    AnalysisStatus,
    Burn,
    ExportFile,
    ExportSource,
)
from rantai.shopfloor.spectrometer_files import (
    BurnRow,
    Layout,
    Trouble,
    read_export,
)

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
    desk = Desk(cooperative, instrument, layout, by, at)
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
