"""Customers, their delivery schedules release by release, and the call-offs in them."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.parts.models import PartRevision
from rantai.records.models import Account, Owned, OwnedKey


class Customer(Owned):
    """Who buys. The tier is data: press and contracts do not agree on it."""

    code = models.CharField(max_length=35)
    name = models.CharField(max_length=80)
    tier = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    supplier_code = models.CharField(
        max_length=20, blank=True, help_text=_("Our number in the customer's books.")
    )

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="customer_code_once"),
        )

    def __str__(self) -> str:
        return self.name


class CustomerContact(Owned):
    """A customer's person who may look in; sees this customer's business and no other."""

    customer = OwnedKey(Customer, models.PROTECT, related_name="contacts")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="customer_contact"
    )

    def __str__(self) -> str:
        return f"{self.account_id} of {self.customer_id}"


class DeliverySchedule(Owned):
    """One release of a customer's schedule, as it came; a newer release supersedes it."""

    customer = OwnedKey(Customer, models.PROTECT, related_name="schedules")
    release_number = models.CharField(max_length=70)
    issued_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="schedules/%Y/%m/")
    supersedes = OwnedKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", unique=True
    )

    class Meta:
        ordering = ("-issued_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "customer", "release_number"), name="release_number_once"
            ),
            models.UniqueConstraint(
                fields=("cooperative", "customer", "file_sha256"), name="release_file_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.release_number}"


class ScheduleLine(Owned):
    """One part to one place in a release, with the customer's own cumulative count."""

    schedule = OwnedKey(DeliverySchedule, models.PROTECT, related_name="lines")
    revision = OwnedKey(PartRevision, models.PROTECT, related_name="schedule_lines")
    ship_to = models.CharField(max_length=70)
    order_number = models.CharField(max_length=70, blank=True)
    cumulative_received = models.PositiveIntegerField(null=True, blank=True)
    cumulative_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "schedule", "revision", "ship_to", "order_number"),
                name="schedule_line_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.schedule_id}: {self.revision_id} -> {self.ship_to}"


class CallOffKind(models.TextChoices):
    FIRM = "firm", _("Firm")
    FORECAST = "forecast", _("Forecast")
    BACKLOG = "backlog", _("Backlog")


class CallOff(Owned):
    """A quantity wanted on a day; firm and backlog are to be delivered, forecast only planned."""

    line = OwnedKey(ScheduleLine, models.PROTECT, related_name="call_offs")
    kind = models.CharField(max_length=8, choices=CallOffKind)
    frequency = models.CharField(max_length=1, default="D")
    due_on = models.DateField()
    plan_month = models.DateField(
        help_text=_("First day of the month it is to be made for: never before the release.")
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("cooperative", "plan_month"), name="call_off_by_month"),)

    def __str__(self) -> str:
        return f"{self.quantity} on {self.due_on}"


class CustomerLink(Owned):
    """A link that opens a customer's pages to read, until a day or until it is revoked.

    Its address carries the key with our signature, so nobody makes one up; the account behind it
    has no password and sees what any contact of this customer sees.
    """

    customer = OwnedKey(Customer, models.PROTECT, related_name="links")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="customer_link"
    )
    given_to = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="link_lasts_a_while"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.given_to}"

    def opens(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


class CustomerLinkUse(Owned):
    """One page that was read by a link."""

    link = OwnedKey(CustomerLink, models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("cooperative", "link", "-at"), name="link_use_by_time"),)

    def __str__(self) -> str:
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"
