"""Files kept beside a fact: photos, sheets and papers, each stored once by its content."""

from django.db import models

from rantai.records.models.owned import Owned


def place_of(cooperative_id: int, digest: str) -> str:
    return f"attachments/{cooperative_id}/{digest[:2]}/{digest}"


def own_place(attachment: "Attachment", _name: str) -> str:
    return place_of(attachment.cooperative_id, attachment.sha256)


class Attachment(Owned):
    """One file of a co-operative, named by its digest; a page serves it with the fact it shows.

    There is no address that takes a digest: who may see the fact may see its file.
    """

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=own_place, max_length=160)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "sha256"), name="attachment_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
