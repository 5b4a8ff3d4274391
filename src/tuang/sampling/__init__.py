"""How many to check, may the lot be accepted, when does the plan switch."""

from tuang.sampling.curve import (
    acceptance,
    average_inspected,
    average_sample,
    outgoing,
    outgoing_limit,
    quality_at,
    zero_for_limit,
)
from tuang.sampling.editions import AQLS, EDITIONS, LETTERS, LEVELS
from tuang.sampling.plans import SEVERITIES, Plan, UnusableLot, code_letter, plan_for, plan_of
from tuang.sampling.switching import RULES, Outcome, State, after
from tuang.sampling.variables import VariablesPlan, variables_plan

__all__ = [
    "AQLS",
    "EDITIONS",
    "LETTERS",
    "LEVELS",
    "RULES",
    "SEVERITIES",
    "Outcome",
    "Plan",
    "State",
    "UnusableLot",
    "VariablesPlan",
    "acceptance",
    "after",
    "average_inspected",
    "average_sample",
    "code_letter",
    "outgoing",
    "outgoing_limit",
    "plan_for",
    "plan_of",
    "quality_at",
    "variables_plan",
    "zero_for_limit",
]
