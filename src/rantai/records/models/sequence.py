"""Running numbers, such as delivery note 417 of 2019, without gaps or doubles."""

from django.db import models

from rantai.records.models.owned import Owned


class Sequence(Owned):
    """The last number given under a prefix."""

    prefix = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "prefix"), name="sequence_prefix_once"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
