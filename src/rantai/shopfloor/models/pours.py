"""Ladles poured into moulds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Fact, OwnedKey
from rantai.shopfloor.models.heats import Heat


class MomentKind(models.TextChoices):
    TAPPED = "tapped", _("Tapped")
    INOCULATED = "inoculated", _("Inoculated")


class FurnaceMoment(Fact):
    """A clock that began to run at the furnace, so that the next shift's phone shows it too."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="moments")
    kind = models.CharField(max_length=10, choices=MomentKind)

    class Meta:
        ordering = ("occurred_at", "pk")

    def __str__(self) -> str:
        return f"{self.heat_id} {self.kind}"


class Pour(Fact):
    """One ladle poured into moulds, with the two times that tell whether inoculation works."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="pours")
    ladle = models.PositiveSmallIntegerField()
    inoculated_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    temperature_c = models.PositiveSmallIntegerField()
    mass_kg = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("inoculated_at")),
                name="pour_after_inoculation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.heat_id} ladle {self.ladle}"

    @property
    def minutes_since_inoculation(self) -> float:
        return (self.ended_at - self.inoculated_at).total_seconds() / 60
