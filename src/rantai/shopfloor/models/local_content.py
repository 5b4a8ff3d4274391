"""Local content (TKDN): the weights of a rule from a day on, and the evidence for each part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.records.models import Account, Fact, Owned, OwnedKey


class LocalContentRule(Owned):
    """How much each block of cost weighs, by which rule; entered as it was read, never assumed."""

    valid_from = models.DateField()
    version = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    """Where the weights were read: the annex, its page, who looked it up."""
    material_pct = models.DecimalField(max_digits=5, decimal_places=2)
    labour_pct = models.DecimalField(max_digits=5, decimal_places=2)
    overhead_pct = models.DecimalField(max_digits=5, decimal_places=2)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="local_content_rule_day_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    material_pct=100 - models.F("labour_pct") - models.F("overhead_pct")
                ),
                name="local_content_weighs_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.valid_from}"


class ContentBlock(models.TextChoices):
    MATERIAL = "material", _("Direct material")
    LABOUR = "labour", _("Direct labour")
    OVERHEAD = "overhead", _("Factory overhead")


class LocalContentEvidence(Fact):
    """How much of a material, of the labour or of the overhead is local, and what shows it."""

    workshop = OwnedKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="local_content"
    )
    """Without one it holds for all, such as a supplier's certificate of a material in the store."""
    block = models.CharField(max_length=8, choices=ContentBlock)
    material = models.CharField(max_length=60, blank=True)
    local_pct = models.DecimalField(max_digits=5, decimal_places=2)
    evidence = models.CharField(max_length=120)
    """The certificate's number, or what else shows it."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "block", "valid_from"), name="local_content_by_block"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(local_pct__gte=0, local_pct__lte=100),
                name="local_content_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(block="material") ^ models.Q(material=""),
                name="local_content_names_its_material",
            ),
        )

    def __str__(self) -> str:
        return f"{self.block} {self.material} {self.local_pct} %"
