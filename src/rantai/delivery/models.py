"""Boxes, shipments, certificates and what the customer received."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.delivery.scoring import Measure
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models import Casting, CastingLot, Defect, Scrap
from rantai.traceability.models import Node


class Shipment(Owned):
    """Boxes that leave together under one delivery note (surat jalan)."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="shipments")
    customer = OwnedKey(Customer, models.PROTECT, related_name="shipments")
    ship_to = models.CharField(max_length=60)
    order_number = models.CharField(max_length=35, blank=True)
    vehicle = models.CharField(max_length=20)
    driver = models.CharField(max_length=60)
    shipped_at = models.DateTimeField()
    shipped_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-shipped_at",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="shipment_code_once"),
        )
        indexes = (
            models.Index(fields=("cooperative", "customer", "-shipped_at"), name="shipment_by_day"),
        )

    def __str__(self) -> str:
        return self.code


class BoxStatus(models.TextChoices):
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Shipped")
    OPENED = "opened", _("Opened again")


class Box(Owned):
    """A closed box of one part revision with a label."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="boxes")
    customer = OwnedKey(Customer, models.PROTECT, related_name="boxes")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="boxes")
    status = models.CharField(max_length=7, choices=BoxStatus, default=BoxStatus.PACKED)
    packed_at = models.DateTimeField()
    packed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    shipment = OwnedKey(Shipment, models.PROTECT, null=True, blank=True, related_name="boxes")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="box_code_once"),
            models.CheckConstraint(
                condition=models.Q(status="shipped", shipment__isnull=False)
                | (~models.Q(status="shipped") & models.Q(shipment__isnull=True)),
                name="shipped_box_has_a_shipment",
            ),
        )
        indexes = (models.Index(fields=("cooperative", "status"), name="box_by_status"),)

    def __str__(self) -> str:
        return self.code


class BoxContent(Owned):
    """Pieces of one casting lot in a box; for serial parts, one piece."""

    box = OwnedKey(Box, models.PROTECT, related_name="contents")
    lot = OwnedKey(CastingLot, models.PROTECT, related_name="box_contents")
    casting = OwnedKey(Casting, models.PROTECT, null=True, blank=True, related_name="box_contents")
    quantity = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=("cooperative", "lot"), name="content_by_lot"),)

    def __str__(self) -> str:
        return f"{self.box_id}: {self.quantity}"


class CertificateStatus(models.TextChoices):
    ISSUED = "issued", _("Genuine")
    SUPERSEDED = "superseded", _("Superseded")


class Certificate(Owned):
    """An inspection certificate 3.1 of a shipment, signed by the co-operative's lab."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="certificates")
    shipment = OwnedKey(Shipment, models.PROTECT, related_name="certificates")
    token = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    pdf = models.FileField(upload_to="certificates/%Y/%m/")
    status = models.CharField(
        max_length=10, choices=CertificateStatus, default=CertificateStatus.ISSUED
    )
    supersedes = OwnedKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", unique=True
    )

    class Meta:
        ordering = ("-issued_at",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="certificate_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "shipment"),
                condition=models.Q(status="issued"),
                name="one_valid_certificate",
            ),
        )

    def __str__(self) -> str:
        return self.code


class ReceivingBook(Owned):
    """The day up to which a customer's receipts are closed because members were paid for them."""

    customer = OwnedKey(Customer, models.PROTECT, related_name="receiving_books")
    closed_through = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "customer"), name="one_receiving_book"),
        )

    def __str__(self) -> str:
        return f"{self.closed_through}"


class Receipt(Fact):
    """The customer's word on a shipment: what was accepted and what was rejected."""

    code = models.CharField(max_length=40)
    shipment = OwnedKey(Shipment, models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    customer_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="receipt_code_once"),
        )
        indexes = (models.Index(fields=("cooperative", "received_on"), name="receipt_by_day"),)

    def __str__(self) -> str:
        return self.code


class ReceiptLine(Owned):
    """Accepted and rejected pieces of one box content: so of one lot, one member."""

    receipt = OwnedKey(Receipt, models.PROTECT, related_name="lines")
    content = OwnedKey(BoxContent, models.PROTECT, related_name="receipt_lines")
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    defect = models.ForeignKey(Defect, models.PROTECT, null=True, blank=True, related_name="+")
    scrap = OwnedKey(Scrap, models.PROTECT, null=True, blank=True, related_name="receipt_lines")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "receipt", "content"), name="receipt_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rejected=0) | models.Q(defect__isnull=False),
                name="reject_has_a_defect",
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.accepted}/{self.rejected}"


class ScorecardRule(Owned):
    """How suppliers are graded from a day on, as the members' meeting decided."""

    valid_from = models.DateField()
    decision = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField()
    """How many months back a card looks, the one of the day among them."""
    a_from = models.PositiveSmallIntegerField()
    b_from = models.PositiveSmallIntegerField()
    c_from = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="scorecard_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(a_from__lte=100, b_from__lt=models.F("a_from"))
                & models.Q(c_from__lt=models.F("b_from"), c_from__gt=0),
                name="grades_fall_from_a_to_c",
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=36), name="scorecard_looks_back"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.decision}"


class ScorecardWeight(Owned):
    """How much one measure counts under a rule, where it earns everything and where nothing."""

    MEASURES = (
        (Measure.PPM.value, _("Rejects by customers (PPM)")),
        (Measure.ON_TIME.value, _("On time in full (%)")),
        (Measure.CLAIMS.value, _("Claims")),
        (Measure.RESPONSE.value, _("Claims answered in time (%)")),
        (Measure.COST.value, _("Cost of scrap (Rp/kg accepted)")),
    )
    rule = OwnedKey(ScorecardRule, models.CASCADE, related_name="weights")
    measure = models.CharField(max_length=8, choices=MEASURES)
    weight = models.PositiveSmallIntegerField()
    full_at = models.DecimalField(max_digits=12, decimal_places=2)
    none_at = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "rule", "measure"), name="scorecard_measure_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(full_at=models.F("none_at")), name="full_and_none_differ"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}: {self.weight}"
