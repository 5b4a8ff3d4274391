"""Readings that go out to, or came in from, another quality system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.parts.models import Characteristic, ControlPlanItem, Part
from rantai.quality.aqdef import Feature, ReadingFile, Sheet, Value
from rantai.quality.models import Measurement, ReadingSet
from rantai.quality.queries.capabilities import Index, indices_of
from rantai.quality.rules import share_out
from rantai.records.models import Account
from rantai.records.queries import OFFICE, has_role, owned_by
from tuang.spc import RejectRate, individuals_chart

MOST_ROWS = 20_000
NOT_PROVEN = "1"
OUT_OF_LIMITS = "2"
EVENTS = "events 1=gauge not proven 2=out of limits"


def reading_sets_visible_to(viewer: Account) -> QuerySet[ReadingSet]:
    rows = owned_by(viewer, ReadingSet.objects.select_related("part", "recorded_by"))
    return rows if has_role(viewer, *OFFICE) else rows.none()


def exported(
    part: Part, workshop: Workshop | None, begins: date | None, ends: date | None
) -> ReadingFile:
    """What was measured on a part, one row a sample of an inspection, oldest first."""
    rows = (
        Measurement.objects.current()
        .filter(
            cooperative_id=part.cooperative_id,
            item__characteristic__revision__part=part,
            inspection__replaced_by__isnull=True,
            value__isnull=False,
        )
        .select_related("item__characteristic", "inspection__lot", "gauge")
        .order_by("occurred_at", "inspection_id", "sample")
    )
    if workshop is not None:
        rows = rows.filter(inspection__lot__workshop=workshop)
    if begins is not None:
        rows = rows.filter(occurred_at__date__gte=begins)
    if ends is not None:
        rows = rows.filter(occurred_at__date__lte=ends)
    return _file_of(part, workshop, list(rows[:MOST_ROWS]))


def _file_of(part: Part, workshop: Workshop | None, rows: Sequence[Measurement]) -> ReadingFile:
    what = {row.item.characteristic_id: row.item for row in rows}
    ordered = sorted(what.values(), key=lambda item: item.characteristic.number)
    features = {item.characteristic_id: Feature(_fields(item)) for item in ordered}
    by_place: dict[tuple[UUID, int], dict[int, Measurement]] = {}
    for row in rows:
        place = by_place.setdefault((row.inspection_id, row.sample), {})
        place[row.item.characteristic_id] = row
    for together in by_place.values():
        for characteristic, feature in features.items():
            feature.values.append(_value(together.get(characteristic)))
    fields = {"K1001": part.number, "K1002": part.name}
    if workshop is not None:
        fields["K1022"] = f"{workshop.code} {workshop.name}"
    fields["K1900"] = f"Rantai rows={len(by_place)}; {EVENTS}"
    return ReadingFile([Sheet(fields, list(features.values()))])


def _fields(item: ControlPlanItem) -> dict[str, str]:
    drawn: Characteristic = item.characteristic
    fields = {
        "K2001": str(drawn.number),
        "K2002": drawn.name,
        "K2004": "1" if item.is_counted else "0",
        "K2142": drawn.unit,
        "K2402": item.method,
    }
    for key, limit in (("K2101", drawn.nominal), ("K2110", drawn.lower), ("K2111", drawn.upper)):
        if limit is not None:
            fields[key] = f"{limit.normalize():f}"
    return {key: told for key, told in fields.items() if told}


def _value(row: Measurement | None) -> Value:
    if row is None:
        return Value(None, attribute=256)
    events = [NOT_PROVEN] if row.doubt else []
    if not row.conforms:
        events.append(OUT_OF_LIMITS)
    return Value(
        row.value.normalize() if row.value is not None else None,
        at=localtime(row.occurred_at).replace(tzinfo=None, microsecond=0),
        events=tuple(events),
        batch=row.inspection.lot.code,
        inspected=row.inspected,
    )


SAID = (
    ("operator", _("operator %s")),
    ("machine", _("machine %s")),
    ("nest", _("nest %s")),
    ("gauge", _("gauge %s")),
    ("parameter", _("parameter %s")),
)


def said_of(value: Value) -> str:
    """Who, where and with what, as the file names it: by a name, or the number in its catalogue."""
    told = [str(words) % each for name, words in SAID if (each := getattr(value, name))]
    if value.events:
        told.append(_("event %s") % ", ".join(value.events))
    return " · ".join(told)


@dataclass(frozen=True, slots=True)
class Told:
    """One characteristic of a set: what counts of it, on a chart and against its limits."""

    feature: Feature
    values: list[Value]
    rate: RejectRate | None
    indices: list[Index]
    withheld: str
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    signals: tuple[int, ...] = ()

    @property
    def points(self) -> list[dict[str, object]]:
        return [
            {
                "value": float(value.value),
                "when": make_aware(value.at) if value.at else None,
                "label": value.batch,
                "who": said_of(value),
                "url": "",
            }
            for value in self.values
            if value.value is not None
        ]

    @property
    def places(self) -> int:
        """As finely as the values were written, and no finer: a limit is no better known."""
        written = [value.value.as_tuple().exponent for value in self.values if value.value]
        return min(max((-each for each in written if isinstance(each, int)), default=0), 4)

    @property
    def left_out(self) -> int:
        return sum(not value.counts and not value.is_gap for value in self.feature.values)

    @property
    def words(self) -> dict[int, str]:
        return {place: str(_("beyond a control limit")) for place in self.signals}


def told_by(found: ReadingSet) -> list[Told]:
    return [_told(each) for each in ReadingFile.of_json(found.content).features]


def _told(feature: Feature) -> Told:
    values = [value for value in feature.values if value.counts]
    if feature.is_counted:
        return Told(feature, values, _counted(values), [], str(_("Counted: no capability index.")))
    readings = [float(value.value) for value in values if value.value is not None]
    low, high = feature.lower, feature.upper
    out = sum(
        (low is not None and value < float(low)) or (high is not None and value > float(high))
        for value in readings
    )
    has_limits = low is not None or high is not None
    rate = share_out(out, len(readings)) if readings and has_limits else None
    if len(set(readings)) < 2:
        return Told(feature, values, rate, [], str(_("Too few different readings for a chart.")))
    chart = individuals_chart(readings)
    standard = chart.standards[0]
    indices = indices_of([[each] for each in readings], low, high) if has_limits else []
    return Told(
        feature,
        values,
        rate,
        indices,
        "" if indices or not has_limits else str(_("No index: these readings are not steady.")),
        standard.centre,
        standard.centre - 3 * standard.sigma,
        standard.centre + 3 * standard.sigma,
        tuple(sorted({signal.index for signal in chart.location.signals})),
    )


def _counted(values: Sequence[Value]) -> RejectRate | None:
    looked_at = sum(value.inspected or 0 for value in values)
    bad = sum(int(value.value or 0) for value in values)
    return share_out(bad, looked_at) if looked_at and bad <= looked_at else None
