"""Workshops, how long they belonged, their people and their audited capacity."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Centre, Fact, Owned, OwnedKey


class Workshop(Owned):
    """A member workshop (IKM)."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    village = models.CharField(max_length=60, blank=True)
    tax_number = models.CharField(max_length=16, blank=True)
    """NPWP, digits only."""

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="workshop_code_once"),
            models.UniqueConstraint(
                fields=("cooperative", "tax_number"),
                condition=~models.Q(tax_number=""),
                name="workshop_tax_number_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MembershipStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    DECEASED = "deceased", _("Deceased, with heir")
    LEFT = "left", _("Left")


class Membership(Owned):
    """From this day the workshop's standing is this, until a later row says otherwise."""

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=10, choices=MembershipStatus)
    valid_from = models.DateField()
    heir = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "valid_from"), name="membership_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.status} {self.valid_from}"

    @property
    def standing(self) -> MembershipStatus:
        return MembershipStatus(self.status)


class Person(Owned):
    """A worker or owner of a workshop; some of them sign in."""

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="people")
    name = models.CharField(max_length=80)
    job = models.CharField(max_length=40)
    identity = models.CharField(max_length=20, blank=True)
    """The number of the identity card, where known; names are shared by many."""
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )

    class Meta:
        indexes = (models.Index(fields=("cooperative", "workshop"), name="person_by_workshop"),)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "identity"),
                condition=models.Q(left_on__isnull=True) & ~models.Q(identity=""),
                name="person_works_in_one_workshop",
            ),
        )

    def __str__(self) -> str:
        return self.name


class NamesShown(Owned):
    """From this day customers read workshops' names, or their codes only, as the members decided.

    Before the first decision they read codes.
    """

    valid_from = models.DateField()
    shows_names = models.BooleanField()
    decision = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "valid_from"), name="names_shown_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.shows_names}"


class CapacityAudit(Owned):
    """Good castings a workshop can make in a month, in kg, as the co-operative found on a visit."""

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="capacity_audits")
    valid_from = models.DateField()
    kg_per_month = models.PositiveIntegerField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("cooperative", "workshop", "valid_from"), name="capacity_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.kg_per_month} kg"


class Withheld(models.TextChoices):
    FEW = "few", _("fewer than five firms")
    DOMINATED = "dominated", _("nearly all one firm's")
    PROTECTS = "protects", _("protects others")


class CentreFigure(models.Model):
    """One measure of one centre in one month as it came out; without a centre, of all of them.

    Written by the office's refresh, read by the ministry; no other page joins co-operatives. A
    figure is never edited: a newer one takes its place, and what was out before still decides what
    may come out next.
    """

    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, related_name="figures"
    )
    month = models.DateField()
    measure = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    firms = models.PositiveIntegerField()
    amounts = models.JSONField(default=dict)
    """Each firm's part. Read by the refresh alone, never by a page."""
    withheld = models.CharField(max_length=9, choices=Withheld, blank=True)
    published_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "month", "measure"),
                condition=models.Q(replaced_at__isnull=True),
                name="centre_figure_once",
            ),
            models.UniqueConstraint(
                fields=("month", "measure"),
                condition=models.Q(replaced_at__isnull=True, centre__isnull=True),
                name="centre_total_once",
            ),
        )
        indexes = (models.Index(fields=("measure", "month"), name="centre_figure_by_measure"),)

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month} {self.measure}"


# People: what each can do


class Skill(Owned):
    """Something a workshop must be able to do; some need a certificate that runs out."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    needs_certificate = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="skill_code_once"),
        )

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class SkillLevel(Fact):
    """What a person could do on a day: 0 not, 1 with help, 2 alone, 3 well, 4 teaches it."""

    person = OwnedKey(Person, models.PROTECT, related_name="skill_levels")
    skill = OwnedKey(Skill, models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()
    seen_on = models.DateField()
    training = OwnedKey(
        "Training", models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    """Where it was learnt; a level with a training is that person's attendance too."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(level__lte=4), name="skill_level_to_four"),
        )
        indexes = (
            models.Index(fields=("cooperative", "person", "seen_on"), name="level_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.level}"


class SkillsHeld(Owned):
    """A person's levels and papers added up, so that a page of thousands reads each at once.

    The facts stay the truth: `manage check_tallies` counts them again and names who differs.
    """

    person = OwnedKey(Person, models.PROTECT, related_name="skills_held", primary_key=True)
    levels = models.TextField()
    """Skill and the level last seen, as in "3:2 5:4", by skill."""
    papers = models.TextField(blank=True)
    """Skill, first and last day of each paper, as in "3:2017-01-01:2019-06-30"."""

    def __str__(self) -> str:
        return f"{self.person_id}: {self.levels}"


class SkillCertificate(Fact):
    """A paper that a person holds for a skill until a day."""

    person = OwnedKey(Person, models.PROTECT, related_name="certificates")
    skill = OwnedKey(Skill, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField()

    def __str__(self) -> str:
        return self.number


class Training(Owned):
    """A lesson in one skill on one day."""

    skill = OwnedKey(Skill, models.PROTECT, related_name="trainings")
    title = models.CharField(max_length=80)
    held_on = models.DateField()
    trainer = models.CharField(max_length=80)

    class Meta:
        ordering = ("-held_on", "pk")

    def __str__(self) -> str:
        return self.title


class Duty(models.TextChoices):
    """Work that may be tied to a skill."""

    OPEN_HEAT = "heat", _("Opening a heat")


class SkillRule(Owned):
    """From a day on, a job needs someone in the workshop with a skill at a level."""

    job = models.CharField(max_length=8, choices=Duty)
    skill = OwnedKey(Skill, models.PROTECT, related_name="rules")
    least_level = models.PositiveSmallIntegerField(default=2)
    refuses = models.BooleanField()
    """Refused without it, or only marked in the record."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("job", "valid_from")

    def __str__(self) -> str:
        return f"{self.job}: {self.skill_id}"


# Figures for reports that no daily record tells


class ReportField(models.TextChoices):
    """What a report asks and no record of the day holds; ours, and no form's own names."""

    INVESTMENT = "investment", _("Investment without land and buildings, in rupiah")
    LAND = "land", _("Land and buildings, in rupiah")
    SALES_ELSEWHERE = "sales", _("Sales outside the co-operative, in rupiah")
    WATER = "water", _("Raw water, in cubic metres")
    FUELS = "fuels", _("Fuels and lubricants, in litres")
    OWN_POWER = "own_power", _("Electricity beside the furnaces, in kWh")


class TypedFigure(Fact):
    """What the member wrote for one field of one period; a later one takes its place."""

    workshop = OwnedKey(Workshop, models.PROTECT, related_name="typed_figures")
    field = models.CharField(max_length=12, choices=ReportField)
    period_from = models.DateField()
    period_to = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=1)

    class Meta:
        indexes = (
            models.Index(
                fields=("cooperative", "workshop", "period_to"), name="typed_figure_by_period"
            ),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(value__gte=0), name="typed_figure_counts"),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.field} {self.value}"
