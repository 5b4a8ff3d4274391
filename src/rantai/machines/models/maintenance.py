"""What keeps a machine running: plans, work done, breakdowns, repairs, spares and hours."""

from django.db import models

from rantai.machines.models.machines import Machine
from rantai.records.models import Attachment, Fact, Owned, OwnedKey


class MaintenancePlan(Owned):
    """Work that a machine needs again and again, by days, by hours or whichever comes first."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="maintenance_plans")
    name = models.CharField(max_length=80)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    every_hours = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    hours_at_start = models.DecimalField(max_digits=9, decimal_places=1, default=0)
    """What the machine had run when the plan began; its first round counts from there."""
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=("cooperative", "machine"), name="plan_by_machine"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(every_days__gt=0) | models.Q(every_hours__gt=0),
                name="plan_comes_round",
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.name}"


class MaintenanceDone(Fact):
    """The plan's work was done; the next round counts from here."""

    plan = OwnedKey(MaintenancePlan, models.PROTECT, related_name="rounds")
    machine = OwnedKey(Machine, models.PROTECT, related_name="maintenance_done")
    done_on = models.DateField()
    hours = models.DecimalField(max_digits=9, decimal_places=1)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=("cooperative", "plan", "-done_on"), name="round_by_plan"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.done_on}"


class Breakdown(Fact):
    """The machine stopped by itself; it occurred when it occurred, not when it was written."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="breakdowns")
    what = models.CharField(max_length=200)

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "machine", "-occurred_at"), name="breakdown_by_machine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.occurred_at:%Y-%m-%d %H:%M}"


class Repair(Fact):
    """The machine runs again since it occurred."""

    breakdown = OwnedKey(Breakdown, models.PROTECT, related_name="repairs")
    what = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.breakdown_id} {self.occurred_at:%Y-%m-%d %H:%M}"


class BreakdownPhoto(Fact):
    """What the breakdown looked like; one breakdown may have several."""

    breakdown = OwnedKey(Breakdown, models.PROTECT, related_name="photos")
    photo = OwnedKey(Attachment, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.breakdown_id} {self.photo_id}"


class HourReading(Fact):
    """What the machine's own counter showed."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="hour_readings")
    hours = models.DecimalField(max_digits=9, decimal_places=1)

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "machine", "-occurred_at"), name="hours_by_machine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.hours} h"


class Spare(Owned):
    """A part kept for the machines, and how few of it may be left before more are bought."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="spares")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    at_least = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "machine", "code"), name="spare_code_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SpareMove(Fact):
    """So many came in, or with a minus were used, in a round or a repair where one is named.

    What is used costs what was last paid for it; without a price nothing is known of its cost.
    """

    spare = OwnedKey(Spare, models.PROTECT, related_name="moves")
    quantity = models.SmallIntegerField()
    because = models.CharField(max_length=120)
    rupiah_each = models.PositiveBigIntegerField(null=True, blank=True)
    round = OwnedKey(
        MaintenanceDone, models.PROTECT, null=True, blank=True, related_name="spares_used"
    )
    repair = OwnedKey(Repair, models.PROTECT, null=True, blank=True, related_name="spares_used")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(quantity=0), name="spare_move_moves_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.spare_id} {self.quantity:+d}"

    @property
    def used(self) -> int:
        return max(0, -self.quantity)

    @property
    def cost_rupiah(self) -> int | None:
        return None if self.rupiah_each is None else self.used * self.rupiah_each
