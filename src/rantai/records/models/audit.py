"""The audit trail: append-only, one hash chain per co-operative."""

from typing import Any, NoReturn

from django.db import models
from django.db.models.functions import Coalesce


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit trail is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The audit trail is append-only.")


class AuditChain(models.Model):
    """Where a co-operative's chain ends; locking it puts simultaneous deeds one after the other."""

    cooperative = models.OneToOneField(
        "records.Cooperative", models.PROTECT, null=True, related_name="+"
    )
    last_number = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            # The ministry's chain has no owner, and there is one of it too.
            models.UniqueConstraint(Coalesce("cooperative", 0), name="audit_chain_once"),
        )

    def __str__(self) -> str:
        return f"{self.cooperative_id}: {self.last_number}"


class AuditEntry(models.Model):
    """One deed: who did what to which thing when, and the hash that ties it to the entry before.

    The person's name is kept as it was at the time, so renaming an account rewrites no history.
    """

    cooperative = models.ForeignKey(
        "records.Cooperative", models.PROTECT, null=True, related_name="+"
    )
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey("records.Account", models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    key = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "number"), name="audit_number_once"),
            models.UniqueConstraint(
                fields=("number",),
                condition=models.Q(cooperative__isnull=True),
                name="audit_number_once_without_owner",
            ),
        )
        indexes = (
            models.Index(
                fields=("cooperative", "subject_type", "subject_id"), name="audit_by_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.key}"
