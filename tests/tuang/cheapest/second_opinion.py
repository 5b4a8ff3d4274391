"""The same charge put to other solvers, its rules written anew from the method page."""

from ortools.linear_solver import pywraplp

from tuang.charge.cheapest import ChargeProblem


def lowest_cost(
    problem: ChargeProblem, engine: str = "GLOP", *, slack_kg: float = 0.0
) -> float | None:
    """GLOP for a fine charge, SCIP for whole steps and counted materials; None without a charge."""
    solver = pywraplp.Solver.CreateSolver(engine)
    kg, uses = [], []
    for each in problem.materials:
        most = min(
            (limit for limit in (each.stock_kg, each.max_kg) if limit is not None),
            default=problem.needed_kg * 2,
        )
        if each.step_kg is None:
            kg.append(solver.NumVar(each.min_kg, most, each.name))
        else:
            count = solver.IntVar(
                -(-each.min_kg // each.step_kg), (most + 1e-9) // each.step_kg, each.name
            )
            kg.append(each.step_kg * count)
        if problem.max_materials is not None:
            used = solver.BoolVar("uses " + each.name)
            solver.Add(kg[-1] <= most * used)
            uses.append(used)
    if uses:
        solver.Add(sum(uses) <= problem.max_materials)
    charged = sum(kg)
    solver.Add(charged >= problem.needed_kg - slack_kg)
    solver.Add(charged <= problem.needed_kg + slack_kg)
    metal = charged * (1 - problem.melt_loss) + problem.heel.kg

    def element_kg(element: str) -> pywraplp.LinearExpr:
        heel = problem.heel.kg * problem.heel.pct.get(element, 0.0) / 100
        per_kg = [
            each.pct.get(element, 0.0) / 100 * each.recovery.get(element, 1.0)
            for each in problem.materials
        ]
        # What the ladle adds is a percent of the metal.
        ladle = problem.inoculant_si_pct / 100 if element == "Si" else 0.0
        return (
            sum(each * share for each, share in zip(kg, per_kg, strict=True)) + heel + ladle * metal
        )

    for element, (low, high) in problem.window.items():
        if low is not None:
            solver.Add(100 * element_kg(element) >= low * metal)
        if high is not None:
            solver.Add(100 * element_kg(element) <= high * metal)
    if (wanted := problem.carbon_equivalent) is not None:
        value = sum(weight * 100 * element_kg(e) for e, weight in wanted.weights.items())
        if wanted.low is not None:
            solver.Add(value >= wanted.low * metal)
        if wanted.high is not None:
            solver.Add(value <= wanted.high * metal)
    if (balance := problem.mn_s) is not None:
        tied = 100 * (element_kg("Mn") - balance.factor * element_kg("S"))
        solver.Add(tied >= balance.offset * metal)
    for each, mass in zip(problem.materials, kg, strict=True):
        if each.max_share < 1:
            solver.Add(mass <= each.max_share * charged)
        if each.min_share > 0:
            solver.Add(mass >= each.min_share * charged)
    prices = [each.price_per_kg for each in problem.materials]
    solver.Minimize(sum(mass * price for mass, price in zip(kg, prices, strict=True)))
    status = solver.Solve()
    return solver.Objective().Value() if status == pywraplp.Solver.OPTIMAL else None
