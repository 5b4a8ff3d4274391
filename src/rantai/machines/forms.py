"""What a person types about a machine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import MachineState
from rantai.machines.rules import MINUTES_OF_A_DAY
from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
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
    valid_until = day_field(_("Calibrated until"))
    certificate = forms.CharField(label=_("Calibration certificate"), max_length=60)
