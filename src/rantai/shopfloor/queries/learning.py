"""What the learning of recoveries starts from, and what it found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Min, QuerySet
from django.utils import timezone

from rantai.members.queries import workshop_of
from rantai.records.models import Account, Cooperative
from rantai.records.queries import WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import (
    Charge,
    Heat,
    LearntRecovery,
    MaterialCard,
    Reading,
    Sample,
)
from rantai.shopfloor.queries.cards import is_melt_engineer
from rantai.shopfloor.queries.metal import figures_of, heels_of, loss_pct_on

if TYPE_CHECKING:
    from tuang.charge.recovery import ChargedLine, HeatRecord

Line = tuple[str, Decimal, datetime]


def recoveries_visible_to(viewer: Account, on: date) -> QuerySet[LearntRecovery]:
    """A workshop's own, or every member's for a melt engineer; they tell of recipes."""
    rows = owned_by(viewer, LearntRecovery.objects.select_related("workshop", "furnace"))
    if is_melt_engineer(viewer, on):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


class LearntPart(NamedTuple):
    """What part of an element arrives, and the half-width of an even spread around it."""

    recovery: float
    spread: float


def learnt_for(heat: Heat, *, late: bool = False) -> dict[tuple[str, str], LearntPart]:
    """By material and element what this heat's furnace has shown: melted in, or thrown on late."""
    from tuang.charge.recovery import Z95, even_spread

    rows = LearntRecovery.objects.filter(
        cooperative_id=heat.cooperative_id, furnace_id=heat.furnace_id, is_late=late
    )
    return {
        (row.material, row.element): LearntPart(
            row.recovery, even_spread((row.high - row.recovery) / Z95)
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class _Cards:
    """Every card of a co-operative, to be asked for a day."""

    rows: Mapping[tuple[int | None, str], list[MaterialCard]]

    @classmethod
    def of(cls, cooperative: Cooperative) -> "_Cards":
        found: defaultdict[tuple[int | None, str], list[MaterialCard]] = defaultdict(list)
        cards = MaterialCard.objects.filter(cooperative=cooperative).order_by("valid_from", "pk")
        for card in cards:
            found[card.workshop_id, card.material].append(card)
        return cls(found)

    def on(self, workshop: int, material: str, day: date) -> MaterialCard | None:
        """A workshop's own goes before the store's."""
        for key in ((workshop, material), (None, material)):
            for card in reversed(self.rows.get(key, [])):
                if card.valid_from <= day:
                    return card
        return None


@dataclass(slots=True)
class _Bath:
    """What was weighed in before the last reading, and that reading."""

    lines: list[Line] = field(default_factory=list)
    read: dict[str, float] = field(default_factory=dict)
    read_from: datetime | None = None
    first_sample: datetime | None = None


def heats_to_learn_from(cooperative: Cooperative) -> "list[HeatRecord]":
    """Heats that were read, and of whose every material a card says what it contains.

    With one unknown material nobody can say which of them brought an element.
    """
    cards, baths = _Cards.of(cooperative), _baths(cooperative)
    if not cards.rows:
        return []
    first = min(card.valid_from for rows in cards.rows.values() for card in rows)
    heats = list(
        Heat.objects.filter(cooperative=cooperative)
        .select_related("workshop", "furnace")
        .order_by("furnace", "started_at")
    )
    heels = heels_of([heat.pk for heat in heats], cooperative.pk)
    figures = figures_of(cooperative.pk, {heat.furnace_id for heat in heats})
    records = []
    before: Heat | None = None
    for heat in heats:
        same = before is not None and before.furnace_id == heat.furnace_id
        day, last = timezone.localdate(heat.started_at), before.pk if before and same else 0
        before = heat
        if day < first:
            continue
        record = _record(
            heat,
            baths.get(heat.pk, _Bath()),
            cards,
            heel=(float(heels.get(last, 0)), baths[last].read if last in baths else {}),
            loss_pct=loss_pct_on(figures.get(heat.furnace_id, []), day),
        )
        if record:
            records.append(record)
    return records


def _baths(cooperative: Cooperative) -> dict[int, _Bath]:
    baths: defaultdict[int, _Bath] = defaultdict(_Bath)
    for heat, taken in (
        Sample.objects.current()
        .filter(cooperative=cooperative)
        .values_list("heat_id")
        .annotate(Min("occurred_at"))
    ):
        baths[heat].first_sample = taken
    readings = (
        Reading.objects.current()
        .filter(cooperative=cooperative)
        .order_by("sample__number")
        .values_list("sample__heat_id", "sample__occurred_at", "element", "value_pct")
    )
    for heat, taken, element, value in readings:
        bath = baths[heat]
        if bath.read_from != taken:
            bath.read, bath.read_from = {}, taken
        bath.read[element] = float(value)
    charges = (
        Charge.objects.current()
        .filter(cooperative=cooperative, mass_kg__gt=0)
        .values_list("heat_id", "material_lot__material", "mass_kg", "occurred_at")
    )
    for heat, material, mass_kg, at in charges:
        baths[heat].lines.append((material, mass_kg, at))
    return baths


def _record(
    heat: Heat,
    bath: _Bath,
    cards: _Cards,
    *,
    heel: tuple[float, Mapping[str, float]],
    loss_pct: Decimal,
) -> "HeatRecord | None":
    from tuang.charge.recovery import HeatRecord

    taken, day = bath.read_from, timezone.localdate(heat.started_at)
    if taken is None or not bath.read:
        return None
    lines = list(_lines([line for line in bath.lines if line[2] <= taken], heat, bath, cards, day))
    if not lines or any(line is None for line in lines):
        return None
    if heel[0] and not heel[1]:
        return None
    return HeatRecord(
        heat=heat.code,
        on=day,
        workshop=heat.workshop.code,
        furnace=heat.furnace.code,
        lines=[line for line in lines if line is not None],
        burns=[bath.read],
        heel_kg=heel[0],
        heel_pct=heel[1],
        melt_loss=float(loss_pct) / 100,
    )


def _lines(
    weighed: Sequence[Line], heat: Heat, bath: _Bath, cards: _Cards, day: date
) -> "Iterator[ChargedLine | None]":
    """One a material, late apart; None for a material without a card."""
    from tuang.charge.recovery import ChargedLine

    kg: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for material, mass_kg, at in weighed:
        late = bath.first_sample is not None and at > bath.first_sample
        kg[material, late] += float(mass_kg)
    for (material, late), mass in kg.items():
        card = cards.on(heat.workshop_id, material, day)
        yield ChargedLine(material, mass, card.percents, late) if card else None
