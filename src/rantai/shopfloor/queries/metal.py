"""Where the metal of a heat or a month went, and what energy it took."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.records.models import Account
from rantai.records.queries import owned_by
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
from rantai.shopfloor.queries.counts import counts_of
from rantai.shopfloor.rules import MELT_LOSS_PCT, touches
from tuang.charge import MetalFlow

NOTHING = Decimal(0)

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
        if self.rule is None:
            return False
        begun = timezone.localtime(self.heat.started_at)
        ended = timezone.localtime(self.tapped_at) if self.tapped_at else begun
        return touches((begun, ended), (self.rule.peak_begins, self.rule.peak_ends))

    def used(self, source: EnergySource) -> Decimal:
        return sum((each.amount for each in self.energy if each.source == source), NOTHING)

    def per_tonne(self, source: EnergySource) -> Decimal | None:
        """Energy per tonne of good castings; nothing to say before there are any."""
        used = self.used(source)
        return used * 1000 / self.good_kg if used and self.good_kg else None


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
    before = (
        Heat.objects.select_related("node")
        .filter(
            cooperative_id=heat.cooperative_id,
            furnace_id=heat.furnace_id,
            started_at__lt=heat.started_at,
        )
        .order_by("-started_at")
        .first()
    )
    return before if before and _left_in([before.pk], heat.cooperative_id) else None


def _left_in(heat_ids: Sequence[int], owner: int) -> dict[int, Decimal]:
    return dict(
        Leftover.objects.current()
        .filter(cooperative_id=owner, heat__in=heat_ids, kind=LeftoverKind.HEEL)
        .values_list("heat_id")
        .annotate(kg=Sum("mass_kg"))
    )


def metal_of(heat: Heat) -> HeatMetal:
    rows = Heat.objects.filter(cooperative_id=heat.cooperative_id, pk=heat.pk)
    return metal_of_heats(rows)[0]


def metal_of_heats(heats: QuerySet[Heat]) -> list[HeatMetal]:
    """Balance many heats of one co-operative; the number of questions never grows."""
    earlier = Heat.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        furnace_id=OuterRef("furnace_id"),
        started_at__lt=OuterRef("started_at"),
    ).order_by("-started_at")
    rows = list(
        heats.select_related("work_order__revision__part", "workshop", "furnace").annotate(
            before=Subquery(earlier.values("pk")[:1])
        )
    )
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [heat.pk for heat in rows]
    mine = {"cooperative_id": owner, "heat__in": ids}
    charged = dict(
        Charge.objects.current().filter(**mine).values_list("heat_id").annotate(Sum("mass_kg"))
    )
    heels = _left_in([heat.before for heat in rows if heat.before], owner)
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
    figures, rules = _figures_of(owner, {heat.furnace_id for heat in rows}), _rules_of(owner)
    balanced = []
    for heat in rows:
        day = timezone.localdate(heat.started_at)
        loss = _in_force(figures.get(heat.furnace_id, []), day)
        loss_pct = loss.melt_loss_pct if loss else MELT_LOSS_PCT
        piece_kg = heat.work_order.revision.part.mass_kg
        balanced.append(
            HeatMetal(
                heat=heat,
                flow=_flow(
                    charged_kg=charged.get(heat.pk, NOTHING),
                    heel_kg=heels.get(heat.before, NOTHING),
                    cast_kg=cast.get(heat.pk, 0) * piece_kg,
                    leftovers=leftovers.get(heat.pk, []),
                    loss_pct=loss_pct,
                ),
                good_kg=good.get(heat.pk, 0) * piece_kg,
                loss_pct=loss_pct,
                leftovers=leftovers.get(heat.pk, []),
                energy=energy.get(heat.pk, []),
                tapped_at=tapped.get(heat.pk),
                rule=_in_force(rules, day),
            )
        )
    return balanced


def _flow(
    *,
    charged_kg: Decimal,
    heel_kg: Decimal,
    cast_kg: Decimal,
    leftovers: Sequence[Leftover],
    loss_pct: Decimal,
) -> MetalFlow:
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in leftovers:
        left[each.kind] += each.mass_kg
    # A scrapped casting was counted as cast; once it is returned it is no casting any more.
    castings = max(NOTHING, cast_kg - left[LeftoverKind.SCRAP])
    return MetalFlow(
        charged_kg=charged_kg,
        heel_kg=heel_kg,
        castings_kg=castings,
        returned_kg=left[LeftoverKind.RUNNERS] + left[LeftoverKind.SCRAP],
        pigged_kg=left[LeftoverKind.PIGGED],
        spilled_kg=left[LeftoverKind.SPILLED],
        heel_left_kg=left[LeftoverKind.HEEL],
        loss_kg=charged_kg * loss_pct / 100,
    )


def _by_heat(facts: Iterable[FactT]) -> dict[int, list[FactT]]:
    found: defaultdict[int, list[FactT]] = defaultdict(list)
    for fact in facts:
        found[fact.heat_id].append(fact)
    return found


def _pieces(lots: QuerySet[CastingLot]) -> tuple[dict[int, int], dict[int, int]]:
    rows = list(lots)
    counts = counts_of(rows)
    cast: defaultdict[int, int] = defaultdict(int)
    good: defaultdict[int, int] = defaultdict(int)
    for lot in rows:
        cast[lot.heat_id] += counts[lot.pk].cast
        good[lot.heat_id] += counts[lot.pk].left
    return cast, good


def _figures_of(owner: int, furnaces: Iterable[int]) -> dict[int, list[FurnaceFigures]]:
    found: defaultdict[int, list[FurnaceFigures]] = defaultdict(list)
    for row in FurnaceFigures.objects.filter(cooperative_id=owner, furnace__in=list(furnaces)):
        found[row.furnace_id].append(row)
    return found


def _rules_of(owner: int) -> list[MeltRule]:
    return list(MeltRule.objects.filter(cooperative_id=owner))


def _in_force(rows: Sequence[DatedT], day: date) -> DatedT | None:
    return next((row for row in reversed(rows) if row.valid_from <= day), None)


@dataclass(frozen=True, slots=True)
class WorkshopMonth:
    """A workshop's metal and energy of one month."""

    workshop: Workshop
    heats: int
    flow: MetalFlow
    good_kg: Decimal
    kwh: Decimal
    coke_kg: Decimal
    in_peak: int
    over: int
    limit_pct: Decimal | None

    @property
    def is_over(self) -> bool:
        return self.limit_pct is not None and self.flow.is_over(self.limit_pct)

    @property
    def kwh_per_tonne(self) -> Decimal | None:
        return self.kwh * 1000 / self.good_kg if self.kwh and self.good_kg else None

    @property
    def coke_per_tonne(self) -> Decimal | None:
        return self.coke_kg * 1000 / self.good_kg if self.coke_kg and self.good_kg else None

    @property
    def yield_pct(self) -> Decimal | None:
        return self.good_kg * 100 / self.flow.in_kg if self.flow.in_kg else None


def latest_month(viewer: Account, today: date) -> date:
    """The month of the last counted heat this person may see: a workshop may not melt every month,
    and a heat only just opened hides no gap."""
    heats = owned_by(viewer, Heat.objects.all()).filter(
        workshop__in=workshops_visible_to(viewer), casting_lots__isnull=False
    )
    last = heats.aggregate(last=Max("started_at"))["last"]
    return (timezone.localdate(last) if last else today).replace(day=1)


def month_of(viewer: Account, month: date) -> list[WorkshopMonth]:
    """The month of every workshop this person may see, the widest gap first."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (month, after))
    heats = owned_by(viewer, Heat.objects.all()).filter(
        workshop__in=workshops_visible_to(viewer), started_at__gte=begins, started_at__lt=ends
    )
    by_workshop: defaultdict[int, list[HeatMetal]] = defaultdict(list)
    for metal in metal_of_heats(heats):
        if metal.is_poured:
            by_workshop[metal.heat.workshop_id].append(metal)
    rows = [_month(metals) for metals in by_workshop.values()]
    return sorted(rows, key=lambda row: (not row.is_over, -abs(row.flow.gap_pct)))


def _month(metals: Sequence[HeatMetal]) -> WorkshopMonth:
    flow = metals[0].flow
    for metal in metals[1:]:
        flow = flow + metal.flow
    rule = metals[-1].rule
    return WorkshopMonth(
        workshop=metals[0].heat.workshop,
        heats=len(metals),
        flow=flow,
        good_kg=sum((metal.good_kg for metal in metals), NOTHING),
        kwh=sum((metal.used(EnergySource.ELECTRICITY) for metal in metals), NOTHING),
        coke_kg=sum((metal.used(EnergySource.COKE) for metal in metals), NOTHING),
        in_peak=sum(metal.is_in_peak for metal in metals),
        over=sum(metal.is_over for metal in metals),
        limit_pct=rule.gap_limit_pct if rule else None,
    )
