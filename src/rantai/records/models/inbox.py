"""What phones and other devices told us: kept as it came, with what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.records.models.identity import Cooperative
from rantai.records.models.owned import Owned, OwnedKey


class Device(models.Model):
    """A phone, a scale, a counter: it may tell facts in its holder's name until signed out.

    Like an account, it is known before its co-operative is: nothing but its secret comes with it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="devices")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    last_contact_at = models.DateTimeField(null=True, blank=True)
    skew_ms = models.BigIntegerField(default=0)
    signed_out_at = models.DateTimeField(null=True, blank=True)
    signed_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FactState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPLIED = "applied", _("Recorded")
    CONFLICT = "conflict", _("In conflict")
    REFUSED = "refused", _("Refused")
    SET_ASIDE = "set_aside", _("Set aside")


class ToldFact(Owned):
    """One fact as a device told it. What it says never changes; what became of it does."""

    fact = models.UUIDField(editable=False)
    kind = models.CharField(max_length=30)
    device = models.ForeignKey(Device, models.PROTECT, related_name="facts", db_index=False)
    courier = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    device_time = models.DateTimeField()
    skew_ms = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    needs = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=FactState, default=FactState.WAITING)
    made = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=500, blank=True)
    remedy = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "fact"), name="told_fact_once"),
        )
        indexes = (
            models.Index(fields=("cooperative", "state", "id"), name="told_by_state"),
            models.Index(fields=("cooperative", "device", "changed_at"), name="told_by_device"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.fact}"


class FilePiece(Owned):
    """A part of a file that a fact announced; gone when the whole of it is kept, or never came."""

    fact = models.UUIDField(editable=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("start",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "fact", "start"), name="piece_once"),
        )

    def __str__(self) -> str:
        return f"{self.fact} {self.start}"


class Conflict(Owned):
    """Two facts that cannot both be so, or a deed done against a rule nobody there could know."""

    told = OwnedKey(ToldFact, models.PROTECT, related_name="conflicts", unique=True)
    is_recorded = models.BooleanField()
    sentence = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("opened_at",)
        indexes = (models.Index(fields=("cooperative", "resolved_at"), name="conflict_open"),)

    def __str__(self) -> str:
        return self.sentence
