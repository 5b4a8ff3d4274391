"""What one inspection measured, characteristic by characteristic."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import number_format

from rantai.parts.models import Characteristic, ChartKind, ControlPlanItem
from rantai.quality.models import Inspection, Measurement, PieceVerdict
from rantai.quality.rules import repeated
from rantai.records.prepared import prepared


@dataclass(frozen=True, slots=True)
class ItemMeasured:
    """Every sample of one plan item."""

    item: ControlPlanItem
    samples: tuple[Measurement, ...]

    @property
    def is_good(self) -> bool:
        return all(sample.conforms for sample in self.samples)

    @property
    def limits(self) -> str:
        return limits_in_words(self.item.characteristic)

    @property
    def counts_pieces(self) -> bool:
        return self.item.is_counted and ChartKind(self.item.chart).counts_pieces

    @property
    def is_repeated(self) -> bool:
        return repeated(values_of(self.samples))


def limits_in_words(characteristic: Characteristic) -> str:
    """The drawing's limits as they stand beside a number: 180 – 220, ≤ 0,05."""
    lower, upper = (
        None if limit is None else number_format(limit.normalize(), use_l10n=True)
        for limit in (characteristic.lower, characteristic.upper)
    )
    if lower is not None and upper is not None:
        return f"{lower} – {upper}"
    if lower is not None:
        return f"≥ {lower}"
    return "" if upper is None else f"≤ {upper}"


def values_of(samples: Iterable[Measurement]) -> list[Decimal]:
    return [sample.value for sample in samples if sample.value is not None]


@prepared
def _samples(owner: int, inspection: UUID) -> QuerySet[Measurement]:
    rows = Measurement.objects.current().filter(cooperative_id=owner, inspection=inspection)
    return rows.select_related("item__characteristic", "gauge").order_by(
        "item__characteristic__number", "sample"
    )


def measured_in(inspection: Inspection) -> list[ItemMeasured]:
    """The samples of an inspection in the order of its control plan."""
    by_item: dict[int, list[Measurement]] = {}
    for row in _samples(inspection.cooperative_id, inspection.pk):
        by_item.setdefault(row.item_id, []).append(row)
    return [ItemMeasured(rows[0].item, tuple(rows)) for rows in by_item.values()]


def doubted_gauges_in(inspection: Inspection) -> list[str]:
    """The codes of the gauges whose readings here are marked."""
    rows = Measurement.objects.current().filter(
        cooperative_id=inspection.cooperative_id, inspection=inspection
    )
    return list(
        rows.exclude(doubt="")
        .order_by("gauge__code")
        .values_list("gauge__code", flat=True)
        .distinct()
    )


def rejected_in(inspection: Inspection) -> list[PieceVerdict]:
    """The serial pieces that failed, each with its defect."""
    verdicts = PieceVerdict.objects.filter(
        cooperative_id=inspection.cooperative_id, inspection=inspection, defect__isnull=False
    )
    return list(verdicts.select_related("casting", "defect").order_by("casting__serial"))


def replacement_of(inspection: Inspection) -> Inspection | None:
    return Inspection.objects.filter(
        cooperative_id=inspection.cooperative_id, replaces=inspection
    ).first()
