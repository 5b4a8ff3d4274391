"""A floor with open work to plan: two workshops, their furnaces and the members' terms."""

from datetime import date

import pytest

from rantai.plans.actions import accept_work_order
from rantai.plans.actions.planning_terms import set_planning_terms
from rantai.plans.actions.publishing import publish_plan
from rantai.plans.actions.schedules import draft_plan
from rantai.plans.models import PlanVersion
from rantai.plans.queries.schedules import heats_of
from tests.cast import Cast
from tests.rantai.plans.months import call_off, decide, publish


def agree_terms(cast: Cast) -> None:
    set_planning_terms(
        valid_from=date(2019, 1, 1),
        heats_per_day=2,
        yield_pct=70,
        lead_days=2,
        change_rupiah=150_000,
        late_rupiah=200,
        early_rupiah=4,
        by=cast.planner,
        at=cast.at,
    )


@pytest.fixture
def floor(cast: Cast) -> Cast:
    """Two workshops with 100 pieces each, due on the 26th."""
    call_off(cast, 200)
    decide(cast)
    for order, owner in zip(publish(cast), (cast.owner, cast.owner_b), strict=True):
        accept_work_order(order=order, by=owner, at=cast.at)
    agree_terms(cast)
    return cast


def in_force(cast: Cast) -> PlanVersion:
    version = draft_plan(by=cast.planner, at=cast.at)
    return publish_plan(version=version, by=cast.planner, at=cast.at)


def free_place(version: PlanVersion, furnace: str) -> tuple[str, int, int]:
    taken = {(heat.furnace, heat.day, heat.position) for heat in heats_of(version)}
    days = range(len(version.facts["days"]))
    places = [(furnace, day, position) for day in days for position in range(2)]
    return next(place for place in places if place not in taken)
