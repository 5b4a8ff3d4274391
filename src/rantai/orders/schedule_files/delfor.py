"""One DELFOR message, segment by segment.

D.96A gives the quantity first and then its commitment (QTY, SCC, DTM); from D.96B on one
commitment stands before its quantities (SCC, QTY, DTM). Senders mix them, so what follows the
first SCC decides.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rantai.orders.schedule_files.codes import (
    AUTHORISATIONS,
    BACKORDER,
    CALLED,
    CUMULATIVE,
    CUMULATIVE_RECEIVED,
    CUSTOMERS,
    CUSTOMERS_PART,
    ENDS,
    INFORMATIVE,
    KINDS,
    ORDERS,
    PIECES,
    PLACES,
    RECEIVED,
    RECEIVED_ON,
    REPLACING_FUNCTIONS,
    REVISIONS,
    STARTS,
    SUPPLIERS,
)
from rantai.orders.schedule_files.days import Period, period_in_message
from rantai.orders.schedule_files.faults import Cause, Faults, Unreadable
from rantai.orders.schedule_files.interchange import Interchange, Message, Segment
from rantai.orders.schedule_files.quantities import pieces_in_message
from rantai.orders.schedule_files.release import (
    CallOff,
    CallOffKind,
    LastReceipt,
    ReleaseLine,
    ScheduleRelease,
)
from rantai.orders.schedule_files.texts import short_enough

# A message names no time zone; the schedule is kept on the foundries' clock.
CLOCK = ZoneInfo("Asia/Jakarta")


@dataclass(slots=True, kw_only=True)
class _Noted:
    dates: dict[str, Segment] = field(default_factory=dict)
    references: dict[str, Segment] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Quantity(_Noted):
    segment: Segment
    commitment: Segment | None


@dataclass(slots=True, kw_only=True)
class _Line(_Noted):
    segment: Segment
    ship_to: str
    part_numbers: dict[str, str]
    description: str = ""
    unloading_point: str = ""
    quantities: list[_Quantity] = field(default_factory=list)

    def for_place(self, ship_to: str) -> "_Line":
        return replace(self, ship_to=ship_to, quantities=[])


class DelforReader:
    """Walks the segments of one message; a tag it does not know changes nothing."""

    def __init__(self, message: Message, interchange: Interchange, faults: Faults) -> None:
        self._message = message
        self._interchange = interchange
        self._faults = faults
        self._quantity_first = _quantity_comes_first(message)
        self._bgm: Segment | None = None
        self._parties: dict[str, Segment] = {}
        self._head = _Noted()
        self._lines: list[_Line] = []
        self._line: _Line | None = None
        self._quantity: _Quantity | None = None
        self._commitment: Segment | None = None
        self._place = ""
        self._place_rank: int | None = None

    def read(self) -> ScheduleRelease | None:
        for segment in self._message.body:
            match segment.tag:
                case "BGM":
                    self._bgm = self._bgm or segment
                case "NAD":
                    self._take_nad(segment)
                case "UNS" | "GIS":
                    self._begin_delivery_point()
                case "LIN":
                    self._take_lin(segment)
                case "PIA":
                    self._take_pia(segment)
                case "IMD":
                    self._take_imd(segment)
                case "LOC":
                    self._take_loc(segment)
                case "RFF":
                    self._holder().references.setdefault(segment.at(1), segment)
                case "DTM":
                    self._holder().dates.setdefault(segment.at(1), segment)
                case "SCC":
                    self._take_scc(segment)
                case "QTY":
                    self._take_qty(segment)
        return self._release()

    def _holder(self) -> "_Noted":
        """What a date or a reference belongs to: the quantity, the part or the whole release."""
        return self._quantity or self._line or self._head

    # --- what each segment adds

    def _take_nad(self, segment: Segment) -> None:
        role = segment.at(1)
        if role not in PLACES:
            self._parties.setdefault(role, segment)
            return
        rank = PLACES.index(role)
        if self._place_rank is None or rank < self._place_rank:
            self._place, self._place_rank = segment.at(2) or segment.at(4), rank

    def _begin_delivery_point(self) -> None:
        """Its own NAD follows, and counts even where the head named a better kind of place."""
        self._line = self._quantity = self._commitment = None
        self._place_rank = None

    def _take_lin(self, segment: Segment) -> None:
        numbers = {segment.at(3, 1): segment.at(3)} if segment.at(3) else {}
        self._line = _Line(segment=segment, ship_to=self._place, part_numbers=numbers)
        self._lines.append(self._line)
        self._quantity = self._commitment = None
        self._place_rank = None

    def _take_pia(self, segment: Segment) -> None:
        if self._line:
            for element in range(2, len(segment.elements)):
                self._line.part_numbers.setdefault(segment.at(element, 1), segment.at(element))

    def _take_imd(self, segment: Segment) -> None:
        if self._line and not self._line.description:
            words = segment.at(3, 3), segment.at(3, 4)
            self._line.description = " ".join(word for word in words if word)

    def _take_loc(self, segment: Segment) -> None:
        if self._line and segment.at(1) in ("11", "7") and not self._line.unloading_point:
            self._line.unloading_point = segment.at(2)

    def _take_scc(self, segment: Segment) -> None:
        self._turn_to_place()
        if not self._quantity_first:
            self._commitment, self._quantity = segment, None
        elif self._quantity:
            self._quantity.commitment = segment

    def _take_qty(self, segment: Segment) -> None:
        self._turn_to_place()
        if self._line:
            self._quantity = _Quantity(segment=segment, commitment=self._commitment)
            self._line.quantities.append(self._quantity)
        elif segment.at(1) in CALLED:
            self._fault(Cause.QUANTITY_OUTSIDE_LINE, segment)

    def _turn_to_place(self) -> None:
        """Under a part come its places: the same part goes on as a line of its own for each."""
        if not self._line or self._place_rank is None:
            return
        self._place_rank = None
        if any(quantity.segment.at(1) in CALLED for quantity in self._line.quantities):
            self._line = self._line.for_place(self._place)
            self._lines.append(self._line)
        else:
            self._line.ship_to = self._place

    # --- what it comes to

    def _release(self) -> ScheduleRelease | None:
        bgm = self._bgm
        if bgm and bgm.at(3) not in REPLACING_FUNCTIONS:
            self._fault(Cause.NOT_A_REPLACEMENT, bgm, found=bgm.at(3))
        number = (bgm.at(2) if bgm else "") or _reference(self._head.references, "AAN")
        if not number:
            self._fault(Cause.RELEASE_NUMBER_MISSING, bgm or self._message.header)
        if not self._lines:
            self._fault(Cause.NO_CALL_OFF, self._message.header)

        issued_at = self._issued_at()
        if issued_at is None:
            return None
        lines = tuple(self._release_line(line, issued_at) for line in self._lines)
        customer = self._party(CUSTOMERS)
        supplier = self._party(SUPPLIERS)
        interchange = self._interchange.header
        return ScheduleRelease(
            customer_ref=(customer.at(2) if customer else "") or interchange.at(2),
            release_number=self._code(number, bgm or self._message.header),
            issued_at=issued_at,
            lines=lines,
            customer_name=(customer.at(4) or customer.at(3)) if customer else "",
            supplier_ref=supplier.at(2) if supplier else "",
            supersedes=self._superseded(),
            is_test=interchange.at(11) == "1",
        )

    def _superseded(self) -> str | None:
        holders = (self._head.references, *(line.references for line in self._lines))
        return next(filter(None, (_reference(holder, "AIF") for holder in holders)), None)

    def _party(self, roles: tuple[str, ...]) -> Segment | None:
        return next((self._parties[role] for role in roles if role in self._parties), None)

    def _issued_at(self) -> datetime | None:
        segment = self._head.dates.get("137")
        if segment:
            period = self._period(segment)
        else:
            prepared = self._interchange.header
            stamp = prepared.at(4, 0) + prepared.at(4, 1)
            period = self._period(prepared, stamp, "203" if len(stamp) == 12 else "201")
        if period is None:
            return None
        return datetime.combine(period.start, period.at or time(), CLOCK)

    def _release_line(self, line: _Line, issued_at: datetime) -> ReleaseLine:
        call_offs = [self._call_off(quantity, issued_at.date()) for quantity in line.quantities]
        if not any(call_offs):
            self._refuse_only_cumulative(line)
        received, received_from = self._cumulative_received(line)
        return ReleaseLine(
            part_number=self._part_number(line),
            description=line.description,
            ship_to=self._code(line.ship_to or line.unloading_point, line.segment),
            order_number=self._code(self._order_number(line), line.segment),
            call_offs=tuple(call_off for call_off in call_offs if call_off),
            part_revision=_first_of(line.part_numbers, REVISIONS),
            unloading_point=line.unloading_point,
            cumulative_received=received,
            cumulative_from=received_from,
            last_receipt=self._last_receipt(line),
            row=line.segment.number,
        )

    def _part_number(self, line: _Line) -> str:
        number = _first_of(line.part_numbers, CUSTOMERS_PART) or line.segment.at(3)
        if not number:
            self._fault(Cause.PART_NUMBER_MISSING, line.segment)
        return self._code(number, line.segment)

    def _order_number(self, line: _Line) -> str:
        holders = (line.references, *(q.references for q in line.quantities), self._head.references)
        numbers = (_reference(holder, *ORDERS) for holder in holders)
        return next(filter(None, numbers), "")

    def _call_off(self, quantity: _Quantity, issued_on: date) -> CallOff | None:
        """The call-off, or nothing where the quantity only informs or was refused."""
        qualifier, commitment = quantity.segment.at(1), quantity.commitment
        dated = any(start in quantity.dates for start in STARTS)
        if qualifier not in CALLED and not (qualifier == BACKORDER and commitment):
            if commitment and dated and qualifier not in INFORMATIVE:
                self._fault(Cause.UNKNOWN_QUANTITY, quantity.segment, found=qualifier)
            return None
        if commitment is None:
            # Undated and without commitment it is the order's open total (D.96A), not a call-off.
            if dated:
                self._fault(Cause.COMMITMENT_MISSING, quantity.segment)
            return None

        kind = CallOffKind.BACKLOG if qualifier == BACKORDER else KINDS.get(commitment.at(1))
        if kind is None:
            self._fault(Cause.UNKNOWN_COMMITMENT, commitment, found=commitment.at(1))
            return None
        pieces = self._pieces(quantity.segment)
        if pieces is None or (pieces == 0 and not dated):
            return None
        due = self._due(quantity, kind, issued_on)
        if due is None:
            return None
        frequency = commitment.at(3).upper() or "D"
        return CallOff(kind, due.start, pieces, frequency, due.until, due.at, commitment.at(1))

    def _due(self, quantity: _Quantity, kind: CallOffKind, issued_on: date) -> Period | None:
        dates = quantity.dates
        start = next((dates[start] for start in STARTS if start in dates), None)
        if start is None:
            if kind is CallOffKind.BACKLOG:
                return Period(issued_on)  # immediate: due since the message was written
            self._fault(Cause.DUE_DATE_MISSING, quantity.segment)
            return None

        period = self._period(start)
        end = next((dates[end] for end in ENDS if end in dates and dates[end] is not start), None)
        if period is None or end is None:
            return period
        last = self._period(end)
        if last is None:
            return None
        if last.start < period.start:
            self._fault(Cause.IMPOSSIBLE_DATE, end, value=end.at(1, 1))
        return period._replace(until=last.until or last.start)

    def _cumulative_received(self, line: _Line) -> tuple[int | None, date | None]:
        for quantity in line.quantities:
            if quantity.segment.at(1) == CUMULATIVE_RECEIVED:
                start = quantity.dates.get("51") or line.dates.get("51")
                return self._pieces(quantity.segment), self._told_day(start)
        return None, None

    def _last_receipt(self, line: _Line) -> LastReceipt | None:
        receipts = [
            LastReceipt(
                self._pieces(quantity.segment) or 0,
                _reference(quantity.references, "AAK", "AAU", "DQ", "SI"),
                self._told_day(
                    next((quantity.dates[on] for on in RECEIVED_ON if on in quantity.dates), None)
                ),
            )
            for quantity in line.quantities
            if quantity.segment.at(1) in RECEIVED
        ]
        return max(receipts, key=lambda receipt: receipt.received_on or date.min, default=None)

    def _refuse_only_cumulative(self, line: _Line) -> None:
        """A schedule told in running totals alone would otherwise be read as no demand at all."""
        for quantity in line.quantities:
            commitment = quantity.commitment
            binds = commitment and commitment.at(1) in KINDS.keys() - AUTHORISATIONS
            if binds and quantity.segment.at(1) in CUMULATIVE and quantity.segment.at(1, 1):
                self._fault(Cause.ONLY_CUMULATIVE, quantity.segment, found=quantity.segment.at(1))
                return

    def _code(self, text: str, segment: Segment) -> str:
        try:
            return short_enough(text)
        except Unreadable as unreadable:
            self._faults.add_unreadable(unreadable, segment.number, segment.tag)
            return ""

    def _pieces(self, segment: Segment) -> int | None:
        unit = segment.at(1, 2).upper()
        if unit not in PIECES:
            self._fault(Cause.UNIT_NOT_PIECES, segment, found=unit)
            return None
        try:
            return pieces_in_message(segment.at(1, 1), self._interchange.decimal_mark)
        except Unreadable as unreadable:
            self._faults.add_unreadable(unreadable, segment.number, _column(segment))
            return None

    def _told_day(self, segment: Segment | None) -> date | None:
        """A day that only informs; senders fill it with noughts when they have none."""
        if segment is None or not segment.at(1, 1).strip("0"):
            return None
        period = self._period(segment)
        return period.start if period else None

    def _period(
        self, segment: Segment, text: str | None = None, format_code: str | None = None
    ) -> Period | None:
        try:
            return period_in_message(
                segment.at(1, 1) if text is None else text, format_code or segment.at(1, 2)
            )
        except Unreadable as unreadable:
            self._faults.add_unreadable(unreadable, segment.number, _column(segment))
            return None

    def _fault(self, cause: Cause, segment: Segment, **details: object) -> None:
        self._faults.add(cause, segment.number, _column(segment), **details)


def _quantity_comes_first(message: Message) -> bool:
    """True in the manner of D.96A: the first commitment is not followed by a quantity."""
    body = message.body
    for place, segment in enumerate(body):
        if segment.tag == "SCC":
            return place + 1 == len(body) or body[place + 1].tag != "QTY"
    return False


def _reference(references: dict[str, Segment], *qualifiers: str) -> str:
    return next(
        (references[qualifier].at(1, 1) for qualifier in qualifiers if qualifier in references), ""
    )


def _first_of(numbers: dict[str, str], qualifiers: frozenset[str]) -> str:
    return next((number for kind, number in numbers.items() if kind in qualifiers), "")


def _column(segment: Segment) -> str:
    """The tag with its qualifier, as one finds it in the file: QTY+113."""
    named = segment.tag in ("QTY", "DTM", "SCC", "RFF", "NAD") and segment.at(1)
    return f"{segment.tag}+{segment.at(1)}" if named else segment.tag
