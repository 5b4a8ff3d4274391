"""What a person chooses at the front door."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from rantai.members.forms import day_field
from rantai.members.models import ReportField
from rantai.orders.links import LONGEST_DAYS
from rantai.orders.models import Customer
from rantai.shopfloor.models import ContentBlock


class SearchForm(forms.Form):
    """A code as typed once more, when the first try led nowhere."""

    kode = forms.CharField(
        label=_("Code"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class MonthForm(forms.Form):
    """One of the months that have figures."""

    bulan = forms.ChoiceField(label=_("Month"))

    def __init__(self, months: list[date], shown: date | None) -> None:
        super().__init__(initial={"bulan": shown and f"{shown:%Y-%m}"})
        self.fields["bulan"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", date_format(month, "F Y")) for month in months
        ]


class ConflictForm(forms.Form):
    """How a conflict ends; what stands in the books is not set aside here but corrected there."""

    verdict = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    because = forms.CharField(max_length=200, label=_("Reason"))

    def __init__(self, data: Any, *, is_recorded: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)
        verdict.choices = (
            [("stands", _("It stands as recorded"))]
            if is_recorded
            else [("aside", _("Set it aside")), ("stands", _("Try to record it again"))]
        )
        verdict.initial = verdict.choices[0][0]


class LinkForm(forms.Form):
    """A link for one person at a customer."""

    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none())
    given_to = forms.CharField(
        label=_("For whom"), max_length=80, help_text=_("The person you send it to.")
    )
    days = forms.IntegerField(
        label=_("Opens for so many days"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        localize=True,
    )

    def __init__(self, *args: Any, customers: QuerySet[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]


class NamesForm(forms.Form):
    """What the members decided that customers read of a workshop."""

    shows_names = forms.ChoiceField(
        label=_("Customers read"),
        choices=(("codes", _("codes of workshops")), ("names", _("codes and names of workshops"))),
        widget=forms.RadioSelect,
    )
    valid_from = day_field(_("From the day"))
    decision = forms.CharField(label=_("Decision"), max_length=120)

    def clean_shows_names(self) -> bool:
        return str(self.cleaned_data["shows_names"]) == "names"


class FiguresForm(forms.Form):
    """What no record tells; an empty field stays unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ReportField:
            self.fields[field] = forms.DecimalField(
                label=field.label,
                min_value=0,
                max_digits=16,
                decimal_places=1,
                required=False,
                localize=True,
            )


def _percent(label: StrOrPromise) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True
    )


class WeightsForm(forms.Form):
    """The weights of a rule, as its annex says them."""

    version = forms.CharField(
        label=_("Rule"), max_length=60, help_text=_("Such as Permenperin 35/2025, Annex I.")
    )
    source = forms.CharField(
        label=_("Where the weights were read"), max_length=200, help_text=_("Page and by whom.")
    )
    valid_from = day_field(_("From the day"))
    material_pct = _percent(_("Weight of direct material, %"))
    labour_pct = _percent(_("Weight of direct labour, %"))
    overhead_pct = _percent(_("Weight of factory overhead, %"))


class EvidenceForm(forms.Form):
    """What shows how much of something is local."""

    block = forms.ChoiceField(label=_("Of what"), choices=ContentBlock.choices)
    material = forms.CharField(
        label=_("Material"),
        max_length=60,
        required=False,
        help_text=_("For direct material, as it is called in the yard."),
    )
    local_pct = _percent(_("Local, %"))
    evidence = forms.CharField(
        label=_("Shown by"), max_length=120, help_text=_("The certificate's number, or what else.")
    )
    valid_from = day_field(_("From the day"))
    valid_until = day_field(_("Until"), required=False)

    def clean_block(self) -> ContentBlock:
        return ContentBlock(self.cleaned_data["block"])


class OutlineForm(forms.Form):
    """A GeoJSON file with the area of a centre."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
        help_text=_("One or more polygons in degrees, at most 1 MB and 5.000 points."),
    )
