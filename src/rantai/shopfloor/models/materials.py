"""Metal and alloy as it lies in the yard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.records.models import Owned, OwnedKey
from rantai.traceability.models import Node


class MaterialClass(models.TextChoices):
    PIG_IRON = "pig_iron", _("Pig iron")
    STEEL = "steel", _("Steel scrap")
    CAST_SCRAP = "cast_scrap", _("Cast iron scrap")
    RETURNS = "returns", _("Returns")
    ALLOY = "alloy", _("Alloy")
    CARBURISER = "carburiser", _("Carburiser")
    INOCULANT = "inoculant", _("Inoculant")


class MaterialLot(Owned):
    """Metal or alloy as it came in: one supplier, one day, one weight."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="material_lots")
    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="material_lots"
    )
    material = models.CharField(max_length=60)
    material_class = models.CharField(max_length=10, choices=MaterialClass)
    supplier = models.CharField(max_length=80)
    received_on = models.DateField()
    mass_kg = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ("-received_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="material_lot_code_once"),
        )
        indexes = (
            models.Index(fields=("cooperative", "workshop"), name="material_lot_by_workshop"),
        )

    def __str__(self) -> str:
        return self.code
