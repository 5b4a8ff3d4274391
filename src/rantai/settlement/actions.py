"""Closing a period, giving advances, agreeing prices and rules."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rantai.delivery.actions import close_receiving
from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Part
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account, Cooperative
from rantai.records.refusals import Refusal
from rantai.settlement.accounts import MemberAccount, PeriodAccount
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
from rantai.settlement.queries import period_account
from rantai.settlement.rules import METHOD


class NothingToSettle(Refusal):
    def __init__(self, through: date) -> None:
        super().__init__(
            _("Nothing received up to %(day)s is unpaid. It may just have been closed.")
            % {"day": date_format(through)}
        )


class PeriodNotOver(Refusal):
    def __init__(self, through: date) -> None:
        super().__init__(
            _("%(day)s is not over yet. Choose a day that has passed.")
            % {"day": date_format(through)}
        )


class PriceMissing(Refusal):
    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__(
            _("There is no price in force for %(parts)s. Enter the agreed price, then close.")
            % {"parts": ", ".join(parts)}
        )


class ChangedSincePreview(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Something changed while you were reading: a receipt arrived or a charge was "
                "added. The figures below are new; check them and close again."
            )
        )


class InvoiceDiffers(Refusal):
    def __init__(self, difference: int) -> None:
        side = _("more") if difference > 0 else _("less")
        super().__init__(
            _(
                "The invoice is Rp %(difference)s %(side)s than members and margin together. "
                "Find the difference first; nothing was closed."
            )
            % {"difference": number_format(abs(difference), force_grouping=True), "side": side}
        )


class NoAmount(Refusal):
    def __init__(self) -> None:
        super().__init__(_("An advance is more than nothing. Write the amount in rupiah."))


class AgreedAlready(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("Something is agreed from %(day)s already. Choose a later day.")
            % {"day": date_format(day)}
        )


@transaction.atomic
def close_settlement(
    *,
    customer: Customer,
    through: date,
    invoice_number: str,
    invoice_rupiah: int,
    seen_fingerprint: str,
    by: Account,
    at: datetime,
) -> Settlement:
    """Pay for everything a customer received up to a day, member by member, to the rupiah.

    The receiving book is locked before anything is added up: a receipt that arrives now waits,
    and is then refused for a day that is closed. What the treasurer saw is compared with what
    is there, so that nobody closes figures they did not read.
    """
    if through > timezone.localdate(at):
        raise PeriodNotOver(through)
    _one_closing_at_a_time(customer.cooperative)
    close_receiving(customer=customer, through=through)
    account = period_account(customer, through)
    if account.without_price:
        raise PriceMissing(account.without_price)
    if not account.members:
        raise NothingToSettle(through)
    if account.fingerprint != seen_fingerprint:
        raise ChangedSincePreview
    compared = account.against(invoice_rupiah)
    if not compared.agrees:
        raise InvoiceDiffers(compared.difference_rupiah)
    settlement = _settlement(customer, account, invoice_number, invoice_rupiah, by=by, at=at)
    for member in account.members:
        _statement(settlement, member)
    write_audit(
        "settlement.closed",
        settlement,
        by=by,
        at=at,
        code=settlement.code,
        invoice=invoice_rupiah,
        members=settlement.members_rupiah,
        margin=settlement.margin_rupiah,
    )
    return settlement


def _one_closing_at_a_time(owner: Cooperative) -> None:
    """Two customers' periods draw on the same advances, fees and savings of a member."""
    # Without taking the key: others may go on recording things of this co-operative.
    Cooperative.objects.select_for_update(no_key=True).get(pk=owner.pk)


def _settlement(
    customer: Customer,
    account: PeriodAccount,
    invoice_number: str,
    invoice_rupiah: int,
    *,
    by: Account,
    at: datetime,
) -> Settlement:
    owner = customer.cooperative
    year = f"{account.period_to:%y}"
    number = next_number(cooperative=owner, prefix=f"BYR-{year}-")
    return Settlement.objects.create(
        cooperative=owner,
        code=f"BYR-{year}-{number:03d}",
        customer=customer,
        period_from=account.period_from or account.period_to,
        period_to=account.period_to,
        invoice_number=invoice_number,
        invoice_rupiah=invoice_rupiah,
        members_rupiah=account.members_rupiah,
        margin_rupiah=account.margin_rupiah,
        method_version=METHOD,
        closed_at=at,
        closed_by=by,
    )


def _statement(settlement: Settlement, member: MemberAccount) -> None:
    owner = settlement.cooperative
    digits = member.workshop_code.rpartition("-")[2]
    statement = Statement.objects.create(
        cooperative=owner,
        code=f"{settlement.code}-{digits}",
        settlement=settlement,
        workshop_id=member.workshop_id,
        gross_rupiah=member.settled.gross_rupiah,
        deducted_rupiah=member.settled.taken_rupiah,
        net_rupiah=member.settled.net_rupiah,
    )
    SettlementLine.objects.bulk_create(
        SettlementLine(
            cooperative=owner,
            statement=statement,
            receipt_line_id=line.receipt_line_id,
            accepted=line.accepted,
            member_price_id=line.member_price_id,
            member_rupiah=line.member_rupiah,
            customer_price_id=line.customer_price_id,
            customer_rupiah=line.customer_rupiah,
        )
        for line in member.lines
    )
    Deduction.objects.bulk_create(
        Deduction(
            cooperative=owner,
            statement=statement,
            kind=each.kind,
            rupiah=each.taken_rupiah,
            carried_rupiah=each.carried_rupiah,
            rule_id=(cause := member.causes[each.cause]).rule_id,
            cause_type=cause.type,
            cause_id=cause.id,
            cause_code=cause.code,
            caused_on=cause.caused_on,
            basis=cause.basis,
        )
        for each in member.settled.deductions
    )


@transaction.atomic
def give_advance(
    *, workshop: Workshop, given_on: date, rupiah: int, purpose: str, by: Account, at: datetime
) -> Advance:
    """Give a member material on credit, to be kept back from later payments."""
    if rupiah <= 0:
        raise NoAmount
    owner = workshop.cooperative
    year = f"{given_on:%y}"
    number = next_number(cooperative=owner, prefix=f"UM-{year}-")
    advance = Advance.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        code=f"UM-{year}-{number:04d}",
        workshop=workshop,
        given_on=given_on,
        rupiah=rupiah,
        purpose=purpose,
    )
    write_audit("advance.given", advance, by=by, at=at, workshop=workshop.code, rupiah=rupiah)
    return advance


def agree_member_price(
    *,
    part: Part,
    workshop: Workshop | None,
    valid_from: date,
    rupiah: int,
    by: Account,
    at: datetime,
) -> MemberPrice:
    """Agree what a member gets for an accepted piece from a day on; earlier days keep theirs."""
    try:
        with transaction.atomic():
            price = MemberPrice.objects.create(
                cooperative=part.cooperative,
                part=part,
                workshop=workshop,
                valid_from=valid_from,
                rupiah=rupiah,
            )
            write_audit("member_price.agreed", price, by=by, at=at, part=part.number, rupiah=rupiah)
            return price
    except IntegrityError as taken:
        raise AgreedAlready(valid_from) from taken


def agree_customer_price(
    *,
    customer: Customer,
    part: Part,
    valid_from: date,
    rupiah: int,
    by: Account,
    at: datetime,
) -> CustomerPrice:
    """Agree what a customer pays for a piece from a day on."""
    try:
        with transaction.atomic():
            price = CustomerPrice.objects.create(
                cooperative=part.cooperative,
                customer=customer,
                part=part,
                valid_from=valid_from,
                rupiah=rupiah,
            )
            write_audit(
                "customer_price.agreed", price, by=by, at=at, part=part.number, rupiah=rupiah
            )
            return price
    except IntegrityError as taken:
        raise AgreedAlready(valid_from) from taken


def decide_deduction_rule(
    *,
    kind: DeductionKind,
    valid_from: date,
    percent: Decimal | None,
    rupiah: int | None,
    decision: str,
    by: Account,
    at: datetime,
) -> DeductionRule:
    """Enter what the members decided about a deduction, from a day on."""
    if by.cooperative is None:
        raise ValueError("Only an account of a co-operative decides its rules.")
    try:
        with transaction.atomic():
            rule = DeductionRule.objects.create(
                cooperative=by.cooperative,
                kind=kind,
                valid_from=valid_from,
                percent=percent,
                rupiah=rupiah,
                decision=decision,
            )
            write_audit("deduction_rule.decided", rule, by=by, at=at, kind=kind, decision=decision)
            return rule
    except IntegrityError as taken:
        raise AgreedAlready(valid_from) from taken
