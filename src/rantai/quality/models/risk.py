"""What can go wrong in a process (FMEA): a foundation all workshops share, tuned by each."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Characteristic
from rantai.quality.rules.risk import HIGHEST, LOWEST
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models import Defect


class RatingScale(Owned):
    """What each rating from 1 to 10 means, from a day on.

    words: per rating kind ten pairs of words, Indonesian and English, the mildest first.
    per_million: the most rejects per million pieces of each rating of occurrence but the last.
    """

    valid_from = models.DateField()
    words: Any = models.JSONField()
    per_million: Any = models.JSONField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="rating_scale_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class PriorityTable(Owned):
    """A customer's own table of action priorities, as its file said it, from a day on.

    priorities: one letter (H, M, L) for each severity, occurrence and detection, in that order.
    """

    customer = OwnedKey(Customer, models.PROTECT, related_name="priority_tables")
    valid_from = models.DateField()
    priorities = models.CharField(max_length=1000)
    file_name = models.CharField(max_length=120)
    file_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "customer", "valid_from"), name="priority_table_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.valid_from}"


class Fmea(Owned):
    """The failures of one process. Without a workshop it is the foundation; with one, its tuning.

    A customer says by whose table the priorities are read; without one, by the house's own rule.
    """

    code = models.CharField(max_length=20)
    process = models.CharField(max_length=80)
    process_en = models.CharField(max_length=80)
    workshop = OwnedKey(Workshop, models.PROTECT, null=True, blank=True, related_name="fmeas")
    foundation = OwnedKey("self", models.PROTECT, null=True, blank=True, related_name="tunings")
    customer = OwnedKey(Customer, models.PROTECT, null=True, blank=True, related_name="fmeas")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="fmea_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "foundation", "workshop"), name="fmea_tuned_once"
            ),
            models.CheckConstraint(
                condition=models.Q(workshop__isnull=True, foundation__isnull=True)
                | models.Q(workshop__isnull=False, foundation__isnull=False),
                name="fmea_tunes_a_foundation",
            ),
        )

    def __str__(self) -> str:
        return self.code


def rating(label: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )


class FailureLine(Fact):
    """One cause of one failure, as it was believed from then on.

    row stays the same through every correction, and in every workshop that tunes the line, so the
    newest word on a row holds. A line left out says that the failure does not happen here.
    """

    fmea = OwnedKey(Fmea, models.PROTECT, related_name="lines")
    row = models.UUIDField()
    step = models.PositiveSmallIntegerField(_("Step number"))
    operation = models.CharField(_("Step"), max_length=60)
    mode = models.CharField(_("How it fails"), max_length=160)
    effect = models.CharField(_("What it does to the customer"), max_length=160)
    cause = models.CharField(_("Cause"), max_length=160)
    prevention = models.CharField(_("What prevents the cause"), max_length=160, blank=True)
    detection_control = models.CharField(_("What finds it"), max_length=160, blank=True)
    defect = models.ForeignKey(Defect, models.PROTECT, null=True, blank=True, related_name="+")
    severity = rating(_("Severity"))
    occurrence = rating(_("Occurrence"))
    detection = rating(_("Detection"))
    is_left_out = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    severity__range=(LOWEST, HIGHEST),
                    occurrence__range=(LOWEST, HIGHEST),
                    detection__range=(LOWEST, HIGHEST),
                ),
                name="ratings_of_one_to_ten",
            ),
        )
        indexes = (models.Index(fields=("cooperative", "fmea", "row"), name="line_by_fmea"),)

    def __str__(self) -> str:
        return f"{self.mode}: {self.cause}"


class CauseControl(Fact):
    """A characteristic that control plans check against this cause; the newest word holds.

    It names the characteristic, not a row of one version, so that a new version of a control plan
    keeps the link while it checks the same, and loses it when it does not.
    """

    fmea = OwnedKey(Fmea, models.PROTECT, related_name="controls")
    row = models.UUIDField()
    characteristic = OwnedKey(Characteristic, models.PROTECT, related_name="cause_controls")
    holds = models.BooleanField(default=True)

    class Meta:
        indexes = (models.Index(fields=("cooperative", "row"), name="control_by_row"),)

    def __str__(self) -> str:
        return f"{self.row}: {self.characteristic_id}"


class FmeaRelease(Fact):
    """A dated revision: everything said up to this instant, under a number."""

    fmea = OwnedKey(Fmea, models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=200)
    counts: Any = models.JSONField()
    """How many causes of each priority, and high ones that no control plan checks."""
    method = models.CharField(max_length=40)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "fmea", "number"), name="fmea_release_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fmea_id} r{self.number}"


class RiskAction(Owned):
    """What someone does about a cause by a day, before it has done any harm."""

    fmea = OwnedKey(Fmea, models.PROTECT, related_name="actions")
    row = models.UUIDField()
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField()
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("cooperative", "fmea"), name="risk_action_by_fmea"),)

    def __str__(self) -> str:
        return self.text


class RiskActionDone(Fact):
    """The word of who did it; the new ratings are another line of the FMEA."""

    action = OwnedKey(RiskAction, models.PROTECT, related_name="done", unique=True)
    note = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.action_id}"
