"""Allocations with their rule and reasons, the fairness account, and work orders."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.parts.models import Part, PartRevision
from rantai.records.models import Account, Fact, Owned, OwnedKey


class Rule(models.TextChoices):
    EQUAL = "equal", _("Equal share")
    CAPACITY = "capacity", _("By audited capacity")
    ROTATION = "rotation", _("Rotation (giliran)")
    SOURCES = "sources", _("First and second source")
    RECORD = "record", _("By capacity, more for a good record")


class SharingRule(Owned):
    """How orders for a part are shared from a day on, as the members' meeting decided."""

    part = OwnedKey(Part, models.PROTECT, related_name="sharing_rules")
    valid_from = models.DateField()
    rule = models.CharField(max_length=8, choices=Rule)
    decision = models.CharField(max_length=120)
    cap_pieces = models.PositiveIntegerField(null=True, blank=True)
    lot_pieces = models.PositiveIntegerField(null=True, blank=True)
    first_source_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    record_part_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    accepted_min_pct = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    record_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "part", "valid_from"), name="sharing_rule_day_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="sources")
                | models.Q(first_source_pct__gte=50, first_source_pct__lte=100),
                name="first_source_has_the_larger_part",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="rotation") | models.Q(lot_pieces__gte=1),
                name="rotation_has_a_lot",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="record")
                | models.Q(
                    record_part_pct__gte=1,
                    record_part_pct__lte=50,
                    accepted_min_pct__gt=0,
                    accepted_min_pct__lte=100,
                    record_months__gte=1,
                    record_months__lte=36,
                ),
                name="record_has_part_least_and_months",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part_id} {self.rule} {self.valid_from}"


class SourcePlace(models.IntegerChoices):
    NONE = 0, _("No longer a source")
    FIRST = 1, _("First source")
    SECOND = 2, _("Second source")


class Source(Owned):
    """A workshop's place as first or second source of a part, from a day on."""

    part = OwnedKey(Part, models.PROTECT, related_name="sources")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="sources")
    place = models.PositiveSmallIntegerField(choices=SourcePlace)
    valid_from = models.DateField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "part", "workshop", "valid_from"), name="source_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.part_id}: {self.workshop_id} {self.place}"


class AllocationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class Allocation(Owned):
    """A quantity of one part revision for one month, split over workshops by a dated rule."""

    revision = OwnedKey(PartRevision, models.PROTECT, related_name="allocations")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    quantity = models.PositiveIntegerField()
    unplaced = models.PositiveIntegerField(default=0)
    rule = OwnedKey(SharingRule, models.PROTECT, related_name="allocations")
    method_version = models.CharField(max_length=20)
    status = models.CharField(
        max_length=9, choices=AllocationStatus, default=AllocationStatus.DRAFT
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    refused = models.JSONField(default=list)
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-month", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "revision", "month", "version"),
                name="allocation_version_once",
            ),
            models.UniqueConstraint(
                fields=("cooperative", "revision", "month"),
                condition=models.Q(status="draft"),
                name="one_draft_a_month",
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} {self.month} v{self.version}"


class Share(Owned):
    """One workshop's part of an allocation, with every step that led to it."""

    allocation = OwnedKey(Allocation, models.PROTECT, related_name="shares")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="shares")
    quantity = models.PositiveIntegerField()
    entitled = models.DecimalField(max_digits=14, decimal_places=4)
    balance_before = models.DecimalField(max_digits=14, decimal_places=4)
    balance_after = models.DecimalField(max_digits=14, decimal_places=4)
    steps = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "allocation", "workshop"), name="share_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.allocation_id}: {self.workshop_id} {self.quantity}"


class FairnessEntry(Owned):
    """What a published allocation changed in a workshop's account: entitled minus given."""

    share = models.OneToOneField(Share, models.PROTECT, related_name="fairness_entry")
    part = OwnedKey(Part, models.PROTECT, related_name="fairness_entries")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="fairness_entries")
    change = models.DecimalField(max_digits=14, decimal_places=4)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "part", "workshop"), name="fairness_by_workshop"),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.change}"


class WorkOrderStatus(models.TextChoices):
    ISSUED = "issued", _("Waiting for the owner")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class WorkOrder(Owned):
    """An SPK: this workshop makes so many of this part revision by this day."""

    code = models.CharField(max_length=40)
    share = OwnedKey(Share, models.PROTECT, related_name="work_orders")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="work_orders")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="work_orders")
    month = models.DateField()
    quantity = models.PositiveIntegerField()
    due_on = models.DateField()
    # Running counts of facts, written with them, so that nobody adds up years to find what is late.
    made = models.IntegerField(default=0)
    given_up = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=WorkOrderStatus, default=WorkOrderStatus.ISSUED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("due_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="work_order_code_once"),
        )
        indexes = (
            models.Index(fields=("cooperative", "revision", "month"), name="work_order_by_month"),
            models.Index(fields=("cooperative", "workshop"), name="work_order_by_workshop"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def wanted(self) -> int:
        """Pieces still owed, made or not: those ordered less those given up."""
        return max(0, self.quantity - self.given_up)


class Shortfall(Fact):
    """Pieces of a work order that will not come; they can be re-allocated."""

    work_order = OwnedKey(WorkOrder, models.PROTECT, related_name="shortfalls")
    quantity = models.PositiveIntegerField()
    cause = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.work_order_id}: -{self.quantity}"
