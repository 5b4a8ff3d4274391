"""What is typed in an approval file: opening one, an element, sending, the customer's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.quality.forms.eightd import day_field, words_field
from rantai.quality.models import ElementName, FileReason, FileVerdict, TriggerName, WordName
from rantai.quality.rules.approval import (
    LEVELS,
    RECORDED_BY_HAND,
    Element,
    Trigger,
    Word,
    words_for,
)
from rantai.records.fields import CountField

LEVEL_WORDS = {
    1: _("1: the warrant only"),
    2: _("2: warrant, samples and the main figures"),
    3: _("3: warrant, samples and everything behind them"),
    4: _("4: what the customer names below"),
    5: _("5: everything is looked at in the workshop"),
}


class AskedForm(forms.Form):
    """At which level the customer wants it, and at level 4 which elements."""

    level = forms.TypedChoiceField(
        coerce=int, choices=[(each, LEVEL_WORDS[each]) for each in LEVELS], label=_("Level")
    )
    asked = forms.MultipleChoiceField(
        required=False,
        choices=[each for each in ElementName.choices if each[0] != ElementName.WARRANT],
        widget=forms.CheckboxSelectMultiple,
        label=_("At level 4 the customer wants to see"),
    )

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"level": told["level"], "asked": [Element(each) for each in told["asked"]]}


class OpenFileForm(AskedForm):
    workshop = forms.ModelChoiceField(Workshop.objects.none(), label=_("Workshop"), empty_label="–")
    revision = forms.ModelChoiceField(
        PartRevision.objects.none(), label=_("Part and drawing"), empty_label="–"
    )
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"), empty_label="–")
    reason = forms.ChoiceField(choices=FileReason, label=_("Why the customer is asked"))

    field_order = ("workshop", "revision", "customer", "reason", "level", "asked")

    def __init__(self, *args: Any, owner_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {"cooperative_id": owner_id}
        for name, rows in (
            ("workshop", Workshop.objects.filter(**mine).order_by("code")),
            (
                "revision",
                PartRevision.objects.filter(**mine)
                .select_related("part")
                .order_by("part__number", "-valid_from"),
            ),
            ("customer", Customer.objects.filter(**mine).order_by("name")),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        names = ("workshop", "revision", "customer")
        return {
            **super().said(),
            **{name: told[name] for name in names},
            "reason": FileReason(told["reason"]),
        }


class ElementForm(forms.Form):
    word = forms.ChoiceField(widget=forms.RadioSelect, label=_("What is said of it"))
    text = words_field(
        300,
        label=_("In words"),
        help_text=_("Which paper, where it is kept, why it does not apply, or by whose leave."),
    )
    paper = forms.FileField(required=False, label=_("Paper (PDF, photo or XLSX)"))
    valid_until = day_field(required=False, label=_("The paper holds until"))

    def __init__(self, *args: Any, element: Element, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = words_for(element)
        self.fields["word"].choices = [  # type: ignore[attr-defined]
            choice for choice in WordName.choices if choice[0] in allowed
        ]

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "word": Word(told["word"]),
            "text": told["text"],
            "valid_until": told["valid_until"],
        }


class SubmitForm(forms.Form):
    despite = words_field(
        300,
        required=False,
        label=_("Why it goes out although something is missing"),
        help_text=_("Empty when nothing is. The customer reads it beside what is missing."),
    )


class DecideForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=FileVerdict.choices, widget=forms.RadioSelect, label=_("Your decision")
    )
    valid_until = day_field(
        required=False,
        label=_("Holds until"),
        help_text=_("Needed for an approval. A rejection ends what held until now."),
    )
    reason = words_field(
        300,
        required=False,
        label=_("Reason, or what must still be mended"),
    )

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "verdict": FileVerdict(told["verdict"]),
            "valid_until": told["valid_until"],
            "reason": told["reason"],
        }


class ReopenForm(forms.Form):
    trigger = forms.ChoiceField(
        choices=[(each.value, TriggerName(each).label) for each in RECORDED_BY_HAND],
        widget=forms.RadioSelect,
        label=_("What has changed"),
    )
    text = forms.CharField(max_length=200, label=_("In words"))

    def said(self) -> dict[str, Any]:
        return {
            "trigger": Trigger(self.cleaned_data["trigger"]),
            "text": self.cleaned_data["text"],
        }


class TermsForm(forms.Form):
    valid_from = day_field(label=_("Holds from"))
    valid_months = CountField(highest=120, label=_("Months an approval holds"))
    idle_months = CountField(highest=60, label=_("Months without a casting that end it"))
    index_critical = forms.FloatField(
        min_value=0, localize=True, label=_("Least Ppk, class critical")
    )
    index_significant = forms.FloatField(
        min_value=0, localize=True, label=_("Least Ppk, class significant")
    )
