"""What a spectrometer's export said, and where each of its samples went."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import DriftCheck, Machine
from rantai.records.models import Account, Fact, Owned, OwnedKey
from rantai.shopfloor.models.heats import Heat
from rantai.shopfloor.models.samples import Sample


class ExportSource(models.TextChoices):
    HAND = "hand", _("by hand")
    FOLDER = "folder", _("watched folder")


class ExportFile(Owned):
    """One file of an instrument, stored whole; the same bytes are the same file."""

    instrument = OwnedKey(Machine, models.PROTECT, related_name="exports")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=6, choices=ExportSource)
    rows = models.PositiveIntegerField()
    fresh_rows = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "instrument", "digest"), name="export_file_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class AnalysisStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for a person")
    READ = "read", _("Read")
    CHECK = "check", _("Drift check")
    SET_ASIDE = "set_aside", _("Set aside")


class WaitingCause(models.TextChoices):
    NO_MATCH = "no_match", _("its name leads to no open sample")
    ALREADY_READ = "already_read", _("its sample is already read")
    BURNS_DISAGREE = "burns_disagree", _("its burns disagree")
    TIME = "time", _("the instrument's clock lies outside the heat")
    CALIBRATION = "calibration", _("the instrument is not calibrated for that day")
    INCOMPLETE_CHECK = "incomplete_check", _("the reference's elements are not all read")


class Analysis(Owned):
    """The burns under one sample name of one file, and what became of them."""

    export = OwnedKey(ExportFile, models.PROTECT, related_name="analyses")
    instrument = OwnedKey(Machine, models.PROTECT, related_name="analyses")
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=9, choices=AnalysisStatus, default=AnalysisStatus.WAITING)
    cause = models.CharField(max_length=16, choices=WaitingCause, blank=True)
    sample = OwnedKey(Sample, models.PROTECT, null=True, blank=True, related_name="analyses")
    check_made = OwnedKey(
        DriftCheck, models.PROTECT, null=True, blank=True, related_name="analyses"
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("cooperative", "status"), name="analysis_by_status"),)

    def __str__(self) -> str:
        return self.name


class Burn(Fact):
    """One row of an export. `values` keeps percents as text, with `<` or `>` before a bound."""

    analysis = OwnedKey(Analysis, models.PROTECT, related_name="burns")
    instrument = OwnedKey(Machine, models.PROTECT, related_name="burns")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    is_average = models.BooleanField(default=False)
    row = models.PositiveIntegerField()
    values: Any = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "instrument", "fingerprint"), name="burn_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.analysis_id} #{self.number}"


class Assignment(Fact):
    """A person said what an analysis is: this sample, or nothing; and why."""

    analysis = OwnedKey(Analysis, models.PROTECT, related_name="assignments")
    sample = OwnedKey(Sample, models.PROTECT, null=True, blank=True, related_name="assignments")
    left_out: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.analysis_id}: {self.reason}"


class AdditionTerms(Owned):
    """What throwing a material on the bath brings and costs, from a day on.

    Percents and late recoveries (fractions) by element, as text. Without a workshop the terms
    are the co-operative's, for its store and for whoever has none of its own.
    """

    material = models.CharField(max_length=60)
    workshop = OwnedKey(
        "members.Workshop", models.PROTECT, null=True, blank=True, related_name="addition_terms"
    )
    valid_from = models.DateField()
    rupiah_per_kg = models.PositiveIntegerField()
    composition_pct: Any = models.JSONField()
    late_recovery: Any = models.JSONField(default=dict)
    step_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")
        indexes = (
            models.Index(fields=("cooperative", "material"), name="addition_terms_by_material"),
        )

    def __str__(self) -> str:
        return f"{self.material} {self.valid_from}"


class HeatCorrection(Fact):
    """What the lab told the workshop to do with a bath that read outside, as it was computed.

    hold_minutes, hold_rupiah: until the additions are dissolved, a part of the cost; nothing
    where no terms priced it.
    """

    heat = OwnedKey(Heat, models.PROTECT, related_name="corrections")
    sample = OwnedKey(Sample, models.PROTECT, related_name="corrections")
    status = models.CharField(max_length=10)
    bath_kg = models.DecimalField(max_digits=9, decimal_places=2)
    additions: Any = models.JSONField(default=dict)
    pig_out_kg = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    expected_pct: Any = models.JSONField(default=dict)
    cost_rupiah = models.PositiveBigIntegerField(null=True, blank=True)
    hold_minutes = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    hold_rupiah = models.PositiveBigIntegerField(default=0)
    why: Any = models.JSONField(default=dict)
    method = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.heat_id} {self.status}"
