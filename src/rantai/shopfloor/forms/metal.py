"""What people type about metal that became no casting, about energy, and about dated figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine, MachineKind
from rantai.members.forms import day_field
from rantai.records.fields import MeasuredField
from rantai.records.models import Account
from rantai.records.queries import owned_by
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.models import EnergySource, LeftoverKind


class LeftoverForm(FactForm):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=LeftoverKind.choices, widget=forms.RadioSelect
    )
    mass_kg = MeasuredField(label=_("Its mass"), places=2, highest=100_000)

    def clean_kind(self) -> LeftoverKind:
        return LeftoverKind(self.cleaned_data["kind"])


class EnergyForm(FactForm):
    source = forms.ChoiceField(
        label=_("Energy"), choices=EnergySource.choices, widget=forms.RadioSelect
    )
    amount = MeasuredField(
        label=_("Used"), places=1, highest=100_000, help_text=_("kWh of the meter, or kg of coke.")
    )

    def clean_source(self) -> EnergySource:
        return EnergySource(self.cleaned_data["source"])


def clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class MeltRuleForm(forms.Form):
    valid_from = day_field(_("From the day"))
    gap_limit_pct = MeasuredField(
        label=_("Metal that may go missing"), places=2, highest=100, unit="%"
    )
    peak_begins = clock(_("Peak hours begin"))
    peak_ends = clock(_("Peak hours end"))


class FurnaceFiguresForm(forms.Form):
    furnace = forms.ModelChoiceField(Machine.objects.none(), label=_("Furnace"))
    valid_from = day_field(_("From the day"))
    melt_loss_pct = MeasuredField(label=_("Melting loss"), places=2, highest=100, unit="%")
    scale_step_kg = MeasuredField(label=_("Step of the scale"), places=2, highest=1000, unit="kg")

    def __init__(self, data: Any, *, viewer: Account) -> None:
        super().__init__(data)
        field = self.fields["furnace"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = owned_by(viewer, Machine.objects.filter(kind=MachineKind.FURNACE))
