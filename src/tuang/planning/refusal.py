"""How the planner refuses a problem: which field, and why."""


class Unusable(ValueError):
    """The problem cannot be planned as given: which field, why, and what to do."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause
