"""Checks an allocation against the problem alone: every rule, and the cost piece by piece."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tuang.planning.allocation.fairness import gini, shares
from tuang.planning.allocation.problem import AllocationProblem, Approval, Line
from tuang.planning.allocation.result import Allocation

ROUNDING = 1e-9
"""Part of a week's capacity that is arithmetic and not metal."""


Made = dict[str, dict[str, tuple[Approval, int]]]
"""Pieces of each line in each workshop that makes any, with its approval."""


class Violation(ValueError):
    """The plan breaks a rule; says where and which."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a plan costs, by cause, and how evenly it is spread."""

    pieces: float
    qualification: float
    unmet_cost: float
    unmet: dict[str, int]
    shares: dict[str, float]
    gini: float

    @property
    def total(self) -> float:
        return self.pieces + self.qualification + self.unmet_cost


def verify(
    problem: AllocationProblem,
    allocations: Iterable[Allocation],
    *,
    fair_min: float = 0.0,
    qualification: bool = False,
) -> Account:
    """The account of the plan; raises Violation where it cannot be made as planned."""
    lines = {line.name: line for line in problem.lines}
    approvals: dict[str, dict[str, Approval]] = {}
    made: Made = {}
    metal: dict[tuple[str, int], list[float]] = {}
    costs = []
    seen = set()
    for each in allocations:
        where = f"{each.line}, {each.workshop}, week {each.week}"
        if each.line not in approvals:
            of_line = lines[each.line].approved if each.line in lines else ()
            approvals[each.line] = {approval.workshop: approval for approval in of_line}
        if each.workshop not in approvals[each.line]:
            raise Violation(f"{where}: the workshop may not make this line.")
        line, approval = lines[each.line], approvals[each.line][each.workshop]
        if each.week not in problem.window(line, approval):
            raise Violation(f"{where}: outside the weeks of the line or of the approval.")
        if each.pieces != int(each.pieces) or each.pieces < 1:
            raise Violation(f"{where}: {each.pieces!r} is not a whole number of pieces.")
        if (each.line, each.workshop, each.week) in seen:
            raise Violation(f"{where}: is there twice.")
        seen.add((each.line, each.workshop, each.week))
        by_shop = made.setdefault(each.line, {})
        before = by_shop.get(each.workshop, (approval, 0))[1]
        by_shop[each.workshop] = (approval, before + each.pieces)
        costs.append(each.pieces * problem.piece_cost(line, approval, each.week))
        metal.setdefault((each.workshop, each.week), []).append(
            each.pieces * line.kg / (1 - approval.scrap_rate)
        )
    _capacity_holds(problem, metal)
    account = _account(problem, made, math.fsum(costs), qualification=qualification)
    if qualification:
        _lots_hold(problem, made)
    if (least := min(account.shares.values())) < fair_min - ROUNDING:
        raise Violation(f"the smallest share is {least:.6f}, below {fair_min}.")
    return account


def _capacity_holds(problem: AllocationProblem, metal: dict[tuple[str, int], list[float]]) -> None:
    for (shop, week), used in metal.items():
        capacity = problem.workshops[problem.place[shop]].capacity_kg[week]
        if math.fsum(used) > capacity * (1 + ROUNDING):
            raise Violation(
                f"{shop}, week {week}: {math.fsum(used):.6f} kg of {capacity:g} kg are used."
            )


def _account(
    problem: AllocationProblem,
    made: Made,
    pieces_cost: float,
    *,
    qualification: bool,
) -> Account:
    kg = np.zeros(len(problem.workshops))
    unmet, unmet_costs, qualifications = {}, [], []
    for line in problem.lines:
        missing = line.pieces
        used = made.get(line.name, {})
        for number in _by_source(line, used):
            missing -= number
        unmet_costs.append(missing * line.kg * problem.unmet_cost_per_kg)
        if missing:
            unmet[line.name] = missing
        for shop, (approval, pieces) in used.items():
            kg[problem.place[shop]] += pieces * line.kg
            qualifications.append(approval.qualification_cost)
    capacity = np.array([math.fsum(shop.capacity_kg) for shop in problem.workshops])
    found = shares(kg, capacity)
    names = [shop.name for shop in problem.workshops]
    return Account(
        pieces_cost,
        math.fsum(qualifications) if qualification else 0.0,
        math.fsum(unmet_costs),
        unmet,
        dict(zip(names, found.tolist(), strict=True)),
        gini(found),
    )


def _by_source(line: Line, used: Mapping[str, tuple[Approval, int]]) -> list[int]:
    """Pieces of each source, none beyond its part."""
    by_source = [0, 0]
    for approval, pieces in used.values():
        by_source[approval.source - 1] += pieces
    if len(line.parts) == 1:
        by_source = [sum(by_source)]
    for number, (pieces, part) in enumerate(zip(by_source, line.parts, strict=True), start=1):
        if pieces > part:
            raise Violation(f"{line.name}: {pieces} pieces of source {number}, of {part} asked.")
    return by_source


def _lots_hold(problem: AllocationProblem, made: Made) -> None:
    for line in problem.lines:
        used = made.get(line.name, {})
        if line.max_workshops is not None and len(used) > line.max_workshops:
            raise Violation(f"{line.name}: {len(used)} workshops, of {line.max_workshops} allowed.")
        for shop, (_approval, pieces) in used.items():
            if pieces < line.min_lot:
                raise Violation(
                    f"{line.name}, {shop}: {pieces} pieces, below the lot of {line.min_lot}."
                )
