"""Allocation: the cheapest plan, whole pieces, fairness, and what the prices mean."""

from dataclasses import replace

import pytest

from tests.tuang.allocation.cases import many, two_shops
from tests.tuang.allocation.second_opinion import cheapest
from tuang.planning.allocation import AllocationProblem, Session, read_problem, solve, verify


def test_the_cheap_workshop_is_filled_in_the_due_week_first() -> None:
    plan = solve(read_problem(two_shops()))
    by_place = {(a.workshop, a.week): a.pieces for a in plan.allocations}
    # A piece of B costs 10.5 + 3 * 0.2 * 2 = 11.7; a late one of A 10 + 0.5 * 2 = 11.
    assert by_place == {("A", 1): 10, ("A", 2): 6}
    assert plan.cost == pytest.approx(10 * 10 + 6 * 11)
    assert plan.status == "optimal"


def test_a_full_week_has_a_price_and_a_free_one_none() -> None:
    plan = solve(read_problem(two_shops()))
    # One kg more in the due week saves half a piece's lateness.
    assert plan.week_price["A"] == pytest.approx((0.0, 0.5, 0.0))
    assert plan.week_price["B"] == pytest.approx((0.0, 0.0, 0.0))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fair_min", [0.0, 0.9])
def test_the_bound_is_the_linear_optimum_of_another_model(seed: int, fair_min: float) -> None:
    given = many(seed)
    plan = solve(read_problem(given), fair_min=fair_min, curve=False)
    assert plan.bound == pytest.approx(cheapest(given, fair_min=fair_min, whole=False), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_whole_pieces_cost_at_most_half_a_percent_more(seed: int) -> None:
    plan = solve(read_problem(many(seed)), curve=False)
    assert plan.gap_pct < 0.5
    assert sum(plan.unmet.values()) <= 2


@pytest.mark.parametrize("seed", range(4))
def test_no_workshop_is_below_the_share_asked_for(seed: int) -> None:
    problem = read_problem(many(seed))
    plan = solve(problem, fair_min=0.9, curve=False)
    assert plan.status == "feasible"
    verify(problem, plan.allocations, fair_min=0.9)


def test_a_share_that_nobody_can_give_is_infeasible_and_names_the_workshop() -> None:
    given = many(1)
    for line in given["lines"]:
        line["approved"].pop("W3", None)
    plan = solve(read_problem(given), fair_min=0.5)
    assert plan.status == "infeasible"
    assert plan.causes["W3"] == "gets 0.0000 of its part, below 0.5."


def test_the_curve_rises_in_cost_as_it_falls_in_inequality() -> None:
    plan = solve(read_problem(many(2)))
    costs = [point.cost for point in plan.curve]
    assert len(costs) > 8
    assert costs == sorted(costs)
    assert plan.curve[-1].gini < plan.curve[0].gini
    assert all(point.smallest_share >= point.fair_min - 1e-9 for point in plan.curve)


def test_the_plan_is_the_same_each_time() -> None:
    problem = read_problem(many(3))
    assert solve(problem).allocations == solve(problem).allocations


def test_a_line_that_nobody_may_make_is_left_unmet_and_said() -> None:
    given = many(1)
    given["lines"][4]["approved"] = {}
    plan = solve(read_problem(given), curve=False)
    assert plan.unmet == {"L4": given["lines"][4]["pieces"]}
    assert plan.causes == {"L4": "no workshop may make it; approve one, or leave the line out."}


def test_an_approval_that_ends_within_the_window_ends_the_work() -> None:
    given = two_shops()
    given["lines"][0]["approved"]["A"]["last_week"] = 1
    plan = solve(read_problem(given), curve=False)
    assert {(a.workshop, a.week): a.pieces for a in plan.allocations} == {
        ("A", 1): 10,
        ("B", 1): 6,
    }


def test_an_approval_that_ends_before_the_release_leaves_the_line_unmet() -> None:
    given = two_shops()
    for terms in given["lines"][0]["approved"].values():
        terms["last_week"] = 0
    plan = solve(read_problem(given), curve=False)
    assert plan.causes == {
        "housing": "no approval is valid in the weeks from its release to its last week; "
        "extend one, or approve another workshop."
    }


def test_a_piece_heavier_than_every_week_is_left_unmet_and_said() -> None:
    given = two_shops()
    given["lines"][0]["kg"] = 41.0
    plan = solve(read_problem(given), curve=False)
    assert "more than any approved workshop pours" in plan.causes["housing"]


def test_a_million_pieces_are_shared_like_ten() -> None:
    given = two_shops()
    given["lines"][0] |= {"pieces": 1_000_000, "kg": 0.00002}
    # A piece left out costs more than one made.
    given["unmet_cost_per_kg"] = 1e7
    plan = solve(read_problem(given), curve=False)
    assert sum(a.pieces for a in plan.allocations) == 1_000_000


def test_first_and_second_source_get_their_parts() -> None:
    given = two_shops()
    given["lines"][0] |= {"first_source_share": 0.7}
    given["lines"][0]["approved"]["B"]["source"] = 2
    plan = solve(read_problem(given), curve=False)
    pieces = {"A": 0, "B": 0}
    for each in plan.allocations:
        pieces[each.workshop] += each.pieces
    assert pieces == {"A": 11, "B": 5}


@pytest.mark.parametrize("seconds", [0.001, 0.3])
def test_a_plan_comes_even_when_there_is_hardly_any_time(seconds: float) -> None:
    problem = read_problem(many(1, shops=20, lines=60, weeks=12))
    plan = solve(problem, seconds=seconds, fair_min=0.5)
    verify(problem, plan.allocations)
    assert 0 < plan.bound <= plan.cost


def changed(problem: AllocationProblem, names: set[str]) -> AllocationProblem:
    return replace(
        problem,
        lines=tuple(
            replace(line, pieces=line.pieces + 7, kg=line.kg + 0.1, approved=line.approved[1:])
            if line.name in names
            else line
            for line in problem.lines
        ),
    )


@pytest.mark.parametrize("fair_min", [0.0, 0.8])
def test_a_session_after_a_change_finds_what_a_fresh_one_finds(fair_min: float) -> None:
    problem = read_problem(many(5))
    session = Session(problem, fair_min=fair_min)
    session.solve()
    after = changed(problem, {"L1", "L2", "L9"})
    session.change([line for line in after.lines if line.name in {"L1", "L2", "L9"}])
    again, fresh = session.solve(), solve(after, fair_min=fair_min, curve=False)
    assert again.bound == pytest.approx(fresh.bound)
    verify(after, again.allocations, fair_min=fair_min)


@pytest.mark.parametrize("seed", range(3))
def test_with_lots_the_plan_lies_between_the_bound_and_five_percent_above_the_best(
    seed: int,
) -> None:
    given = many(seed, shops=5, lines=8, weeks=4)
    problem = read_problem(given)
    plan = solve(problem, qualification=True, steps=60, curve=False)
    best = cheapest(given, whole=True, qualification=True)
    assert plan.bound <= best * (1 + 1e-6)
    assert best * (1 - 1e-6) <= plan.cost <= 1.05 * best
    verify(problem, plan.allocations, qualification=True)


def test_with_lots_the_same_seed_and_steps_give_the_same_plan() -> None:
    problem = read_problem(many(4))
    plans = [
        solve(problem, qualification=True, steps=25, seed=7, curve=False).allocations
        for _ in range(2)
    ]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("seconds", [0.001, 0.1])
def test_lots_hold_even_when_there_is_hardly_any_time(seconds: float) -> None:
    problem = read_problem(many(1, shops=20, lines=60, weeks=12))
    plan = solve(problem, seconds=seconds, qualification=True)
    verify(problem, plan.allocations, qualification=True)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("fair_min", [0.0, 0.8])
def test_with_lots_the_bound_pays_qualification_in_full_and_stays_below_the_best(
    seed: int, fair_min: float
) -> None:
    given = many(seed, shops=5, lines=8, weeks=4)
    plan = solve(read_problem(given), fair_min=fair_min, qualification=True, steps=40, curve=False)
    best = cheapest(given, fair_min=fair_min, whole=True, qualification=True)
    assert plan.bound <= best + 1e-6
    assert plan.bound >= 0.95 * best


def test_with_lots_a_line_that_needs_one_workshop_is_proved_to_pay_it_whole() -> None:
    given = two_shops()
    given["lines"][0]["pieces"] = 4
    plan = solve(read_problem(given), qualification=True, steps=10, curve=False)
    # Four pieces of A in the due week and its qualification: nothing is cheaper.
    assert plan.cost == pytest.approx(4 * 10 + 5)
    assert plan.bound == pytest.approx(plan.cost)
    assert plan.status == "optimal"


def test_with_lots_two_sources_of_a_line_each_pay_their_own() -> None:
    given = many(3, shops=5, lines=8, weeks=4)
    for line in given["lines"][:4]:
        line["first_source_share"] = 0.7
        for number, approval in enumerate(line["approved"].values()):
            approval["source"] = 1 + number % 2
    problem = read_problem(given)
    plan = solve(problem, qualification=True, steps=40, curve=False)
    verify(problem, plan.allocations, qualification=True)
    assert plan.bound <= plan.cost
