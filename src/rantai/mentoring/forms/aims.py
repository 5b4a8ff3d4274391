"""Which measure an action or a training should change."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.mentoring.models import Aimed


class AimForm(forms.Form):
    measure = forms.TypedChoiceField(
        label=_("What it should change"),
        choices=Aimed.choices,
        coerce=Aimed,
        widget=forms.RadioSelect,
        help_text=_("Said once, before the figures are known; it cannot be changed afterwards."),
    )
