"""What a person chooses at the front door."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """A code as typed once more, when the first try led nowhere."""

    kode = forms.CharField(
        label=_("Code"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class MonthForm(forms.Form):
    """One of the months that have figures."""

    bulan = forms.ChoiceField(label=_("Month"))

    def __init__(self, months: list[date], shown: date | None) -> None:
        super().__init__(initial={"bulan": shown and f"{shown:%Y-%m}"})
        self.fields["bulan"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", date_format(month, "F Y")) for month in months
        ]


class ConflictForm(forms.Form):
    """How a conflict ends; what stands in the books is not set aside here but corrected there."""

    verdict = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    because = forms.CharField(max_length=200, label=_("Reason"))

    def __init__(self, data: Any, *, is_recorded: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)
        verdict.choices = (
            [("stands", _("It stands as recorded"))]
            if is_recorded
            else [("aside", _("Set it aside")), ("stands", _("Try to record it again"))]
        )
        verdict.initial = verdict.choices[0][0]
