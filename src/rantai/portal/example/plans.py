"""The furnaces' plan of the current weeks, drafted and published by the real actions."""

from datetime import date, datetime

from rantai.plans.actions.planning_terms import set_planning_terms
from rantai.plans.actions.publishing import publish_plan
from rantai.plans.actions.schedules import draft_plan
from rantai.records.models import Account

SINCE = date(2018, 8, 1)


def plan_heats(planner: Account, at: datetime) -> None:
    """Terms as the members might decide them, and the plan that holds this Friday morning."""
    set_planning_terms(
        valid_from=SINCE,
        heats_per_day=3,
        yield_pct=70,
        lead_days=2,
        change_rupiah=150_000,
        late_rupiah=200,
        early_rupiah=4,
        by=planner,
        at=at,
    )
    publish_plan(version=draft_plan(by=planner, at=at), by=planner, at=at)
