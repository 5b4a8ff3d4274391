"""Programmes of help to workshops: three pillars, dated assessments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.records.models import Fact, Owned, OwnedKey


class Pillar(models.TextChoices):
    STRUCTURE = "structure", _("Foundation of the industrial structure")
    PEOPLE = "people", _("People with an industrial character")
    QUALITY = "quality", _("Quality control")


class Programme(Owned):
    """A mentor's programme with a co-operative, from a day to a day."""

    name = models.CharField(max_length=80)
    mentor = models.CharField(max_length=80)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    aim = models.CharField(max_length=200)

    class Meta:
        ordering = ("-started_on",)

    def __str__(self) -> str:
        return self.name


class Enrolment(Owned):
    """A workshop takes part in a programme from a day on."""

    programme = OwnedKey(Programme, models.PROTECT, related_name="enrolments")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="enrolments")
    joined_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "programme", "workshop"), name="enrolment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.workshop_id}"


class Assessment(Fact):
    """A mentor's score for one pillar of one workshop on one day; old scores stay."""

    programme = OwnedKey(Programme, models.PROTECT, related_name="assessments")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="assessments")
    pillar = models.CharField(max_length=9, choices=Pillar)
    assessed_on = models.DateField()
    score = models.PositiveSmallIntegerField(help_text=_("0 to 100."))
    finding = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(score__lte=100), name="score_of_a_hundred"),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "pillar", "assessed_on"),
                name="assessment_by_workshop",
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.pillar} {self.score}"
