"""Metal of a heat that became no casting, the energy it took, and the dated figures for both."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models.heats import Heat
from rantai.shopfloor.models.materials import MaterialLot


class LeftoverKind(models.TextChoices):
    RUNNERS = "runners", _("Runners and gates")
    SCRAP = "scrap", _("Scrap castings")
    PIGGED = "pigged", _("Pigged")
    SPILLED = "spilled", _("Spilled")
    HEEL = "heel", _("Left in the furnace")

    @property
    def is_melted_again(self) -> bool:
        """Whether it lies in the yard afterwards, as a lot of its own."""
        return self in (LeftoverKind.RUNNERS, LeftoverKind.SCRAP, LeftoverKind.PIGGED)


class Leftover(Fact):
    """So many kg of a heat became no casting; what is melted again is a material lot."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="leftovers")
    kind = models.CharField(max_length=8, choices=LeftoverKind)
    mass_kg = models.DecimalField(max_digits=9, decimal_places=2)
    material_lot = OwnedKey(
        MaterialLot, models.PROTECT, null=True, blank=True, related_name="left_over_from"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(mass_kg__gte=0), name="leftover_weighs"),
        )
        indexes = (models.Index(fields=("cooperative", "heat"), name="leftover_by_heat"),)

    def __str__(self) -> str:
        return f"{self.heat_id} {self.kind}: {self.mass_kg} kg"


class EnergySource(models.TextChoices):
    ELECTRICITY = "kwh", _("Electricity")
    COKE = "coke", _("Coke")

    @property
    def unit(self) -> str:
        return "kWh" if self is EnergySource.ELECTRICITY else "kg"


class EnergyUse(Fact):
    """What one heat took from the meter, or from the coke heap."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="energy_uses")
    source = models.CharField(max_length=4, choices=EnergySource)
    amount = models.DecimalField(max_digits=9, decimal_places=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="energy_is_used"),
        )
        indexes = (models.Index(fields=("cooperative", "heat"), name="energy_by_heat"),)

    def __str__(self) -> str:
        return f"{self.heat_id}: {self.amount} {self.source}"


class FurnaceFigures(Owned):
    """What a furnace loses, keeps and weighs by, from a day on."""

    furnace = OwnedKey(Machine, models.PROTECT, related_name="furnace_figures")
    valid_from = models.DateField()
    melt_loss_pct = models.DecimalField(max_digits=4, decimal_places=2)
    scale_step_kg = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "furnace", "valid_from"), name="furnace_figures_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(melt_loss_pct__gte=0, melt_loss_pct__lt=100),
                name="melt_loss_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(scale_step_kg__gt=0), name="scale_has_a_step"
            ),
        )

    def __str__(self) -> str:
        return f"{self.furnace_id} {self.valid_from}"


class MeltRule(Owned):
    """What the co-operative holds its furnaces to, from a day on."""

    valid_from = models.DateField()
    gap_limit_pct = models.DecimalField(
        max_digits=4, decimal_places=2, validators=(MaxValueValidator(100),)
    )
    peak_begins = models.TimeField()
    peak_ends = models.TimeField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="melt_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(peak_ends__gt=models.F("peak_begins")), name="peak_has_hours"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.gap_limit_pct} %"
