"""What would bring a bath back into its grade: proposed by the computer, said by the lab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.records.models import Account, Role
from rantai.records.queries import WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import AdditionTerms, Heat, HeatCorrection, MeltTerms, Sample
from rantai.shopfloor.queries.heats import HeatSheet
from rantai.shopfloor.queries.learning import learnt_for
from rantai.shopfloor.queries.metal import metal_of
from rantai.shopfloor.queries.stock import lots_in_stock
from rantai.shopfloor.queries.terms import melt_terms_on
from tuang.charge.checks import UnusableFigure

if TYPE_CHECKING:
    from tuang.charge.correction import Addition, CorrectionPlan, Relief

SOLVED = "solved"
"""As the solver calls it; asking the solver's package for it would load the solver."""
METHOD = "correction-2"
GRAM = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan in whole facts, ready to be shown and, once the lab said yes, kept."""

    sample: Sample
    status: str
    bath_kg: Decimal
    additions: Mapping[str, str]
    pig_out_kg: Decimal
    expected_pct: Mapping[str, str]
    cost_rupiah: int | None
    why: Mapping[str, Any]
    hold_minutes: Decimal
    hold_rupiah: int

    @property
    def is_possible(self) -> bool:
        return self.status == SOLVED

    @property
    def print(self) -> str:
        """Whoever confirms confirms this and nothing that was computed meanwhile."""
        told: list[Any] = [str(self.sample.pk), self.status, *sorted(self.additions.items())]
        told += [self.pig_out_kg, self.bath_kg, self.cost_rupiah]
        return sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal or a confirmed correction as a page shows it."""

    is_possible: bool
    additions: Sequence[tuple[str, Decimal]]
    pig_out_kg: Decimal
    bath_kg: Decimal
    expected: Sequence[tuple[str, Decimal, Any, Any]]
    cost_rupiah: int | None
    why: Sequence[str]
    hold_minutes: Decimal
    hold_rupiah: int


def may_see_prices(viewer: Account, heat: Heat) -> bool:
    """The workshop whose heat it is, and the co-operative's lab; nobody else."""
    # A workshop's people see no heat but their own, so seeing it is enough.
    return has_role(viewer, Role.LAB, *WORKSHOP)


def terms_in_force(heat: Heat, on: date) -> dict[str, AdditionTerms]:
    """By material: the workshop's own newest terms, else the co-operative's."""
    rows = AdditionTerms.objects.filter(
        Q(workshop_id=heat.workshop_id) | Q(workshop__isnull=True),
        cooperative_id=heat.cooperative_id,
        valid_from__lte=on,
    ).order_by("valid_from", "pk")
    chosen: dict[str, AdditionTerms] = {}
    for own in (False, True):
        chosen |= {row.material: row for row in rows if (row.workshop_id is not None) == own}
    return chosen


def addition_terms(viewer: Account) -> QuerySet[AdditionTerms]:
    """Prices are the lab's to see, and each workshop's own on its heats."""
    rows = owned_by(viewer, AdditionTerms.objects.select_related("workshop"))
    return (
        rows.order_by("material", "-valid_from", "-pk")
        if has_role(viewer, Role.LAB)
        else rows.none()
    )


def proposed_correction(sheet: HeatSheet) -> Proposal | None:
    """The cheapest correction of the newest sample; None where the reading is not whole."""
    # The solver takes a quarter of a second to load, and most pages never ask it.
    from tuang.charge.correction import CorrectionProblem, cheapest_correction

    latest = sheet.latest
    if latest is None or latest.verdict.missing or not latest.verdict.outside:
        return None
    heat, sample = sheet.heat, latest.sample
    bath = bath_of(sheet)
    lines = [line for line in latest.verdict.lines if line.reading and not line.reading.bound]
    day = timezone.localdate(sample.occurred_at)
    terms = melt_terms_on(heat.workshop, day)
    try:
        problem = CorrectionProblem(
            bath_kg=float(bath),
            capacity_kg=float(max(heat.furnace.capacity_kg or 0, bath)),
            reading={line.window.element: float(line.reading.value_pct) for line in lines},  # type: ignore[union-attr]
            window={
                line.window.element: (
                    _as_float(line.window.minimum_pct),
                    _as_float(line.window.maximum_pct),
                )
                for line in lines
            },
            additions=additions_for(heat, day),
            # Without terms nobody can say what time costs, and pigging out is the last resort.
            hold_cost_per_min=float(terms.hold_rupiah_per_minute) if terms else 0.0,
            minutes_per_addition=float(terms.minutes_per_addition) if terms else 0.0,
            pig_out_cost_per_kg=float(terms.remelt_rupiah_per_kg) if terms else None,
        )
    except UnusableFigure:
        return None
    return _proposal(sample, bath, cheapest_correction(problem), terms)


def bath_of(sheet: HeatSheet) -> Decimal:
    """Metal in the furnace now: heel and charge, less this furnace's melting loss and the pours."""
    flow = metal_of(sheet.heat).flow
    melted = flow.heel_kg + flow.charged_kg - flow.loss_kg
    return max(melted - sheet.poured_kg, GRAM).quantize(GRAM)


def _as_float(limit: Decimal | None) -> float | None:
    return None if limit is None else float(limit)


def additions_for(heat: Heat, on: date) -> "list[Addition]":
    from tuang.charge.correction import Addition

    terms, learnt = terms_in_force(heat, on), learnt_for(heat, late=True)
    stock: dict[str, Decimal] = {}
    for lot, left in lots_in_stock(heat).items():
        stock[lot.material] = stock.get(lot.material, Decimal(0)) + left
    return [
        Addition(
            name=material,
            price_per_kg=float(each.rupiah_per_kg),
            pct={element: float(pct) for element, pct in each.composition_pct.items()},
            # What this furnace has shown goes before what was agreed for all.
            recovery={element: float(part) for element, part in each.late_recovery.items()}
            | {
                element: part.recovery
                for (name, element), part in learnt.items()
                if name == material and element in each.composition_pct
            },
            stock_kg=float(stock[material]),
            step_kg=_as_float(each.step_kg),
        )
        for material, each in sorted(terms.items())
        if stock.get(material)
    ]


def _proposal(
    sample: Sample, bath: Decimal, plan: "CorrectionPlan", terms: MeltTerms | None
) -> Proposal:
    nearest = plan.nearest
    metal = nearest or plan
    minutes = Decimal(str(round(plan.minutes, 1)))
    return Proposal(
        sample=sample,
        status=str(plan.status),
        bath_kg=bath,
        additions={name: _kg(kg) for name, kg in metal.additions.items() if kg >= 0.005},
        pig_out_kg=Decimal(_kg(metal.pig_out_kg)),
        expected_pct={name: f"{pct:.3f}" for name, pct in metal.expected_pct.items()},
        cost_rupiah=None if plan.cost is None else round(plan.cost),
        why={
            "hopeless": list(plan.hopeless),
            "missed": list(nearest.missed) if nearest else [],
            "reliefs": [_told(each) for each in plan.reliefs],
        },
        hold_minutes=minutes,
        hold_rupiah=round(minutes * terms.hold_rupiah_per_minute) if terms else 0,
    )


def _kg(kg: float) -> str:
    return f"{Decimal(str(round(kg, 2))).quantize(GRAM)}"


def _told(relief: "Relief") -> dict[str, Any]:
    return {
        "kind": relief.kind,
        "name": relief.name,
        "given": None if relief.given is None else round(relief.given, 3),
        "needed": None if relief.needed is None else round(relief.needed, 3),
    }


def correction_of(sheet: HeatSheet) -> HeatCorrection | None:
    """What the lab said about the newest sample, if it has spoken."""
    if sheet.latest is None:
        return None
    found: HeatCorrection | None = (
        HeatCorrection.objects.current()
        .filter(cooperative_id=sheet.heat.cooperative_id, sample=sheet.latest.sample)
        .order_by("-received_at")
        .first()
    )
    return found


def shown(plan: Proposal | HeatCorrection, sheet: HeatSheet) -> Shown:
    """Kilograms, what the iron should become against its windows, and why if it cannot."""
    return Shown(
        is_possible=plan.status == SOLVED,
        additions=[(name, Decimal(kg)) for name, kg in plan.additions.items()],
        pig_out_kg=plan.pig_out_kg,
        bath_kg=plan.bath_kg,
        expected=[
            (window.element, Decimal(pct), window.minimum_pct, window.maximum_pct)
            for window in sheet.revision.grade.windows.all()
            if (pct := plan.expected_pct.get(window.element))
        ],
        cost_rupiah=plan.cost_rupiah,
        why=_sentences(plan.why),
        hold_minutes=plan.hold_minutes,
        hold_rupiah=plan.hold_rupiah,
    )


def _sentences(why: Mapping[str, Any]) -> list[str]:
    found = [
        _("Nothing in stock moves this the right way: %s.") % limit
        for limit in why.get("hopeless", ())
    ]
    if missed := why.get("missed"):
        found.append(_("The nearest iron still misses: %s.") % ", ".join(missed))
    found += [_relief(each) for each in why.get("reliefs", ())]
    return found


def _relief(each: Mapping[str, Any]) -> str:
    words = {
        "stock": _("With %(needed)s kg of %(name)s it could be corrected; %(given)s kg lie here."),
        "capacity": _("A furnace of %(needed)s kg could take it; this one holds %(given)s kg."),
        "window": _("It could be corrected if %(name)s were %(needed)s instead of %(given)s."),
    }
    figures = {
        name: "–" if each.get(name) is None else number_format(each[name])
        for name in ("needed", "given")
    }
    other = _("Another limit stands in the way: %(name)s.")
    return words.get(each["kind"], other) % {**figures, "name": each["name"]}
