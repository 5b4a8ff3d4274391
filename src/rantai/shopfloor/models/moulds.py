"""What iron is poured into: sand batches, core lots, and runs of moulds made from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder
from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models.pours import Pour
from rantai.shopfloor.rules import span_words
from rantai.traceability.models import Node


class SandBatch(Fact):
    """Sand mixed at one time, with the tests that a small shop has; none of them is compulsory."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="sand_batches")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="sand_batches")
    moisture_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    compactability_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    green_strength_kpa = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    permeability = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "code"),
                condition=models.Q(replaces__isnull=True),
                name="sand_batch_code_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "occurred_at"), name="sand_by_workshop"
            ),
        )

    def __str__(self) -> str:
        return self.code


class CoreLot(Fact):
    """Cores of one box, made together; they keep until they draw moisture."""

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="core_lots")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="core_lots")
    core_box = models.CharField(max_length=40)
    binder = models.CharField(max_length=60, blank=True)
    """Sand and binder in the shop's words, such as water glass with CO2."""
    quantity = models.PositiveIntegerField()
    usable_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "code"),
                condition=models.Q(replaces__isnull=True),
                name="core_lot_code_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "occurred_at"), name="cores_by_workshop"
            ),
        )

    def __str__(self) -> str:
        return self.code


class MouldRun(Fact):
    """Moulds of one pattern closed one after another, numbered from the first to the last.

    The numbers are those painted on the boxes; they begin again every day.
    """

    code = models.CharField(max_length=40)
    node = OwnedKey(Node, models.PROTECT, related_name="mould_runs")
    workshop = OwnedKey(Workshop, models.PROTECT, related_name="mould_runs")
    work_order = OwnedKey(WorkOrder, models.PROTECT, related_name="mould_runs")
    pattern = models.CharField(max_length=40)
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    hardness = models.PositiveSmallIntegerField(null=True, blank=True)
    """On the B scale, the softest place found; nothing where there is no tester."""
    sand_batch = OwnedKey(
        SandBatch, models.PROTECT, null=True, blank=True, related_name="mould_runs"
    )
    core_lot = OwnedKey(CoreLot, models.PROTECT, null=True, blank=True, related_name="mould_runs")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "code"),
                condition=models.Q(replaces__isnull=True),
                name="mould_run_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(first__gte=1, last__gte=models.F("first")),
                name="moulds_count_upwards",
            ),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "occurred_at"), name="moulds_by_workshop"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pattern} {self.numbers}"

    @property
    def numbers(self) -> str:
        return span_words((self.first, self.last))


class FilledMoulds(Fact):
    """These moulds of a run were filled from this ladle; or none, once it was taken back."""

    pour = OwnedKey(Pour, models.PROTECT, related_name="filled_moulds")
    run = OwnedKey(MouldRun, models.PROTECT, related_name="filled")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first__gte=1, last__gte=models.F("first"))
                | models.Q(first=0, last=0, replaces__isnull=False),
                name="filled_moulds_count_upwards",
            ),
        )

    def __str__(self) -> str:
        return f"{self.run.pattern} {self.numbers}"

    @property
    def numbers(self) -> str:
        return span_words((self.first, self.last))

    @property
    def is_taken_back(self) -> bool:
        return self.last == 0


class MouldMeasure(models.TextChoices):
    HARDNESS = "hardness", _("Mould hardness")
    MOISTURE = "moisture_pct", _("Moisture of the sand")
    COMPACTABILITY = "compactability_pct", _("Compactability")
    GREEN_STRENGTH = "green_strength_kpa", _("Green strength")
    PERMEABILITY = "permeability", _("Permeability")

    @property
    def unit(self) -> str:
        return {"moisture_pct": "%", "compactability_pct": "%", "green_strength_kpa": "kPa"}.get(
            self.value, ""
        )


class MouldLimit(Owned):
    """What a mould or its sand is held to from a day on; without a workshop, for every member."""

    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="mould_limits"
    )
    valid_from = models.DateField()
    measure = models.CharField(max_length=20, choices=MouldMeasure)
    low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("measure", "valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "measure", "valid_from"),
                name="mould_limit_day_once",
            ),
            # The co-operative's have no workshop, and nothing equals nothing in a database.
            models.UniqueConstraint(
                fields=("cooperative", "measure", "valid_from"),
                condition=models.Q(workshop__isnull=True),
                name="common_mould_limit_day_once",
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True)
                | models.Q(high__isnull=True)
                | models.Q(high__gte=models.F("low")),
                name="mould_limit_has_room",
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.measure}"

    @property
    def unit(self) -> str:
        return MouldMeasure(self.measure).unit
