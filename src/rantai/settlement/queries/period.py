"""What a period would settle: each accepted piece at its dated prices, member by member."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Sum

from rantai.delivery.models import ReceiptLine
from rantai.delivery.queries import accepted_lines, standing_lines
from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.records.models import Cooperative
from rantai.records.prepared import prepared
from rantai.settlement.accounts import (
    NO_ADVANCE_LIMIT,
    Expected,
    MemberAccount,
    PeriodAccount,
    PricedLine,
)
from rantai.settlement.models import (
    CustomerPrice,
    DeductionKind,
    MemberPrice,
    SettlementLine,
)
from rantai.settlement.queries.dues import dues_of, rules_in_force
from rantai.settlement.rules import (
    settle_member,
)

PriceT = TypeVar("PriceT", MemberPrice, CustomerPrice)


def open_lines_of(customer: Customer, through: date) -> list[ReceiptLine]:
    """Receipt lines up to a day that nobody has been paid for."""
    paid = SettlementLine.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), receipt_line=OuterRef("pk")
    )
    return list(
        accepted_lines(customer.cooperative, customer_id=customer.pk).filter(
            ~Exists(paid), receipt__received_on__lte=through
        )
    )


def period_account(customer: Customer, through: date) -> PeriodAccount:
    """Work out the period as it would be closed now; nothing is stored."""
    owner = customer.cooperative
    lines = open_lines_of(customer, through)
    part_ids = {line.content.box.revision.part_id for line in lines}
    member_prices = _prices(MemberPrice.objects.filter(cooperative=owner, part__in=part_ids))
    customer_prices = _prices(
        CustomerPrice.objects.filter(cooperative=owner, part__in=part_ids, customer=customer)
    )
    priced: dict[int, list[PricedLine]] = defaultdict(list)
    workshops: dict[int, Workshop] = {}
    without: set[str] = set()
    for line in lines:
        workshop = line.content.lot.workshop
        part = line.content.box.revision.part
        day = line.receipt.received_on
        ours = _member_price(member_prices[part.pk], workshop.pk, day)
        theirs = _latest(customer_prices[part.pk], day)
        if ours is None or theirs is None:
            without.add(part.number)
            continue
        workshops[workshop.pk] = workshop
        priced[workshop.pk].append(_priced(line, ours, theirs))
    members = _member_accounts(owner, workshops, priced, through)
    days = [line.receipt.received_on for line in lines]
    return PeriodAccount(min(days, default=None), through, members, tuple(sorted(without)))


def expected_pay(workshop: Workshop) -> list[Expected]:
    """What a workshop's accepted pieces will bring before deductions, by part and dated price."""
    owner = workshop.cooperative_id
    open_pieces = _open_pieces(owner, workshop.pk)
    revisions = _revisions(owner, [*{revision for revision, _day, _pieces in open_pieces}])
    part_of = {each.pk: each.part for each in revisions}
    prices = _by_part(_member_prices(owner))
    pieces_at: dict[tuple[str, str, int | None, date | None], int] = defaultdict(int)
    in_order = sorted(open_pieces, key=lambda row: (part_of[row[0]].number, row[1]))
    for revision, day, pieces in in_order:
        part = part_of[revision]
        price = _member_price(prices[part.pk], workshop.pk, day)
        dated = (price.rupiah, price.valid_from) if price else (None, None)
        pieces_at[part.number, part.name, *dated] += pieces
    return [
        Expected(number, name, pieces, rupiah, since)
        for (number, name, rupiah, since), pieces in pieces_at.items()
    ]


@prepared
def _open_pieces(owner: int, workshop: int) -> QuerySet[ReceiptLine, tuple[int, date, int]]:
    """By revision and day of receipt, what was accepted and is not settled."""
    rows = standing_lines(owner).filter(
        content__lot__workshop=workshop, settlement_lines__isnull=True, accepted__gt=0
    )
    by = rows.order_by().values_list("content__box__revision_id", "receipt__received_on")
    return by.annotate(pieces=Sum("accepted"))


@prepared
def _revisions(owner: int, revisions: list[int]) -> QuerySet[PartRevision]:
    rows = PartRevision.objects.filter(cooperative_id=owner, pk__in=revisions)
    return rows.select_related("part")


@prepared
def _member_prices(owner: int) -> QuerySet[MemberPrice]:
    return MemberPrice.objects.filter(cooperative_id=owner).order_by("valid_from")


def _prices(rows: QuerySet[PriceT]) -> dict[int, list[PriceT]]:
    return _by_part(rows.order_by("valid_from"))


def _by_part(rows: Iterable[PriceT]) -> dict[int, list[PriceT]]:
    by_part: dict[int, list[PriceT]] = defaultdict(list)
    for row in rows:
        by_part[row.part_id].append(row)
    return by_part


def _member_price(prices: Sequence[MemberPrice], workshop_id: int, on: date) -> MemberPrice | None:
    """A price agreed with this workshop goes before the one for all."""
    own = _latest([price for price in prices if price.workshop_id == workshop_id], on)
    return own or _latest([price for price in prices if price.workshop_id is None], on)


def _latest(prices: Sequence[PriceT], on: date) -> PriceT | None:
    begun = [price for price in prices if price.valid_from <= on]
    return begun[-1] if begun else None


def _priced(line: ReceiptLine, ours: MemberPrice, theirs: CustomerPrice) -> PricedLine:
    part = line.content.box.revision.part
    return PricedLine(
        receipt_line_id=line.pk,
        receipt_code=line.receipt.code,
        shipment_code=line.receipt.shipment.code,
        lot_code=line.content.lot.code,
        received_on=line.receipt.received_on,
        part_number=part.number,
        part_name=part.name,
        accepted=line.accepted,
        rejected=line.rejected,
        member_price_id=ours.pk,
        member_rupiah_each=ours.rupiah,
        member_price_from=ours.valid_from,
        customer_price_id=theirs.pk,
        customer_rupiah_each=theirs.rupiah,
    )


def _member_accounts(
    owner: Cooperative,
    workshops: dict[int, Workshop],
    priced: dict[int, list[PricedLine]],
    through: date,
) -> tuple[MemberAccount, ...]:
    rules = rules_in_force(owner, through)
    advance_rule = rules.get(DeductionKind.ADVANCE)
    limit = advance_rule.percent if advance_rule and advance_rule.percent else NO_ADVANCE_LIMIT
    owed = dues_of(owner, priced, rules, through)
    accounts = []
    for workshop in sorted(workshops.values(), key=lambda each: each.code):
        lines = tuple(priced[workshop.pk])
        found = owed[workshop.pk]
        settled = settle_member(
            [line.as_accepted() for line in lines], found.dues, advance_limit_percent=limit
        )
        accounts.append(
            MemberAccount(workshop.pk, workshop.code, workshop.name, lines, settled, found.causes)
        )
    return tuple(accounts)
