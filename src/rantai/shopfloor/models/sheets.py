"""What a charge should be: planned kilograms, and materials a heat does without."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models.heats import Heat
from rantai.shopfloor.models.materials import MaterialLot


class ChargeSheet(Fact):
    """The kilograms proposed for a heat; solved again, it is replaced and the old one stays.

    binding: the limits that cost money, each with what a unit of relief would save.
    confidence_pct: asked for, of 100 heats inside at the first reading; without it the charge
    goes by expected figures alone. first_shot_pct: what it should come to.
    """

    heat = OwnedKey(Heat, models.PROTECT, related_name="charge_sheets")
    tap_kg = models.DecimalField(max_digits=8, decimal_places=2)
    cost_rupiah = models.PositiveBigIntegerField()
    expected_pct = models.JSONField(default=dict)
    binding = models.JSONField(default=list)
    confidence_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    first_shot_pct = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("cooperative", "heat"), name="sheet_by_heat"),)

    def __str__(self) -> str:
        return f"{self.heat_id} {self.tap_kg} kg"


class PlannedCharge(Owned):
    """So many kg of one lot on a sheet, with what was already weighed."""

    sheet = OwnedKey(ChargeSheet, models.PROTECT, related_name="lines")
    material_lot = OwnedKey(MaterialLot, models.PROTECT, related_name="+")
    mass_kg = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "sheet", "material_lot"), name="planned_lot_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.material_lot_id}: {self.mass_kg} kg"


class LeftOutBecause(models.TextChoices):
    MISSING = "missing", _("Not available")
    WET = "wet", _("Wet")
    TOO_BIG = "too_big", _("Too big")


class LeftOut(Fact):
    """A material that this heat does without."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="left_out")
    material = models.CharField(max_length=60)
    because = models.CharField(max_length=8, choices=LeftOutBecause)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "heat", "material"), name="left_out_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.material}: {self.because}"
