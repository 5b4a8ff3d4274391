"""From a nonconformity to a proven cure: team, containment, causes, actions, and the closing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Characteristic, PartRevision
from rantai.quality.models.inspection import Nonconformity
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models import Defect


class ClaimRule(Owned):
    """How soon a claim is answered, and how far back a cure is compared, from a day on."""

    valid_from = models.DateField()
    answer_hours = models.PositiveSmallIntegerField()
    window_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="claim_rule_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.answer_hours} h"


class Measure(models.TextChoices):
    DEFECT = "defect", _("Rejects for this defect")
    CHART = "chart", _("Signals on the chart of a characteristic")


class EightD(Owned):
    """One fault of one part from one workshop, followed until its cure is shown to hold.

    A customer's claim names the customer and when it came in; without one it is our own.
    """

    code = models.CharField(max_length=40)
    nonconformity = OwnedKey(Nonconformity, models.PROTECT, related_name="eightds")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="eightds")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="eightds")
    defect = models.ForeignKey(Defect, models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300)
    customer = OwnedKey(Customer, models.PROTECT, null=True, blank=True, related_name="eightds")
    customer_reference = models.CharField(max_length=60, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    measure = models.CharField(max_length=6, choices=Measure, default=Measure.DEFECT)
    characteristic = OwnedKey(
        Characteristic, models.PROTECT, null=True, blank=True, related_name="eightds"
    )
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="eightd_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "nonconformity", "workshop", "revision", "defect"),
                name="eightd_of_a_fault_once",
            ),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True, claimed_at__isnull=True)
                | models.Q(customer__isnull=False, claimed_at__isnull=False),
                name="claim_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(measure="chart") | models.Q(characteristic__isnull=False),
                name="chart_has_a_characteristic",
            ),
        )
        indexes = (models.Index(fields=("cooperative", "due_on"), name="eightd_by_due"),)

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class TeamPlace(Fact):
    """Someone joins the team with a duty, or leaves it; the newest word on a person holds."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="team_places")
    person = models.ForeignKey(Account, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=80)
    is_member = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.eightd_id}: {self.person_id}"


class ContainedAt(models.TextChoices):
    WORKSHOP = "workshop", _("In the workshop")
    YARD = "yard", _("In the co-operative's yard")
    WAY = "way", _("On the way")
    CUSTOMER = "customer", _("At the customer")


class Containment(Fact):
    """What was done at one place so that no more faulty pieces get through, and what it found."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="containments")
    place = models.CharField(max_length=8, choices=ContainedAt)
    done = models.CharField(max_length=300)
    checked = models.PositiveIntegerField()
    faulty = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(faulty__lte=models.F("checked")), name="faulty_of_checked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.eightd_id}: {self.faulty}/{self.checked}"


class FirstAnswer(Fact):
    """What the customer was told first; it stops the clock of the claim."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="first_answers", unique=True)
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.eightd_id}: {self.occurred_at}"


class Branch(models.TextChoices):
    OCCURRENCE = "occur", _("Why it occurred")
    ESCAPE = "escape", _("Why it was not found")


class Why(Fact):
    """One answer in a chain of whys; the last one that can be acted on is the root."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="whys")
    branch = models.CharField(max_length=6, choices=Branch)
    step = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    is_root = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.eightd_id} {self.branch} {self.step}"


class Aim(models.TextChoices):
    CORRECTIVE = "correct", _("Corrective")
    PREVENTIVE = "prevent", _("Preventive")


class CorrectiveAction(Owned):
    """What someone does about a root by a day; it is done when someone has said so."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="actions")
    aim = models.CharField(max_length=7, choices=Aim)
    branch = models.CharField(max_length=6, choices=Branch)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+")
    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="corrective_actions"
    )
    """The owner's workshop, whose people may answer too; none for the co-operative's desks."""
    due_on = models.DateField()
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.text


class ActionChange(Fact):
    """An action was given to someone else or another day, and why; the action itself says to whom
    and until when it is due now."""

    action = OwnedKey(CorrectiveAction, models.PROTECT, related_name="changes")
    owner_before = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_before = models.DateField()
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField()
    because = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=("cooperative", "action"), name="change_by_action"),)

    def __str__(self) -> str:
        return f"{self.action_id}: {self.due_before} > {self.due_on}"


class ActionDone(Fact):
    """The word of who did it, since when it works, and what shows it.

    The lab may take it back when the place does not show it: a fact in its stead that says why.
    """

    action = OwnedKey(CorrectiveAction, models.PROTECT, related_name="done")
    is_taken_back = models.BooleanField(default=False)
    note = models.CharField(max_length=300)
    proof = models.FileField(upload_to="proofs/%Y/%m/", blank=True)
    proof_name = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.action_id}"


class Closing(Fact):
    """The figures on which it was closed, as they stood, or the reason to close without them."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="closings", unique=True)
    is_shown = models.BooleanField()
    figures = models.JSONField()
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_shown=True) | ~models.Q(because=""),
                name="closed_on_proof_or_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.eightd_id}: {self.is_shown}"
