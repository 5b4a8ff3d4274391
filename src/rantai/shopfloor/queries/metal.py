"""Where the metal of a heat or a month went, and what energy it took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from rantai.records.prepared import only_one, prepared
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    EnergySource,
    EnergyUse,
    FurnaceFigures,
    Heat,
    Leftover,
    LeftoverKind,
    MeltRule,
    Pour,
)
from rantai.shopfloor.rules import MELT_LOSS_PCT, touches
from tuang.charge import MetalFlow

NOTHING = Decimal(0)
BALANCED = (
    LeftoverKind.RUNNERS,
    LeftoverKind.SCRAP,
    LeftoverKind.PIGGED,
    LeftoverKind.SPILLED,
    LeftoverKind.HEEL,
)

FactT = TypeVar("FactT", Leftover, EnergyUse)
DatedT = TypeVar("DatedT", FurnaceFigures, MeltRule)


@dataclass(frozen=True, slots=True)
class HeatMetal:
    """A heat's metal and energy, with the dated figures they are judged by."""

    heat: Heat
    flow: MetalFlow
    good_kg: Decimal
    loss_pct: Decimal
    leftovers: Sequence[Leftover]
    energy: Sequence[EnergyUse]
    tapped_at: datetime | None
    rule: MeltRule | None

    @property
    def is_poured(self) -> bool:
        """Before castings are counted, all the metal is still on its way and no gap can be said."""
        return self.flow.castings_kg > 0

    @property
    def is_over(self) -> bool:
        return bool(self.is_poured and self.rule and self.flow.is_over(self.rule.gap_limit_pct))

    @property
    def state(self) -> str:
        """The look's word for the balance."""
        return "watch" if self.is_over else "ok"

    @property
    def is_in_peak(self) -> bool:
        """Whether the furnace ran, from its opening to the tap, in the dear hours."""
        return ran_in_peak(self.rule, self.heat.started_at, self.tapped_at)

    def used(self, source: EnergySource) -> Decimal:
        return sum((each.amount for each in self.energy if each.source == source), NOTHING)

    def per_tonne(self, source: EnergySource) -> Decimal | None:
        """Energy per tonne of good castings; nothing to say before there are any."""
        used = self.used(source)
        return used * 1000 / self.good_kg if used and self.good_kg else None


def ran_in_peak(rule: MeltRule | None, begun: datetime, tapped: datetime | None) -> bool:
    if rule is None:
        return False
    span = timezone.localtime(begun), timezone.localtime(tapped or begun)
    return touches(span, (rule.peak_begins, rule.peak_ends))


def rule_on(cooperative_id: int, day: date) -> MeltRule | None:
    return (
        MeltRule.objects.filter(cooperative_id=cooperative_id, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )


def next_heat_in(heat: Heat) -> Heat | None:
    """The heat that this one's furnace melted next."""
    return (
        Heat.objects.select_related("node")
        .filter(
            cooperative_id=heat.cooperative_id,
            furnace_id=heat.furnace_id,
            started_at__gt=heat.started_at,
        )
        .order_by("started_at")
        .first()
    )


def heel_from(heat: Heat) -> Heat | None:
    """The heat before in this furnace, when it left iron behind."""
    before = only_one(_heat_before(heat.cooperative_id, heat.furnace_id, heat.started_at))
    return before if before and heels_of([before.pk], heat.cooperative_id) else None


@prepared
def _heat_before(owner: int, furnace: int, moment: datetime) -> QuerySet[Heat]:
    rows = Heat.objects.filter(cooperative_id=owner, furnace=furnace, started_at__lt=moment)
    return rows.select_related("node").order_by("-started_at")[:1]


def heels_of(heat_ids: Sequence[int], owner: int) -> dict[int, Decimal]:
    return dict(_heels(owner, heat_ids))


@prepared
def _heels(owner: int, heats: Sequence[int]) -> QuerySet[Leftover, tuple[Any, ...]]:
    rows = Leftover.objects.current().filter(
        cooperative_id=owner, heat__in=heats, kind=LeftoverKind.HEEL
    )
    return rows.values_list("heat_id").annotate(kg=Sum("mass_kg"))


def the_heat_before() -> Subquery:
    """The one that its furnace melted last, for a query over heats."""
    earlier = Heat.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        furnace_id=OuterRef("furnace_id"),
        started_at__lt=OuterRef("started_at"),
    ).order_by("-started_at")
    return Subquery(earlier.values("pk")[:1])


def metal_of(heat: Heat) -> HeatMetal:
    rows = Heat.objects.filter(cooperative_id=heat.cooperative_id, pk=heat.pk)
    return metal_of_heats(rows)[0]


def metal_of_heats(heats: QuerySet[Heat]) -> list[HeatMetal]:
    """Balance many heats of one co-operative; the number of questions never grows."""
    rows = list(
        heats.select_related("work_order__revision__part", "workshop", "furnace").annotate(
            before=the_heat_before()
        )
    )
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [heat.pk for heat in rows]
    mine = {"cooperative_id": owner, "heat__in": ids}
    charged = dict(
        Charge.objects.current().filter(**mine).values_list("heat_id").annotate(Sum("mass_kg"))
    )
    heels = heels_of([heat.before for heat in rows if heat.before], owner)
    leftovers = _by_heat(
        Leftover.objects.current()
        .filter(**mine)
        .select_related("material_lot")
        .order_by("occurred_at", "pk")
    )
    energy = _by_heat(EnergyUse.objects.current().filter(**mine).order_by("occurred_at", "pk"))
    tapped: dict[int, datetime] = {}
    for heat_id, ended_at in (
        Pour.objects.current()
        .filter(**mine)
        .order_by("ended_at")
        .values_list("heat_id", "ended_at")
    ):
        tapped.setdefault(heat_id, ended_at)
    cast, good = _pieces(CastingLot.objects.filter(**mine))
    figures, rules = figures_of(owner, {heat.furnace_id for heat in rows}), rules_of(owner)
    balanced = []
    for heat in rows:
        day = timezone.localdate(heat.started_at)
        loss_pct = loss_pct_on(figures.get(heat.furnace_id, []), day)
        piece_kg = heat.work_order.revision.part.mass_kg
        balanced.append(
            HeatMetal(
                heat=heat,
                flow=MetalFlow(
                    **masses_of(
                        charged_kg=charged.get(heat.pk, NOTHING),
                        heel_kg=heels.get(heat.before, NOTHING),
                        cast_kg=cast.get(heat.pk, 0) * piece_kg,
                        left=_kg_by_kind(leftovers.get(heat.pk, [])),
                        loss_pct=loss_pct,
                    )
                ),
                good_kg=good.get(heat.pk, 0) * piece_kg,
                loss_pct=loss_pct,
                leftovers=leftovers.get(heat.pk, []),
                energy=energy.get(heat.pk, []),
                tapped_at=tapped.get(heat.pk),
                rule=in_force(rules, day),
            )
        )
    return balanced


def masses_of(
    *,
    charged_kg: Decimal,
    heel_kg: Decimal,
    cast_kg: Decimal,
    left: Mapping[str, Decimal],
    loss_pct: Decimal,
) -> dict[str, Decimal]:
    """A heat's balance as `MetalFlow` takes it; left is what became no casting, by kind."""
    runners, scrap, pigged, spilled, heel = (left.get(kind, NOTHING) for kind in BALANCED)
    return {
        "charged_kg": charged_kg,
        "heel_kg": heel_kg,
        # A scrapped casting was counted as cast; once it is returned it is no casting any more.
        "castings_kg": max(NOTHING, cast_kg - scrap),
        "returned_kg": runners + scrap,
        "pigged_kg": pigged,
        "spilled_kg": spilled,
        "heel_left_kg": heel,
        "loss_kg": charged_kg * loss_pct / 100,
    }


def _kg_by_kind(leftovers: Iterable[Leftover]) -> dict[str, Decimal]:
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in leftovers:
        left[each.kind] += each.mass_kg
    return left


def _by_heat(facts: Iterable[FactT]) -> dict[int, list[FactT]]:
    found: defaultdict[int, list[FactT]] = defaultdict(list)
    for fact in facts:
        found[fact.heat_id].append(fact)
    return found


def _pieces(lots: QuerySet[CastingLot]) -> tuple[dict[int, int], dict[int, int]]:
    cast: defaultdict[int, int] = defaultdict(int)
    good: defaultdict[int, int] = defaultdict(int)
    for heat, pieces, scrapped, returned in lots.values_list(
        "heat", "tally__cast", "tally__scrapped", "tally__returned"
    ):
        cast[heat] += pieces
        good[heat] += max(0, pieces - scrapped - returned)
    return cast, good


def figures_of(owner: int, furnaces: Iterable[int]) -> dict[int, list[FurnaceFigures]]:
    found: defaultdict[int, list[FurnaceFigures]] = defaultdict(list)
    for row in _figures(owner, list(furnaces)):
        found[row.furnace_id].append(row)
    return found


@prepared
def _figures(owner: int, furnaces: list[int]) -> QuerySet[FurnaceFigures]:
    return FurnaceFigures.objects.filter(cooperative_id=owner, furnace__in=furnaces)


def loss_pct_on(figures: Sequence[FurnaceFigures], day: date) -> Decimal:
    """A furnace's own melting loss in force; the trade's where nobody has set one."""
    own = in_force(figures, day)
    return own.melt_loss_pct if own else MELT_LOSS_PCT


@prepared
def rules_of(owner: int) -> QuerySet[MeltRule]:
    return MeltRule.objects.filter(cooperative_id=owner)


def in_force(rows: Sequence[DatedT], day: date) -> DatedT | None:
    return next((row for row in reversed(rows) if row.valid_from <= day), None)
