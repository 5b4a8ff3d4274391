"""What materials cost and contain, and who besides the workshop may see it."""

from django.db import models

from rantai.members.models import Workshop
from rantai.records.models import Account, Owned, OwnedKey


class MaterialCard(Owned):
    """What a material costs and contains, from a day on; without a workshop, in the store.

    pct: mass percent by element; an element not named is absent.
    """

    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="material_cards"
    )
    material = models.CharField(max_length=60)
    valid_from = models.DateField()
    rupiah_per_kg = models.PositiveIntegerField()
    pct = models.JSONField(default=dict)
    max_share_pct = models.DecimalField(max_digits=5, decimal_places=2, default=100)

    class Meta:
        ordering = ("material", "valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "material", "valid_from"),
                name="material_card_day_once",
            ),
            # The store has no workshop, and nothing equals nothing in a database.
            models.UniqueConstraint(
                fields=("cooperative", "material", "valid_from"),
                condition=models.Q(workshop__isnull=True),
                name="store_card_day_once",
            ),
            models.CheckConstraint(
                condition=models.Q(max_share_pct__gt=0, max_share_pct__lte=100),
                name="share_is_percent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.material} {self.valid_from}"

    @property
    def percents(self) -> dict[str, float]:
        """As the solver takes them; the row keeps what was typed."""
        return {element: float(value) for element, value in self.pct.items()}


class MeltEngineer(Owned):
    """Someone of the co-operative who may see every member's recipes and prices, for a time."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.valid_from}-{self.valid_until}"
