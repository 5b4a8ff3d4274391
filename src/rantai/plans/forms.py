"""The members' decision on sharing a part, and a member's answer to a work order."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.plans.models import Rule, SourcePlace
from rantai.records.fields import CountField, MeasuredField


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RuleForm(forms.Form):
    rule = forms.ChoiceField(choices=Rule, label=_("Rule"))
    valid_from = day_field(_("Holds from"))
    decision = forms.CharField(
        max_length=120,
        label=_("Decision"),
        help_text=_("The meeting that decided it, so that every member can look it up."),
    )
    cap_pieces = CountField(
        required=False,
        label=_("Cap per workshop a month"),
        help_text=_("Left empty there is none but its capacity."),
    )
    lot_pieces = CountField(
        required=False, label=_("Pieces of one turn"), help_text=_("For rotation.")
    )
    first_source_pct = CountField(
        required=False,
        highest=100,
        label=_("Part of the first sources"),
        help_text=_("For first and second source: 50 to 100."),
    )

    record_part_pct = CountField(
        required=False,
        highest=50,
        label=_("Part for good records"),
        help_text=_("For a good record: 1 to 50, a point of the table above."),
    )
    accepted_min_pct = MeasuredField(
        required=False,
        lowest=1,
        highest=100,
        places=1,
        label=_("Least accepted"),
        help_text=_("A record is good when customers accepted at least this much of it."),
    )
    record_months = CountField(
        required=False,
        highest=36,
        label=_("Months that count"),
        help_text=_("Whole months before the sharing, 1 to 36."),
    )


class SourceForm(forms.Form):
    workshop = forms.ModelChoiceField(Workshop.objects.none(), label=_("Workshop"))
    place = forms.TypedChoiceField(
        choices=[
            (SourcePlace.FIRST, SourcePlace.FIRST.label),
            (SourcePlace.SECOND, SourcePlace.SECOND.label),
            (SourcePlace.NONE, SourcePlace.NONE.label),
        ],
        coerce=lambda value: SourcePlace(int(value)),
        label=_("Place as a source"),
    )
    valid_from = day_field(_("Holds from"))

    def __init__(self, *args: Any, workshops: QuerySet[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = workshops  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        label=_("Why not?"),
        help_text=_("The planner reads it and places the pieces elsewhere."),
    )


class ShortForm(forms.Form):
    quantity = CountField(label=_("Pieces that will not come"))
    cause = forms.CharField(max_length=200, label=_("Cause"))
