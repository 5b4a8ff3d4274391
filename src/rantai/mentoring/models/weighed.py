"""What the worker of the night found of each help, so that a page reads it and fits nothing."""

from django.db import models

from rantai.members.models import Workshop
from rantai.mentoring.models.aims import Aim
from rantai.records.models import Owned, OwnedKey


class Verdict(models.TextChoices):
    """The statuses of `portal` have the words for those that a page shows."""

    HELPED = "helped"
    HARMED = "harmed"
    UNKNOWN = "cannot_tell"
    SILENT = "silent"
    """Done where its measure was never recorded."""


class HelpWeighed(Owned):
    """One workshop that was helped: what its measure did before and after, and the verdict.

    Sides are [sum of the values, sum of what they are of, months]; the effect is that of `tuang`.
    Weighed anew every night, since months are added and receipts come in late.
    """

    aim = OwnedKey(Aim, models.CASCADE, related_name="weighed")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="helps_weighed")
    since = models.DateField()
    verdict = models.CharField(max_length=11, choices=Verdict)
    place = models.PositiveIntegerField()
    """On the page: what can be told first, the longest after it first."""
    before = models.JSONField()
    after = models.JSONField()
    effect = models.JSONField()
    weighed_at = models.DateTimeField()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "aim", "workshop"), name="help_weighed_once"
            ),
        )
        indexes = (models.Index(fields=("cooperative", "place"), name="weighed_by_place"),)

    def __str__(self) -> str:
        return f"{self.aim_id} {self.workshop_id}: {self.verdict}"


class TogetherWeighed(Owned):
    """The same help in several workshops, against those that had not had it yet."""

    aim = OwnedKey(Aim, models.CASCADE, related_name="together")
    """One of the kind; it bears the name and the measure of all."""
    workshops = models.PositiveIntegerField()
    verdict = models.CharField(max_length=11, choices=Verdict)
    place = models.PositiveIntegerField()
    effect = models.JSONField()
    weighed_at = models.DateTimeField()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "aim"), name="together_weighed_once"),
        )

    def __str__(self) -> str:
        return f"{self.aim_id}: {self.verdict}"
