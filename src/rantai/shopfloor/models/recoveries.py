"""What part of each element really arrives, as learnt from the heats of a furnace."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.records.models import Owned, OwnedKey


class Trend(models.TextChoices):
    """What the drift's interval says."""

    STEADY = "steady", _("steady")
    RISING = "rising", _("rising")
    FALLING = "falling", _("falling")


class LearntRecovery(Owned):
    """A recovery as it stood at the furnace's last heat; each night puts new ones in its place.

    recovery, low, high: fractions, with the 95 % interval. drift: change since the furnace's
    first heat. learnt: the part of the prior's variance that the heats took away, 0 to 1.
    method: the version of the method, as an auditor asks for it.
    """

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="learnt_recoveries")
    furnace = OwnedKey(Machine, models.PROTECT, related_name="learnt_recoveries")
    material = models.CharField(max_length=60)
    is_late = models.BooleanField()
    element = models.CharField(max_length=4)
    recovery = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    drift = models.FloatField()
    trend = models.CharField(max_length=8, choices=Trend)
    learnt = models.FloatField()
    heats = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    learnt_at = models.DateTimeField()

    class Meta:
        ordering = ("furnace", "material", "is_late", "element")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "furnace", "material", "is_late", "element"),
                name="recovery_learnt_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.furnace_id} {self.material} {self.element}: {self.recovery:.3f}"

    @property
    def recovery_pct(self) -> float:
        return self.recovery * 100

    @property
    def low_pct(self) -> float:
        return self.low * 100

    @property
    def high_pct(self) -> float:
        return self.high * 100

    @property
    def drift_pct(self) -> float:
        """In percentage points."""
        return self.drift * 100
