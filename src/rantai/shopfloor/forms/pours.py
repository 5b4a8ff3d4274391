"""A ladle as it is typed, and its count."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rantai.records.fields import CountField, MeasuredField
from rantai.shopfloor.forms.facts import CLOCKS, FactForm, clock_input
from rantai.shopfloor.rules import latest_moment

HOTTEST_C, COLDEST_C = 1800, 900


class PourForm(forms.Form):
    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    inoculated = forms.TimeField(
        label=_("Inoculated at"), input_formats=CLOCKS, widget=clock_input()
    )
    temperature_c = CountField(label=_("Temperature"), lowest=COLDEST_C, highest=HOTTEST_C)
    mass_kg = MeasuredField(label=_("Iron poured"), places=2, highest=100_000)
    ended = forms.TimeField(
        required=False,
        label=_("Pour ended at"),
        help_text=_("Leave it empty if it was just now."),
        input_formats=CLOCKS,
        widget=clock_input(),
    )
    day = forms.DateField(
        required=False,
        label=_("Day"),
        help_text=_("Only when this is written down another day."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["temperature_c"].widget.attrs["autofocus"] = "inoculated" in self.initial

    def moments(self, at: datetime) -> tuple[datetime, datetime]:
        """Inoculation and end of the pour; a clock time means the last time the clock showed it."""
        now = timezone.localtime(at)
        if day := self.cleaned_data["day"]:
            now = datetime.combine(day, datetime.max.time(), tzinfo=now.tzinfo)
        ended = self.cleaned_data["ended"]
        ended_at = latest_moment(ended, not_after=now) if ended else at
        start = latest_moment(
            self.cleaned_data["inoculated"], not_after=timezone.localtime(ended_at)
        )
        return start, ended_at


class CountForm(FactForm):
    quantity = CountField(label=_("Castings counted"), widget=forms.TextInput({"autofocus": True}))
