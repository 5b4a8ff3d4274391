"""Check sheets as dated data, the visits on which they were filled in, and what was found."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.mentoring.models.programmes import Pillar, Programme
from rantai.mentoring.models.stages import Stage
from rantai.records.models import Attachment, Fact, Owned, OwnedKey


class SheetKind(models.TextChoices):
    SELF_AUDIT = "self", _("Yearly casting self-audit")
    FIVE_R = "5r", _("5R audit")
    QCDSM = "qcdsm", _("Quality, cost, delivery, safety, morale (QCDSM)")
    SKILLS = "skills", _("Skills")


class CheckSheet(Owned):
    """One edition of a check sheet; a change is a new edition from a day on."""

    kind = models.CharField(max_length=6, choices=SheetKind)
    valid_from = models.DateField()
    every_days = models.PositiveSmallIntegerField()
    takes_workbook = models.BooleanField(default=False)
    """Whether the customer's own workbook may be attached; it is kept, never read."""

    class Meta:
        ordering = ("kind", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "kind", "valid_from"), name="check_sheet_edition_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> str | Promise:
        return SheetKind(self.kind).label


class CheckItem(Owned):
    """One thing looked at, with words for each score from 0 to the best."""

    sheet = OwnedKey(CheckSheet, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    pillar = models.CharField(max_length=9, choices=Pillar)
    text = models.CharField(max_length=160)
    text_en = models.CharField(max_length=160)
    anchors = models.JSONField()
    """[Indonesian, English] for each score, from 0 upward."""

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "sheet", "number"), name="check_item_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.text_en if get_language() == "en" else self.text

    @property
    def best(self) -> int:
        return len(self.anchors) - 1

    @property
    def scale(self) -> list[tuple[int, str]]:
        which = 1 if get_language() == "en" else 0
        return [(score, words[which]) for score, words in enumerate(self.anchors)]


class Visit(Fact):
    """A check sheet filled in by one assessor in one workshop on one day."""

    programme = OwnedKey(Programme, models.PROTECT, related_name="visits")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="visits")
    sheet = OwnedKey(CheckSheet, models.PROTECT, related_name="visits")
    stage = OwnedKey(Stage, models.PROTECT, null=True, blank=True, related_name="visits")
    """Where the workshop stood on that day, if the programme has stages."""
    visited_on = models.DateField()
    workbook = OwnedKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "visited_on"), name="visit_by_workshop"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.visited_on}"


class ItemScore(Fact):
    """What one item was given, with photos; a score left out does not apply there."""

    visit = OwnedKey(Visit, models.PROTECT, related_name="scores")
    item = OwnedKey(CheckItem, models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    before = OwnedKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "visit", "item"),
                condition=models.Q(replaces__isnull=True),
                name="item_scored_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.item_id} {self.score}"


class Action(Fact):
    """What a workshop will do about a finding: who, until when, and what it should change."""

    visit = OwnedKey(Visit, models.PROTECT, related_name="actions")
    item = OwnedKey(CheckItem, models.PROTECT, null=True, blank=True, related_name="actions")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="actions")
    finding = models.CharField(max_length=300)
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=80)
    due_on = models.DateField()

    def __str__(self) -> str:
        return self.text

    @property
    def closing(self) -> "ActionClosing | None":
        return next(iter(self.closings.all()), None)


class ActionClosing(Fact):
    """It is done since this day, and the photo or paper that shows it."""

    action = OwnedKey(Action, models.PROTECT, related_name="closings", unique=True)
    done_on = models.DateField()
    note = models.CharField(max_length=300)
    proof = OwnedKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.action_id}"
