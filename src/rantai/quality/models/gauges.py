"""Gauge studies, and the dated rule of what a doubtful gauge does to a reading."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.parts.models import Characteristic
from rantai.records.models import Fact, Owned, OwnedKey


class Consequence(models.TextChoices):
    REFUSE = "refuse", _("Refuse the reading")
    MARK = "mark", _("Take the reading and mark it")


class GaugeRule(Owned):
    """What becomes of a reading by a doubtful gauge, and what a study must show, from a day on.

    bounds: per figure the value that is good and the value that still may do, by name.
    """

    valid_from = models.DateField()
    on_failed = models.CharField(max_length=6, choices=Consequence)
    on_expired = models.CharField(max_length=6, choices=Consequence)
    on_unproven = models.CharField(max_length=6, choices=Consequence)
    warn_days = models.PositiveSmallIntegerField()
    bounds: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="gauge_rule_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class StudyKind(models.TextChoices):
    CROSSED = "crossed", _("Repeatability and reproducibility (parts × people)")
    TYPE_ONE = "type1", _("One reference piece, many times (type 1)")
    LINEARITY = "linearity", _("Bias and linearity (several reference pieces)")
    AGREEMENT = "agreement", _("Agreement of people who judge yes or no")


class StudyVerdict(models.TextChoices):
    GOOD = "good", _("Good: the gauge may be used")
    WATCH = "watch", _("May do, with the customer's consent")
    FAILED = "failed", _("Not good enough")


class GaugeStudy(Fact):
    """A study as it was read and judged; readings are rows of part, person, value, reference.

    figures and reasons are what tuang.msa said by the rule of that day; method is its version.
    """

    gauge = OwnedKey(Machine, models.PROTECT, related_name="studies")
    kind = models.CharField(max_length=9, choices=StudyKind)
    characteristic = OwnedKey(
        Characteristic, models.PROTECT, null=True, blank=True, related_name="gauge_studies"
    )
    tolerance = models.FloatField(null=True, blank=True)
    readings: Any = models.JSONField()
    figures: Any = models.JSONField()
    reasons: Any = models.JSONField(default=list)
    verdict = models.CharField(max_length=6, choices=StudyVerdict)
    method = models.CharField(max_length=12)

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "gauge", "-occurred_at"), name="study_by_gauge"),
        )

    def __str__(self) -> str:
        return f"{self.gauge_id} {self.kind} {self.verdict}"
