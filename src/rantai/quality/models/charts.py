"""The charts of what is measured: one stream a workshop and characteristic, its limits, points."""

from django.db import models

from rantai.members.models import Workshop
from rantai.parts.models import Characteristic, ChartKind, ControlPlanItem
from rantai.quality.models.inspection import Inspection
from rantai.records.models import Fact, Owned, OwnedKey
from rantai.shopfloor.models import Place


class Stream(Owned):
    """One characteristic of a part as one workshop makes it; another's is another process.

    chart and tail follow from its points and only spare a page the search for them: tail holds
    the newest points, oldest first, each as value, signals, readings and lot.
    """

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="streams")
    characteristic = OwnedKey(Characteristic, models.PROTECT, related_name="streams")
    chart = models.CharField(max_length=8, choices=ChartKind, blank=True, default="")
    tail = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "characteristic", "workshop"), name="stream_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} x {self.characteristic_id}"


class FrozenLimits(Fact):
    """The limits a stream keeps from a point on; newer ones take over, none is edited.

    They come from `points` points of `size` readings; method is the version of how they were
    worked out. Without a reason they are the first, of phase I. On a chart of counts the centre
    is the share or the rate, sigma how much wider than chance the counts spread, and the size 1.
    """

    stream = OwnedKey(Stream, models.PROTECT, related_name="limits")
    chart = models.CharField(max_length=8, choices=ChartKind)
    size = models.PositiveSmallIntegerField()
    centre = models.FloatField()
    sigma = models.FloatField()
    points = models.PositiveIntegerField()
    method = models.CharField(max_length=12)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "stream", "-occurred_at"), name="limits_by_stream"),
        )

    def __str__(self) -> str:
        return f"{self.stream_id}: {self.centre} ± {self.sigma}"


class ChartPoint(Fact):
    """One subgroup of an inspection, as it was judged against the limits then in force.

    readings: what was measured, or how many were counted of how many.
    signals: the run rules it completed, by name, with blanks between; without limits none.
    """

    stream = OwnedKey(Stream, models.PROTECT, related_name="points")
    inspection = OwnedKey(Inspection, models.PROTECT, related_name="chart_points")
    item = OwnedKey(ControlPlanItem, models.PROTECT, related_name="chart_points")
    limits = OwnedKey(
        FrozenLimits, models.PROTECT, null=True, blank=True, related_name="chart_points"
    )
    number = models.PositiveSmallIntegerField()
    chart = models.CharField(max_length=8, choices=ChartKind)
    readings = models.JSONField()
    value = models.FloatField()
    signals = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("cooperative", "stream", "-occurred_at"), name="point_by_stream"),
            models.Index(fields=("cooperative", "inspection"), name="point_by_inspection"),
        )

    def __str__(self) -> str:
        return f"{self.stream_id}: {self.value}"


class ScrapCost(Owned):
    """What a kilogram of scrap costs where it is found, from a day on: the later, the dearer."""

    place = models.CharField(max_length=11, choices=Place)
    valid_from = models.DateField()
    rupiah_per_kg = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "place", "valid_from"), name="scrap_cost_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} Rp {self.rupiah_per_kg}"
