"""A form that names its fact, so that a button pressed twice records it once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.records.fields import MomentField

CLOCKS = ["%H:%M:%S", "%H:%M", "%H.%M"]


def clock_input() -> forms.TimeInput:
    return forms.TimeInput({"type": "time", "step": "1"}, format="%H:%M:%S")


class FactForm(forms.Form):
    """A form that names its fact, so that a button pressed twice records it once."""

    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    occurred_at = MomentField(
        required=False, label=_("When"), help_text=_("Leave it empty if it was just now.")
    )
