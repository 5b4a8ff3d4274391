"""The charge of a heat as a problem: what lies in the yard, what it brings, what is liquid."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from rantai.parts.queries import windows_of
from rantai.shopfloor.models import Heat, LeftOut, MaterialCard, MaterialLot, MeltTerms, Reading
from rantai.shopfloor.queries.cards import cards_in_force
from rantai.shopfloor.queries.learning import LearntPart, learnt_for
from rantai.shopfloor.queries.metal import heel_from, metal_of
from rantai.shopfloor.queries.recipes import scale_step, weighed_of
from rantai.shopfloor.queries.stock import lots_in_stock

if TYPE_CHECKING:
    from tuang.charge.cheapest import ChargeProblem

Learnt = Mapping[tuple[str, str], LearntPart]


@dataclass(frozen=True, slots=True)
class Yard:
    """What the solver may choose from, and what is already in the furnace."""

    in_stock: Mapping[MaterialLot, Decimal]
    stock_of: Mapping[str, Decimal]
    cards: Mapping[str, MaterialCard]
    weighed: Mapping[int, Decimal]
    weighed_lots: Mapping[int, MaterialLot]

    @property
    def weighed_rupiah(self) -> int:
        """What is in the furnace already has cost this, whatever is charged after it."""
        lots = ((self.weighed_lots[pk], kg) for pk, kg in self.weighed.items())
        return cost_of(dict(lots), self.cards)

    @property
    def without_card(self) -> list[str]:
        return sorted(set(self.stock_of) - set(self.cards))


def yard_of(heat: Heat, without: str, day: date) -> Yard:
    left_out = {
        without,
        *LeftOut.objects.current()
        .filter(cooperative_id=heat.cooperative_id, heat=heat)
        .values_list("material", flat=True),
    }
    in_stock = {lot: kg for lot, kg in lots_in_stock(heat).items() if lot.material not in left_out}
    stock: defaultdict[str, Decimal] = defaultdict(Decimal)
    for lot, kg in in_stock.items():
        stock[lot.material] += kg
    weighed = weighed_of(heat)
    return Yard(
        in_stock=in_stock,
        stock_of=stock,
        cards=cards_in_force(heat.workshop, day),
        weighed=weighed,
        weighed_lots=MaterialLot.objects.filter(cooperative_id=heat.cooperative_id).in_bulk(
            list(weighed)
        ),
    )


def cost_of(planned: Mapping[MaterialLot, Decimal], cards: Mapping[str, MaterialCard]) -> int:
    priced = (
        kg * cards[lot.material].rupiah_per_kg
        for lot, kg in planned.items()
        if lot.material in cards
    )
    return int(sum(priced, Decimal(0)))


def charge_problem(
    heat: Heat,
    yard: Yard,
    tap_kg: Decimal,
    *,
    confidence_pct: int | None = None,
    terms: MeltTerms | None = None,
) -> "ChargeProblem":
    """Raises `tuang.charge.checks.UnusableFigure` where the figures cannot make a charge."""
    from tuang.charge.cheapest import ChargeProblem, Heel, Material

    loss = metal_of(heat).loss_pct / 100
    step = float(scale_step(heat))
    whole_charge = tap_kg / (1 - loss)
    weighed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for pk, kg in yard.weighed.items():
        weighed[yard.weighed_lots[pk].material] += kg
    materials, learnt = [], learnt_for(heat)
    for name, stock in yard.stock_of.items():
        card = yard.cards.get(name)
        if card is None:
            continue
        # A share is of the whole charge, and part of it may be in the furnace already.
        share_kg = whole_charge * card.max_share_pct / 100 - weighed[name]
        most = max(Decimal(0), min(stock, share_kg))
        pct = card.percents
        parts = _parts(name, pct, learnt)
        materials.append(
            Material(
                name,
                card.rupiah_per_kg,
                pct,
                recovery={each: part.recovery for each, part in parts.items()},
                recovery_spread={each: part.spread for each, part in parts.items()},
                pct_spread={} if terms is None else _analysis_spread(pct, terms),
                stock_kg=float(stock),
                max_kg=float(most) if share_kg < stock else None,
                step_kg=step,
            )
        )
    heel_kg, heel_pct = _already_liquid(heat, yard, weighed, float(loss), learnt)
    return ChargeProblem(
        tap_kg=float(tap_kg),
        materials=materials,
        window={
            each.element: (
                None if each.minimum_pct is None else float(each.minimum_pct),
                None if each.maximum_pct is None else float(each.maximum_pct),
            )
            for each in windows_of(heat.work_order.revision.grade)
        },
        melt_loss=float(loss),
        heel=Heel(heel_kg, heel_pct),
        confidence=None if confidence_pct is None else confidence_pct / 100,
    )


def _parts(material: str, pct: Mapping[str, float], learnt: Learnt) -> dict[str, LearntPart]:
    """As this furnace has shown; what it never charged, as customary in the trade."""
    from tuang.charge.recovery import even_spread, stated_prior

    parts = {}
    for element, value in pct.items():
        prior = stated_prior(element, value, late=False)
        known = learnt.get((material, element)) or LearntPart(prior.mean, even_spread(prior.sd))
        parts[element] = LearntPart(known.recovery, min(known.spread, known.recovery))
    return parts


def _analysis_spread(pct: Mapping[str, float], terms: MeltTerms) -> dict[str, float]:
    share = float(terms.analysis_spread_pct) / 100
    return {element: min(share * value, 100 - value) for element, value in pct.items()}


def _already_liquid(
    heat: Heat,
    yard: Yard,
    weighed: Mapping[str, Decimal],
    loss: float,
    learnt: Learnt,
) -> tuple[float, dict[str, float]]:
    """The heel of the heat before and what is weighed in: both are fixed, so they are one bath."""
    element_kg: defaultdict[str, float] = defaultdict(float)
    bath_kg = 0.0
    if before := heel_from(heat):
        heel_kg = float(metal_of(heat).flow.heel_kg)
        bath_kg += heel_kg
        for element, value in _last_reading(before).items():
            element_kg[element] += heel_kg * value / 100
    for name, kg in weighed.items():
        bath_kg += float(kg) * (1 - loss)
        pct = yard.cards[name].percents if name in yard.cards else {}
        for element, part in _parts(name, pct, learnt).items():
            element_kg[element] += float(kg) * pct[element] / 100 * part.recovery
    if not bath_kg:
        return 0.0, {}
    return bath_kg, {element: kg * 100 / bath_kg for element, kg in element_kg.items()}


def _last_reading(heat: Heat) -> dict[str, float]:
    rows = (
        Reading.objects.current()
        .filter(cooperative_id=heat.cooperative_id, sample__heat=heat)
        .order_by("sample__number")
        .values_list("element", "value_pct")
    )
    return {element: float(value) for element, value in rows}
