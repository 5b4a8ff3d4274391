"""What a person types about a member."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from rantai.members.models import MembershipStatus, Person, Skill


def day_field(label: StrOrPromise, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DayForm(forms.Form):
    """The day a board is read for."""

    tanggal = day_field(_("On the day"))


class MembershipForm(forms.Form):
    status = forms.ChoiceField(label=_("Standing"), choices=MembershipStatus.choices)
    valid_from = day_field(_("From the day"))
    heir = forms.CharField(
        label=_("Heir"),
        max_length=80,
        required=False,
        help_text=_("Needed when the owner has died."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_status(self) -> MembershipStatus:
        return MembershipStatus(self.cleaned_data["status"])


class CapacityForm(forms.Form):
    kg_per_month = forms.IntegerField(
        label=_("Good castings in a month"), min_value=1, max_value=5_000_000, localize=True
    )
    valid_from = day_field(_("From the day"))


# People and their skills

LEVELS = (
    (0, _("0 · not yet")),
    (1, _("1 · with help")),
    (2, _("2 · alone")),
    (3, _("3 · well, also when it goes wrong")),
    (4, _("4 · teaches it")),
)


def _level() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Level"), choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )


class SkillForm(forms.Form):
    """Choose a skill of the co-operative."""

    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.none())

    def __init__(self, *args: Any, skills: QuerySet[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = skills  # type: ignore[attr-defined]


class LevelForm(SkillForm):
    level = _level()
    seen_on = day_field(_("Seen on"))


class CertificateForm(SkillForm):
    number = forms.CharField(label=_("Number of the certificate"), max_length=40)
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(_("Valid until"))


class TrainingForm(SkillForm):
    title = forms.CharField(label=_("What was taught"), max_length=80)
    held_on = day_field(_("Held on"))
    trainer = forms.CharField(label=_("Who taught"), max_length=80)
    attended = forms.ModelMultipleChoiceField(
        label=_("Who attended"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    level = _level()

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attended"].queryset = people  # type: ignore[attr-defined]
        self.fields["level"].label = _("Level shown at its end")


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    identity = forms.RegexField(
        label=_("Number of the identity card (NIK)"),
        regex=r"^\d{16}$",
        error_messages={"invalid": _("A NIK has sixteen digits. Read it from the card again.")},
    )
    job = forms.CharField(label=_("Job"), max_length=40)
    joined_on = day_field(_("Works here from"))


class LeaveForm(forms.Form):
    left_on = day_field(_("No longer here from"))
