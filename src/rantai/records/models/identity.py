"""Centres, co-operatives and the accounts that sign in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Centre(models.Model):
    """A metal centre (sentra): a place on the map with one or more co-operatives."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    province = models.CharField(max_length=60)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    outline = models.JSONField(default=list, blank=True)
    """Rings of longitude and latitude, as an outline was imported; none for a mere point."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Cooperative(models.Model):
    """The supplier in law, and the owner of every row of its own."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cooperatives")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20)
    address = models.CharField(max_length=200, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OPERATOR = "operator", _("Workshop operator")
    OWNER = "owner", _("Workshop owner")
    LAB = "lab", _("Lab technician")
    PLANNER = "planner", _("Planner")
    TREASURER = "treasurer", _("Treasurer")
    CUSTOMER = "customer", _("Customer's quality engineer")
    MENTOR = "mentor", _("Mentor")
    MINISTRY = "ministry", _("Ministry officer")


class Account(AbstractUser):
    """Someone who signs in, with one role; everyone but the ministry belongs to a co-operative."""

    first_name = None  # type: ignore[assignment]  # Indonesian names often have one part only
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role)
    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    is_example = models.BooleanField(default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cooperative__isnull=False) | models.Q(role="ministry"),
                name="account_belongs_or_is_ministry",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
