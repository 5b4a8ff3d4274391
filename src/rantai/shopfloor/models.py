"""Material lots, heats and everything that happens to metal until it is a finished casting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.traceability.models import Node


class MaterialClass(models.TextChoices):
    PIG_IRON = "pig_iron", _("Pig iron")
    STEEL = "steel", _("Steel scrap")
    CAST_SCRAP = "cast_scrap", _("Cast iron scrap")
    RETURNS = "returns", _("Returns")
    ALLOY = "alloy", _("Alloy")
    CARBURISER = "carburiser", _("Carburiser")
    INOCULANT = "inoculant", _("Inoculant")


class MaterialLot(Owned):
    """Metal or alloy as it came in: one supplier, one day, one weight."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="material_lots")
    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="material_lots"
    )
    material = models.CharField(max_length=60)
    material_class = models.CharField(max_length=10, choices=MaterialClass)
    supplier = models.CharField(max_length=80)
    received_on = models.DateField()
    mass_kg = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ("-received_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="material_lot_code_once"),
        )
        indexes = (
            models.Index(fields=("cooperative", "workshop"), name="material_lot_by_workshop"),
        )

    def __str__(self) -> str:
        return self.code


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


class Sample(Fact):
    """A chill sample taken from a heat; from now on the furnace is waiting."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "heat", "number"), name="sample_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.heat_id} #{self.number}"


class Reading(Fact):
    """One element of a sample, as the spectrometer read it."""

    sample = OwnedKey(Sample, models.PROTECT, related_name="readings")
    element = models.CharField(max_length=4)
    value_pct = models.DecimalField(max_digits=7, decimal_places=4)
    instrument = OwnedKey(Machine, models.PROTECT, related_name="readings")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(value_pct__gte=0, value_pct__lte=100), name="reading_is_percent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.element} {self.value_pct}"


class HeatDecision(Fact):
    """The lab released or held a heat, and on what ground."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=8, choices=HeatStatus)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.heat_id} {self.status}"


class Pour(Fact):
    """One ladle poured into moulds, with the two times that tell whether inoculation works."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="pours")
    ladle = models.PositiveSmallIntegerField()
    inoculated_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    temperature_c = models.PositiveSmallIntegerField()
    mass_kg = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("inoculated_at")),
                name="pour_after_inoculation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.heat_id} ladle {self.ladle}"

    @property
    def minutes_since_inoculation(self) -> float:
        return (self.ended_at - self.inoculated_at).total_seconds() / 60


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


class Defect(models.Model):
    """A defect code of our own short list; its letter is the family in the casting atlas."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Place(models.TextChoices):
    """Where a defect was found; the later, the dearer."""

    WORKSHOP = "workshop", _("Workshop")
    MACHINING = "machining", _("Machining")
    LAB = "lab", _("Co-operative's inspection")
    DISPOSITION = "disposition", _("Decision on held pieces")
    CUSTOMER = "customer", _("Customer")


class Scrap(Fact):
    """So many pieces of a lot (or this one piece) are scrap, for this defect, found here."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="scraps")
    casting = OwnedKey(Casting, models.PROTECT, null=True, blank=True, related_name="scraps")
    quantity = models.PositiveIntegerField()
    defect = models.ForeignKey(Defect, models.PROTECT, related_name="+")
    place = models.CharField(max_length=11, choices=Place)
    spot = models.CharField(max_length=60, blank=True, help_text=_("Where on the piece."))

    class Meta:
        indexes = (models.Index(fields=("cooperative", "lot"), name="scrap_by_lot"),)

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.quantity} {self.defect_id}"


class Machining(Fact):
    """So many pieces of a lot (or this one piece) were machined."""

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="machinings")
    casting = OwnedKey(Casting, models.PROTECT, null=True, blank=True, related_name="machinings")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="machinings")
    machine = OwnedKey(Machine, models.PROTECT, related_name="machinings")
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.quantity}"
