"""Which furnaces wait for the lab, the one that waits longest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from rantai.machines.models import Machine
from rantai.machines.queries import Blocked, blocked_now
from rantai.records.models import Account, AuditChain, AuditEntry
from rantai.records.queries import owned_by
from rantai.shopfloor.models import Analysis, AnalysisStatus, Heat, HeatStatus, Sample
from rantai.shopfloor.queries.heats import HeatSheet, sheets_of, with_facts
from rantai.shopfloor.queries.visible import heats_visible_to, spectrometers_for
from rantai.shopfloor.rules import NextStep

IN_THE_LAB = (NextStep.READ, NextStep.DECIDE, NextStep.CORRECT)
TRAY_SHOWN = 50


@dataclass(frozen=True, slots=True)
class InstrumentState:
    instrument: Machine
    blocked: Blocked | None


def waiting_furnaces(viewer: Account) -> list[HeatSheet]:
    """Heats whose newest sample wants a reading, a release or a correction; longest first.

    However old: a sample that nobody answered is work that is not done.
    """
    samples = Sample.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), heat_id=OuterRef("pk")
    )
    heats = heats_visible_to(viewer).filter(Exists(samples), status=HeatStatus.MELTING)
    sheets = [sheet for sheet in sheets_of(with_facts(heats)) if sheet.step in IN_THE_LAB]
    return sorted(sheets, key=_sampled_at)


def _sampled_at(sheet: HeatSheet) -> datetime:
    assert sheet.latest is not None
    moment: datetime = sheet.latest.sample.occurred_at
    return moment


def instrument_states(viewer: Account) -> list[InstrumentState]:
    return [InstrumentState(each, blocked_now(each)) for each in spectrometers_for(viewer)]


def analyses_waiting(viewer: Account) -> QuerySet[Analysis]:
    """The tray: what the instrument read and no rule could place; the newest file first."""
    rows = owned_by(viewer, Analysis.objects.filter(status=AnalysisStatus.WAITING))
    return rows.select_related("export", "instrument", "sample__heat").order_by("-pk")


def queue_token(viewer: Account) -> str:
    """Changes with every deed in the co-operative: one row, whatever the queue holds."""
    chain = AuditChain.objects.filter(cooperative=viewer.cooperative)
    last = chain.values_list("last_number", flat=True)
    return f"a{last.first() or 0}"


def heat_token(viewer: Account, code: str) -> str | None:
    """Changes with every deed on this heat; None when there is no such heat for this person."""
    heat = heats_visible_to(viewer).filter(code=code).values_list("pk", flat=True).first()
    if heat is None:
        return None
    last = (
        AuditEntry.objects.filter(
            cooperative=viewer.cooperative,
            subject_type=Heat._meta.label_lower,
            subject_id=str(heat),
        )
        .order_by("-number")
        .values_list("number", flat=True)
    )
    return f"h{last.first() or 0}"
