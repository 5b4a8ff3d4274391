"""A month of metal by workshop, summed where the rows lie."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from rantai.members.models import Workshop
from rantai.members.queries import in_sight, sight_of, workshop_of
from rantai.records.models import Account, Role
from rantai.records.prepared import Limit, only_one, prepared
from rantai.records.queries import has_role
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    EnergySource,
    EnergyUse,
    Heat,
    Leftover,
    MeltRule,
    Pour,
    Recount,
    Scrap,
)
from rantai.shopfloor.queries.metal import (
    NOTHING,
    figures_of,
    heels_of,
    in_force,
    loss_pct_on,
    masses_of,
    ran_in_peak,
    rules_of,
    the_heat_before,
)
from tuang.charge import MetalFlow

ONE = Limit(1)


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
    sight = _sight_of(viewer)
    last = only_one(_last_counted(*sight, ONE)) if sight else None
    return (timezone.localdate(last) if last else today).replace(day=1)


def _sight_of(viewer: Account) -> tuple[int, int | None] | None:
    """A mentor reads the metal of every workshop, as the office does."""
    if viewer.cooperative_id is not None and has_role(viewer, Role.MENTOR):
        return viewer.cooperative_id, None
    return sight_of(viewer)


@prepared
def _last_counted(owner: int, workshop: int | None, most: Limit) -> QuerySet[Heat, datetime]:
    lots = CastingLot.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), heat_id=OuterRef("pk")
    )
    heats = in_sight(Heat.objects.all(), owner, workshop).filter(Exists(lots))
    return heats.order_by("-started_at").values_list("started_at", flat=True)[:most]


class _Melted(NamedTuple):
    """A heat as the database gives it, before its sums are fetched."""

    pk: int
    workshop: int
    furnace: int
    started_at: datetime
    piece_kg: Decimal
    before: int | None


@dataclass(frozen=True, slots=True)
class _HeatSums:
    """What a month asks of one heat."""

    workshop: int
    masses: Mapping[str, Decimal]
    good_kg: Decimal
    energy: Mapping[str, Decimal]
    in_peak: bool
    rule: MeltRule | None


def month_of(viewer: Account, month: date) -> list[WorkshopMonth]:
    """The month of every workshop this person may see, the widest gap first."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (month, after))
    sight = _sight_of(viewer)
    if sight is None:
        return []
    owner, _workshop = sight
    by_workshop: defaultdict[int, list[_HeatSums]] = defaultdict(list)
    for sums in _sums_of([*starmap(_Melted, _melted(*sight, begins, ends))], owner):
        if sums.masses["castings_kg"] > 0:
            by_workshop[sums.workshop].append(sums)
    own = workshop_of(viewer)
    known = {} if own is None else {own.pk: own}
    if by_workshop.keys() - known.keys():
        known = Workshop.objects.filter(cooperative_id=owner).in_bulk(list(by_workshop))
    rows = [_month(known[pk], sums) for pk, sums in by_workshop.items()]
    return sorted(rows, key=lambda row: (not row.is_over, -abs(row.flow.gap_pct)))


@prepared
def _melted(
    owner: int, workshop: int | None, begins: datetime, ends: datetime
) -> QuerySet[Heat, tuple[Any, ...]]:
    heats = in_sight(Heat.objects.all(), owner, workshop)
    return (
        heats.filter(started_at__gte=begins, started_at__lt=ends)
        .annotate(before=the_heat_before())
        .order_by("started_at")
        .values_list(
            "pk",
            "workshop_id",
            "furnace_id",
            "started_at",
            "work_order__revision__part__mass_kg",
            "before",
        )
    )


def _sums_of(rows: Sequence[_Melted], owner: int) -> list[_HeatSums]:
    """One row a heat and a kind: a month is thousands of facts, and Python would read each."""
    if not rows:
        return []
    melted = [row.pk for row in rows]
    charged = dict(_charged(owner, melted))
    left, energy = _by_kind(_left(owner, melted)), _by_kind(_energy(owner, melted))
    tapped = dict(_tapped(owner, melted))
    heels = heels_of([row.before for row in rows if row.before], owner)
    pieces = _pieces(owner, melted)
    figures, rules = figures_of(owner, {row.furnace for row in rows}), rules_of(owner)
    found = []
    for row in rows:
        day = timezone.localdate(row.started_at)
        rule = in_force(rules, day)
        cast, good = pieces.get(row.pk, (0, 0))
        found.append(
            _HeatSums(
                workshop=row.workshop,
                masses=masses_of(
                    charged_kg=charged.get(row.pk, NOTHING),
                    heel_kg=heels.get(row.before, NOTHING) if row.before else NOTHING,
                    cast_kg=cast * row.piece_kg,
                    left=left.get(row.pk, {}),
                    loss_pct=loss_pct_on(figures.get(row.furnace, []), day),
                ),
                good_kg=good * row.piece_kg,
                energy=energy.get(row.pk, {}),
                in_peak=ran_in_peak(rule, row.started_at, tapped.get(row.pk)),
                rule=rule,
            )
        )
    return found


@prepared
def _charged(owner: int, heats: list[int]) -> QuerySet[Charge, tuple[Any, ...]]:
    rows = Charge.objects.current().filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("heat_id").annotate(Sum("mass_kg"))


@prepared
def _left(owner: int, heats: list[int]) -> QuerySet[Leftover, tuple[Any, ...]]:
    rows = Leftover.objects.current().filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("heat_id", "kind").annotate(Sum("mass_kg"))


@prepared
def _energy(owner: int, heats: list[int]) -> QuerySet[EnergyUse, tuple[Any, ...]]:
    rows = EnergyUse.objects.current().filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("heat_id", "source").annotate(Sum("amount"))


@prepared
def _tapped(owner: int, heats: list[int]) -> QuerySet[Pour, tuple[Any, ...]]:
    rows = Pour.objects.current().filter(cooperative_id=owner, heat__in=heats)
    return rows.values_list("heat_id").annotate(Min("ended_at"))


def _by_kind(rows: Sequence[tuple[Any, ...]]) -> dict[int, dict[str, Decimal]]:
    found: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for heat, kind, amount in rows:
        found[heat][kind] = amount
    return found


@prepared
def _lots(owner: int, heats: list[int]) -> QuerySet[CastingLot, tuple[Any, ...]]:
    of_lot = {"cooperative_id": owner, "lot": OuterRef("pk")}
    again = Recount.objects.current().filter(**of_lot).values("quantity")[:1]
    scrapped = Scrap.objects.current().filter(**of_lot).order_by().values("lot")
    return (
        CastingLot.objects.filter(cooperative_id=owner, heat__in=heats)
        .annotate(
            counted=Coalesce(Subquery(again), F("quantity")),
            scrapped=Coalesce(Subquery(scrapped.annotate(all=Sum("quantity")).values("all")), 0),
        )
        .values_list("heat_id", "counted", "scrapped")
    )


def _pieces(owner: int, heats: list[int]) -> dict[int, tuple[int, int]]:
    """Castings of each heat as last counted, and those that are not scrapped."""
    found: dict[int, tuple[int, int]] = {}
    for heat, counted, gone in _lots(owner, heats):
        cast, good = found.get(heat, (0, 0))
        found[heat] = (cast + counted, good + max(0, counted - gone))
    return found


def _month(workshop: Workshop, heats: Sequence[_HeatSums]) -> WorkshopMonth:
    rule = heats[-1].rule
    return WorkshopMonth(
        workshop=workshop,
        heats=len(heats),
        flow=MetalFlow(
            **{
                name: sum((each.masses[name] for each in heats), NOTHING)
                for name in heats[0].masses
            }
        ),
        good_kg=sum((each.good_kg for each in heats), NOTHING),
        kwh=_used(heats, EnergySource.ELECTRICITY),
        coke_kg=_used(heats, EnergySource.COKE),
        in_peak=sum(each.in_peak for each in heats),
        limit_pct=rule.gap_limit_pct if rule else None,
    )


def _used(heats: Sequence[_HeatSums], source: EnergySource) -> Decimal:
    return sum((each.energy.get(source, NOTHING) for each in heats), NOTHING)
