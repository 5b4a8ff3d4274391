"""What a mentor types about the stages of a programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.mentoring.models import Gate, Pillar, Proof, Stage
from rantai.mentoring.queries import Way
from rantai.records.fields import CountField


class EnterStageForm(forms.Form):
    """The stage travels with the form: a page left open overnight must not enter another one."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    entered_on = day_field(_("Stands in this stage from"))
    seen = forms.MultipleChoiceField(
        label=_("Seen by me, in this workshop"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (str(each.required.number), each.required.words) for each in way.judged if each.by_word
        ]
        if words:
            self.fields["seen"].choices = words  # type: ignore[attr-defined]
        else:
            del self.fields["seen"]

    def said(self) -> dict[str, Any]:
        seen = frozenset(map(int, self.cleaned_data.pop("seen", ())))
        return {**self.cleaned_data, "seen": seen}


class CriterionForm(forms.Form):
    stage = forms.TypedChoiceField(label=_("Stage"), coerce=int)
    gate = forms.TypedChoiceField(label=_("When it is asked"), choices=Gate.choices, coerce=Gate)
    text = forms.CharField(label=_("What must be true"), max_length=160)
    text_en = forms.CharField(label=_("The same in English"), max_length=160, required=False)
    proof = forms.TypedChoiceField(label=_("How it is known"), choices=Proof.choices, coerce=Proof)
    pillar = forms.TypedChoiceField(
        label=_("Pillar"),
        choices=[("", _("only for a score")), *Pillar.choices],
        coerce=Pillar,
        empty_value=None,
        required=False,
    )
    at_least = CountField(label=_("Least score"), lowest=0, highest=100, required=False)
    valid_from = day_field(_("Holds from"))

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (stage.number, f"{stage.number}. {stage.words}") for stage in stages
        ]


class EndForm(forms.Form):
    valid_until = day_field(_("Last day on which it is asked"))
