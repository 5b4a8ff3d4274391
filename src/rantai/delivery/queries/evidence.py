"""What is known of the pieces in a shipment: their heats, readings, inspections and concessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localdate

from rantai.delivery.documents.certificate import (
    CertifiedHeat,
    CertifiedResult,
    Concession,
    ElementLimit,
    ResultGroup,
)
from rantai.delivery.models import BoxContent, Shipment
from rantai.delivery.rules import (
    LEAST_CHEMISTRY_PLACES,
    kind_of_test,
    places_needed,
    summarise,
    written,
)
from rantai.parts.models import Characteristic, ElementWindow, PartRevision
from rantai.parts.queries import windows_of
from rantai.quality.models import Inspection, Measurement
from rantai.quality.queries import concessions_on
from rantai.records.models import Cooperative
from rantai.shopfloor.models import Heat, Reading, Sample
from rantai.traceability.models import HeldNode


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a certificate states about pieces, as the records now stand."""

    contents: Sequence[BoxContent]
    revisions: Sequence[PartRevision]
    limits: tuple[ElementLimit, ...]
    heats: tuple[CertifiedHeat, ...]
    unread: tuple[str, ...]
    """Heats that lack a reading of an element their grade limits."""
    instruments: tuple[str, ...]
    results: tuple[CertifiedResult, ...]
    concessions: tuple[Concession, ...]

    @property
    def quantity(self) -> int:
        return sum(content.quantity for content in self.contents)

    @property
    def node_ids(self) -> set[int]:
        """The pieces themselves and the boxes they lie in."""
        return {node_of(content) for content in self.contents} | {
            content.box.node_id for content in self.contents
        }


def node_of(content: BoxContent) -> int:
    """The node of the serial piece, or of the lot the pieces came from."""
    node_id: int = content.casting.node_id if content.casting else content.lot.node_id
    return node_id


def contents_of(shipment: Shipment) -> list[BoxContent]:
    return list(
        BoxContent.objects.filter(cooperative_id=shipment.cooperative_id, box__shipment=shipment)
        .select_related(
            "box__revision__part",
            "box__revision__grade",
            "casting",
            "lot__heat__workshop",
            "lot__pour",
        )
        .order_by("box__code", "pk")
    )


def evidence_for(shipment: Shipment) -> Evidence:
    """Gather it in a number of queries that does not grow with the shipment."""
    contents = contents_of(shipment)
    revisions = list({row.box.revision_id: row.box.revision for row in contents}.values())
    windows = windows_of(revisions[0].grade) if revisions else []
    owner = shipment.cooperative
    readings = _last_readings(owner, {row.lot.heat_id for row in contents})
    places = _places(windows, readings.values())
    heats = _heats(contents, windows, readings, places)
    elements = {window.element for window in windows}
    return Evidence(
        contents=contents,
        revisions=revisions,
        limits=tuple(_limit(window, places) for window in windows),
        heats=heats,
        unread=tuple(
            heat.heat for heat in heats if elements - {name for name, _pct in heat.chemistry_pct}
        ),
        instruments=tuple(
            sorted({str(row.instrument) for rows in readings.values() for row in rows})
        ),
        results=_results(owner, {row.lot_id for row in contents}),
        concessions=_concessions(shipment, contents),
    )


def _last_readings(owner: Cooperative, heat_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """The readings of each heat's newest read sample: the one that speaks for the melt."""
    rows = (
        Reading.objects.current()
        .filter(
            cooperative=owner,
            sample__in=Sample.objects.current().filter(cooperative=owner, heat__in=list(heat_ids)),
        )
        .select_related("sample", "instrument")
        .order_by("sample__number", "pk")
    )
    newest: dict[int, list[Reading]] = {}
    for row in rows:
        heat_id = row.sample.heat_id
        kept = newest.get(heat_id)
        if kept and kept[0].sample_id == row.sample_id:
            kept.append(row)
        else:
            newest[heat_id] = [row]
    return newest


def _places(
    windows: Sequence[ElementWindow], readings: Iterable[Sequence[Reading]]
) -> dict[str, int]:
    """One number of digits for each element, down the whole column."""
    values: dict[str, list[Decimal | None]] = {
        window.element: [window.minimum_pct, window.maximum_pct] for window in windows
    }
    for row in (row for rows in readings for row in rows):
        values.setdefault(row.element, []).append(row.value_pct)
    return {
        element: places_needed(found, at_least=LEAST_CHEMISTRY_PLACES)
        for element, found in values.items()
    }


def _limit(window: ElementWindow, places: dict[str, int]) -> ElementLimit:
    digits = places[window.element]
    return ElementLimit(
        window.element, written(window.minimum_pct, digits), written(window.maximum_pct, digits)
    )


def _heats(
    contents: Sequence[BoxContent],
    windows: Sequence[ElementWindow],
    readings: dict[int, list[Reading]],
    places: dict[str, int],
) -> tuple[CertifiedHeat, ...]:
    of_heat: dict[int, list[BoxContent]] = {}
    for content in contents:
        of_heat.setdefault(content.lot.heat_id, []).append(content)
    order = {window.element: place for place, window in enumerate(windows)}
    found = []
    for heat_id, rows in of_heat.items():
        heat: Heat = rows[0].lot.heat
        read = sorted(
            readings.get(heat_id, ()), key=lambda row: (order.get(row.element, 99), row.element)
        )
        found.append(
            CertifiedHeat(
                heat=heat.code,
                workshop=heat.workshop.code,
                poured_on=_poured_on(rows),
                lots=tuple(sorted({row.lot.code for row in rows})),
                quantity=sum(row.quantity for row in rows),
                chemistry_pct=tuple(
                    (row.element, round(row.value_pct, places[row.element])) for row in read
                ),
            )
        )
    return tuple(sorted(found, key=lambda heat: (heat.poured_on, heat.heat)))


def _poured_on(rows: Sequence[BoxContent]) -> date:
    return localdate(min(row.lot.pour.ended_at for row in rows))


def _results(owner: Cooperative, lot_ids: set[UUID]) -> tuple[CertifiedResult, ...]:
    rows = (
        Measurement.objects.current()
        .filter(cooperative=owner, inspection__in=_measuring(owner, lot_ids))
        .select_related("item__characteristic")
        .order_by("item__characteristic__number", "pk")
    )
    by_characteristic: dict[int, list[Measurement]] = {}
    for row in rows:
        by_characteristic.setdefault(row.item.characteristic_id, []).append(row)
    return tuple(map(_result, by_characteristic.values()))


def _measuring(owner: Cooperative, lot_ids: set[UUID]) -> set[UUID]:
    """The inspections whose measurements hold for these lots.

    A concession accepts what was measured before it, so it leads back to that inspection.
    """
    look = set(
        Inspection.objects.current()
        .filter(cooperative=owner, lot__in=lot_ids, accepted__gt=0)
        .values_list("pk", flat=True)
    )
    found: set[UUID] = set()
    while look:
        measured = set(
            Measurement.objects.current()
            .filter(cooperative=owner, inspection__in=look)
            .values_list("inspection", flat=True)
        )
        found |= measured
        forerunners = Inspection.objects.filter(cooperative=owner, pk__in=look - measured)
        look = {pk for pk in forerunners.values_list("replaces", flat=True) if pk is not None}
    return found


def _result(rows: Sequence[Measurement]) -> CertifiedResult:
    characteristic: Characteristic = rows[0].item.characteristic
    if rows[0].inspected:
        return _counted(rows[0], characteristic)
    values = [row.value for row in rows if row.value is not None]
    limits = (characteristic.lower, characteristic.upper)
    places = places_needed([*values, *limits])
    summary = summarise(values, places)
    good = sum(row.conforms for row in rows)
    group = kind_of_test(characteristic.unit, is_measured=characteristic.is_measured)
    return CertifiedResult(
        group=ResultGroup(group),
        characteristic=_in_both_languages(characteristic),
        requirement="" if summary else f"{len(rows)}/{len(rows)}",
        low=written(characteristic.lower, places),
        high=written(characteristic.upper, places),
        unit=characteristic.unit,
        sample_size=len(rows),
        smallest=summary.smallest if summary else None,
        largest=summary.largest if summary else None,
        mean=summary.mean if summary else None,
        observed="" if summary else f"{good}/{len(rows)}",
        method=", ".join(sorted({row.item.method for row in rows})),
        conforms=good == len(rows),
    )


def _counted(row: Measurement, characteristic: Characteristic) -> CertifiedResult:
    """What was counted of so many pieces, and up to what count the plan lets a lot pass."""
    return CertifiedResult(
        group=ResultGroup(kind_of_test(characteristic.unit, is_measured=False)),
        characteristic=_in_both_languages(characteristic),
        requirement=f"≤ {row.item.accept_up_to}/{row.inspected}",
        low=None,
        high=None,
        unit="",
        sample_size=row.inspected or 0,
        smallest=None,
        largest=None,
        mean=None,
        observed=f"{int(row.value or 0)}/{row.inspected}",
        method=row.item.method,
        conforms=row.conforms,
    )


def _in_both_languages(characteristic: Characteristic) -> str:
    """A certificate's data is one, whoever reads it, so a characteristic carries both its names."""
    names = dict.fromkeys((characteristic.name, characteristic.name_en))
    return " / ".join(name for name in names if name)


def _concessions(shipment: Shipment, contents: Sequence[BoxContent]) -> tuple[Concession, ...]:
    owner = shipment.cooperative
    nodes = {node_of(row) for row in contents} | {row.box.node_id for row in contents}
    found = []
    for row in concessions_on(owner, nodes):
        reached = set(
            HeldNode.objects.filter(
                cooperative=owner, hold=row.nonconformity.hold_id, node__in=nodes
            ).values_list("node", flat=True)
        )
        pieces = sum(
            content.quantity
            for content in contents
            if reached & {node_of(content), content.box.node_id}
        )
        found.append(
            Concession(
                number=row.reference,
                deviation=row.nonconformity.reason,
                quantity=pieces,
                agreed_by=shipment.customer.name,
                agreed_on=localdate(row.occurred_at),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.agreed_on, row.number)))
