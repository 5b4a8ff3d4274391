"""The planner's board of one revision and month: every workshop with its share and answer."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.plans.models import Allocation, AllocationStatus, Share, WorkOrder, WorkOrderStatus
from rantai.plans.queries.orders import (
    LIVE,
    month_count,
    orders_of_month,
    shares_of,
    versions_of,
)
from rantai.plans.queries.roster import Contender, Refused, Roster, day_of_sharing, roster_of
from rantai.plans.rules import Cause, MonthCount
from rantai.records.models import Account, Cooperative

FULL_PCT = 100


@dataclass(slots=True)
class BoardRow:
    """One workshop on the board; a proposed share counts towards its load before it is issued."""

    workshop: Workshop
    contender: Contender | None = None
    proposed: Share | None = None
    orders: list[WorkOrder] = field(default_factory=list)
    mass_kg: Decimal = Decimal(0)
    share_pct: Decimal | None = None

    @property
    def issued(self) -> int:
        """Pieces its live work orders of this month still promise."""
        return sum(order.wanted for order in self.live)

    @property
    def live(self) -> list[WorkOrder]:
        return [order for order in self.orders if order.status in LIVE]

    @property
    def pieces(self) -> int:
        return self.proposed.quantity if self.proposed else self.issued

    @property
    def load_pct(self) -> int | None:
        if self.contender is None or not self.contender.capacity_kg:
            return None
        proposed_kg = self.proposed.quantity * self.mass_kg if self.proposed else Decimal(0)
        return round((self.contender.load_kg + proposed_kg) * 100 / self.contender.capacity_kg)

    @property
    def is_full(self) -> bool:
        return self.load_pct is not None and self.load_pct > FULL_PCT

    @property
    def balance(self) -> Decimal | None:
        if self.proposed:
            return self.proposed.balance_after
        return self.contender.balance if self.contender else None

    @property
    def state(self) -> str:
        """The word of its pill: the proposal, or the answer that still matters most."""
        if self.proposed and self.proposed.quantity:
            return "planned"
        statuses = {order.status for order in self.orders}
        for status, word in (
            (WorkOrderStatus.ISSUED, "waiting"),
            (WorkOrderStatus.ACCEPTED, "accepted"),
            (WorkOrderStatus.DECLINED, "declined"),
        ):
            if status in statuses:
                return word
        return ""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page of one revision and month shows."""

    revision: PartRevision
    month: date
    count: MonthCount
    roster: Roster
    draft: Allocation | None
    versions: list[Allocation]
    taking_part: list[BoardRow]
    declined: list[BoardRow]
    left_out: list[Refused]

    @property
    def new_orders(self) -> int:
        """How many work orders publishing would issue."""
        return sum(1 for row in self.taking_part if row.proposed and row.proposed.quantity)

    def row_of(self, code: str) -> BoardRow | None:
        rows = (*self.taking_part, *self.declined)
        return next((row for row in rows if row.workshop.code == code), None)

    def left_out_of(self, code: str) -> Refused | None:
        return next((row for row in self.left_out if row.workshop.code == code), None)


def board_of(
    viewer: Account, cooperative: Cooperative, revision: PartRevision, month: date, today: date
) -> Board:
    """Gather the board in a fixed number of queries."""
    roster = roster_of(cooperative, revision, month, day_of_sharing(month, today))
    versions = versions_of(viewer, revision, month)
    draft = next((each for each in versions if each.status == AllocationStatus.DRAFT), None)
    rows: dict[int, BoardRow] = {
        contender.workshop.pk: BoardRow(
            contender.workshop, contender, mass_kg=revision.part.mass_kg
        )
        for contender in roster.contenders
    }
    for order in orders_of_month(viewer, revision, month):
        row = rows.setdefault(order.workshop_id, BoardRow(order.workshop))
        row.orders.append(order)
    for share in shares_of(draft) if draft else ():
        rows.setdefault(share.workshop_id, BoardRow(share.workshop)).proposed = share
    ordered = sorted(rows.values(), key=lambda row: row.workshop.code)
    taking_part = [row for row in ordered if row.contender or row.live or row.proposed]
    total = sum(row.pieces for row in taking_part)
    for row in taking_part if total else ():
        row.share_pct = Decimal(row.pieces * 100) / total
    return Board(
        revision=revision,
        month=month,
        count=month_count(cooperative, revision, month),
        roster=roster,
        draft=draft,
        versions=versions,
        taking_part=sorted(taking_part, key=lambda row: -row.pieces),
        declined=[row for row in ordered if row not in taking_part],
        left_out=[row for row in roster.refused if row.why.cause != Cause.DECLINED],
    )
