"""Small bookings for the tests."""

from typing import Any

SMALL = """\
3 2 1.5
2 2 1 3 2 4 1 2 2
2 1 1 2 2 1 3 2 1
1 1 2 4
"""
"""Three jobs on two machines; worked by hand, the best plan ends at 7.

The second machine has 4 and 2 to do and 1 more, unless the first does 3 + 2 + 3 = 8."""


def two_mills() -> dict[str, Any]:
    return {
        "machines": [
            {"name": "mill", "maintenance": [[2, 4]], "setup": 0.5},
            {"name": "lathe", "calibration": [[0, 1]]},
        ],
        "jobs": [
            {
                "name": "flange",
                "due": 3,
                "priority": 2,
                "operations": [{"machines": {"mill": 2, "lathe": 3}, "family": "steel"}],
            },
            {
                "name": "hub",
                "release": 1,
                "due": 6,
                "operations": [
                    {"machines": {"lathe": 1.5}},
                    {"machines": {"mill": 1, "lathe": 4}, "family": "iron"},
                ],
            },
        ],
    }
