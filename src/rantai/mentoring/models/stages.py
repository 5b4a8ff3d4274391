"""The stages of a programme, what opens and closes each, and who passed when."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.mentoring.models.programmes import Pillar, Programme
from rantai.records.models import Fact, Owned, OwnedKey


class Stage(Owned):
    """One step of a programme, by its number; a workshop takes them in order."""

    programme = OwnedKey(Programme, models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "programme", "number"), name="stage_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Gate(models.TextChoices):
    ENTRY = "entry", _("To enter")
    EXIT = "exit", _("To leave")


class Proof(models.TextChoices):
    """How it is known whether a criterion is met."""

    WORD = "word", _("The mentor has seen it")
    SCORE = "score", _("The last score of a pillar")


class StageCriterion(Owned):
    """What must be true to enter or to leave a stage, from a day to a day."""

    stage = OwnedKey(Stage, models.PROTECT, related_name="criteria")
    gate = models.CharField(max_length=5, choices=Gate)
    proof = models.CharField(max_length=5, choices=Proof)
    text = models.CharField(max_length=160)
    text_en = models.CharField(max_length=160, blank=True)
    pillar = models.CharField(max_length=9, choices=Pillar, blank=True)
    at_least = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("stage__number", "gate", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(proof="word")
                | models.Q(at_least__isnull=False) & ~models.Q(pillar=""),
                name="criterion_score_has_pillar_and_least",
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return (self.text_en if get_language() == "en" else "") or self.text


class StagePassage(Fact):
    """From this day the workshop stands in this stage, and what was met on that day."""

    programme = OwnedKey(Programme, models.PROTECT, related_name="passages")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="passages")
    stage = OwnedKey(Stage, models.PROTECT, related_name="passages")
    entered_on = models.DateField()
    met = models.JSONField(default=list)
    """One [words, evidence] for each criterion, as it read on that day."""
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "programme", "workshop", "stage"), name="stage_entered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id}: {self.stage_id}"
