"""What the treasurer types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Part
from rantai.records.fields import MeasuredField
from rantai.records.models import Cooperative
from rantai.records.numbers import read_rupiah
from rantai.records.refusals import Refusal
from rantai.settlement.models import DeductionKind

HIGHEST = 10**12
"""A million million: far above any invoice, far below what a column holds."""


class RupiahField(forms.Field):
    """Whole rupiah, with or without dots between the thousands."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"required": _("There is no amount yet. Write it in rupiah.")}

    def to_python(self, value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            rupiah = read_rupiah(str(value))
        except Refusal as refused:
            raise forms.ValidationError(refused.sentence) from refused
        if rupiah > HIGHEST:
            raise forms.ValidationError(
                _("This is more than any payment here. Look at the zeros again.")
            )
        return rupiah


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ThroughForm(forms.Form):
    """Up to which day the customer's receipts are paid."""

    through = DayField(label=_("Received up to"))


class CloseForm(forms.Form):
    """The customer's invoice, against which members and margin must add up."""

    invoice_number = forms.CharField(max_length=40, label=_("Invoice number"))
    invoice_rupiah = RupiahField(label=_("Invoice amount"))
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)


class AdvanceForm(forms.Form):
    """Material on credit for a member."""

    workshop = forms.ModelChoiceField(Workshop.objects.none(), label=_("Workshop"))
    given_on = DayField(label=_("Given on"))
    rupiah = RupiahField(label=_("Amount"))
    purpose = forms.CharField(max_length=120, label=_("What for"))

    def __init__(self, *args: Any, cooperative: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workshops = self.fields["workshop"]
        assert isinstance(workshops, forms.ModelChoiceField)
        workshops.queryset = Workshop.objects.filter(cooperative=cooperative)


class PriceForm(forms.Form):
    """A price of a part from a day on: a customer's, a member's, or every member's."""

    part = forms.ModelChoiceField(Part.objects.none(), label=_("Part"))
    customer = forms.ModelChoiceField(
        Customer.objects.none(),
        required=False,
        label=_("Customer pays"),
        empty_label=_("– this is a member's price –"),
    )
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        required=False,
        label=_("Workshop gets"),
        empty_label=_("– every workshop –"),
    )
    valid_from = DayField(label=_("From"))
    rupiah = RupiahField(label=_("Price a piece"))

    def __init__(self, *args: Any, cooperative: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("part", Part.objects.filter(cooperative=cooperative)),
            ("customer", Customer.objects.filter(cooperative=cooperative)),
            ("workshop", Workshop.objects.filter(cooperative=cooperative)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("customer") and cleaned.get("workshop"):
            raise forms.ValidationError(
                _("Choose a customer or a workshop, not both: these are two prices.")
            )
        return cleaned


class RuleForm(forms.Form):
    """A deduction as the members decided it."""

    kind = forms.ChoiceField(
        choices=[choice for choice in DeductionKind.choices if choice[0] != DeductionKind.MACHINE],
        label=_("Deduction"),
    )
    valid_from = DayField(label=_("From"))
    percent = MeasuredField(required=False, highest=100, places=3, label=_("Percent"))
    rupiah = RupiahField(required=False, label=_("or rupiah"))
    decision = forms.CharField(max_length=120, label=_("Decided in"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("percent") is None) == (cleaned.get("rupiah") is None):
            raise forms.ValidationError(_("Write a percent or an amount in rupiah, one of them."))
        wants_percent = {DeductionKind.LEVY, DeductionKind.ADVANCE}
        if cleaned.get("kind") in wants_percent and cleaned.get("percent") is None:
            raise forms.ValidationError(_("This deduction is a percent."))
        if cleaned.get("kind") == DeductionKind.SAVINGS and cleaned.get("rupiah") is None:
            raise forms.ValidationError(_("Savings are an amount in rupiah a month."))
        return cleaned
