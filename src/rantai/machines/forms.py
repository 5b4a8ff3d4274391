"""What a person types about a machine."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import MachineState
from rantai.machines.rules import MINUTES_OF_A_DAY
from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.records.fields import MeasuredField
from rantai.records.models import Account


def pieces_field(*, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Pieces"), min_value=0, max_value=1_000_000, required=required, localize=True
    )


class UseForm(forms.Form):
    workshop = forms.ModelChoiceField(label=_("Workshop"), queryset=Workshop.objects.none())
    used_on = day_field(_("Used on"))
    minutes = forms.IntegerField(
        label=_("Minutes used"), min_value=1, max_value=MINUTES_OF_A_DAY, localize=True
    )
    pieces = pieces_field(required=False)

    def __init__(self, *args: object, viewer: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["workshop"].queryset = workshops_visible_to(viewer)  # type: ignore[attr-defined]


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=MachineState.choices)
    because = forms.CharField(label=_("Because"), max_length=200)

    def clean_state(self) -> MachineState:
        return MachineState(self.cleaned_data["state"])


class CalibrationForm(forms.Form):
    """What the certificate says; a failure has no day until which it holds."""

    done_on = day_field(_("Calibrated on"))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=(("good", _("Good: it may be used")), ("failed", _("Failed: it read wrong"))),
        widget=forms.RadioSelect,
        initial="good",
    )
    valid_until = day_field(_("Calibrated until"), required=False)
    certificate = forms.CharField(label=_("Calibration certificate"), max_length=60)
    found = forms.CharField(
        label=_("Largest deviation found"),
        max_length=200,
        required=False,
        help_text=_("As the certificate says it, with its unit and uncertainty."),
    )
    paper = forms.FileField(
        required=False,
        label=_("Copy of the certificate"),
        help_text=_("A photo, PDF or sheet, at most 5 MB."),
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean_paper(self) -> Any:
        if self.oversize:
            raise forms.ValidationError(
                _("%(name)s is larger than 5 MB. Make it smaller, then send it again.")
                % {"name": self.oversize}
            )
        return self.cleaned_data.get("paper")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("result") == "good" and not cleaned.get("valid_until"):
            self.add_error("valid_until", _("A good calibration holds until a day. Write it down."))
        return cleaned

    def said(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        is_good = told.pop("result") == "good"
        return {**told, "is_good": is_good}


class GaugeForm(forms.Form):
    """A gauge as it is engraved and written on its card."""

    code = forms.CharField(max_length=20, label=_("Code"))
    name = forms.CharField(max_length=80, label=_("Name"))
    unit = forms.CharField(max_length=8, required=False, label=_("Unit"))
    resolution = MeasuredField(required=False, places=5, label=_("Smallest step it shows"))
    workshop = forms.ModelChoiceField(
        label=_("Workshop"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label=_("The co-operative's own"),
    )
    custodian = forms.CharField(max_length=80, required=False, label=_("Custodian"))

    def __init__(self, *args: object, viewer: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["workshop"].queryset = workshops_visible_to(viewer)  # type: ignore[attr-defined]

    def clean_resolution(self) -> Any:
        step = self.cleaned_data["resolution"]
        if step is not None and not step:
            raise forms.ValidationError(_("The smallest step is above zero."))
        return step
