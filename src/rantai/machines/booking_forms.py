"""What a person types to ask for a machine, to close one, and to decide the queue rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from rantai.machines.forms import pieces_field
from rantai.machines.models import ClosureKind
from rantai.machines.rules import MINUTES_OF_A_DAY
from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.records.models import Account, Role
from rantai.records.queries import has_role


def moment_field(label: StrOrPromise, **kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        **kwargs,
    )


def clock_field(label: StrOrPromise) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


def count_field(label: StrOrPromise, highest: int, **kwargs: Any) -> forms.IntegerField:
    kwargs = {"min_value": 0, **kwargs}
    return forms.IntegerField(label=label, max_value=highest, localize=True, **kwargs)


def chosen_day(data: Mapping[str, Any], name: str) -> date | None:
    """The day typed into a field, for what the page says about it; nonsense is no day."""
    field = day_field("")
    try:
        typed: date | None = field.clean(data.get(name))
    except forms.ValidationError:
        return None
    return typed


class BookingForm(forms.Form):
    workshop = forms.ModelChoiceField(label=_("Workshop"), queryset=Workshop.objects.none())
    purpose = forms.CharField(label=_("What for"), max_length=80)
    family = forms.CharField(
        label=_("Tool or pattern it is set up for"),
        max_length=30,
        required=False,
        help_text=_("Work with the same set-up can follow without changing over."),
    )
    minutes = count_field(_("Minutes needed"), MINUTES_OF_A_DAY, min_value=1)
    pieces = pieces_field()
    due_on = day_field(_("Needed by"))

    def __init__(self, *args: object, viewer: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if has_role(viewer, Role.PLANNER):
            self.fields["workshop"].queryset = workshops_visible_to(viewer)  # type: ignore[attr-defined]
        else:
            del self.fields["workshop"]


class SafetyForm(forms.Form):
    because = forms.CharField(
        label=_("Which safety part, and why"),
        max_length=120,
        help_text=_("Every member sees who confirmed it."),
    )


class FinishForm(forms.Form):
    began_at = moment_field(_("Began"))
    ended_at = moment_field(_("Ended"))
    pieces = pieces_field()


class ClosureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Why it is closed"), choices=ClosureKind.choices)
    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def clean_kind(self) -> ClosureKind:
        return ClosureKind(self.cleaned_data["kind"])


class ReturnForm(forms.Form):
    returned_on = day_field(_("Given back on"))
    because = forms.CharField(
        label=_("Because"),
        max_length=120,
        help_text=_("Each workshop whose booking ends reads this."),
    )
    ends_bookings = forms.BooleanField(
        label=_("The bookings listed here end, and their workshops are told"), required=False
    )

    def __init__(self, *args: Any, bookings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bookings:
            del self.fields["ends_bookings"]


class QueueRuleForm(forms.Form):
    valid_from = day_field(_("From the day"))
    decision = forms.CharField(label=_("Decision"), max_length=80)
    safety_first = forms.BooleanField(label=_("Safety parts come first"), required=False)
    band_days = count_field(_("Due days that count as equally near"), 60, min_value=1)
    share_days = count_field(_("Fair share looks back, in days"), 730, min_value=1)
    fixed_days = count_field(_("Times are fixed so many days ahead"), 60, min_value=1)
    opens_at = clock_field(pgettext_lazy("hours", "Opens"))
    closes_at = clock_field(pgettext_lazy("hours", "Closes"))
    days_a_week = count_field(_("Working days a week, from Monday"), 7, min_value=1)
    grace_minutes = count_field(_("Minutes of grace"), 480)
    cancel_hours = count_field(_("Free cancelling until so many hours before"), 240)
    no_show_pct = count_field(_("Part of the fee for not coming, in percent"), 100)


class PeriodForm(forms.Form):
    """The days a gift's use is reported for."""

    dari = day_field(_("From"))
    sampai = day_field(_("Until"))
