"""One furnace load, what went into it, and what the lab decided about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models.materials import MaterialLot
from rantai.traceability.models import Node


class HeatStatus(models.TextChoices):
    MELTING = "melting", _("Melting")
    RELEASED = "released", _("Released")
    HELD = "held", _("On hold")


class Heat(Owned):
    """One furnace load, melted for one work order. Its status is the lab's last word."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="heats")
    work_order = OwnedKey(WorkOrder, models.PROTECT, related_name="heats")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="heats")
    furnace = OwnedKey(Machine, models.PROTECT, related_name="heats")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=HeatStatus, default=HeatStatus.MELTING)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="heat_code_once"),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "-started_at"), name="heat_by_workshop"
            ),
            models.Index(fields=("cooperative", "furnace", "started_at"), name="heat_by_furnace"),
            models.Index(fields=("cooperative", "status"), name="heat_by_status"),
            models.Index(fields=("cooperative", "work_order"), name="heat_by_work_order"),
        )

    def __str__(self) -> str:
        return self.code


class Charge(Fact):
    """So many kg of a material lot went into the furnace; none, once corrected, if it never did."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="charges")
    material_lot = OwnedKey(MaterialLot, models.PROTECT, related_name="charges")
    mass_kg = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(mass_kg__gte=0), name="charge_weighs"),
        )

    def __str__(self) -> str:
        return f"{self.heat_id}: {self.mass_kg} kg"


class HeatDecision(Fact):
    """The lab released or held a heat, and on what ground."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=8, choices=HeatStatus)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.heat_id} {self.status}"
