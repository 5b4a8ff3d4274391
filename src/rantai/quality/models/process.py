"""What a workshop measured on its own castings while it still could do something about them."""

from django.db import models

from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models import CastingLot


class WorkshopCheck(Fact):
    """The workshop's own look at a lot by the control plan; it accepts nothing, the lab does."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="checks")
    plan = OwnedKey(ControlPlan, models.PROTECT, related_name="checks")
    looked_at = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=("cooperative", "lot"), name="check_by_lot"),)

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.looked_at}"


class CheckedValue(Owned):
    """One sample of one characteristic in a workshop's check: a number, a count, or yes and no."""

    within = OwnedKey(WorkshopCheck, models.PROTECT, related_name="values")
    item = OwnedKey(ControlPlanItem, models.PROTECT, related_name="+")
    sample = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    inspected = models.PositiveIntegerField(null=True, blank=True)
    conforms = models.BooleanField()

    class Meta:
        ordering = ("item__characteristic__number", "sample")

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"
