"""Cases for apprentices: a closed 8D retold without names, and the schools that may read them."""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models

from rantai.quality.models import EightD
from rantai.records.models import Owned, OwnedKey


def new_token() -> str:
    """Guessed by nobody, and said by nothing of the row it stands in."""
    return token_urlsafe(24)


class LearningCase(Owned):
    """What a mentor retold of one closed 8D. Its page knows these four texts and nothing else."""

    eightd = OwnedKey(EightD, models.PROTECT, related_name="learning_cases", unique=True)
    title = models.CharField(max_length=80)
    seen = models.CharField(max_length=600)
    why = models.CharField(max_length=900)
    done = models.CharField(max_length=900)
    order = models.CharField(max_length=40, default=new_token)
    """Chance, so that the order on the page says nothing of when it was."""
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.title


class SchoolLink(Owned):
    """An address under which a school's apprentices read the cases until a day."""

    school = models.CharField(max_length=80)
    token = models.CharField(max_length=40, default=new_token, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_until = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.school
