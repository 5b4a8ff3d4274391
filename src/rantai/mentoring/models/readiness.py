"""How ready a workshop is, pillar by pillar: the dated rule, and the mark of each month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.mentoring.models.programmes import Pillar
from rantai.records.models import Owned, OwnedKey


class Sign(models.TextChoices):
    """A live fact that a pillar is judged by, in the unit its words say."""

    ON_TIME = "on_time", _("Work orders on time in full (%)")
    RECORDS = "records", _("Records told on time (%)")
    ACTIONS = "actions", _("Agreed actions closed by their day (%)")
    SKILLS = "skills", _("Skills that two or more have (%)")
    SEEN = "seen", _("Workers whose skills were looked at (%)")
    PPM = "ppm", _("Rejects by customers (PPM)")
    PPK = "ppk", _("Lowest Ppk that the readings prove")
    CALIBRATION = "gauges", _("Gauges in calibration (%)")
    APPROVALS = "approved", _("Part revisions approved")
    SCORE = "score", _("The mentor's last score")


SIGNS_OF: dict[str, tuple[Sign, ...]] = {
    Pillar.STRUCTURE: (Sign.ON_TIME, Sign.RECORDS, Sign.ACTIONS, Sign.SCORE),
    Pillar.PEOPLE: (Sign.SKILLS, Sign.SEEN, Sign.SCORE),
    Pillar.QUALITY: (Sign.PPM, Sign.PPK, Sign.CALIBRATION, Sign.APPROVALS, Sign.SCORE),
}
"""Which facts speak of which pillar; how much, the rule says."""


class ReadinessRule(Owned):
    """What readiness is judged by from a day on, as mentor and co-operative agreed."""

    valid_from = models.DateField()
    decision = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField()
    """How many months back the facts are taken, the one of the day among them."""
    a_from = models.PositiveSmallIntegerField()
    b_from = models.PositiveSmallIntegerField()
    c_from = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="readiness_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(a_from__lte=100, b_from__lt=models.F("a_from"))
                & models.Q(c_from__lt=models.F("b_from"), c_from__gt=0),
                name="readiness_falls_from_a_to_c",
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.decision}"


class ReadinessWeight(Owned):
    """How much one sign counts in one pillar, where it earns everything and where nothing."""

    rule = OwnedKey(ReadinessRule, models.CASCADE, related_name="weights")
    pillar = models.CharField(max_length=9, choices=Pillar)
    sign = models.CharField(max_length=8, choices=Sign)
    weight = models.PositiveSmallIntegerField()
    full_at = models.DecimalField(max_digits=10, decimal_places=2)
    none_at = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "rule", "pillar", "sign"), name="readiness_sign_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(full_at=models.F("none_at")), name="readiness_ends_differ"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pillar} {self.sign}: {self.weight}"


class ReadinessMark(Owned):
    """A pillar of a workshop at the end of a month, or so far in the present one.

    Counted again every night while its month runs, then left as it was: a trend must not change
    because a rule did.
    """

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="readiness_marks")
    month = models.DateField()
    pillar = models.CharField(max_length=9, choices=Pillar)
    rule = OwnedKey(ReadinessRule, models.PROTECT, related_name="marks")
    points = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1)
    signs = models.JSONField()
    """Each sign with its value, the points it earned of a hundred, and its share in percent."""
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "month", "pillar"), name="readiness_mark_once"
            ),
        )
        indexes = (models.Index(fields=("cooperative", "month"), name="readiness_by_month"),)

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.month} {self.pillar}: {self.letter}"
