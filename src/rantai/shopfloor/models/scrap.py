"""Pieces that came to nothing, why, and where it was seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Fact, OwnedKey
from rantai.shopfloor.models.castings import Casting, CastingLot


class Defect(models.Model):
    """A defect code of our own short list; its letter is the family in the casting atlas."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Place(models.TextChoices):
    """Where a defect was found; the later, the dearer."""

    WORKSHOP = "workshop", _("Workshop")
    MACHINING = "machining", _("Machining")
    LAB = "lab", _("Co-operative's inspection")
    DISPOSITION = "disposition", _("Decision on held pieces")
    CUSTOMER = "customer", _("Customer")


BEFORE_INSPECTION = (Place.WORKSHOP, Place.MACHINING)


class Scrap(Fact):
    """So many pieces of a lot (or this one piece) are scrap, for this defect, found here."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="scraps")
    casting = OwnedKey(Casting, models.PROTECT, null=True, blank=True, related_name="scraps")
    quantity = models.PositiveIntegerField()
    defect = models.ForeignKey(Defect, models.PROTECT, related_name="+")
    place = models.CharField(max_length=11, choices=Place)
    spot = models.CharField(max_length=60, blank=True, help_text=_("Where on the piece."))

    class Meta:
        indexes = (models.Index(fields=("cooperative", "lot"), name="scrap_by_lot"),)

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.quantity} {self.defect_id}"
