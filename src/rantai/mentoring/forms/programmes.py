"""What a mentor types about a workshop in a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import Pillar
from rantai.records.models import Account


def score_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Score"), min_value=0, max_value=100, help_text=_("0 to 100.")
    )


def finding_field() -> forms.CharField:
    return forms.CharField(label=_("What you found"), max_length=300, widget=forms.Textarea)


class EnrolForm(forms.Form):
    workshop = forms.ModelChoiceField(label=_("Workshop"), queryset=Workshop.objects.none())
    joined_on = day_field(_("Takes part from"))

    def __init__(self, *args: object, viewer: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["workshop"].queryset = workshops_visible_to(viewer)  # type: ignore[attr-defined]


class AssessmentForm(forms.Form):
    pillar = forms.ChoiceField(label=_("Pillar"), choices=Pillar.choices)
    assessed_on = day_field(_("Day of the visit"))
    score = score_field()
    finding = finding_field()

    def clean_pillar(self) -> Pillar:
        return Pillar(self.cleaned_data["pillar"])


class CorrectionForm(forms.Form):
    score = score_field()
    finding = finding_field()
    because = forms.CharField(label=_("Why the score was wrong"), max_length=200)
