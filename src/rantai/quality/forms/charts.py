"""What is typed about a chart, and about what scrap costs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.records.fields import CountField
from rantai.shopfloor.models import Place


class NewLimitsForm(forms.Form):
    """Limits only move for a reason."""

    because = forms.CharField(
        max_length=200,
        label=_("What changed"),
        help_text=_("For example: new lathe chuck since 3 April; the spread is half of before."),
    )


class ScrapCostForm(forms.Form):
    place = forms.ChoiceField(choices=Place, label=_("Found at"))
    valid_from = day_field(_("In force from"))
    rupiah_per_kg = CountField(lowest=0, highest=10_000_000, label=_("Cost of a kilogram"))

    def clean_place(self) -> Place:
        return Place(self.cleaned_data["place"])
