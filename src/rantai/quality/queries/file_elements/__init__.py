"""The eighteen elements of an approval file, each read from the records as they now stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rantai.quality.models import ApprovalFile, FileEntry
from rantai.quality.queries.file_elements.evidence import Evidence, Gap, Sheet, Stand
from rantai.quality.queries.file_elements.gauges import read_gauges, read_laboratory
from rantai.quality.queries.file_elements.pieces import (
    read_capability,
    read_dimensions,
    read_tests,
)
from rantai.quality.queries.file_elements.process import (
    read_flow,
    read_plan,
    read_process_fmea,
)
from rantai.quality.queries.file_elements.said import (
    by_paper,
    read_aids,
    read_changes,
    read_design,
)
from rantai.quality.rules.approval import Element, submitted_at
from rantai.records.prepared import prepared

__all__ = ["Gap", "Sheet", "Stand", "elements_of", "newest_entries"]


@prepared
def _told(owner: int, file: int, at: datetime) -> QuerySet[FileEntry]:
    rows = FileEntry.objects.filter(cooperative_id=owner, file=file, occurred_at__lte=at)
    return rows.select_related("paper", "recorded_by").order_by("occurred_at", "pk")


def newest_entries(file: ApprovalFile, at: datetime) -> dict[str, FileEntry]:
    return {row.element: row for row in _told(file.cooperative_id, file.pk, at)}


def elements_of(file: ApprovalFile, at: datetime) -> list[Stand]:
    """All eighteen in their order; the warrant last, for it says that the rest is there."""
    evidence = Evidence(file, at, newest_entries(file, at))
    sent = submitted_at(file.level, file.asked)
    stands = [
        replace(reader(evidence), entry=evidence.entry(element), is_sent=element in sent)
        for element, reader in READERS.items()
    ]
    outdated = [_refuse_outdated(stand, evidence.today) for stand in stands]
    return [*outdated, replace(_warrant(outdated), is_sent=Element.WARRANT in sent)]


def _refuse_outdated(stand: Stand, today: date) -> Stand:
    entry = stand.entry
    if entry is None or entry.valid_until is None or entry.valid_until >= today:
        return stand
    text = _("The paper held until %(day)s.") % {"day": date_format(entry.valid_until)}
    url = reverse("quality:say_element", args=[entry.file.code, stand.element])
    return replace(stand, gaps=[*stand.gaps, Gap(text, url)])


def _warrant(others: Sequence[Stand]) -> Stand:
    """The co-operative's word; it is drawn up when the file goes out."""
    missing = [stand for stand in others if stand.is_missing]
    if not missing:
        return Stand(Element.WARRANT, facts=[(_("Warrant"), _("drawn up when the file goes out"))])
    text = ngettext("%d element is missing.", "%d elements are missing.", len(missing)) % len(
        missing
    )
    return Stand(Element.WARRANT, [Gap(text, "#elements")])


READERS: Mapping[Element, Callable[[Evidence], Stand]] = {
    Element.DESIGN: read_design,
    Element.CHANGES: read_changes,
    Element.ENGINEERING: by_paper(
        Element.ENGINEERING,
        gettext_lazy("Nobody has said whether the customer's engineers gave their leave."),
    ),
    Element.DESIGN_FMEA: by_paper(
        Element.DESIGN_FMEA, gettext_lazy("Nobody has said who keeps the FMEA of the design.")
    ),
    Element.FLOW: read_flow,
    Element.PROCESS_FMEA: read_process_fmea,
    Element.PLAN: read_plan,
    Element.GAUGES: read_gauges,
    Element.DIMENSIONS: read_dimensions,
    Element.TESTS: read_tests,
    Element.CAPABILITY: read_capability,
    Element.LABORATORY: read_laboratory,
    Element.APPEARANCE: by_paper(
        Element.APPEARANCE,
        gettext_lazy("Nobody has said whether the customer judges the appearance."),
    ),
    Element.SAMPLES: by_paper(Element.SAMPLES, gettext_lazy("No sample pieces are set aside.")),
    Element.MASTER: by_paper(
        Element.MASTER, gettext_lazy("Nobody has said where the master sample is kept.")
    ),
    Element.AIDS: read_aids,
    Element.SPECIFIC: by_paper(
        Element.SPECIFIC, gettext_lazy("Nobody has said what this customer asks beyond the rest.")
    ),
}
