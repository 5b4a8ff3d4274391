"""Which furnace melts what when: versions of the plan, searches, and what members hear."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.parts.models import Grade
from rantai.records.models import Account, Owned, OwnedKey


class PlanningTerms(Owned):
    """What the planner counts with, as the members decided it, from a day on."""

    valid_from = models.DateField()
    heats_per_day = models.PositiveSmallIntegerField(default=3)
    yield_pct = models.PositiveSmallIntegerField(default=70)
    lead_days = models.PositiveSmallIntegerField(default=2)
    change_rupiah = models.PositiveIntegerField()
    late_rupiah = models.PositiveIntegerField()
    early_rupiah = models.PositiveIntegerField()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="planning_terms_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class StopCause(models.TextChoices):
    BREAKDOWN = "breakdown", _("Furnace down")
    POWER = "power", _("Power cut")
    MEMBER = "member", _("Workshop drops out")
    OFF_GRADE = "off_grade", _("Heat off-grade")


class FurnaceStop(Owned):
    """Days on which a furnace does not melt, though nobody planned it so."""

    furnace = OwnedKey(Machine, models.PROTECT, related_name="stops")
    first_day = models.DateField()
    last_day = models.DateField()
    cause = models.CharField(max_length=9, choices=StopCause)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "furnace", "last_day"), name="stop_by_furnace"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="stop_ends_later"
            ),
        )

    def __str__(self) -> str:
        return f"{self.furnace_id} {self.first_day}"


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WHAT_IF = "what_if", _("What if")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


class PlanVersion(Owned):
    """One plan of the furnaces' heats: the problem it answers, its cost and how it was found.

    `problem` is what tuang's planner and verifier read; `facts` says which rows its names stand
    for, the days, and what is promised to customers.
    """

    number = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=PlanStatus, default=PlanStatus.DRAFT)
    reason = models.CharField(max_length=200)
    first_day = models.DateField()
    based_on = OwnedKey("self", models.PROTECT, null=True, related_name="followers")
    problem: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    facts: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    cost = models.FloatField()
    bound = models.FloatField(default=0)
    seed = models.PositiveIntegerField(default=1)
    method_version = models.CharField(max_length=20)
    changes = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "number"), name="plan_number_once"),
            models.UniqueConstraint(
                fields=("cooperative",),
                condition=models.Q(status="published"),
                name="one_published_plan",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def gap_pct(self) -> float:
        """How much cheaper the best plan could at most be, in percent of the cost."""
        return 100 * max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    @property
    def is_open(self) -> bool:
        return self.status in (PlanStatus.DRAFT, PlanStatus.WHAT_IF)


class ScheduledHeat(Owned):
    """A heat that is planned: furnace, day, place in the day, grade, and pieces by item's name."""

    version = OwnedKey(PlanVersion, models.CASCADE, related_name="heats")
    furnace = OwnedKey(Machine, models.PROTECT, related_name="scheduled_heats")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="scheduled_heats")
    day = models.DateField()
    position = models.PositiveSmallIntegerField()
    grade = OwnedKey(Grade, models.PROTECT, related_name="scheduled_heats")
    pieces: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ("day", "furnace", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "version", "furnace", "day", "position"),
                name="one_heat_at_a_position",
            ),
        )

    def __str__(self) -> str:
        return f"{self.furnace_id} {self.day} {self.position}"


class SearchStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped, best so far kept")
    FAILED = "failed", _("Failed")


class PlanSearch(Owned):
    """The background worker looks for a better plan of one version; the page shows how far."""

    version = OwnedKey(PlanVersion, models.CASCADE, related_name="searches")
    seconds = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=SearchStatus, default=SearchStatus.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    heard_at = models.DateTimeField()
    stop_asked = models.BooleanField(default=False)
    first_cost = models.FloatField()
    cost = models.FloatField()
    bound = models.FloatField(default=0)
    spent_s = models.FloatField(default=0)

    class Meta:
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=("cooperative", "version"), name="search_by_version"),)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "version"),
                condition=models.Q(status__in=("waiting", "running")),
                name="one_search_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.status}"

    @property
    def is_going_on(self) -> bool:
        return self.status in (SearchStatus.WAITING, SearchStatus.RUNNING)

    @property
    def gap_pct(self) -> float:
        return 100 * max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0


class PlanNotice(Owned):
    """What a published version changes for one workshop, and why."""

    version = OwnedKey(PlanVersion, models.PROTECT, related_name="notices")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="plan_notices")
    changes: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("-told_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "version", "workshop"), name="plan_notice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id}: {self.workshop_id}"
