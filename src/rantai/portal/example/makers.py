"""Which workshops make our two parts, with what furnace; read by every other module here."""

BLOCK_MAKERS = {
    "B-003": 18_000,
    "B-009": 14_000,
    "B-017": 24_000,
    "B-022": 16_000,
    "B-036": 20_000,
    "B-041": 22_000,
    "B-058": 18_000,
    "B-063": 12_000,
    "B-077": 20_000,
    "B-084": 17_000,
    "B-096": 24_000,
    "B-105": 15_000,
    "B-118": 19_000,
    "B-127": 21_000,
}
"""Good castings in kg a month, as audited in 2018; blocks are shared by it."""

SLEEVE_MAKERS = ("B-031", "B-045")
"""First and second source."""

FORMER_BLOCK_MAKERS = {"B-011": "expired", "B-029": "withdrawn", "B-070": "later"}
FORMER_SLEEVE_MAKERS = {"B-052": "expired"}
"""Whom the planner's page must refuse, and why."""

MAKER_CODES = frozenset(
    {*BLOCK_MAKERS, *SLEEVE_MAKERS, *FORMER_BLOCK_MAKERS, *FORMER_SLEEVE_MAKERS}
)

SHOWN = "B-017"
"""The workshop whose owner and operator are offered first on the sign-in page."""
