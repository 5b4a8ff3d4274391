"""What an approval file holds, what each level shows of it, and in which state it stands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

IDLE_MONTHS = 12
VALID_MONTHS = 36
INDEX_CRITICAL, INDEX_SIGNIFICANT = 1.67, 1.33
"""The usual terms, until the lab enters those that were agreed."""


class Element(StrEnum):
    """The eighteen, in the order in which a file is read."""

    DESIGN = "design"
    CHANGES = "changes"
    ENGINEERING = "engineering"
    DESIGN_FMEA = "dfmea"
    FLOW = "flow"
    PROCESS_FMEA = "pfmea"
    PLAN = "plan"
    GAUGES = "gauges"
    DIMENSIONS = "dimensions"
    TESTS = "tests"
    CAPABILITY = "capability"
    LABORATORY = "laboratory"
    APPEARANCE = "appearance"
    SAMPLES = "samples"
    MASTER = "master"
    AIDS = "aids"
    SPECIFIC = "specific"
    WARRANT = "warrant"

    @property
    def number(self) -> int:
        return list(Element).index(self) + 1


class Word(StrEnum):
    """What a person may say of an element where the records do not speak."""

    PAPER = "paper"
    KEPT = "kept"
    NOT_NEEDED = "not_needed"
    WAIVED = "waived"


_BY_WORD_ALONE: Final = frozenset({Element.SAMPLES, Element.MASTER, Element.AIDS, Element.SPECIFIC})
_MAY_NOT_APPLY: Final = frozenset(
    {
        Element.CHANGES,
        Element.ENGINEERING,
        Element.DESIGN_FMEA,
        Element.APPEARANCE,
        Element.AIDS,
        Element.SPECIFIC,
    }
)


def words_for(element: Element) -> tuple[Word, ...]:
    """Records are not talked away: what they show can only be waived, by the customer's leave."""
    if element is Element.WARRANT:
        return ()
    words = [Word.PAPER]
    if element in _BY_WORD_ALONE:
        words.append(Word.KEPT)
    if element in _MAY_NOT_APPLY:
        words.append(Word.NOT_NEEDED)
    return (*words, Word.WAIVED)


EVERYTHING: Final = frozenset(Element)
AS_TOLD = 4
AT_OUR_PLACE = 5

_SUBMITTED: Final[dict[int, frozenset[Element]]] = {
    1: frozenset({Element.WARRANT, Element.APPEARANCE}),
    2: frozenset(
        {
            Element.WARRANT,
            Element.APPEARANCE,
            Element.SAMPLES,
            Element.DESIGN,
            Element.CHANGES,
            Element.DIMENSIONS,
            Element.TESTS,
            Element.LABORATORY,
        }
    ),
    3: EVERYTHING - {Element.MASTER, Element.AIDS},
    AT_OUR_PLACE: frozenset({Element.WARRANT}),
}
LEVELS: Final = (1, 2, 3, AS_TOLD, AT_OUR_PLACE)


def submitted_at(level: int, asked: Collection[str] = ()) -> frozenset[Element]:
    """What the customer gets at a level; everything else is kept here and shown when asked.

    At level 4 the customer names the elements; the warrant goes with any of them.

    >>> sorted(submitted_at(4, ["plan"]))
    [<Element.PLAN: 'plan'>, <Element.WARRANT: 'warrant'>]
    """
    if level == AS_TOLD:
        return frozenset({*(Element(each) for each in asked), Element.WARRANT})
    return _SUBMITTED[level]


class FileState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    INTERIM = "interim"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REOPENED = "reopened"


class Trigger(StrEnum):
    """What makes an approved process another one, so that the customer must look again."""

    PLACE = "place"
    TOOL = "tool"
    PROCESS = "process"
    MATERIAL = "material"
    DRAWING = "drawing"
    IDLE = "idle"
    WITHDRAWN = "withdrawn"


RECORDED_BY_HAND: Final = (Trigger.PLACE, Trigger.TOOL, Trigger.PROCESS, Trigger.MATERIAL)


Step = tuple[datetime, FileState]


def state_of_file(
    steps: Sequence[Step], *, valid_until: date | None, is_withdrawn: bool, on: date
) -> FileState:
    """The newest word decides, of two at once the later told.

    An approval whose day is over has expired by itself; one that somebody withdrew is reopened.
    """
    if not steps:
        return FileState.DRAFT
    _at, _place, state = max((at, place, state) for place, (at, state) in enumerate(steps))
    if state in (FileState.APPROVED, FileState.INTERIM):
        if is_withdrawn:
            return FileState.REOPENED
        if valid_until is not None and valid_until < on:
            return FileState.EXPIRED
    return state


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month.

    >>> months_later(date(2019, 1, 31), 13)
    datetime.date(2020, 2, 29)
    """
    years, index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, index + 1
    longest = (date(year + month // 12, month % 12 + 1, 1) - date.resolution).day
    return date(year, month, min(day.day, longest))


def is_idle(last_cast: date | None, approved_on: date, on: date, months: int) -> bool:
    """Nothing was cast for so many months, counted from the approval where nothing was since."""
    since = approved_on if last_cast is None else max(last_cast, approved_on)
    return months_later(since, months) < on
