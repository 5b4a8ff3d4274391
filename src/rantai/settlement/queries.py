"""Open receipts, prices of the day, what members owe; and who may see which money."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict, TypeVar

from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.delivery.models import ReceiptLine
from rantai.delivery.queries import accepted_lines, standing_lines
from rantai.machines.models import MachineUse
from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.orders.models import Customer
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import has_role, owned_by
from rantai.settlement.accounts import (
    NO_ADVANCE_LIMIT,
    Cause,
    DuesFound,
    Expected,
    MemberAccount,
    PeriodAccount,
    PricedLine,
    gather,
)
from rantai.settlement.models import (
    Advance,
    CustomerPrice,
    Deduction,
    DeductionKind,
    DeductionRule,
    MemberPrice,
    Settlement,
    SettlementLine,
    Statement,
)
from rantai.settlement.rules import (
    Due,
    FixedPerPiece,
    Kind,
    PercentOfPrice,
    percent_of,
    reject_charge,
    settle_member,
)

PriceT = TypeVar("PriceT", MemberPrice, CustomerPrice)


def settlements_visible_to(viewer: Account) -> QuerySet[Settlement]:
    rows = owned_by(viewer, Settlement.objects.select_related("customer"))
    return rows if has_role(viewer, Role.TREASURER) else rows.none()


def statements_visible_to(viewer: Account) -> QuerySet[Statement]:
    """The treasurer sees every statement; an owner sees those of the own workshop."""
    rows = owned_by(viewer, Statement.objects.select_related("settlement__customer", "workshop"))
    if has_role(viewer, Role.TREASURER):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


def newest_statements(viewer: Account) -> QuerySet[Statement]:
    return statements_visible_to(viewer).order_by("-settlement__period_to", "-pk")


def advances_visible_to(viewer: Account) -> QuerySet[Advance]:
    rows = owned_by(viewer, Advance.objects.current().select_related("workshop"))
    if has_role(viewer, Role.TREASURER):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


def customers_to_settle(viewer: Account) -> QuerySet[Customer]:
    """Customers with received pieces that no settlement has paid yet."""
    paid = SettlementLine.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), receipt_line=OuterRef("pk")
    )
    customers = owned_by(viewer, Customer.objects.all())
    if not has_role(viewer, Role.TREASURER) or viewer.cooperative_id is None:
        return customers.none()
    open_lines = standing_lines(viewer.cooperative_id).filter(
        ~Exists(paid), receipt__shipment__customer=OuterRef("pk")
    )
    return customers.filter(Exists(open_lines))


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
    open_pieces = (
        standing_lines(owner)
        .filter(content__lot__workshop=workshop, settlement_lines__isnull=True, accepted__gt=0)
        .values_list(
            "content__box__revision__part_id",
            "content__box__revision__part__number",
            "content__box__revision__part__name",
            "receipt__received_on",
        )
        .annotate(pieces=Sum("accepted"))
        .order_by("content__box__revision__part__number", "receipt__received_on")
    )
    prices = _prices(MemberPrice.objects.filter(cooperative_id=owner))
    pieces_at: dict[tuple[str, str, int | None, date | None], int] = defaultdict(int)
    for part_id, number, name, day, pieces in open_pieces:
        price = _member_price(prices[part_id], workshop.pk, day)
        dated = (price.rupiah, price.valid_from) if price else (None, None)
        pieces_at[number, name, *dated] += pieces
    return [
        Expected(number, name, pieces, rupiah, since)
        for (number, name, rupiah, since), pieces in pieces_at.items()
    ]


def _prices(rows: QuerySet[PriceT]) -> dict[int, list[PriceT]]:
    by_part: dict[int, list[PriceT]] = defaultdict(list)
    for row in rows.order_by("valid_from"):
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
    owed = _dues(owner, priced, rules, through)
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


def rules_in_force(owner: Cooperative, on: date) -> dict[str, DeductionRule]:
    """The deduction rules that hold on a day, one of each kind."""
    rows = DeductionRule.objects.filter(cooperative=owner, valid_from__lte=on)
    return {rule.kind: rule for rule in rows.order_by("valid_from")}


def _dues(
    owner: Cooperative,
    priced: dict[int, list[PricedLine]],
    rules: dict[str, DeductionRule],
    through: date,
) -> dict[int, DuesFound]:
    """What each of these members owes: what fell due now, and what was carried from before."""
    ids = list(priced)
    settled_before, carried = _earlier_deductions(owner, ids)
    found: dict[int, list[tuple[Due, Cause]]] = {workshop_id: [] for workshop_id in ids}
    for workshop_id, due, cause in carried:
        found[workshop_id].append((due, cause))
    fresh = (
        *_advances(owner, ids, through),
        *_machine_uses(owner, ids, through),
        *_rejects(priced, rules.get(DeductionKind.REJECT)),
        *_levies(priced, rules.get(DeductionKind.LEVY), through),
        *_savings(ids, rules.get(DeductionKind.SAVINGS), through),
    )
    for workshop_id, due, cause in fresh:
        if (workshop_id, cause.key) not in settled_before:
            found[workshop_id].append((due, cause))
    return {workshop_id: gather(pairs) for workshop_id, pairs in found.items()}


Owed = tuple[int, Due, Cause]


def _earlier_deductions(
    owner: Cooperative, workshop_ids: list[int]
) -> tuple[set[tuple[int, str]], list[Owed]]:
    """Causes that were dealt with before, and those of them of which something is still owed."""
    mine = Deduction.objects.filter(cooperative=owner, statement__workshop__in=workshop_ids)
    newest = mine.values("statement__workshop", "cause_type", "cause_id").annotate(newest=Max("pk"))
    settled_before: set[tuple[int, str]] = set()
    carried: list[Owed] = []
    rows = mine.filter(pk__in=newest.values("newest")).select_related("statement")
    for row in rows.order_by("caused_on", "pk"):
        cause = Cause(
            row.cause_type, row.cause_id, row.cause_code, row.caused_on, row.basis, row.rule_id
        )
        workshop_id = row.statement.workshop_id
        settled_before.add((workshop_id, cause.key))
        if row.carried_rupiah:
            carried.append((workshop_id, Due(Kind(row.kind), row.carried_rupiah, cause.key), cause))
    return settled_before, carried


def _advances(owner: Cooperative, ids: list[int], through: date) -> Iterator[Owed]:
    rows = Advance.objects.current().filter(
        cooperative=owner, workshop__in=ids, given_on__lte=through
    )
    for row in rows.order_by("given_on"):
        cause = Cause("advance", str(row.pk), row.code, row.given_on, row.purpose)
        yield row.workshop_id, Due(Kind.ADVANCE, row.rupiah, cause.key), cause


def _machine_uses(owner: Cooperative, ids: list[int], through: date) -> Iterator[Owed]:
    rows = (
        MachineUse.objects.current()
        .filter(cooperative=owner, workshop__in=ids, used_on__lte=through)
        .select_related("machine")
    )
    for row in rows.order_by("used_on"):
        words = (
            _("%(machine)s, %(minutes)s minutes")
            if row.minutes
            else _("%(machine)s, booked and not used")
        )
        basis = words % {"machine": row.machine.name, "minutes": number_format(row.minutes)}
        cause = Cause("machine_use", str(row.pk), row.machine.code, row.used_on, basis)
        yield row.workshop_id, Due(Kind.MACHINE, row.fee_rupiah, cause.key), cause


def _rejects(priced: dict[int, list[PricedLine]], rule: DeductionRule | None) -> Iterator[Owed]:
    if rule is None:
        return
    charge = (
        FixedPerPiece(rule.rupiah)
        if rule.rupiah is not None
        else PercentOfPrice(rule.percent or Decimal(0))
    )
    for workshop_id, lines in priced.items():
        for line in lines:
            if not line.rejected:
                continue
            rupiah = reject_charge(line.rejected, line.member_rupiah_each, charge)
            basis = _("%(pieces)s rejected of lot %(lot)s") % {
                "pieces": number_format(line.rejected),
                "lot": line.lot_code,
            }
            cause = Cause(
                "receipt_line",
                str(line.receipt_line_id),
                line.receipt_code,
                line.received_on,
                basis,
                rule.pk,
                line.shipment_code,
            )
            yield workshop_id, Due(Kind.REJECT, rupiah, cause.key), cause


def _levies(
    priced: dict[int, list[PricedLine]], rule: DeductionRule | None, through: date
) -> Iterator[Owed]:
    if rule is None or rule.percent is None:
        return
    for workshop_id, lines in priced.items():
        gross = sum(line.member_rupiah for line in lines)
        basis = _("%(percent)s %% of Rp %(gross)s") % {
            "percent": number_format(rule.percent.normalize()),
            "gross": number_format(gross, force_grouping=True),
        }
        first = min(line.receipt_line_id for line in lines)
        cause = Cause("levy", f"{rule.pk}:{first}", rule.decision, through, basis, rule.pk)
        yield workshop_id, Due(Kind.LEVY, percent_of(gross, rule.percent), cause.key), cause


def _savings(ids: Iterable[int], rule: DeductionRule | None, through: date) -> Iterator[Owed]:
    """Mandatory savings fall due once a month, whichever customer's settlement comes first."""
    if rule is None or rule.rupiah is None:
        return
    for workshop_id in ids:
        month = f"{through:%Y-%m}"
        cause = Cause("savings", month, rule.decision, through, _("monthly savings"), rule.pk)
        yield workshop_id, Due(Kind.SAVINGS, rule.rupiah, cause.key), cause


def deducted_by_kind(settlement: Settlement) -> dict[int, dict[str, int]]:
    """What each statement of a settlement kept back, by kind."""
    rows = (
        Deduction.objects.filter(
            cooperative_id=settlement.cooperative_id, statement__settlement=settlement
        )
        .values_list("statement_id", "kind")
        .annotate(total=Sum("rupiah"))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for statement_id, kind, total in rows:
        found[statement_id][kind] = total
    return found


@dataclass(frozen=True, slots=True)
class Deducted:
    """A deduction and, when a receipt caused it, the shipment to look it up by."""

    row: Deduction
    shipment_code: str


@dataclass(frozen=True, slots=True)
class PaidPart:
    """All lines of one part on a statement, which a phone shows folded under their sum."""

    name: str
    lines: list[SettlementLine]

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.lines)

    @property
    def rejected(self) -> int:
        return sum(line.receipt_line.rejected for line in self.lines)

    @property
    def rupiah(self) -> int:
        return sum(line.member_rupiah for line in self.lines)


class StatementDetails(TypedDict):
    lines: list[SettlementLine]
    parts: list[PaidPart]
    deductions: list[Deducted]


def statement_details(statement: Statement) -> StatementDetails:
    """Every line and every deduction of a statement, each with the thing behind it."""
    lines = statement.lines.filter(cooperative_id=statement.cooperative_id).select_related(
        "member_price",
        "receipt_line__receipt__shipment",
        "receipt_line__content__box__revision__part",
        "receipt_line__content__lot",
    )
    rows = statement.deductions.filter(cooperative_id=statement.cooperative_id)
    deductions = list(rows.select_related("rule").order_by("pk"))
    shipments = _shipments_behind(statement.cooperative_id, deductions)
    in_order = list(lines.order_by("receipt_line__receipt__received_on", "pk"))
    of_part: dict[str, list[SettlementLine]] = defaultdict(list)
    for line in in_order:
        of_part[line.receipt_line.content.box.revision.part.name].append(line)
    return StatementDetails(
        lines=in_order,
        parts=[PaidPart(name, of_part[name]) for name in sorted(of_part)],
        deductions=[Deducted(row, shipments.get(row.cause_id, "")) for row in deductions],
    )


def _shipments_behind(owner: int, deductions: Iterable[Deduction]) -> dict[str, str]:
    ids = [row.cause_id for row in deductions if row.cause_type == "receipt_line"]
    found = ReceiptLine.objects.filter(cooperative_id=owner, pk__in=ids)
    pairs = found.values_list("pk", "receipt__shipment__code")
    return {str(line_id): code for line_id, code in pairs}


@dataclass(frozen=True, slots=True)
class OutstandingAdvance:
    """What is still owed of an advance."""

    advance: Advance
    owed_rupiah: int


def outstanding_advances(viewer: Account) -> list[OutstandingAdvance]:
    """Advances of which something is still owed, oldest first."""
    return _owed_of(list(advances_visible_to(viewer).order_by("given_on", "code")))


def advances_owed_by(workshop: Workshop) -> list[OutstandingAdvance]:
    """What this workshop still owes, for whoever decides about its standing."""
    advances = Advance.objects.current().filter(
        cooperative_id=workshop.cooperative_id, workshop=workshop
    )
    return _owed_of(list(advances.order_by("given_on", "code")))


def _owed_of(advances: list[Advance]) -> list[OutstandingAdvance]:
    if not advances:
        return []
    taken = dict(
        Deduction.objects.filter(
            cooperative_id=advances[0].cooperative_id,
            cause_type="advance",
            cause_id__in=[str(advance.pk) for advance in advances],
        )
        .values("cause_id")
        .annotate(total=Sum("rupiah"))
        .values_list("cause_id", "total")
    )
    owed = (
        OutstandingAdvance(advance, advance.rupiah - taken.get(str(advance.pk), 0))
        for advance in advances
    )
    return [row for row in owed if row.owed_rupiah > 0]
