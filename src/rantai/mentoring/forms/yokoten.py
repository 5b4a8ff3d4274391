"""What a mentor writes to the others, and what an owner answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field


class SpreadForm(forms.Form):
    text = forms.CharField(
        label=_("What was done"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("The others read this and nothing else: no workshop's name, no figure."),
    )


class AnswerForm(forms.Form):
    accepts = forms.TypedChoiceField(
        label=_("Will you do it?"),
        choices=[("1", _("Yes, by the day below")), ("0", _("No, for the reason below"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    due_on = day_field(_("Done by"))
    reason = forms.CharField(label=_("Why not"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["due_on"].required = False


class FinishForm(forms.Form):
    done_on = day_field(_("Done since"))
    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea)
