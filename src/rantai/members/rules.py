"""What a change of standing needs before it may be written."""

from datetime import date

DECEASED = "deceased"


def needs_heir(status: str, heir: str) -> bool:
    """A workshop goes on after its owner's death only with somebody who answers for it."""
    return status == DECEASED and not heir.strip()


def comes_after(day: date, last: date | None) -> bool:
    """Only the newest day may be added: an earlier one would change answers already given."""
    return last is None or day > last
