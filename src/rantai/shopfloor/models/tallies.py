"""Running counts of a lot, so that nobody adds up years of facts to find the lots that wait."""

from django.db import models
from django.db.models import F, Q

from rantai.records.models import Owned, OwnedKey
from rantai.shopfloor.models.castings import CastingLot


class LotTally(Owned):
    """What the facts of one lot add up to, written in the transaction that writes the fact.

    The facts stay the truth: `manage check_tallies` counts them again and names a lot whose tally
    says something else.
    """

    lot = OwnedKey(CastingLot, models.PROTECT, related_name="tally", primary_key=True)
    cast = models.PositiveIntegerField()
    lost = models.PositiveIntegerField(default=0)
    """Scrapped before inspection."""
    scrapped = models.PositiveIntegerField(default=0)
    """Scrapped before they left the co-operative, those lost before inspection among them."""
    returned = models.PositiveIntegerField(default=0)
    """Rejected by the customer: made and sent, and scrap all the same."""
    machined = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    packed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            # However many lots there were, these hold only the few that wait.
            models.Index(
                fields=("cooperative", "lot"),
                condition=Q(cast__gt=F("lost") + F("offered")),
                name="lot_to_inspect",
            ),
            models.Index(
                fields=("cooperative", "lot"),
                condition=Q(accepted__gt=F("packed")),
                name="lot_to_pack",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.cast}"
