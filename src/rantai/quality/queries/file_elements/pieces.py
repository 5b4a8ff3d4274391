"""Elements of what came out: measured pieces, the iron, the first capability."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.parts.models import CharacteristicClass, ControlPlanItem
from rantai.quality.queries.file_elements.evidence import (
    Evidence,
    Gap,
    Sheet,
    Stand,
    figure,
    limits_of,
    name_of,
)
from rantai.quality.queries.measured import ItemMeasured, values_of
from rantai.quality.queries.streams import StreamChart
from rantai.quality.rules.approval import Element, months_later

READINGS_HOLD_MONTHS = 12
"""Measured sample pieces older than this show another process."""


def read_dimensions(evidence: Evidence) -> Stand:
    inspection = evidence.inspection
    board = reverse("quality:index")
    if inspection is None:
        text = _("No lot of this drawing from this workshop has passed inspection yet.")
        return Stand(Element.DIMENSIONS, [Gap(text, board)])
    address = reverse("quality:inspection", args=[inspection.pk])
    gaps = []
    measured_on = localdate(inspection.occurred_at)
    if months_later(measured_on, READINGS_HOLD_MONTHS) < evidence.clock:
        text = _("The newest measured pieces are of %(day)s, more than %(n)d months ago.")
        named = text % {"day": date_format(measured_on), "n": READINGS_HOLD_MONTHS}
        gaps.append(Gap(named, board))
    seen = {each.item.characteristic_id: each for each in evidence.measured}
    for item in evidence.items:
        found = seen.get(item.characteristic_id)
        if found is None:
            gaps.append(Gap(_("%s: not measured.") % name_of(item.characteristic), address))
        elif not found.is_good:
            gaps.append(
                Gap(_("%s: a piece is out of limits.") % name_of(item.characteristic), address)
            )
    rows = [_measured_row(each) for each in evidence.measured]
    head = (
        _("Characteristic"),
        _("Limits"),
        _("Pieces"),
        _("Smallest"),
        _("Largest"),
        _("Verdict"),
    )
    facts = [
        (_("Lot"), inspection.lot.code),
        (_("Heat"), inspection.lot.heat.code),
        (_("Measured on"), date_format(measured_on)),
        (_("Offered"), figure(inspection.offered)),
        (_("Accepted"), figure(inspection.accepted)),
    ]
    sheet = Sheet(head, (4, 3, 1, 2, 2, 2), rows)
    return Stand(Element.DIMENSIONS, gaps, facts, [sheet], url=address)


def _measured_row(each: ItemMeasured) -> tuple[str, ...]:
    values = values_of(each.samples)
    unit = each.item.characteristic.unit
    return (
        name_of(each.item.characteristic),
        f"{limits_of(each.item.characteristic)} {unit}".strip() or _("good or not"),
        str(len(each.samples)),
        figure(min(values)) if values else "–",
        figure(max(values)) if values else "–",
        _("within limits") if each.is_good else _("out of limits"),
    )


def read_tests(evidence: Evidence) -> Stand:
    heat, verdict = evidence.heat, evidence.verdict
    if heat is None:
        text = _("This workshop has cast nothing of this drawing yet.")
        return Stand(Element.TESTS, [Gap(text, reverse("shopfloor:index"))])
    address = reverse("shopfloor:heat", args=[heat.code])
    if verdict is None:
        text = _("Heat %s has no reading of the spectrometer.") % heat.code
        return Stand(Element.TESTS, [Gap(text, address)])
    gaps = []
    if not verdict.is_read:
        text = _("Heat %(heat)s: not read: %(elements)s.")
        gaps.append(
            Gap(text % {"heat": heat.code, "elements": ", ".join(verdict.missing)}, address)
        )
    if verdict.outside:
        text = _("Heat %(heat)s: out of the window: %(elements)s.")
        gaps.append(
            Gap(text % {"heat": heat.code, "elements": ", ".join(verdict.outside)}, address)
        )
    rows = [
        (
            line.window.element,
            "–" if line.window.minimum_pct is None else figure(line.window.minimum_pct, 3),
            "–" if line.window.maximum_pct is None else figure(line.window.maximum_pct, 3),
            "–" if line.reading is None else figure(line.reading.value_pct, 3),
        )
        for line in verdict.lines
    ]
    head = (_("Element"), _("At least, %"), _("At most, %"), _("Read, %"))
    facts = [
        (_("Heat"), heat.code),
        (_("Read on"), date_format(localdate(verdict.sample.occurred_at))),
    ]
    sheet = Sheet(head, (1, 1, 1, 1), rows)
    return Stand(Element.TESTS, gaps, facts, [sheet], url=address)


ASKED_INDEX = (CharacteristicClass.CRITICAL, CharacteristicClass.SIGNIFICANT)


def read_capability(evidence: Evidence) -> Stand:
    terms = evidence.terms
    wanted = {
        CharacteristicClass.CRITICAL: terms.index_critical,
        CharacteristicClass.SIGNIFICANT: terms.index_significant,
    }
    gaps, rows = [], []
    asked = [
        item
        for item in evidence.items
        if item.characteristic.importance in ASKED_INDEX and item.characteristic.is_measured
    ]
    for item in asked:
        least = wanted[CharacteristicClass(item.characteristic.importance)]
        chart = evidence.charts.get(item.characteristic_id)
        gap, row = _index_of(evidence, item, chart, least)
        gaps += gap
        rows.append(row)
    if not asked:
        facts = [(_("Characteristics"), _("none of class critical or significant"))]
        return Stand(Element.CAPABILITY, facts=facts, applies=False)
    head = (
        _("Characteristic"),
        _("Readings"),
        "Ppk",
        _("Proven at least (95 %)"),
        _("Wanted"),
    )
    return Stand(Element.CAPABILITY, gaps, sheets=[Sheet(head, (4, 1, 1, 2, 1), rows)])


def _index_of(
    evidence: Evidence, item: ControlPlanItem, chart: StreamChart | None, least: float
) -> tuple[list[Gap], tuple[str, ...]]:
    name = name_of(item.characteristic)
    if chart is None or not chart.points:
        address = reverse("parts:new_control_plan", args=[evidence.revision.pk])
        where = address if not item.chart else reverse("quality:index")
        return [Gap(_("%s: no chart yet.") % name, where)], (name, "0", "–", "–", figure(least, 2))
    address = reverse("quality:stream", args=[chart.stream.pk])
    index, count = chart.index, str(len(chart.readings))
    if index is None:
        text = _("%s: no index, for the chart is not steady or too short.") % name
        return [Gap(text, address)], (name, count, "–", "–", figure(least, 2))
    row = (name, count, figure(index.ppk, 2), figure(index.ppk_lower, 2), figure(least, 2))
    if index.ppk >= least:
        return [], row
    text = _("%(name)s: Ppk %(ppk)s is below %(least)s.") % {
        "name": name,
        "ppk": figure(index.ppk, 2),
        "least": figure(least, 2),
    }
    return [Gap(text, address)], row
