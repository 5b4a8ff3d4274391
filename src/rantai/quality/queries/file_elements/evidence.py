"""What an element of an approval file is read from, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import get_language

from rantai.machines.models import Machine
from rantai.machines.queries import GaugeStanding, standings_of
from rantai.parts.models import Characteristic, ControlPlan, ControlPlanItem, PartRevision
from rantai.parts.queries import plan_in_force
from rantai.quality.models import (
    ApprovalFile,
    ElementName,
    FileEntry,
    Fmea,
    GaugeStudy,
    Inspection,
    Stream,
    WordName,
)
from rantai.quality.queries.files import Terms, terms_on, working_day
from rantai.quality.queries.measured import ItemMeasured, measured_in
from rantai.quality.queries.risk import Failures, failures_of_all
from rantai.quality.queries.streams import StreamChart, charts_of
from rantai.quality.rules.approval import Element, words_for
from rantai.records.documents.figures import number, span
from rantai.records.prepared import only_one, prepared
from rantai.shopfloor.models import CastingLot, Heat
from rantai.shopfloor.queries import latest_verdict
from rantai.shopfloor.queries.verdicts import SampleVerdict

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, and where it is mended."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of evidence."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Stand:
    """One element: what the records show, what a person said of it, and what is missing."""

    element: Element
    gaps: Sequence[Gap] = ()
    facts: Sequence[tuple[str, str]] = ()
    sheets: Sequence[Sheet] = ()
    entry: FileEntry | None = None
    is_sent: bool = True
    applies: bool = True
    url: str = ""

    @property
    def number(self) -> int:
        return self.element.number

    @property
    def name(self) -> str:
        return str(ElementName(self.element).label)

    @property
    def state(self) -> str:
        if self.entry is not None and self.entry.word == WordName.WAIVED:
            return "waived"
        if self.gaps:
            return "missing"
        said_so = self.entry is not None and self.entry.word == WordName.NOT_NEEDED
        return "not_needed" if said_so or not self.applies else "ready"

    @property
    def is_missing(self) -> bool:
        return self.state == "missing"

    @property
    def may_say(self) -> bool:
        return bool(words_for(self.element))


@dataclass(frozen=True)
class Evidence:
    """What the elements of one file are read from; each asked when it is first needed."""

    file: ApprovalFile
    at: datetime
    entries: Mapping[str, FileEntry]

    @property
    def revision(self) -> PartRevision:
        found: PartRevision = self.file.revision
        return found

    @property
    def _made(self) -> tuple[int, int, int]:
        """Whose, where and by which drawing."""
        return self.file.cooperative_id, self.file.workshop_id, self.file.revision_id

    @cached_property
    def today(self) -> date:
        return localdate(self.at)

    @cached_property
    def clock(self) -> date:
        return working_day(self.file.cooperative, self.at)

    @cached_property
    def terms(self) -> Terms:
        return terms_on(self.file.cooperative_id, self.today)

    @cached_property
    def plan(self) -> ControlPlan | None:
        return plan_in_force(self.revision, self.today)

    @cached_property
    def items(self) -> list[ControlPlanItem]:
        if self.plan is None:
            return []
        return _items(self.file.cooperative_id, self.plan.pk)

    @cached_property
    def gauges(self) -> dict[int, GaugeStanding]:
        wanted: dict[int, Machine] = {
            item.gauge_id: item.gauge for item in self.items if item.gauge_id
        }
        return standings_of(wanted.values(), self.clock)

    @cached_property
    def studies(self) -> dict[tuple[int, int | None], GaugeStudy]:
        """The newest study of each gauge and characteristic."""
        until = datetime.combine(self.today, time.max, get_current_timezone())
        rows = _studies(self.file.cooperative_id, until)
        return {(row.gauge_id, row.characteristic_id): row for row in rows}

    @cached_property
    def failures(self) -> list[Failures]:
        """The FMEAs that this workshop tuned, read against this drawing's control plan."""
        rows = _fmeas(self.file.cooperative_id, self.file.workshop_id)
        return failures_of_all(rows, self.at, plan=self.plan)

    @cached_property
    def inspection(self) -> Inspection | None:
        """The newest inspection of this workshop's castings in which something passed."""
        return only_one(_passed(*self._made, self.at))

    @cached_property
    def measured(self) -> list[ItemMeasured]:
        return measured_in(self.inspection) if self.inspection else []

    @cached_property
    def heat(self) -> Heat | None:
        """The newest heat of which this workshop cast this drawing."""
        lot = only_one(_cast(*self._made, self.at))
        return lot.heat if lot else None

    @cached_property
    def verdict(self) -> SampleVerdict | None:
        return latest_verdict(self.heat) if self.heat else None

    @cached_property
    def charts(self) -> dict[int, StreamChart]:
        """By characteristic."""
        rows = _streams(*self._made)
        return {chart.characteristic.pk: chart for chart in charts_of(rows)}

    def entry(self, element: Element) -> FileEntry | None:
        return self.entries.get(element)

    def say(self, element: Element) -> str:
        return reverse("quality:say_element", args=[self.file.code, element])


@prepared
def _items(owner: int, plan: int) -> QuerySet[ControlPlanItem]:
    rows = ControlPlanItem.objects.filter(cooperative_id=owner, plan=plan)
    return rows.select_related("characteristic", "gauge").order_by("characteristic__number")


@prepared
def _studies(owner: int, until: datetime) -> QuerySet[GaugeStudy]:
    rows = GaugeStudy.objects.current().filter(cooperative_id=owner, occurred_at__lte=until)
    light = rows.defer("readings", "reasons").select_related("gauge")
    return light.order_by("occurred_at", "id")


@prepared
def _fmeas(owner: int, workshop: int) -> QuerySet[Fmea]:
    rows = Fmea.objects.filter(cooperative_id=owner, workshop=workshop)
    return rows.select_related("workshop", "customer").order_by("code")


@prepared
def _passed(owner: int, workshop: int, revision: int, at: datetime) -> QuerySet[Inspection]:
    rows = Inspection.objects.current().filter(
        cooperative_id=owner,
        lot__workshop=workshop,
        lot__work_order__revision=revision,
        accepted__gt=0,
        replaces__isnull=True,
        occurred_at__lte=at,
    )
    return rows.select_related("lot__heat").order_by("-occurred_at", "-pk")[:1]


@prepared
def _cast(owner: int, workshop: int, revision: int, at: datetime) -> QuerySet[CastingLot]:
    rows = CastingLot.objects.filter(
        cooperative_id=owner, workshop=workshop, work_order__revision=revision, occurred_at__lte=at
    )
    return rows.select_related("heat").order_by("-occurred_at", "-pk")[:1]


@prepared
def _streams(owner: int, workshop: int, revision: int) -> QuerySet[Stream]:
    rows = Stream.objects.filter(
        cooperative_id=owner, workshop=workshop, characteristic__revision=revision
    )
    return rows.select_related("workshop", "characteristic")


def name_of(characteristic: Characteristic) -> str:
    is_english = get_language() == "en"
    name = characteristic.name_en if is_english else characteristic.name
    return f"{characteristic.number}. {name}"


def figure(value: float | Decimal, places: int | None = None) -> str:
    """With a decimal comma in either language, as every paper of the house writes it."""
    exact = Decimal(str(value))
    return number(exact.normalize() if places is None else round(exact, places))


def limits_of(characteristic: Characteristic) -> str:
    """The drawing's limits; nothing where a piece is only good or not."""
    if not characteristic.is_measured:
        return ""
    lower, upper = characteristic.lower, characteristic.upper
    return span(
        None if lower is None else lower.normalize(), None if upper is None else upper.normalize()
    )
