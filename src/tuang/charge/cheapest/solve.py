"""The cheapest charge: the one door, with what each limit costs or why there is no charge."""

from tuang.charge.cheapest.conflict import explain
from tuang.charge.cheapest.model import ChargeModel
from tuang.charge.cheapest.plan import binding_limits, plan_of, slacks
from tuang.charge.cheapest.problem import ChargeProblem
from tuang.charge.cheapest.result import ChargePlan


def cheapest_charge(problem: ChargeProblem, *, seed: int = 1) -> ChargePlan:
    """The cheapest kilograms that fill the tap with iron inside its window.

    Mass: sum of kg x (1 - melt_loss) + heel = tap_kg. Where every material is weighed in
    steps the tap is met as nearly as the smallest step allows, or within the largest one
    if that is the only way; percents are over the metal really there. Element: sum of
    kg x percent x recovery + the heel's, over that metal.
    With a confidence, the first reading lies inside the whole window with that probability
    when analyses and recoveries are independent and even within their spreads; `seed`
    fixes the heats on which this is calibrated. Without a charge, the plan holds the
    smallest set of limits in conflict and what would do alone.
    Exact to 1e-6 of a kilogram and of a percent; whole steps to a
    relative 1e-6 of cost, or to the gap that the plan tells.
    Raises UnusableFigure for figures that cannot be right (when the problem is made).
    Source: conservation of mass; a linear or mixed-integer programme solved by HiGHS.

    >>> from tuang.charge.cheapest import Material
    >>> pig = Material("pig iron", 9500, {"C": 4.2})
    >>> steel = Material("steel", 7000, {"C": 0.2})
    >>> plan = cheapest_charge(ChargeProblem(400, [pig, steel], {"C": (3.2, 3.4)}))
    >>> {name: round(kg, 6) for name, kg in plan.kg.items()}
    {'pig iron': 300.0, 'steel': 100.0}
    """
    if problem.confidence is None:
        return expected_charge(problem) or explain(problem, expected_charge)
    # Numeric distributions are needed only here.
    from tuang.charge.cheapest.robust import sure_charge

    return sure_charge(problem, problem.confidence, seed, expected_charge)


def expected_charge(problem: ChargeProblem) -> ChargePlan | None:
    """The cheapest charge by expected figures alone."""
    for slack_kg in slacks(problem):
        model = ChargeModel(problem, slack_kg=slack_kg)
        solved = model.programme().least()
        if solved is not None:
            kg = model.kilograms(solved)
            return plan_of(problem, kg, binding_limits(model, solved, kg), gap=solved.gap)
    return None
