"""What a heat's iron is made of: chill samples and their readings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.records.models import Fact, OwnedKey
from rantai.shopfloor.models.heats import Heat


class Sample(Fact):
    """A chill sample taken from a heat; from now on the furnace is waiting."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "heat", "number"), name="sample_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.heat_id} #{self.number}"


class Bound(models.TextChoices):
    """The instrument could only say below or above; such a figure is no value."""

    BELOW = "<", _("below")
    ABOVE = ">", _("above")


class Reading(Fact):
    """One element of a sample, as the spectrometer read it."""

    sample = OwnedKey(Sample, models.PROTECT, related_name="readings")
    element = models.CharField(max_length=4)
    value_pct = models.DecimalField(max_digits=7, decimal_places=4)
    bound = models.CharField(max_length=1, blank=True, choices=Bound)
    instrument = OwnedKey(Machine, models.PROTECT, related_name="readings")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(value_pct__gte=0, value_pct__lte=100), name="reading_is_percent"
            ),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "instrument", "-occurred_at"), name="reading_by_instrument"
            ),
        )

    def __str__(self) -> str:
        return f"{self.element} {self.bound}{self.value_pct}"
