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
