"""What a photo, a voice or a sentence says about a heat that no figure says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Fact, OwnedKey
from rantai.shopfloor.models.castings import CastingLot
from rantai.shopfloor.models.heats import Heat


class RemarkKind(models.TextChoices):
    TEXT = "text", _("Note")
    PHOTO = "photo", _("Photo")
    VOICE = "voice", _("Voice")


class Remark(Fact):
    """Of a photo or a voice it keeps the digest: its file comes later, and may never come."""

    heat = OwnedKey(Heat, models.PROTECT, related_name="remarks")
    lot = OwnedKey(CastingLot, models.PROTECT, null=True, blank=True, related_name="remarks")
    about = models.UUIDField(null=True, blank=True)
    """The fact it was recorded with: this scrap, that inspection."""
    kind = models.CharField(max_length=5, choices=RemarkKind)
    text = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    seconds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("occurred_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="text") ^ ~models.Q(sha256=""), name="remark_has_a_file"
            ),
        )

    def __str__(self) -> str:
        return f"{self.heat_id} {self.kind}"
