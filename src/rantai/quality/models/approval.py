"""The file by which a customer approves a workshop for a drawing, and what became of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Approval, PartRevision
from rantai.quality.rules.approval import Element, Trigger, Word
from rantai.records.models import Account, Attachment, Fact, Owned, OwnedKey


class ElementName(models.TextChoices):
    DESIGN = Element.DESIGN, _("Drawing and part data")
    CHANGES = Element.CHANGES, _("Changes not yet in the drawing")
    ENGINEERING = Element.ENGINEERING, _("Leave of the customer's engineers")
    DESIGN_FMEA = Element.DESIGN_FMEA, _("FMEA of the design")
    FLOW = Element.FLOW, _("Flow of the process")
    PROCESS_FMEA = Element.PROCESS_FMEA, _("FMEA of the process")
    PLAN = Element.PLAN, _("Control plan")
    GAUGES = Element.GAUGES, _("Gauge studies")
    DIMENSIONS = Element.DIMENSIONS, _("Measured sample pieces")
    TESTS = Element.TESTS, _("Material and performance tests")
    CAPABILITY = Element.CAPABILITY, _("First capability")
    LABORATORY = Element.LABORATORY, _("Laboratory that may be believed")
    APPEARANCE = Element.APPEARANCE, _("Appearance")
    SAMPLES = Element.SAMPLES, _("Sample pieces")
    MASTER = Element.MASTER, _("Master sample")
    AIDS = Element.AIDS, _("Checking aids")
    SPECIFIC = Element.SPECIFIC, _("The customer's own requirements")
    WARRANT = Element.WARRANT, _("Warrant")


class WordName(models.TextChoices):
    PAPER = Word.PAPER, _("A paper is attached")
    KEPT = Word.KEPT, _("It is there: where, and how many")
    NOT_NEEDED = Word.NOT_NEEDED, _("Does not apply to this part")
    WAIVED = Word.WAIVED, _("The customer does without it")


class FileReason(models.TextChoices):
    NEW_PART = "part", _("New part")
    NEW_PLACE = "place", _("New place: another workshop")
    NEW_DRAWING = "drawing", _("New drawing")
    CHANGE = "change", _("Change of tool, process or material")
    IDLE = "idle", _("Made again after a long pause")
    CORRECTION = "correction", _("Correction after a rejection")


class TriggerName(models.TextChoices):
    PLACE = Trigger.PLACE, _("New place")
    TOOL = Trigger.TOOL, _("New pattern, core box or tool")
    PROCESS = Trigger.PROCESS, _("Change of process")
    MATERIAL = Trigger.MATERIAL, _("Change of material")
    DRAWING = Trigger.DRAWING, _("New drawing")
    IDLE = Trigger.IDLE, _("Nothing cast for too long")
    WITHDRAWN = Trigger.WITHDRAWN, _("Approval withdrawn")


class ApprovalTerms(Owned):
    """What an approval asks and how long it holds, as agreed, from a day on."""

    valid_from = models.DateField()
    valid_months = models.PositiveSmallIntegerField()
    idle_months = models.PositiveSmallIntegerField()
    index_critical = models.FloatField()
    index_significant = models.FloatField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="approval_terms_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class ApprovalFile(Owned):
    """Everything by which one customer lets one workshop make one drawing.

    asked: the elements that the customer wants to see, at the level where it tells them.
    """

    code = models.CharField(max_length=20)
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="approval_files")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="approval_files")
    customer = OwnedKey(Customer, models.PROTECT, related_name="approval_files")
    level = models.PositiveSmallIntegerField()
    asked: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=10, choices=FileReason)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="approval_file_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "revision"), name="approval_file_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="approval_file_level"
            ),
        )

    def __str__(self) -> str:
        return self.code


class FileEntry(Fact):
    """What a person says of an element; the newest word on it holds."""

    file = OwnedKey(ApprovalFile, models.PROTECT, related_name="entries")
    element = models.CharField(max_length=11, choices=ElementName)
    word = models.CharField(max_length=10, choices=WordName)
    text = models.CharField(max_length=300)
    paper = OwnedKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("cooperative", "file"), name="file_entry_by_file"),)

    def __str__(self) -> str:
        return f"{self.file_id} {self.element}"


class Submission(Fact):
    """The file as it went to the customer: its papers, and what was missing when it went."""

    file = OwnedKey(ApprovalFile, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    elements: Any = models.JSONField()
    """Each element with its state that day, and whether it went along or was kept."""
    missing: Any = models.JSONField()
    despite = models.CharField(max_length=300, blank=True)
    """Why it went out although something was missing."""
    paper_local = OwnedKey(Attachment, models.PROTECT, related_name="+")
    paper_en = OwnedKey(Attachment, models.PROTECT, related_name="+")
    workbook = OwnedKey(Attachment, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "file", "number"), name="submission_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_id} #{self.number}"


class FileVerdict(models.TextChoices):
    APPROVED = "approved", _("Approved")
    INTERIM = "interim", _("Approved for the time being")
    REJECTED = "rejected", _("Rejected")


class FileDecision(Fact):
    """The customer's word on a submission; the approval it gave, if it gave one."""

    submission = OwnedKey(Submission, models.PROTECT, related_name="decisions", unique=True)
    verdict = models.CharField(max_length=8, choices=FileVerdict)
    reason = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    approval = OwnedKey(
        Approval, models.PROTECT, null=True, blank=True, related_name="file_decisions"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict="rejected", approval__isnull=True)
                | models.Q(approval__isnull=False, valid_until__isnull=False),
                name="leave_has_its_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.verdict}"


class Reopening(Owned):
    """Why the customer must look again; the approval ended with it. The night's has no teller."""

    file = OwnedKey(ApprovalFile, models.PROTECT, related_name="reopenings")
    trigger = models.CharField(max_length=10, choices=TriggerName)
    text = models.CharField(max_length=200)
    reopened_at = models.DateTimeField()
    told_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("reopened_at", "pk")
        indexes = (models.Index(fields=("cooperative", "file"), name="reopening_by_file"),)

    def __str__(self) -> str:
        return f"{self.file_id}: {self.trigger}"
