"""A fix that was shown to work, offered to the others: told without whose it was or any figure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.mentoring.models.aims import Aim
from rantai.quality.models import EightD
from rantai.records.models import Fact, Owned, OwnedKey


class Spread(Fact):
    """Yokoten of one fix, from an action that helped or an 8D whose cure was shown."""

    aim = OwnedKey(Aim, models.PROTECT, null=True, blank=True, related_name="spreads")
    eightd = OwnedKey(EightD, models.PROTECT, null=True, blank=True, related_name="spreads")
    text = models.CharField(max_length=300)
    """What the others read; it names no workshop and no figure."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(aim__isnull=False, eightd__isnull=True)
                | models.Q(aim__isnull=True, eightd__isnull=False),
                name="spread_of_one_fix",
            ),
            models.UniqueConstraint(fields=("cooperative", "aim"), name="aim_spread_once"),
            models.UniqueConstraint(fields=("cooperative", "eightd"), name="eightd_spread_once"),
        )

    def __str__(self) -> str:
        return self.text


class Shared(models.TextChoices):
    """What an offered workshop has in common with the one where it worked."""

    PART = "part", _("makes the same part")
    DEFECT = "defect", _("has had the same defect")
    PROCESS = "process", _("has the same point of the check sheet open")


class Offer(Owned):
    """The fix as one workshop is offered it."""

    spread = OwnedKey(Spread, models.PROTECT, related_name="offers")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="offers")
    shared = models.CharField(max_length=7, choices=Shared)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "spread"), name="offered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id}: {self.spread_id}"

    @property
    def answer(self) -> "OfferAnswer | None":
        return next(iter(self.answers.all()), None)

    @property
    def finish(self) -> "OfferDone | None":
        return next(iter(self.finishes.all()), None)

    @property
    def state(self) -> str:
        if self.finish:
            return "done"
        if self.answer is None:
            return "waiting"
        return "accepted" if self.answer.accepts else "declined"


class OfferAnswer(Fact):
    """The owner's word: he does it by a day, or not, and why."""

    offer = OwnedKey(Offer, models.PROTECT, related_name="answers", unique=True)
    accepts = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accepts=True, due_on__isnull=False)
                | (models.Q(accepts=False) & ~models.Q(reason="")),
                name="accepted_by_a_day_or_declined_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.accepts}"


class OfferDone(Fact):
    """It is in place since a day."""

    offer = OwnedKey(Offer, models.PROTECT, related_name="finishes", unique=True)
    done_on = models.DateField()
    note = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.done_on}"
