"""What a furnace's time and a miss cost, and how sure a first reading is to be."""

from django.core.validators import MaxValueValidator
from django.db import models

from rantai.members.models import Workshop
from rantai.records.models import Owned, OwnedKey


class MeltTerms(Owned):
    """In force from a day on; without a workshop, for every member that has none of its own.

    hold_rupiah_per_minute: keeping iron liquid. minutes_per_addition: from the scale until it
    is dissolved. minutes_per_reading: a second sample. remelt_rupiah_per_kg: what a kilogram
    pigged and melted again loses. analysis_spread_pct: how far a lot lies from its card, of each
    figure. confidence_pct: of 100 heats, so many are to be inside at the first reading; without
    it a charge goes by expected figures alone.
    """

    workshop = OwnedKey(Workshop, models.PROTECT, null=True, blank=True, related_name="melt_terms")
    valid_from = models.DateField()
    hold_rupiah_per_minute = models.PositiveIntegerField()
    minutes_per_addition = models.DecimalField(max_digits=4, decimal_places=1)
    minutes_per_reading = models.DecimalField(max_digits=4, decimal_places=1)
    remelt_rupiah_per_kg = models.PositiveIntegerField()
    analysis_spread_pct = models.DecimalField(
        max_digits=4, decimal_places=2, validators=(MaxValueValidator(50),)
    )
    confidence_pct = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=(MaxValueValidator(99),)
    )

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "valid_from"), name="melt_terms_day_once"
            ),
            # The co-operative's have no workshop, and nothing equals nothing in a database.
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"),
                condition=models.Q(workshop__isnull=True),
                name="common_melt_terms_day_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence_pct__isnull=True)
                | models.Q(confidence_pct__gt=0, confidence_pct__lt=100),
                name="melt_confidence_in_100",
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.confidence_pct}"
