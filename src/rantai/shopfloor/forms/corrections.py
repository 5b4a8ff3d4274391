"""A fact corrected: the new value and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.records.fields import CountField, MeasuredField, MomentField
from rantai.shopfloor.forms.pours import COLDEST_C, HOTTEST_C


class CorrectionForm(forms.Form):
    """What a correction asks besides the reason is added by its kind."""

    because = forms.CharField(
        max_length=200,
        label=_("Why"),
        error_messages={
            "required": _("Say why this is corrected, so that the next reader understands it.")
        },
    )

    def __init__(self, data: Any, *, kind: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields = {**_correctable(kind), **self.fields}

    def changes(self) -> dict[str, Any]:
        """The new values; what was left empty stays as it is."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "because" and value is not None
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # A filling is taken back whole; the reason is all there is to say.
        if len(self.fields) > 1 and not self.errors and not self.changes():
            raise forms.ValidationError(_("No new value is written yet. Write what it should be."))
        return cleaned


def _correctable(kind: str) -> dict[str, forms.Field]:
    match kind:
        case "charge":
            return {"mass_kg": MeasuredField(label=_("Mass"), places=2, highest=100_000)}
        case "reading":
            return {"value_pct": MeasuredField(label=_("Reading"), places=4, highest=100)}
        case "pour":
            return {
                "temperature_c": CountField(
                    required=False, label=_("Temperature"), lowest=COLDEST_C, highest=HOTTEST_C
                ),
                "mass_kg": MeasuredField(
                    required=False, label=_("Iron poured"), places=2, highest=100_000
                ),
                "inoculated_at": MomentField(required=False, label=_("Inoculated at")),
                "ended_at": MomentField(required=False, label=_("Pour ended at")),
            }
        case "count":
            return {"quantity": CountField(label=_("Castings counted"))}
        case "filling":
            return {}
        case _:
            return {"quantity": CountField(lowest=0, label=_("Pieces"))}
