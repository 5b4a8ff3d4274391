"""Curves, plans by measurement, zero acceptance and switching."""

import random

import pytest
from capstat_core.sampling_scheme import LotResult, apply_switching_rules
from scipy.stats import binom, hypergeom, nct

from tuang.sampling import (
    Outcome,
    Plan,
    State,
    acceptance,
    after,
    average_sample,
    outgoing_limit,
    plan_for,
    quality_at,
    variables_plan,
    zero_for_limit,
)


def test_single_acceptance_is_the_binomial_distribution() -> None:
    plan = plan_for(1000, 1.0)  # n 80, Ac 2

    assert acceptance(plan, 0.03) == pytest.approx(float(binom.cdf(2, 80, 0.03)))
    assert acceptance(plan, 0.03, "hypergeometric", 1000) == pytest.approx(
        float(hypergeom.cdf(2, 1000, 30, 80))
    )


def test_montgomerys_double_plan() -> None:
    # Introduction to Statistical Quality Control, 15.3: n 50 and 100, Ac 1 and 3, p 0.05.
    plan = Plan("-", "-", ((50, 1, 4), (100, 3, 4)))

    assert acceptance(plan, 0.05) == pytest.approx(0.279 + 0.001 + 0.009, abs=0.002)
    assert average_sample(plan, 0.0) == 50


def test_the_outgoing_limit_has_the_factor_of_dodge_and_romig() -> None:
    # AOQL = y (1/n - 1/N) with y = 1.371 for Ac 2 (Dodge and Romig, Poisson).
    limit, _ = outgoing_limit(Plan("-", "-", ((89, 2, 3),)), 10_000, "poisson")

    assert limit == pytest.approx(1.371 * (1 / 89 - 1 / 10_000), rel=1e-3)


def test_zero_acceptance_is_the_smallest_sample_that_protects() -> None:
    for lot, limit in ((500, 0.05), (90, 0.1), (20, 0.02)):
        n, bad = zero_for_limit(lot, limit), max(1, round(limit * lot + 0.49))
        assert hypergeom.pmf(0, lot, bad, n) <= 0.1 + 1e-12
        assert n == 1 or hypergeom.pmf(0, lot, bad, n - 1) > 0.1


def test_a_plan_by_measurement_meets_both_points() -> None:
    plan = variables_plan(0.01, 0.06)
    z_bad = 1.5547736  # upper 6 % point of the normal distribution

    # Montgomery 16.2 reads n 40 and k 1.9 off a nomograph for these points.
    assert abs(plan.n - 40) <= 2
    assert plan.k == pytest.approx(1.9, abs=0.01)
    root = plan.n**0.5
    assert nct.sf(plan.k * root, plan.n - 1, root * z_bad) <= 0.1
    assert variables_plan(0.01, 0.06, is_sigma_known=True).n < plan.n


def test_quality_at_inverts_acceptance() -> None:
    plan = plan_for(500, 1.0)

    assert acceptance(plan, quality_at(plan, 0.1)) == pytest.approx(0.1)


def test_switching_follows_a_second_implementation_lot_by_lot() -> None:
    seeded = random.Random(4)
    changed = 0
    for _ in range(300):
        share = seeded.choice((0.3, 0.6, 0.9, 1.0))
        lots = [seeded.random() < share for _ in range(40)]
        tighter = [seeded.random() < 0.9 if ok else False for ok in lots]
        theirs = apply_switching_rules(
            [LotResult(ok, harder) for ok, harder in zip(lots, tighter, strict=True)],
            reduced_inspection_authorised=True,
        )
        state = State()
        for ok, harder, step in zip(lots, tighter, theirs.steps, strict=True):
            state = after(state, Outcome(ok, harder))
            assert state.severity == step.severity_after
            changed += step.switched
    assert changed > 300


def test_a_result_between_ac_and_re_ends_reduced_inspection() -> None:
    state = after(State("reduced"), Outcome(is_accepted=True, is_between=True))

    assert state.severity == "normal"
