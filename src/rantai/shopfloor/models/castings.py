"""Castings as counted, and the work done on them."""

from django.db import models

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder
from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models.heats import Heat
from rantai.shopfloor.models.pours import Pour
from rantai.traceability.models import Node


class CastingLot(Fact):
    """The castings of one pour, as first counted; serial parts are numbered one by one."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="casting_lots")
    pour = OwnedKey(Pour, models.PROTECT, related_name="casting_lots")
    heat = OwnedKey(Heat, models.PROTECT, related_name="casting_lots")
    work_order = OwnedKey(WorkOrder, models.PROTECT, related_name="casting_lots")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="casting_lots")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="casting_lot_code_once"),
        )
        indexes = (models.Index(fields=("cooperative", "work_order"), name="lot_by_work_order"),)

    def __str__(self) -> str:
        return self.code


class Recount(Fact):
    """A lot was counted again; the lot keeps its code, and its newest recount is its quantity."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="recounts")
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.quantity}"


class Casting(Owned):
    """One serial piece of a casting lot."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="castings")
    node = OwnedKey(Node, models.PROTECT, related_name="castings")
    serial = models.CharField(max_length=40)

    class Meta:
        ordering = ("serial",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "serial"), name="casting_serial_once"),
        )

    def __str__(self) -> str:
        return self.serial


class Machining(Fact):
    """So many pieces of a lot (or this one piece) were machined."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="machinings")
    casting = OwnedKey(Casting, models.PROTECT, null=True, blank=True, related_name="machinings")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="machinings")
    machine = OwnedKey(Machine, models.PROTECT, related_name="machinings")
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.quantity}"
