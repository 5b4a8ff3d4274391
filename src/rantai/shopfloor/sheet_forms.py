"""What people type about a charge sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.records.fields import MeasuredField
from rantai.shopfloor.forms import FactForm
from rantai.shopfloor.models import LeftOutBecause

ELEMENTS = ("C", "Si", "Mn", "P", "S", "Cu", "Cr")


class TapForm(forms.Form):
    tap_kg = MeasuredField(label=_("Iron wanted"), places=1, highest=100_000)


class WeighForm(FactForm):
    lot = forms.IntegerField(widget=forms.HiddenInput)
    mass_kg = MeasuredField(label=_("Weighed"), places=2, highest=100_000)


class LeaveOutForm(forms.Form):
    material = forms.CharField(max_length=60, widget=forms.HiddenInput)
    because = forms.ChoiceField(choices=LeftOutBecause.choices)

    def clean_because(self) -> LeftOutBecause:
        return LeftOutBecause(self.cleaned_data["because"])
