"""Elements of measuring: gauge studies, and a laboratory whose gauges are calibrated."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.parts.models import ControlPlanItem
from rantai.quality.models import GaugeStudy, StudyVerdict
from rantai.quality.queries.file_elements.evidence import (
    Evidence,
    Gap,
    Sheet,
    Stand,
    figure,
    name_of,
)
from rantai.quality.rules.approval import Element


def read_gauges(evidence: Evidence) -> Stand:
    board = reverse("quality:gauges")
    if not evidence.items:
        return Stand(Element.GAUGES, [Gap(_("This drawing has no control plan."), board)])
    gaps: list[Gap] = []
    rows: list[tuple[str, ...]] = []
    for item in evidence.items:
        study = _study_for(evidence, item)
        gaps += _study_gaps(evidence, item, study)
        rows.append(
            (
                name_of(item.characteristic),
                str(item.gauge) if item.gauge else item.method,
                date_format(localdate(study.occurred_at)) if study else "–",
                _study_figure(study) if study else "–",
                str(study.get_verdict_display()) if study else _("no study"),
            )
        )
    head = (_("Characteristic"), _("Gauge"), _("Studied on"), _("Figure"), _("Verdict"))
    return Stand(Element.GAUGES, gaps, sheets=[Sheet(head, (3, 4, 2, 3, 3), rows)], url=board)


def _study_for(evidence: Evidence, item: ControlPlanItem) -> GaugeStudy | None:
    """Of this characteristic, or of the gauge as such; what eyes judge has only the first."""
    if item.gauge_id is None:
        return next(
            (
                study
                for (_gauge, characteristic), study in evidence.studies.items()
                if characteristic == item.characteristic_id
            ),
            None,
        )
    own = evidence.studies.get((item.gauge_id, item.characteristic_id))
    if own is None:
        same_gauge = [
            study for (gauge, _c), study in evidence.studies.items() if gauge == item.gauge_id
        ]
        return same_gauge[-1] if same_gauge else None
    return own


def _study_gaps(evidence: Evidence, item: ControlPlanItem, study: GaugeStudy | None) -> list[Gap]:
    name = name_of(item.characteristic)
    if study is None:
        board = reverse("quality:gauges")
        if item.gauge is None:
            if not item.characteristic.is_measured:
                text = _("%s: nobody has studied whether people agree on it.")
                return [Gap(text % name, board)]
            part = reverse("parts:new_control_plan", args=[evidence.revision.pk])
            return [Gap(_("%s: the control plan names no gauge.") % name, part)]
        address = reverse("quality:gauge", args=[item.gauge.code])
        return [
            Gap(
                _("%(name)s: gauge %(gauge)s has no study.")
                % {"name": name, "gauge": item.gauge.code},
                address,
            )
        ]
    if study.verdict == StudyVerdict.FAILED:
        address = reverse("quality:study", args=[study.gauge.code, study.pk])
        return [Gap(_("%s: the study found the gauge not good enough.") % name, address)]
    return []


def _study_figure(study: GaugeStudy) -> str:
    figures = study.figures
    for key, label in (
        ("grr_pct_tolerance", _("of the tolerance")),
        ("grr_pct_study", _("of the study")),
    ):
        if figures.get(key) is not None:
            ndc = f", ndc {figures['ndc']}" if figures.get("ndc") is not None else ""
            return f"{figure(float(figures[key]), 1)} % {label}{ndc}"
    return "–"


def read_laboratory(evidence: Evidence) -> Stand:
    board = reverse("quality:gauges")
    if not evidence.gauges:
        return Stand(
            Element.LABORATORY,
            [Gap(_("The control plan names no gauge of the laboratory."), board)],
        )
    gaps, rows = [], []
    for standing in evidence.gauges.values():
        gauge = standing.gauge
        rows.append(
            (
                str(gauge),
                standing.last.certificate if standing.last else "–",
                date_format(standing.until) if standing.until else "–",
            )
        )
        if not standing.is_trusted:
            text = _("%s is out of calibration.") % gauge.code
            gaps.append(Gap(text, reverse("quality:gauge", args=[gauge.code])))
    head = (_("Gauge"), _("Certificate"), _("Calibrated until"))
    return Stand(Element.LABORATORY, gaps, sheets=[Sheet(head, (4, 2, 2), rows)], url=board)
