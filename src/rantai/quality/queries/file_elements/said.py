"""Elements of which mostly people know: the drawing, its changes, papers, things kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.parts.models import Characteristic, PartRevision
from rantai.parts.queries import windows_of
from rantai.quality.queries.file_elements.evidence import Evidence, Gap, Sheet, Stand, figure
from rantai.quality.rules.approval import Element
from rantai.records.prepared import only_one, prepared


def by_paper(element: Element, what: str | Promise) -> Callable[[Evidence], Stand]:
    """An element of which only a person knows: a paper, or the word that it does not apply."""

    def read(evidence: Evidence) -> Stand:
        if evidence.entry(element) is not None:
            return Stand(element)
        return Stand(element, gaps=[Gap(str(what), evidence.say(element))])

    return read


@prepared
def _drawn(owner: int, revision: int) -> QuerySet[Characteristic, int]:
    rows = Characteristic.objects.filter(cooperative_id=owner, revision=revision)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _before(owner: int, part: int, day: date) -> QuerySet[PartRevision, str]:
    rows = PartRevision.objects.filter(cooperative_id=owner, part=part, valid_from__lt=day)
    return rows.order_by("-valid_from").values_list("revision", flat=True)[:1]


def read_design(evidence: Evidence) -> Stand:
    revision = evidence.revision
    part = reverse("parts:part", args=[revision.part_id])
    count = len(_drawn(revision.cooperative_id, revision.pk))
    gaps = []
    if not count:
        gaps.append(Gap(_("The drawing has no characteristic yet."), part))
    if evidence.entry(Element.DESIGN) is None:
        gaps.append(Gap(_("The drawing itself is not attached."), evidence.say(Element.DESIGN)))
    facts = [
        (_("Part"), f"{revision.part.number} {revision.part.name}"),
        (_("Revision"), revision.revision),
        (_("Holds from"), date_format(revision.valid_from)),
        (_("Grade"), f"{revision.grade.code} {revision.grade.standard}".strip()),
        (_("Mass"), f"{figure(revision.part.mass_kg)} kg"),
        (_("Characteristics"), str(count)),
    ]
    windows = [
        (
            window.element,
            "–" if window.minimum_pct is None else figure(window.minimum_pct, 3),
            "–" if window.maximum_pct is None else figure(window.maximum_pct, 3),
        )
        for window in windows_of(revision.grade)
    ]
    sheet = Sheet((_("Element"), _("At least, %"), _("At most, %")), (1, 1, 1), windows)
    return Stand(Element.DESIGN, gaps, facts, [sheet] if windows else [], url=part)


def read_changes(evidence: Evidence) -> Stand:
    revision = evidence.revision
    before = only_one(_before(revision.cooperative_id, revision.part_id, revision.valid_from))
    if before is None:
        facts = [(_("Earlier drawing"), _("none: this is the first"))]
        return Stand(
            Element.CHANGES, facts=facts, applies=evidence.entry(Element.CHANGES) is not None
        )
    facts = [(_("Earlier drawing"), before)]
    gaps = []
    if evidence.entry(Element.CHANGES) is None:
        text = _("The paper that leads from drawing %(before)s to %(now)s is not attached.")
        named = text % {"before": before, "now": revision.revision}
        gaps.append(Gap(named, evidence.say(Element.CHANGES)))
    return Stand(Element.CHANGES, gaps, facts)


def read_aids(evidence: Evidence) -> Stand:
    stand = by_paper(
        Element.AIDS,
        gettext_lazy("Nobody has said which fixtures, gauges or limit samples belong to the part."),
    )(evidence)
    named = sorted({str(standing.gauge) for standing in evidence.gauges.values()})
    return replace(stand, facts=[(_("Gauges of the control plan"), ", ".join(named) or "–")])
