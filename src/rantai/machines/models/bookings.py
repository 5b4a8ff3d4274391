"""Who asked for a shared machine, when it is theirs, and what came of it."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models.machines import Machine
from rantai.members.models import Workshop
from rantai.records.models import Account, Fact, Owned, OwnedKey

WORKING_DAYS = 6
"""Monday to Saturday."""


class QueueRule(Owned):
    """Whose turn it is on a shared machine and what lateness costs, from a day on."""

    valid_from = models.DateField()
    safety_first = models.BooleanField(default=True)
    band_days = models.PositiveSmallIntegerField(default=7)
    """Due days this close to one another count as equally near."""
    share_days = models.PositiveSmallIntegerField(default=90)
    """Fair share looks back over so many days of use."""
    fixed_days = models.PositiveSmallIntegerField(default=7)
    """So many days ahead the queue becomes fixed bookings."""
    opens_at = models.TimeField(default=time(7))
    closes_at = models.TimeField(default=time(16))
    days_a_week = models.PositiveSmallIntegerField(default=WORKING_DAYS)
    grace_minutes = models.PositiveSmallIntegerField(default=30)
    cancel_hours = models.PositiveSmallIntegerField(default=24)
    no_show_pct = models.PositiveSmallIntegerField(default=50)
    """Of the booked time's fee, for not coming or for cancelling too late."""
    decision = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="queue_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at"), band_days__gt=0),
                name="queue_rule_makes_sense",
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.decision}"


class ClosureKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("Maintenance")
    CALIBRATION = "calibration", _("Calibration")
    HOLIDAY = "holiday", _("Holiday")


class MachineClosure(Owned):
    """A time in which nobody can have the machine."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="closures")
    kind = models.CharField(max_length=12, choices=ClosureKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("starts_at",)
        indexes = (
            models.Index(fields=("cooperative", "machine", "ends_at"), name="closure_by_machine"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="closure_ends_later"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.starts_at:%Y-%m-%d %H:%M}"


class BookingStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    BOOKED = "booked", _("Booked")
    USED = "used", _("Used")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


class Booking(Owned):
    """A workshop asks for minutes on a shared machine; its times are set when the turn is fixed."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="bookings")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=80)
    family = models.CharField(max_length=30, blank=True)
    """What the machine must be set up for; two bookings of one family need no set-up between."""
    minutes = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField()
    due_on = models.DateField()
    safety_reason = models.CharField(max_length=120, blank=True)
    """Why it is a safety part, as the office confirmed it; empty for all others."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=BookingStatus, default=BookingStatus.WAITING)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)
    """What happened to it that its workshop must know, such as a breakdown."""
    ended_on = models.DateField(null=True, blank=True)
    """The day the office ended it for its workshop, which is told so with the note."""

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("cooperative", "machine", "status"), name="booking_by_machine"),
            models.Index(fields=("cooperative", "workshop", "status"), name="booking_by_workshop"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("waiting", "cancelled"))
                | models.Q(starts_at__isnull=False, starts_at__lt=models.F("ends_at")),
                name="booking_has_its_times",
            ),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="booking_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.workshop_id} {self.due_on}"

    @property
    def is_safety(self) -> bool:
        return bool(self.safety_reason)

    @property
    def is_open(self) -> bool:
        return self.status in (BookingStatus.WAITING, BookingStatus.BOOKED)


class MachineUse(Fact):
    """A workshop used a shared machine on a day; the fee is worked out once, at that day's rate.

    A fee without minutes is that of a booking nobody came for, or cancelled too late.
    """

    machine = OwnedKey(Machine, models.PROTECT, related_name="uses")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="machine_uses")
    booking = OwnedKey(Booking, models.PROTECT, null=True, blank=True, related_name="uses")
    used_on = models.DateField()
    minutes = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField(null=True, blank=True)
    fee_rupiah = models.PositiveBigIntegerField()

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "workshop", "used_on"), name="machine_use_by_day"),
            models.Index(
                fields=("cooperative", "machine", "used_on"), name="machine_use_by_machine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.used_on}"
