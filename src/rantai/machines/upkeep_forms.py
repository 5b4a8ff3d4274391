"""What a person types about keeping a machine: plans, rounds, breakdowns, hours and spares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.machines.booking_forms import count_field, moment_field
from rantai.members.forms import day_field


class PlanForm(forms.Form):
    name = forms.CharField(label=_("What is to be done"), max_length=80)
    every_days = count_field(_("Every so many days"), 3650, required=False)
    every_hours = count_field(
        _("Every so many hours"),
        100_000,
        required=False,
        help_text=_("With both, whichever comes first."),
    )
    valid_from = day_field(_("From the day"))


class RoundForm(forms.Form):
    done_on = day_field(_("Done on"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class BreakdownForm(forms.Form):
    broke_at = moment_field(_("Stopped at"))
    what = forms.CharField(label=_("What is broken"), max_length=200)


class RepairForm(forms.Form):
    repaired_at = moment_field(_("Runs again since"))
    what = forms.CharField(label=_("What was done"), max_length=200)


class HoursForm(forms.Form):
    hours = forms.DecimalField(
        label=_("What the counter shows, in hours"),
        min_value=0,
        max_digits=9,
        decimal_places=1,
        localize=True,
    )


class SpareForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=80)
    at_least = count_field(_("Keep at least"), 1000)


class MoveForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=-1000,
        max_value=1000,
        localize=True,
        help_text=_("With a minus for what was used."),
    )
    because = forms.CharField(label=_("Because"), max_length=120)
