"""What a recall must know: what was reached, where each piece is now, whom to tell."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from rantai.records.documents.parties import Party


class Whereabouts(StrEnum):
    """Where reached pieces are now, as far as a recall cares."""

    AT_LARGE = "at_large"  # in the house and not held: stop these first
    HELD = "held"
    SHIPPED = "shipped"
    SCRAPPED = "scrapped"


@dataclass(frozen=True)
class RecallOrigin:
    """What went into it: a material lot, a charge, a core lot."""

    kind: str
    code: str
    name: str
    amount: str
    """With its unit, as printed, such as 180 kg."""


@dataclass(frozen=True)
class RecalledItem:
    """A lot or a piece that the recall reaches."""

    code: str
    kind: str
    quantity: int
    heat: str
    workshop: str
    whereabouts: Whereabouts
    place: str
    """Workshop, store, box or customer, in words."""
    box: str = ""
    delivery_note: str = ""


@dataclass(frozen=True)
class CustomerToTell:
    name: str
    contact: str
    quantity: int
    delivery_notes: tuple[str, ...]
    certificates: tuple[str, ...]
    told_at: datetime | None = None


@dataclass(frozen=True)
class Recall:
    subject: str
    """The code typed or scanned, such as heat 19-0412."""
    subject_kind: str
    cooperative: Party
    reason: str
    drawn_at: datetime
    """The instant for which this is true."""
    link: str
    origins: tuple[RecallOrigin, ...]
    items: tuple[RecalledItem, ...]
    customers: tuple[CustomerToTell, ...]
    example: bool = False

    @property
    def quantity(self) -> int:
        return sum(item.quantity for item in self.items)

    def quantity_by_whereabouts(self) -> Counter[Whereabouts]:
        counts: Counter[Whereabouts] = Counter()
        for item in self.items:
            counts[item.whereabouts] += item.quantity
        return counts


def whereabouts_words() -> dict[Whereabouts, str]:
    return {
        Whereabouts.AT_LARGE: _("Not held"),
        Whereabouts.HELD: _("On hold"),
        Whereabouts.SHIPPED: _("Shipped"),
        Whereabouts.SCRAPPED: _("Scrapped"),
    }
