"""What was found each time a machine that measures was compared with a standard."""

from django.db import models

from rantai.machines.models.machines import Machine
from rantai.records.models import Fact, OwnedKey


class Calibration(Fact):
    """A comparison with a standard on a day: good until another day, or found wrong.

    `found` is the largest deviation in the words of the certificate; `paper` its copy.
    """

    machine = OwnedKey(Machine, models.PROTECT, related_name="calibrations")
    done_on = models.DateField()
    is_good = models.BooleanField()
    valid_until = models.DateField(null=True, blank=True)
    certificate = models.CharField(max_length=60)
    found = models.CharField(max_length=200, blank=True)
    paper = models.FileField(upload_to="calibrations/%Y/%m/", blank=True)
    paper_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "machine", "-done_on"), name="calibration_by_machine"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_good=True, valid_until__isnull=False)
                | models.Q(is_good=False, valid_until__isnull=True),
                name="good_calibration_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.done_on}"
