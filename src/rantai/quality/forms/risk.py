"""What is typed in an FMEA: lines, controls, actions, revisions, scales, a customer's table."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import Characteristic
from rantai.quality.actions.risking import Failure
from rantai.quality.forms.eightd import PersonField, day_field, words_field
from rantai.quality.models import FailureLine
from rantai.quality.queries.risk import Scale
from rantai.quality.rules.risk import RATINGS
from rantai.records.fields import MeasuredField
from rantai.records.models import Account
from rantai.shopfloor.models import Defect


class BeginForm(forms.Form):
    process = forms.CharField(max_length=80, label=_("Process, in Indonesian"))
    process_en = forms.CharField(max_length=80, label=_("Process, in English"))


class CustomerTableField(forms.ModelChoiceField[Customer]):
    """By whose table the priorities are read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Customer.objects.none(),
            required=False,
            label=_("Priorities by the table of"),
            empty_label=_("our own rule"),
            **kwargs,
        )


class TuneForm(forms.Form):
    workshop = forms.ModelChoiceField(Workshop.objects.none(), label=_("Workshop"), empty_label="–")
    customer = CustomerTableField()

    def __init__(self, *args: Any, owner_id: int, taken: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = Workshop.objects.filter(cooperative_id=owner_id).exclude(pk__in=taken)
        self.fields["workshop"].queryset = shops.order_by("code")  # type: ignore[attr-defined]
        customers = Customer.objects.filter(cooperative_id=owner_id)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]


def text_of(longest: int, label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=longest, label=label, widget=forms.Textarea(attrs={"rows": 2}), **kwargs
    )


class DefectField(forms.ModelChoiceField[Defect]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.name_en if get_language() == 'en' else obj.name}"


class LineForm(forms.Form):
    """One cause: what a person believes; what the scrap facts say stands beside, never in it."""

    step = forms.IntegerField(min_value=1, max_value=999, label=_("Step number"))
    operation = forms.CharField(
        max_length=60, label=_("Step"), help_text=_("For example: pouring.")
    )
    mode = text_of(160, _("How it fails"))
    effect = text_of(160, _("What it does to the customer"))
    cause = text_of(160, _("Cause"))
    prevention = text_of(160, _("What prevents the cause"), required=False)
    detection_control = text_of(160, _("What finds it"), required=False)
    defect = DefectField(
        Defect.objects.all(),
        required=False,
        label=_("Defect that shows it"),
        empty_label="–",
        help_text=_("With it, the scrap of the last year stands beside the occurrence."),
    )
    severity = forms.TypedChoiceField(coerce=int, label=_("Severity"))
    occurrence = forms.TypedChoiceField(coerce=int, label=_("Occurrence"))
    detection = forms.TypedChoiceField(coerce=int, label=_("Detection"))
    is_left_out = forms.BooleanField(required=False, label=_("Does not happen here"))
    because = forms.CharField(max_length=200, label=_("Why it is said so"))
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, scale: Scale, standing: FailureLine | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        tongue = 1 if get_language() == "en" else 0
        for kind in ("severity", "occurrence", "detection"):
            words = scale.words[kind]
            self.fields[kind].choices = [  # type: ignore[attr-defined]
                ("", "–"),
                *((n, f"{n} · {words[n - 1][tongue]}") for n in RATINGS),
            ]
        if standing is None:
            del self.fields["is_left_out"]
            self.fields["because"].required = False

    def failure(self) -> Failure:
        said = self.cleaned_data
        names = [name for name in Failure.__slots__ if name in said]
        return Failure(**{name: said[name] for name in names})

    def told(self) -> dict[str, Any]:
        """The failure as typed, why it is said, and the line that was before the eyes."""
        said = self.cleaned_data
        return {"failure": self.failure(), "because": said["because"], "seen": said["seen"]}


def said_by(line: FailureLine) -> dict[str, Any]:
    """What stands there, to be changed: a person's belief, not a reading."""
    return {**{name: getattr(line, name) for name in Failure.__slots__}, "seen": line.pk}


class CharacteristicsField(forms.ModelMultipleChoiceField[Characteristic]):
    def label_from_instance(self, obj: Any) -> str:
        name = obj.name_en if get_language() == "en" else obj.name
        return f"{obj.revision.part.number} {obj.revision.revision} · {obj.number}. {name}"


class ControlsForm(forms.Form):
    characteristics = CharacteristicsField(
        Characteristic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Checked in a control plan by"),
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["characteristics"].queryset = offered  # type: ignore[attr-defined]


class RiskActionForm(forms.Form):
    text = words_field(300, label=_("What is done"))
    owner = PersonField(Account.objects.none(), label=_("Who does it"), empty_label="–")
    due_on = day_field(label=_("Due"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class RiskDoneForm(forms.Form):
    note = words_field(300, label=_("What was done"))


class ReleaseForm(forms.Form):
    because = forms.CharField(max_length=200, label=_("What is new in it"))


class ScaleForm(forms.Form):
    """Thirty sentences in two languages and nine rates, from a day on."""

    valid_from = day_field(label=_("Holds from"))

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        for kind, word in KINDS.items():
            for n in RATINGS:
                for tongue, name in enumerate(("Indonesia", "English")):
                    self.fields[f"{kind}-{n}-{tongue}"] = forms.CharField(
                        max_length=120,
                        label=f"{word} {n}, {name}",
                        initial=scale.words[kind][n - 1][tongue],
                    )
        for n, most in enumerate(scale.per_million, start=1):
            field = MeasuredField(
                lowest=0,
                highest=1_000_000,
                label=_("Occurrence %(n)d: most rejects per million") % {"n": n},
            )
            field.initial = most
            self.fields[f"most-{n}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        most = [cleaned.get(f"most-{n}") for n in range(1, 10)]
        for n, (before, after) in enumerate(pairwise(most), start=2):
            if before is not None and after is not None and after <= before:
                self.add_error(f"most-{n}", _("Each rate is higher than the one before it."))
        return cleaned

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "valid_from": told["valid_from"],
            "words": {
                kind: [[told[f"{kind}-{n}-0"], told[f"{kind}-{n}-1"]] for n in RATINGS]
                for kind in KINDS
            },
            "per_million": [float(told[f"most-{n}"]) for n in range(1, 10)],
        }


KINDS = {"severity": _("Severity"), "occurrence": _("Occurrence"), "detection": _("Detection")}


class TableForm(forms.Form):
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"), empty_label="–")
    valid_from = day_field(label=_("Holds from"))
    file = forms.FileField(label=_("Table (CSV or XLSX)"))

    def __init__(self, *args: Any, owner_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customers = Customer.objects.filter(cooperative_id=owner_id)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]
