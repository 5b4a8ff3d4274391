"""What a change of standing needs before it may be written, and who can do what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

DECEASED = "deceased"


def needs_heir(status: str, heir: str) -> bool:
    """A workshop goes on after its owner's death only with somebody who answers for it."""
    return status == DECEASED and not heir.strip()


def comes_after(day: date, last: date | None) -> bool:
    """Only the newest day may be added: an earlier one would change answers already given."""
    return last is None or day > last


# Skills

ALONE = 2
"""From this level on a person does the work without help."""


@dataclass(frozen=True, slots=True)
class Held:
    """One skill of one person on a day; without_paper where a certificate is needed and lacks."""

    level: int
    without_paper: bool = False

    @property
    def counts(self) -> bool:
        return self.level >= ALONE and not self.without_paper


def holders(held: Sequence[Held]) -> int:
    """How many do it alone; one is a risk of succession, none a job that cannot be done.

    >>> holders([Held(1), Held(3), Held(2, without_paper=True)])
    1
    """
    return sum(each.counts for each in held)


def can_do(held: Sequence[Held], least: int) -> bool:
    return any(each.level >= least and not each.without_paper for each in held)


def succession(by_skill: Mapping[int, Sequence[Held]]) -> dict[int, int]:
    """The skills that one person or nobody holds, with that number."""
    return {skill: count for skill, held in by_skill.items() if (count := holders(held)) < 2}
