"""Elements of the process: its flow, its FMEA, its control plan."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.quality.queries.file_elements.evidence import (
    Evidence,
    Gap,
    Sheet,
    Stand,
    limits_of,
    name_of,
)
from rantai.quality.queries.risk import Failures
from rantai.quality.rules.approval import Element


def read_flow(evidence: Evidence) -> Stand:
    board = reverse("quality:fmeas")
    rows: list[tuple[str, ...]] = []
    for failures in evidence.failures:
        rows += [
            (str(step), operation, str(len(causes)), failures.fmea.code)
            for step, operation, causes in failures.steps
        ]
    if not rows:
        text = _("No FMEA of this workshop names the steps of its process.")
        return Stand(Element.FLOW, [Gap(text, board)])
    head = (_("Step"), _("What is done"), _("Causes foreseen"), _("FMEA"))
    facts = [(_("Machined"), _("yes") if evidence.revision.part.is_machined else _("no"))]
    return Stand(Element.FLOW, facts=facts, sheets=[Sheet(head, (1, 4, 2, 2), rows)], url=board)


def read_process_fmea(evidence: Evidence) -> Stand:
    board = reverse("quality:fmeas")
    if not evidence.failures:
        text = _("This workshop has tuned no FMEA.")
        return Stand(Element.PROCESS_FMEA, [Gap(text, board)])
    gaps, facts, rows = [], [], []
    for failures in evidence.failures:
        address = reverse("quality:fmea", args=[failures.fmea.code])
        gaps += _fmea_gaps(failures, address)
        release = failures.release
        counts = failures.counts
        facts.append(
            (
                f"{failures.fmea.code}, {_('Newest revision')}",
                f"{release.number}, {date_format(localdate(release.occurred_at))}"
                if release
                else "–",
            )
        )
        facts.append(
            (
                f"{failures.fmea.code}, {_('High')} / {_('Medium')} / {_('Low')}",
                f"{counts['H']} / {counts['M']} / {counts['L']}",
            )
        )
        rows += [
            (
                f"{cause.line.step}. {cause.line.operation}",
                f"{cause.line.mode}: {cause.line.cause}",
                f"{cause.line.severity} · {cause.line.occurrence} · {cause.line.detection}",
                str(cause.priority),
                ", ".join(name_of(item.characteristic) for item in cause.controls) or "–",
            )
            for cause in failures.causes
        ]
    head = (_("Step"), _("What can fail, and why"), "S · O · D", _("Priority"), _("Checked by"))
    return Stand(Element.PROCESS_FMEA, gaps, facts, [Sheet(head, (3, 6, 2, 1, 4), rows)], url=board)


def _fmea_gaps(failures: Failures, address: str) -> list[Gap]:
    gaps = []
    if failures.release is None:
        gaps.append(Gap(_("%s has no released revision.") % failures.fmea.code, address))
    elif failures.is_changed:
        text = _("%s has changed since its newest revision.") % failures.fmea.code
        gaps.append(Gap(text, address))
    if bare := failures.uncontrolled:
        text = ngettext(
            "%(n)d cause of high priority is not checked by this control plan: %(named)s",
            "%(n)d causes of high priority are not checked by this control plan: %(named)s",
            len(bare),
        ) % {"n": len(bare), "named": ", ".join(cause.line.mode for cause in bare[:3])}
        gaps.append(Gap(text, address))
    return gaps


def read_plan(evidence: Evidence) -> Stand:
    part = reverse("parts:part", args=[evidence.revision.part_id])
    if evidence.plan is None or not evidence.items:
        new = reverse("parts:new_control_plan", args=[evidence.revision.pk])
        return Stand(Element.PLAN, [Gap(_("This drawing has no control plan."), new)])
    rows = [
        (
            name_of(item.characteristic),
            limits_of(item.characteristic) or _("good or not"),
            str(item.characteristic.get_importance_display()),
            item.method,
            str(item.sample_size),
            str(item.get_chart_display()) if item.chart else "–",
            item.reaction,
        )
        for item in evidence.items
    ]
    head = (
        _("Characteristic"),
        _("Limits"),
        _("Class"),
        _("Method"),
        _("Pieces a lot"),
        _("Chart"),
        _("Reaction"),
    )
    facts = [
        (_("Version"), str(evidence.plan.version)),
        (_("Holds from"), date_format(evidence.plan.valid_from)),
    ]
    sheet = Sheet(head, (3, 2, 2, 2, 1, 2, 4), rows)
    return Stand(Element.PLAN, facts=facts, sheets=[sheet], url=part)
