"""What a person types about a member."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from rantai.members.models import MembershipStatus


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
