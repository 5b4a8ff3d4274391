"""Files of an instrument, and what a person needs to decide about one analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.machines.queries import repeatability_in_force
from rantai.records.models import Account
from rantai.records.queries import owned_by
from rantai.shopfloor.models import Analysis, Burn, ExportFile, HeatStatus, Reading, Sample
from rantai.shopfloor.spectrometer_files import Agreed, Cause, Value, agree

FILES_SHOWN = 20

CAUSES: Mapping[Cause, Promise] = {
    Cause.NOT_TEXT: _("This is no text file. Export CSV or text from the instrument."),
    Cause.TOO_LARGE: _("The file is too large. Export one month at a time."),
    Cause.NOTHING: _("The file holds no burn. Look at the instrument's export."),
    Cause.CUT: _("The file ends in the middle of a line: it was cut. Export it again."),
    Cause.NO_COLUMN: _("This column is not in the file. Export it as before, or map it anew."),
    Cause.ROW_SHORT: _("The row ends before this column. The file was cut, or a line was edited."),
    Cause.NO_SAMPLE: _("The sample's name is missing or longer than 80 signs."),
    Cause.NO_NUMBER: _("This is no number. Nothing was guessed."),
    Cause.WRONG_DECIMAL: _("The mapping says the other decimal mark. Look which of them is right."),
    Cause.NEGATIVE: _("A content cannot be below zero. The instrument needs its blank corrected."),
    Cause.OVER_WHOLE: _("This is more than 100 %. Look at the unit in the mapping."),
    Cause.NO_MOMENT: _("Date and time are not written as the mapping says."),
    Cause.NO_BURN: _("The burn's number is none, and no word for an average either."),
    Cause.NO_ELEMENT: _("No element was read in this row."),
    Cause.TOO_FINE: _("More than six digits behind the decimal mark; no instrument reads so fine."),
}


def exports_of(instrument: Machine) -> QuerySet[ExportFile]:
    return (
        ExportFile.objects.filter(cooperative_id=instrument.cooperative_id, instrument=instrument)
        .select_related("received_by")
        .order_by("-received_at")
    )


def burned_at(burns: Sequence[Burn]) -> datetime:
    return max(burn.occurred_at for burn in burns)


def agreed_of(burns: Sequence[Burn], instrument: Machine) -> dict[str, Agreed]:
    """The burns together, judged by the repeatability in force on the day they were made."""
    sigmas = repeatability_in_force(instrument, timezone.localdate(burned_at(burns)))
    return agree([values_of(burn) for burn in burns], sigmas)


def values_of(burn: Burn) -> dict[str, Value]:
    return {
        element: Value(pct=Decimal(told.lstrip("<>")), bound=told[0] if told[0] in "<>" else "")
        for element, told in burn.values.items()
    }


@dataclass(frozen=True)
class AnalysisSheet:
    """One analysis with its burns side by side."""

    analysis: Analysis
    burns: Sequence[Burn]

    @cached_property
    def rows(self) -> list[tuple[str, list[str], Agreed]]:
        """Each element: what every burn says, and whether they agree."""
        return [
            (element, [burn.values.get(element, "") for burn in self.burns], agreed)
            for element, agreed in agreed_of(self.burns, self.analysis.instrument).items()
        ]


def analysis_sheet(viewer: Account, number: int) -> AnalysisSheet | None:
    rows = owned_by(viewer, Analysis.objects.select_related("export", "instrument", "sample__heat"))
    analysis = rows.filter(pk=number).first()
    if analysis is None:
        return None
    burns = Burn.objects.filter(cooperative_id=analysis.cooperative_id, analysis=analysis)
    return AnalysisSheet(analysis, list(burns.order_by("row")))


def open_samples(viewer: Account) -> QuerySet[Sample]:
    """Samples of heats still in the fire that nobody has read, the longest waiting first."""
    read = owned_by(viewer, Reading.objects.all()).values("sample_id")
    rows = owned_by(viewer, Sample.objects.current())
    return (
        rows.filter(heat__status=HeatStatus.MELTING)
        .exclude(pk__in=read)
        .select_related("heat__workshop")
        .order_by("occurred_at")
    )
