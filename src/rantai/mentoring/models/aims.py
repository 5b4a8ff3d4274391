"""What an action or a training should change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Training
from rantai.mentoring.models.visits import Action
from rantai.records.models import Fact, OwnedKey


class Aimed(models.TextChoices):
    """A measure that is counted month by month for every workshop."""

    REJECTS = "rejects", _("Rejects by customers")
    SCRAP = "scrap", _("Scrap before delivery")
    LATE = "late", _("Late work orders")
    PPK = "ppk", _("Lowest Ppk of the month")
    ENERGY = "energy", _("Energy (kWh a tonne)")


class Aim(Fact):
    """The measure that an action, or a training, should change; said before anyone can know."""

    action = OwnedKey(Action, models.PROTECT, null=True, blank=True, related_name="aims")
    training = OwnedKey(Training, models.PROTECT, null=True, blank=True, related_name="aims")
    measure = models.CharField(max_length=7, choices=Aimed)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(action__isnull=False, training__isnull=True)
                | models.Q(action__isnull=True, training__isnull=False),
                name="aim_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=("cooperative", "action"),
                condition=models.Q(replaces__isnull=True),
                name="action_aims_once",
            ),
            models.UniqueConstraint(
                fields=("cooperative", "training"),
                condition=models.Q(replaces__isnull=True),
                name="training_aims_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action_id or self.training_id}: {self.measure}"
