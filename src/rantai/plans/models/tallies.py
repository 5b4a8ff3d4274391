"""What customers said of each workshop's pieces, counted as they said it."""

from django.db import models

from rantai.members.models import Workshop
from rantai.parts.models import Part
from rantai.records.models import Owned, OwnedKey


class ReceivedTally(Owned):
    """Pieces of one part from one workshop that customers accepted and rejected in one month.

    Written by the room that records receipts. It lies here so that a sharing rule can read the
    quality record without knowing boxes and shipments.
    """

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="received_tallies")
    part = OwnedKey(Part, models.PROTECT, related_name="received_tallies")
    month = models.DateField()
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "month", "workshop", "part"), name="received_tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.month:%Y-%m}: {self.accepted}/{self.rejected}"
