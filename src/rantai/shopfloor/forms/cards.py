"""What people type about a material's card, and who may see recipes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.records.fields import CountField, MeasuredField
from rantai.records.models import Account, Role

ELEMENTS = ("C", "Si", "Mn", "P", "S", "Cu", "Cr")


class CardForm(forms.Form):
    material = forms.CharField(label=_("Material"), max_length=60)
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        label=_("Lies in"),
        required=False,
        empty_label=_("The co-operative's store"),
    )
    valid_from = day_field(_("From the day"))
    rupiah_per_kg = CountField(label=_("Price, Rp per kg"), highest=10_000_000)
    max_share_pct = MeasuredField(label=_("Most of the charge, %"), places=2, highest=100)

    def __init__(self, data: Any, *, workshop: Workshop | None, viewer: Account) -> None:
        super().__init__(data)
        field = self.fields["workshop"]
        assert isinstance(field, forms.ModelChoiceField)
        if workshop is None:
            field.queryset = workshops_visible_to(viewer)
        else:
            del self.fields["workshop"]
        self.own = workshop
        for element in ELEMENTS:
            self.fields[element] = MeasuredField(
                label=f"{element} %", required=False, places=4, highest=100
            )

    def card(self) -> dict[str, Any]:
        given = self.cleaned_data
        pct: dict[str, Decimal] = {
            element: given[element] for element in ELEMENTS if given.get(element) is not None
        }
        return {
            "material": given["material"],
            "workshop": self.own or given.get("workshop"),
            "valid_from": given["valid_from"],
            "rupiah_per_kg": given["rupiah_per_kg"],
            "max_share_pct": given["max_share_pct"],
            "pct": pct,
        }


class MeltTermsForm(forms.Form):
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("Every member without terms of its own"),
    )
    valid_from = day_field(_("From the day"))
    hold_rupiah_per_minute = CountField(
        label=_("Holding iron liquid, Rp per minute"), lowest=0, highest=1_000_000
    )
    minutes_per_addition = MeasuredField(
        label=_("Until an addition is dissolved"), places=1, highest=120, unit="min"
    )
    minutes_per_reading = MeasuredField(
        label=_("Until a second reading is there"), places=1, highest=120, unit="min"
    )
    remelt_rupiah_per_kg = CountField(
        label=_("Pigging and melting again, Rp per kg"), lowest=0, highest=1_000_000
    )
    analysis_spread_pct = MeasuredField(
        label=_("How far a lot lies from its card, of each figure"),
        places=2,
        highest=50,
        unit="%",
    )
    confidence_pct = CountField(
        label=_("Inside at the first reading, of 100 heats"),
        required=False,
        highest=99,
        help_text=_("Empty: the cheapest charge by expected figures."),
    )

    def __init__(self, data: Any, *, workshop: Workshop | None, viewer: Account) -> None:
        super().__init__(data)
        self.own = workshop
        if workshop is not None:
            del self.fields["workshop"]
            return
        field = self.fields["workshop"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workshops_visible_to(viewer)

    def terms(self) -> dict[str, Any]:
        return {**self.cleaned_data, "workshop": self.own or self.cleaned_data.get("workshop")}


class EngineerForm(forms.Form):
    account = forms.ModelChoiceField(Account.objects.none(), label=_("Melt engineer"))
    valid_from = day_field(_("From the day"))
    valid_until = day_field(_("Until the day"))

    def __init__(self, data: Any, *, viewer: Account) -> None:
        super().__init__(data)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = owned_by_desk(viewer)


def owned_by_desk(viewer: Account) -> Any:
    """The co-operative's own people at the lab and the planner's desk."""
    return Account.objects.filter(
        cooperative=viewer.cooperative, role__in=(Role.LAB, Role.PLANNER), is_active=True
    )
