"""Machines: whose, given by whom, kept by whom, in what state, at what fee."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.records.models import Owned, OwnedKey


class MachineKind(models.TextChoices):
    FURNACE = "furnace", _("Furnace")
    SPECTROMETER = "spectrometer", _("Spectrometer")
    CORE_MAKING = "core_making", _("Core making machine")
    MOULDING = "moulding", _("Moulding machine")
    MILL = "mill", _("Milling machine")
    LATHE = "lathe", _("Lathe")
    GAUGE = "gauge", _("Gauge")


class MachineState(models.TextChoices):
    READY = "ready", _("Ready")
    REPAIR = "repair", _("Under repair")
    IDLE = "idle", _("Not in use")


class Machine(Owned):
    """A furnace, mill, spectrometer or gauge; without a workshop it is the co-operative's own."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=14, choices=MachineKind)
    workshop = OwnedKey(Workshop, models.PROTECT, null=True, blank=True, related_name="machines")
    donor = models.CharField(max_length=80, blank=True)
    received_on = models.DateField(null=True, blank=True)
    custodian = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=MachineState, default=MachineState.READY)
    capacity_kg = models.PositiveIntegerField(null=True, blank=True)
    calibrated_until = models.DateField(null=True, blank=True)
    """Follows from the calibrations; a failed one ends it on the day before."""
    unit = models.CharField(max_length=8, blank=True)
    resolution = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    """The smallest step that a gauge shows, in its unit."""
    value_rupiah = models.PositiveBigIntegerField(null=True, blank=True)
    setup_minutes = models.PositiveSmallIntegerField(default=0)
    """Between two bookings that need other tools on it."""
    returned_on = models.DateField(null=True, blank=True)
    """From this day it is its donor's again, and nobody here uses it."""

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="machine_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MachineFee(Owned):
    """What an hour on a shared machine costs a member, from a day on."""

    machine = OwnedKey(Machine, models.PROTECT, related_name="fees")
    valid_from = models.DateField()
    rupiah_per_hour = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "machine", "valid_from"), name="machine_fee_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} Rp {self.rupiah_per_hour}"
