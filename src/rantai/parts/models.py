"""Parts and revisions, their grade, characteristics and control plan, and who may make them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.records.models import Owned, OwnedKey


class Grade(Owned):
    """A named iron with its element limits, as one customer or part needs it."""

    code = models.CharField(max_length=20)
    standard = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="grade_code_once"),
        )

    def __str__(self) -> str:
        return self.code


class ElementWindow(Owned):
    """The range an element's mass percent must lie in; an open end is no limit."""

    grade = OwnedKey(Grade, models.PROTECT, related_name="windows")
    element = models.CharField(max_length=4)
    minimum_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    maximum_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "grade", "element"), name="window_element_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.element} {self.minimum_pct}-{self.maximum_pct}"


class Tracing(models.TextChoices):
    LOT = "lot", _("By casting lot")
    PIECE = "piece", _("By serial piece")


class Part(Owned):
    """What a customer buys, under the customer's own number."""

    number = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    traced_by = models.CharField(max_length=5, choices=Tracing)
    mass_kg = models.DecimalField(max_digits=8, decimal_places=3)
    pieces_per_box = models.PositiveIntegerField()
    is_machined = models.BooleanField(default=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "number"), name="part_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PartRevision(Owned):
    """One issue of the drawing, with the grade and the pouring limits that hold for it."""

    part = OwnedKey(Part, models.PROTECT, related_name="revisions")
    revision = models.CharField(max_length=8)
    valid_from = models.DateField()
    grade = OwnedKey(Grade, models.PROTECT, related_name="part_revisions")
    pour_temperature_min_c = models.PositiveIntegerField(null=True, blank=True)
    pour_temperature_max_c = models.PositiveIntegerField(null=True, blank=True)
    pour_within_minutes = models.PositiveSmallIntegerField(
        help_text=_("Longest time from inoculation to the end of the pour.")
    )
    approved_on_file = models.BooleanField(default=False)
    """The customer decides on a file of proof; then nobody else gives leave to make it."""

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "part", "revision"), name="part_revision_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.part.number} {self.revision}"


class CharacteristicClass(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    SIGNIFICANT = "significant", _("Significant")
    STANDARD = "standard", _("Standard")


class Characteristic(Owned):
    """Something to measure or judge on a part: with limits a number, without them yes or no."""

    revision = OwnedKey(PartRevision, models.PROTECT, related_name="characteristics")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    unit = models.CharField(max_length=8, blank=True)
    nominal = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    lower = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    upper = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    importance = models.CharField(max_length=11, choices=CharacteristicClass)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "revision", "number"), name="characteristic_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_measured(self) -> bool:
        return self.lower is not None or self.upper is not None


class ControlPlan(Owned):
    """How a part revision is checked, from a day on; a newer version takes over, none is edited."""

    revision = OwnedKey(PartRevision, models.PROTECT, related_name="control_plans")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "revision", "version"), name="control_plan_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"CP {self.revision_id} v{self.version}"


class ChartKind(models.TextChoices):
    SINGLE = "i-mr", _("Single readings")
    RANGE = "xbar-r", _("Means and ranges")
    DEVIATION = "xbar-s", _("Means and deviations")
    SHARE = "p", _("Share of pieces not good (p)")
    NUMBER = "np", _("Number of pieces not good (np)")
    FAULTS = "c", _("Number of faults (c)")
    RATE = "u", _("Faults a piece (u)")
    LANEY_SHARE = "laney-p", _("Share not good, large samples (Laney p′)")
    LANEY_RATE = "laney-u", _("Faults a piece, large samples (Laney u′)")

    @property
    def is_counted(self) -> bool:
        """What is judged by eye is counted: pieces that are not good, or faults on them."""
        return self not in (ChartKind.SINGLE, ChartKind.RANGE, ChartKind.DEVIATION)

    @property
    def counts_pieces(self) -> bool:
        """A piece is good or not, so there are never more of them than were looked at."""
        return self in (ChartKind.SHARE, ChartKind.NUMBER, ChartKind.LANEY_SHARE)


class RuleSet(models.TextChoices):
    LIMITS = "limits", _("Control limits only")
    WESTERN_ELECTRIC = "western-electric", _("Western Electric")
    NELSON = "nelson", _("Nelson")


class ControlPlanItem(Owned):
    """A characteristic in a control plan: with what, how many a lot, what to do when it is out.

    With a chart, every `subgroup` samples of a lot are one point, and a signal of its rules asks
    for the reaction; `holds_on_signal` then also holds all that was cast since the last good one.
    With a chart of counts a lot is one point: how many of its samples were not good, or how many
    faults they had; up to `accept_up_to` of them the lot passes.
    """

    plan = OwnedKey(ControlPlan, models.PROTECT, related_name="items")
    characteristic = OwnedKey(Characteristic, models.PROTECT, related_name="plan_items")
    method = models.CharField(max_length=60)
    gauge = OwnedKey(Machine, models.PROTECT, null=True, blank=True, related_name="plan_items")
    sample_size = models.PositiveSmallIntegerField()
    reaction = models.CharField(max_length=200)
    chart = models.CharField(max_length=8, choices=ChartKind, blank=True, default="")
    accept_up_to = models.PositiveSmallIntegerField(default=0)
    rules = models.CharField(max_length=16, choices=RuleSet, default=RuleSet.LIMITS)
    subgroup = models.PositiveSmallIntegerField(default=1)
    holds_on_signal = models.BooleanField(default=False)

    class Meta:
        ordering = ("characteristic__number",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "plan", "characteristic"), name="plan_item_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.characteristic_id}"

    @property
    def is_counted(self) -> bool:
        return bool(self.chart) and ChartKind(self.chart).is_counted


class Approval(Owned):
    """The customer's leave for one workshop to make one revision; a new workshop is a new place."""

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="approvals")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="approvals")
    approved_on = models.DateField()
    valid_until = models.DateField()
    reference = models.CharField(max_length=60)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "revision", "approved_on"),
                condition=models.Q(withdrawn_on__isnull=True),
                name="approval_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} x {self.revision_id}"
