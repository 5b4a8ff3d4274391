"""Material as it comes in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.records.fields import MeasuredField
from rantai.shopfloor.models import (
    MaterialClass,
)


class ReceiveForm(forms.Form):
    """The office may also receive for a workshop; a workshop's people only for their own."""

    material = forms.CharField(max_length=60, label=_("Material"))
    material_class = forms.ChoiceField(choices=MaterialClass, label=_("Kind"))
    supplier = forms.CharField(max_length=80, label=_("Supplier"))
    mass_kg = MeasuredField(label=_("Mass on the scale"), places=2, highest=10_000_000)
    received_on = forms.DateField(
        required=False,
        label=_("Received on"),
        help_text=_("Leave it empty if it came today."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, data: Any, *, workshops: QuerySet[Workshop] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["material"].widget.attrs["list"] = "materials"
        self.fields["supplier"].widget.attrs["list"] = "suppliers"
        if workshops is not None:
            self.fields["workshop"] = forms.ModelChoiceField(
                workshops,
                required=False,
                label=_("Lies in"),
                empty_label=_("The co-operative's store"),
            )
