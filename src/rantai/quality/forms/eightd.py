"""What is typed in an 8D: the fault, and one form for each step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rantai.orders.models import Customer
from rantai.parts.models import Characteristic
from rantai.quality.actions import Claim, Fault
from rantai.quality.models import (
    Aim,
    Branch,
    ContainedAt,
    EightD,
    Measure,
    Nonconformity,
    Why,
)
from rantai.quality.queries.eightd import people_for
from rantai.quality.queries.scope import places_of
from rantai.records.fields import CountField, MomentField
from rantai.records.models import Account
from rantai.shopfloor.models import Defect


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        **kwargs,
    )


def words_field(longest: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=longest, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class PersonField(forms.ModelChoiceField[Account]):
    """People of the office and of the workshop concerned, each with the role."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.get_role_display()}"


class OpenForm(forms.Form):
    """Which fault of which part and workshop, whose claim it is, and by what the cure is judged."""

    place = forms.ChoiceField(label=_("Part and workshop"))
    defect = forms.ModelChoiceField(Defect.objects.all(), label=_("Defect"), empty_label="–")
    problem = words_field(
        300,
        label=_("What the fault looks like"),
        help_text=_("What, where on the piece, since when. The counts come from the records."),
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(),
        required=False,
        label=_("Customer, for a claim"),
        empty_label=_("Our own finding"),
    )
    customer_reference = forms.CharField(
        max_length=60, required=False, label=_("Customer's number of the claim")
    )
    claimed_at = MomentField(required=False, label=_("When the claim came in"))
    due_on = day_field(label=_("To be closed by"))
    measure = forms.ChoiceField(
        choices=Measure.choices,
        initial=Measure.DEFECT,
        widget=forms.RadioSelect,
        label=_("How the cure is judged"),
    )
    characteristic = forms.ModelChoiceField(
        Characteristic.objects.none(),
        required=False,
        label=_("Characteristic, for the chart"),
        empty_label="–",
    )

    def __init__(self, *args: Any, nonconformity: Nonconformity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = nonconformity.cooperative_id
        self.places = {
            f"{workshop.pk}-{revision.pk}": (workshop, revision)
            for workshop, revision in places_of(nonconformity)
        }
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, f"{revision.part.number} {revision.revision} · {workshop.code}")
            for key, (workshop, revision) in self.places.items()
        ]
        self.fields["customer"].queryset = (  # type: ignore[attr-defined]
            Customer.objects.filter(cooperative_id=owner)
        )
        revisions = {revision.pk for _workshop, revision in self.places.values()}
        self.fields["characteristic"].queryset = (  # type: ignore[attr-defined]
            Characteristic.objects.filter(cooperative_id=owner, revision__in=revisions)
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("customer_reference") and not cleaned.get("customer"):
            self.add_error("customer", _("A number of the claim needs the customer it came from."))
        return cleaned

    def fault(self) -> Fault:
        workshop, revision = self.places[self.cleaned_data["place"]]
        return Fault(
            workshop=workshop,
            revision=revision,
            defect=self.cleaned_data["defect"],
            problem=self.cleaned_data["problem"],
            measure=Measure(self.cleaned_data["measure"]),
            characteristic=self.cleaned_data["characteristic"],
        )

    def claim(self) -> Claim | None:
        customer = self.cleaned_data["customer"]
        if customer is None:
            return None
        came = self.cleaned_data["claimed_at"] or timezone.now()
        return Claim(customer, self.cleaned_data["customer_reference"], came)


class StepForm(forms.Form):
    """A form of one 8D; what it may offer depends on it."""

    def __init__(self, *args: Any, eightd: EightD, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"person", "owner"} & self.fields.keys():
            self.fields[name].queryset = people_for(eightd)  # type: ignore[attr-defined]


class TeamForm(StepForm):
    person = PersonField(Account.objects.none(), label=_("Person"), empty_label="–")
    duty = forms.CharField(
        max_length=80, label=_("Duty in the team"), help_text=_("For example: moulding.")
    )
    leaves = forms.BooleanField(required=False, label=_("Leaves the team"))

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "person": given["person"],
            "duty": given["duty"],
            "is_member": not given["leaves"],
        }


class ContainmentForm(StepForm):
    place = forms.ChoiceField(choices=ContainedAt.choices, label=_("Where"))
    done = words_field(
        300, label=_("What was done"), help_text=_("For example: every box opened and sorted.")
    )
    checked = CountField(lowest=0, label=_("Pieces checked"))
    faulty = CountField(lowest=0, label=_("Of these faulty"))

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class AnswerForm(StepForm):
    text = words_field(
        500,
        label=_("First answer to the customer"),
        help_text=_("What is stopped and sorted, and when you say more."),
    )

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class WhyForm(StepForm):
    branch = forms.ChoiceField(
        choices=Branch.choices, widget=forms.RadioSelect, label=_("Which chain")
    )
    text = words_field(300, label=_("Because …"))
    is_root = forms.BooleanField(
        required=False,
        label=_("This is the root"),
        help_text=_("Something that you can change, and then the fault cannot come."),
    )

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class WhyCorrectionForm(StepForm):
    text = words_field(300, label=_("Because …"))
    is_root = forms.BooleanField(required=False, label=_("This is the root"))
    because = forms.CharField(max_length=200, label=_("Why it is corrected"))

    def __init__(self, *args: Any, earlier: Why, **kwargs: Any) -> None:
        initial = {"text": earlier.text, "is_root": earlier.is_root}
        super().__init__(*args, eightd=earlier.eightd, initial=initial, **kwargs)


class ActionForm(StepForm):
    aim = forms.ChoiceField(choices=Aim.choices, widget=forms.RadioSelect, label=_("Aim"))
    branch = forms.ChoiceField(
        choices=Branch.choices, widget=forms.RadioSelect, label=_("Against which root")
    )
    text = words_field(300, label=_("What is done"))
    owner = PersonField(Account.objects.none(), label=_("Who does it"), empty_label="–")
    due_on = day_field(label=_("Due"))

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class ReplanForm(StepForm):
    owner = PersonField(Account.objects.none(), label=_("Who does it"), empty_label="–")
    due_on = day_field(label=_("Due"))
    because = forms.CharField(max_length=200, label=_("Why it is planned anew"))


class TakeBackForm(forms.Form):
    because = forms.CharField(
        max_length=200,
        label=_("What is not done"),
        help_text=_("What you saw at the place, or what the proof does not show."),
    )


class CloseForm(StepForm):
    because = forms.CharField(
        max_length=300,
        required=False,
        label=_("Why you close it although the figures do not show the cure"),
        help_text=_("Leave it empty when they do."),
    )

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class DoneForm(forms.Form):
    note = words_field(300, label=_("What was done, and since when it works"))
    proof = forms.FileField(
        required=False,
        label=_("Proof"),
        help_text=_("A photo, PDF or sheet, at most 5 MB."),
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean_proof(self) -> Any:
        proof = self.cleaned_data.get("proof")
        if self.oversize:
            # It was refused while it arrived, so the form itself never saw it.
            raise ValidationError(
                _("%(name)s is larger than 5 MB. Make it smaller, then send it again.")
                % {"name": self.oversize}
            )
        return proof


class RuleForm(forms.Form):
    """How soon a claim is answered, and how far back a cure is compared."""

    valid_from = day_field(label=_("Holds from"))
    answer_hours = CountField(highest=720, label=_("Hours until the first answer"))
    window_days = CountField(highest=730, label=_("Days before the fault that are compared"))
