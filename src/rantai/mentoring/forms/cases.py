"""What a mentor writes for apprentices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field


class CaseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=80)
    seen = forms.CharField(label=_("What was seen"), max_length=600, widget=forms.Textarea)
    why = forms.CharField(label=_("Why it came to be"), max_length=900, widget=forms.Textarea)
    done = forms.CharField(label=_("What was done about it"), max_length=900, widget=forms.Textarea)


class SchoolForm(forms.Form):
    school = forms.CharField(label=_("School"), max_length=80)
    valid_until = day_field(_("May read until"))
