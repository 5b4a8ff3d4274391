"""An instrument's export mapping, its repeatability, its reference samples and drift checks."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from rantai.machines.models.machines import Machine
from rantai.records.models import Account, Fact, Owned, OwnedKey


class InstrumentMapping(Owned):
    """How an instrument writes its export, from a day on; the newest of a day counts."""

    instrument = OwnedKey(Machine, models.PROTECT, related_name="mappings")
    valid_from = models.DateField()
    layout = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-valid_from", "-pk")
        indexes = (
            models.Index(
                fields=("cooperative", "instrument", "-valid_from"), name="mapping_by_instrument"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.valid_from}"


class Repeatability(Owned):
    """How far burns of one piece spread by chance: one standard deviation, from a day on."""

    instrument = OwnedKey(Machine, models.PROTECT, related_name="repeatabilities")
    element = models.CharField(max_length=4)
    valid_from = models.DateField()
    sigma_pct = models.DecimalField(max_digits=8, decimal_places=5)
    ground = models.CharField(max_length=120)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "instrument", "element", "valid_from"),
                name="repeatability_day_once",
            ),
            models.CheckConstraint(
                condition=models.Q(sigma_pct__gt=0), name="repeatability_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.element} {self.sigma_pct}"


class ReferenceSample(Owned):
    """A piece of certified iron that shows whether the instrument still reads as it should."""

    instrument = OwnedKey(Machine, models.PROTECT, related_name="references")
    code = models.CharField(max_length=40)
    certificate = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "instrument", "code"), name="reference_code_once"
            ),
        )

    def __str__(self) -> str:
        return self.code


class CertifiedValue(Owned):
    """What the certificate says of one element, and how far a check may lie from it."""

    reference = OwnedKey(ReferenceSample, models.PROTECT, related_name="values")
    element = models.CharField(max_length=4)
    certified_pct = models.DecimalField(max_digits=8, decimal_places=5)
    tolerance_pct = models.DecimalField(max_digits=8, decimal_places=5)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "reference", "element"), name="certified_element_once"
            ),
            models.CheckConstraint(
                condition=models.Q(tolerance_pct__gt=0), name="tolerance_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.element} {self.certified_pct} ± {self.tolerance_pct}"


class DriftCheck(Fact):
    """A reading of the reference sample, judged when it was recorded against its certificate.

    `values` keeps percents as text by element, `outside` the elements beyond tolerance.
    """

    instrument = OwnedKey(Machine, models.PROTECT, related_name="drift_checks")
    reference = OwnedKey(ReferenceSample, models.PROTECT, related_name="checks")
    values: Any = models.JSONField(encoder=DjangoJSONEncoder)
    outside: Any = models.JSONField(default=list)
    is_inside = models.BooleanField()

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "instrument", "-occurred_at"), name="drift_check_by_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.occurred_at:%Y-%m-%d %H:%M}"


class Recalibration(Fact):
    """The instrument was set right again; only a good check after it lets it be believed."""

    instrument = OwnedKey(Machine, models.PROTECT, related_name="recalibrations")
    note = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.occurred_at:%Y-%m-%d %H:%M}"
