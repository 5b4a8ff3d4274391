"""Sets of readings that came in a file of another quality system."""

from typing import Any

from django.db import models

from rantai.parts.models import Part
from rantai.records.models import Fact, OwnedKey


class ReadingSet(Fact):
    """One AQDEF file as it was read, whole; the same file twice is one set.

    digest: of its text, whatever letters it was sent in. content: every part, characteristic,
    value and field of it, also those that nothing here understands.
    """

    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    part = OwnedKey(Part, models.PROTECT, null=True, blank=True, related_name="reading_sets")
    """Ours, where the file's part number is one of ours."""
    part_number = models.CharField(max_length=60)
    part_name = models.CharField(max_length=120, blank=True)
    features = models.PositiveIntegerField()
    readings = models.PositiveIntegerField()
    content: Any = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "digest"), name="reading_set_once"),
        )
        indexes = (models.Index(fields=("cooperative", "-received_at"), name="reading_set_by_day"),)

    def __str__(self) -> str:
        return self.file_name
