"""What a customer's schedule says, whatever kind of file it came in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class CallOffKind(StrEnum):
    """How far the customer is bound by a call-off."""

    FIRM = "firm"
    FORECAST = "forecast"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True)
class CallOff:
    kind: CallOffKind
    due_on: date
    """For a week, a month or a range: its first day."""
    quantity: int
    frequency: str = "D"
    """The customer's code: D on that day, W within the week, M the month, F a range, Y daily."""
    due_until: date | None = None
    due_at: time | None = None
    commitment: str = ""
    """The code behind the kind (EDIFACT 4017): 2 and 3 forecast with leave to make or to buy."""


@dataclass(frozen=True, slots=True)
class LastReceipt:
    quantity: int
    delivery_note: str
    received_on: date | None


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One part for one place under one order."""

    part_number: str
    description: str
    ship_to: str
    order_number: str
    call_offs: tuple[CallOff, ...]
    part_revision: str = ""
    unloading_point: str = ""
    cumulative_received: int | None = None
    cumulative_from: date | None = None
    last_receipt: LastReceipt | None = None
    row: int | None = None
    """Where the file first names it; in EDIFACT the number of its LIN segment."""


@dataclass(frozen=True, slots=True)
class ScheduleRelease:
    """One issue of a delivery schedule; it replaces the whole of the issue before."""

    customer_ref: str
    release_number: str
    issued_at: datetime
    lines: tuple[ReleaseLine, ...]
    customer_name: str = ""
    supplier_ref: str = ""
    supersedes: str | None = None
    is_test: bool = False
