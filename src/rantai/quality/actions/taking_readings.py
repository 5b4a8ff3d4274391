"""Taking in a file of readings, once."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from rantai.parts.models import Part
from rantai.quality.aqdef import ReadingFile
from rantai.quality.models import ReadingSet
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as


def digest_of(*texts: str) -> str:
    """The same for the same rows, in whatever letters and with whatever line ends they came."""
    rows = "\n".join(line.rstrip() for text in texts for line in text.splitlines())
    return sha256(rows.encode()).hexdigest()


@transaction.atomic
def take_in_readings(
    *, file: ReadingFile, digest: str, name: str, by: Account, at: datetime
) -> tuple[ReadingSet, bool]:
    """Keep a file that was read whole; one that is known already is told and changes nothing."""
    owner = acting_as(by, Role.LAB)
    first = file.sheets[0]
    found, is_new = ReadingSet.objects.get_or_create(
        cooperative=owner,
        digest=digest,
        defaults={
            **stamp(cooperative=owner, by=by, at=at),
            "file_name": name[-120:],
            "part": Part.objects.filter(cooperative=owner, number=first.number).first(),
            "part_number": first.number[:60],
            "part_name": first.name[:120],
            "features": len(file.features),
            "readings": file.readings,
            "content": file.as_json(),
        },
    )
    if is_new:
        write_audit(
            "readings.taken_in", found, by=by, at=at, file=found.file_name, readings=found.readings
        )
    return found, is_new
