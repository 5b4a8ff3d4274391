"""Inspections against the control plan, nonconformities and what was decided about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models import Casting, CastingLot, Defect
from rantai.traceability.models import Hold, Node


class Inspection(Fact):
    """The co-operative's final inspection of a lot.

    Offered pieces that were neither accepted nor rejected are withheld: a sample was out of its
    limits, so the lot waits for a decision.
    """

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="inspections")
    plan = OwnedKey(ControlPlan, models.PROTECT, related_name="inspections")
    offered = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(offered__gte=models.F("accepted") + models.F("rejected")),
                name="judged_of_offered",
            ),
        )
        indexes = (
            models.Index(fields=("cooperative", "lot"), name="inspection_by_lot"),
            models.Index(fields=("cooperative", "-received_at"), name="inspection_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.accepted}/{self.offered}"


class Measurement(Fact):
    """One characteristic of one sample piece: a number, or yes and no.

    With `inspected` it is a count over so many pieces: of those not good, or of their faults.
    """

    inspection = OwnedKey(Inspection, models.PROTECT, related_name="measurements")
    item = OwnedKey(ControlPlanItem, models.PROTECT, related_name="measurements")
    sample = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    inspected = models.PositiveIntegerField(null=True, blank=True)
    conforms = models.BooleanField()
    gauge = OwnedKey(
        Machine, models.PROTECT, null=True, blank=True, db_index=False, related_name="measurements"
    )
    doubt = models.CharField(max_length=8, blank=True, default="")
    """Why the gauge was in doubt when it was read, if the rule of the day took it so."""

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "gauge", "occurred_at"),
                condition=models.Q(gauge__isnull=False),
                name="measurement_by_gauge",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"


class PieceVerdict(Fact):
    """A serial piece passed final inspection, or failed it for a defect."""

    inspection = OwnedKey(Inspection, models.PROTECT, related_name="piece_verdicts")
    casting = OwnedKey(Casting, models.PROTECT, related_name="verdicts")
    accepted = models.BooleanField()
    defect = models.ForeignKey(Defect, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("cooperative", "casting"), name="verdict_by_casting"),)

    def __str__(self) -> str:
        return f"{self.casting_id}: {self.accepted}"


class NonconformityStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Nonconformity(Owned):
    """A stop with a reason: everything the root reached is held until it is decided."""

    code = models.CharField(max_length=40)
    root = OwnedKey(Node, models.PROTECT, related_name="nonconformities")
    hold = OwnedKey(Hold, models.PROTECT, related_name="nonconformities")
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    inspection = OwnedKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="nonconformities"
    )
    """The inspection whose samples raised it, if one did."""
    pieces_held = models.PositiveIntegerField()
    pieces_already_shipped = models.PositiveIntegerField()
    status = models.CharField(
        max_length=6, choices=NonconformityStatus, default=NonconformityStatus.OPEN
    )

    class Meta:
        ordering = ("-raised_at",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="nonconformity_code_once"),
        )

    def __str__(self) -> str:
        return self.code


class Decision(models.TextChoices):
    SCRAP = "scrap", _("Scrap")
    REWORK = "rework", _("Rework and inspect again")
    CONCESSION = "concession", _("Use with the customer's concession")
    WITHDRAWN = "withdrawn", _("Withdrawn: the inspection was corrected")


class Disposition(Fact):
    """What is done with the held pieces, by whose leave."""

    nonconformity = OwnedKey(Nonconformity, models.PROTECT, related_name="dispositions")
    defect = models.ForeignKey(Defect, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    quantity = models.PositiveIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decision="concession") | ~models.Q(reference=""),
                name="concession_has_a_reference",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nonconformity_id} {self.decision}"
