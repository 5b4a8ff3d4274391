"""What a customer asks of a characteristic by its class, and whether a study meets it."""

from dataclasses import dataclass
from enum import StrEnum

from tuang.spc.studies.study import Indices


class Standing(StrEnum):
    """How a capability study stands against the customer's limits."""

    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True)
class Requirement:
    """The least index for acceptance and, if the customer grants it, for a conditional one."""

    characteristic_class: str
    index: str
    accept: float
    conditional: float | None = None

    def __post_init__(self) -> None:
        if self.index not in ("cp", "cpk", "pp", "ppk", "cpm"):
            raise ValueError(f"{self.index!r} is not an index; give cp, cpk, pp, ppk or cpm.")
        if self.conditional is not None and self.conditional > self.accept:
            raise ValueError("The conditional limit must not lie above that for acceptance.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The standing of the index, and whether its lower confidence limit already proves it."""

    standing: Standing
    value: float | None
    is_proven: bool


def judge(indices: Indices | None, requirement: Requirement) -> Judgement:
    """Compare an index with what is required; an index equal to a limit meets it.

    An unstable process, or a model without this index, is NOT_JUDGED, never accepted.
    """
    value = None if indices is None else getattr(indices, requirement.index)
    if indices is None or value is None:
        return Judgement(Standing.NOT_JUDGED, None, is_proven=False)
    least = indices.intervals.get(requirement.index)
    proven = least is not None and least[0] >= requirement.accept
    if value >= requirement.accept:
        return Judgement(Standing.ACCEPTED, value, proven)
    if requirement.conditional is not None and value >= requirement.conditional:
        return Judgement(Standing.CONDITIONAL, value, proven)
    return Judgement(Standing.REFUSED, value, proven)
