"""What people type about a charge sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.records.fields import MeasuredField
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.models import LeftOutBecause

ELEMENTS = ("C", "Si", "Mn", "P", "S", "Cu", "Cr")


CONFIDENCES = (50, 70, 80, 90, 95)


class TapForm(forms.Form):
    """usual: the confidence by the dated terms, offered first and chosen where nothing is."""

    tap_kg = MeasuredField(label=_("Iron wanted"), places=1, highest=100_000)
    confidence_pct = forms.TypedChoiceField(
        label=_("Inside at the first reading"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any, *, usual: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["confidence_pct"]
        assert isinstance(field, forms.TypedChoiceField)
        offered = sorted({*CONFIDENCES, *([] if usual is None else [usual])})
        field.choices = [
            ("", _("cheapest, by expected figures")),
            *((each, _("%(count)d of 100 heats") % {"count": each}) for each in offered),
        ]


class WeighForm(FactForm):
    lot = forms.IntegerField(widget=forms.HiddenInput)
    mass_kg = MeasuredField(label=_("Weighed"), places=2, highest=100_000)


class LeaveOutForm(forms.Form):
    material = forms.CharField(max_length=60, widget=forms.HiddenInput)
    because = forms.ChoiceField(choices=LeftOutBecause.choices)

    def clean_because(self) -> LeftOutBecause:
        return LeftOutBecause(self.cleaned_data["because"])
