"""Dated prices, advances, and the settlement of a period member by member."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.delivery.models import ReceiptLine
from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Part
from rantai.records.models import Account, Fact, Owned, OwnedKey


class CustomerPrice(Owned):
    """What a customer pays for a piece, from a day on."""

    customer = OwnedKey(Customer, models.PROTECT, related_name="prices")
    part = OwnedKey(Part, models.PROTECT, related_name="customer_prices")
    valid_from = models.DateField()
    rupiah = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "customer", "part", "valid_from"),
                name="customer_price_day_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part_id} Rp {self.rupiah}"


class MemberPrice(Owned):
    """What a member gets for an accepted piece, from a day on; without a workshop it is for all."""

    part = OwnedKey(Part, models.PROTECT, related_name="member_prices")
    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="member_prices"
    )
    valid_from = models.DateField()
    rupiah = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "part", "workshop", "valid_from"),
                name="member_price_day_once",
            ),
            # Two, since SQLite takes every empty workshop for another one.
            models.UniqueConstraint(
                fields=("cooperative", "part", "valid_from"),
                condition=models.Q(workshop__isnull=True),
                name="price_for_all_day_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part_id} Rp {self.rupiah}"


class DeductionKind(models.TextChoices):
    ADVANCE = "advance", _("Material advance")
    MACHINE = "machine", _("Machine fee")
    REJECT = "reject", _("Rejected pieces")
    LEVY = "levy", _("Levy")
    SAVINGS = "savings", _("Savings")


class DeductionRule(Owned):
    """How a deduction is worked out from a day on, by which decision of the members."""

    kind = models.CharField(max_length=8, choices=DeductionKind)
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    rupiah = models.PositiveBigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=120)

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "kind", "valid_from"), name="deduction_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) ^ models.Q(rupiah__isnull=True),
                name="percent_or_rupiah",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"


class Advance(Fact):
    """Material given on credit to a member, to be kept back from later payments."""

    code = models.CharField(max_length=40)
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="advances")
    given_on = models.DateField()
    rupiah = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="advance_code_once"),
        )

    def __str__(self) -> str:
        return self.code


class Settlement(Owned):
    """A closed period with one customer: once closed, nothing in it changes."""

    code = models.CharField(max_length=40)
    customer = OwnedKey(Customer, models.PROTECT, related_name="settlements")
    period_from = models.DateField()
    period_to = models.DateField()
    invoice_number = models.CharField(max_length=40)
    invoice_rupiah = models.PositiveBigIntegerField()
    members_rupiah = models.PositiveBigIntegerField()
    margin_rupiah = models.BigIntegerField()
    method_version = models.CharField(max_length=20)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-period_to",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="settlement_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "customer", "period_to"), name="settlement_period_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    invoice_rupiah=models.F("members_rupiah") + models.F("margin_rupiah")
                ),
                name="members_and_margin_make_the_invoice",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Statement(Owned):
    """One member's side of a settlement."""

    code = models.CharField(max_length=40)
    settlement = OwnedKey(Settlement, models.PROTECT, related_name="statements")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="statements")
    gross_rupiah = models.PositiveBigIntegerField()
    deducted_rupiah = models.PositiveBigIntegerField()
    net_rupiah = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("workshop__code",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "settlement", "workshop"), name="statement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    gross_rupiah=models.F("net_rupiah") + models.F("deducted_rupiah")
                ),
                name="net_and_deducted_make_gross",
            ),
        )

    def __str__(self) -> str:
        return self.code


class SettlementLine(Owned):
    """Accepted pieces of one receipt line at the price of that day; each is paid once."""

    statement = OwnedKey(Statement, models.PROTECT, related_name="lines")
    receipt_line = OwnedKey(
        ReceiptLine, models.PROTECT, related_name="settlement_lines", unique=True
    )
    accepted = models.PositiveIntegerField()
    member_price = OwnedKey(MemberPrice, models.PROTECT, related_name="settlement_lines")
    member_rupiah = models.PositiveBigIntegerField()
    customer_price = OwnedKey(CustomerPrice, models.PROTECT, related_name="settlement_lines")
    customer_rupiah = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.accepted}"


class Deduction(Owned):
    """Money kept back, and the thing that caused it."""

    statement = OwnedKey(Statement, models.PROTECT, related_name="deductions")
    kind = models.CharField(max_length=8, choices=DeductionKind)
    rupiah = models.PositiveBigIntegerField()
    carried_rupiah = models.PositiveBigIntegerField(
        default=0, help_text=_("Could not be taken this time and is owed still.")
    )
    rule = OwnedKey(DeductionRule, models.PROTECT, null=True, blank=True, related_name="deductions")
    cause_type = models.CharField(max_length=40)
    cause_id = models.CharField(max_length=40)
    cause_code = models.CharField(max_length=60)
    caused_on = models.DateField()
    basis = models.CharField(max_length=120, help_text=_("How the amount came about."))

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "cause_type", "cause_id"), name="deduction_by_cause"
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.kind} Rp {self.rupiah}"
