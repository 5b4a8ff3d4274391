"""What a planner types about the furnaces' plan: terms, what broke, and what a customer asks."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.plans.forms import day_field
from rantai.plans.models import StopCause
from rantai.records.fields import CountField


class TermsForm(forms.Form):
    valid_from = day_field(_("Holds from"))
    heats_per_day = CountField(label=_("Heats a furnace melts in a day"), highest=12)
    yield_pct = CountField(
        label=_("Castings out of poured metal"),
        lowest=10,
        highest=100,
        help_text=_("The rest is gates and risers, which the furnace melts too."),
    )
    lead_days = CountField(
        lowest=0,
        highest=60,
        label=_("Days from casting to the customer"),
        help_text=_("Machining, inspection and the way there."),
    )
    change_rupiah = CountField(lowest=0, highest=100_000_000, label=_("A change of grade costs"))
    late_rupiah = CountField(lowest=0, highest=1_000_000, label=_("A kilogram late by a day costs"))
    early_rupiah = CountField(
        lowest=0, highest=1_000_000, label=_("A kilogram early by a day costs")
    )


class PromiseForm(forms.Form):
    revision = forms.ModelChoiceField(PartRevision.objects.none(), label=_("Part"))
    pieces = CountField(label=_("Pieces more"))
    due_on = day_field(_("With the customer by"))

    def __init__(self, *args: Any, revisions: QuerySet[PartRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = revisions  # type: ignore[attr-defined]


class ReplanForm(forms.Form):
    cause = forms.TypedChoiceField(
        choices=StopCause.choices, coerce=StopCause, label=_("What happened?")
    )
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        required=False,
        label=_("Workshop"),
        help_text=_("Left empty only for a power cut that stops everybody."),
    )
    last_day = day_field(_("Until"))

    def __init__(self, *args: Any, workshops: QuerySet[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = workshops  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    seconds = forms.TypedChoiceField(
        choices=[(10, _("10 seconds")), (60, _("1 minute")), (600, _("10 minutes"))],
        coerce=int,
        label=_("Search for"),
    )
