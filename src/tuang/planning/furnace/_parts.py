"""Parts of a problem that share no casting: each can be planned by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan, Heat
from tuang.planning.furnace.verify import verify


def parts_of(problem: FurnaceProblem) -> list[FurnaceProblem]:
    """Furnaces belong together when they may make the same casting, or through others that do.

    A furnace that may make nothing asked for is in no part; it stays cold.
    """
    leader = {("furnace", each.name): ("furnace", each.name) for each in problem.furnaces}
    leader |= {("item", each.name): ("item", each.name) for each in problem.items}

    def lead(member: tuple[str, str]) -> tuple[str, str]:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for furnace, item in _together(problem):
        leader[lead(("item", item))] = lead(("furnace", furnace))
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for member in leader:
        names = found.setdefault(lead(member), (set(), set()))
        names[member[0] == "item"].add(member[1])
    return [_part(problem, *names) for names in found.values() if all(names)]


def _together(problem: FurnaceProblem) -> Iterable[tuple[str, str]]:
    asked = [item for item in problem.items if any(item.demand)]
    for furnace in problem.furnaces:
        for item in asked:
            if item.grade in furnace.grades and item.name in furnace.items:
                yield furnace.name, item.name
    for heat in (*problem.fixed, *problem.given):
        for name in heat.pieces:
            yield heat.furnace, name


def _part(problem: FurnaceProblem, furnaces: set[str], items: set[str]) -> FurnaceProblem:
    mine = tuple(item for item in problem.items if item.name in items)
    grades = {item.grade for item in mine}
    return replace(
        problem,
        grades=tuple(grade for grade in problem.grades if grade.name in grades),
        furnaces=tuple(each for each in problem.furnaces if each.name in furnaces),
        items=mine,
        fixed=_at(problem.fixed, furnaces),
        given=_at(problem.given, furnaces),
    )


def _at(heats: Iterable[Heat], furnaces: set[str]) -> tuple[Heat, ...]:
    return tuple(heat for heat in heats if heat.furnace in furnaces)


def weight_of(problem: FurnaceProblem) -> int:
    """How much there is to plan: what part of the time is fair."""
    heats = sum(furnace.heats_per_day for furnace in problem.furnaces) * problem.days
    return 1 + heats * len(problem.items)


def together(
    problem: FurnaceProblem, plans: Sequence[FurnacePlan], seconds: float, seed: int
) -> FurnacePlan:
    """One plan of the plans of all parts, passed by the verifier as a whole."""
    heats = [heat for plan in plans for heat in plan.heats]
    heats.sort(key=lambda heat: (heat.day, heat.furnace, heat.position))
    costs = verify(problem, heats)
    bound = min(sum(plan.bound for plan in plans), costs.total)
    is_optimal = all(plan.status == "optimal" for plan in plans)
    return FurnacePlan(
        status="optimal" if is_optimal else "feasible",
        cost=costs.total,
        bound=bound,
        seconds=seconds,
        seed=seed,
        heats=tuple(heats),
        changed=costs.changed,
    )


def better(one: FurnacePlan | None, other: FurnacePlan) -> FurnacePlan:
    """The cheaper of two plans of one problem, with the higher of their bounds."""
    if one is None:
        return other
    best = min(one, other, key=lambda plan: plan.cost)
    return replace(best, bound=min(best.cost, max(one.bound, other.bound)))
