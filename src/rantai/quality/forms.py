"""What the inspector and the person deciding type."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rantai.parts.models import ControlPlanItem
from rantai.quality.actions import Measured, Reject
from rantai.quality.models import Decision
from rantai.quality.rules import samples_wanted
from rantai.records.fields import MeasuredField
from rantai.shopfloor.models import Casting, Defect

REJECT_ROWS = 3


class OfferForm(forms.Form):
    """How many pieces are on the table; the control plan's form follows from it."""

    offered = forms.IntegerField(min_value=1, label=_("Pieces offered"), localize=False)


class InspectionForm(forms.Form):
    """The control plan as a form: one field for each sample, empty until someone measures."""

    def __init__(
        self,
        *args: Any,
        items: list[ControlPlanItem],
        offered: int,
        castings: list[Casting],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.offered, self.castings = items, offered, castings
        for item in items:
            for sample in range(1, samples_wanted(item.sample_size, offered) + 1):
                self.fields[f"item-{item.pk}-{sample}"] = _field_for(item, sample)
        defects = Defect.objects.all()
        if castings:
            for casting in castings:
                self.fields[f"piece-{casting.pk}"] = forms.ModelChoiceField(
                    defects, required=False, label=casting.serial, empty_label=_("Good")
                )
        else:
            for row in range(1, REJECT_ROWS + 1):
                self.fields[f"defect-{row}"] = forms.ModelChoiceField(
                    defects, required=False, label=_("Defect"), empty_label="–"
                )
                self.fields[f"count-{row}"] = forms.IntegerField(
                    min_value=1, required=False, label=_("Pieces"), localize=False
                )

    def rows(self) -> Iterator[tuple[ControlPlanItem, list[forms.BoundField]]]:
        """Each plan item with the fields of its samples."""
        for item in self.items:
            names = [name for name in self.fields if name.startswith(f"item-{item.pk}-")]
            yield item, [self[name] for name in names]

    def reject_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        if self.castings:
            return []
        return [(self[f"defect-{row}"], self[f"count-{row}"]) for row in range(1, REJECT_ROWS + 1)]

    def piece_fields(self) -> list[forms.BoundField]:
        return [self[f"piece-{casting.pk}"] for casting in self.castings]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(1, REJECT_ROWS + 1):
            defect, count = cleaned.get(f"defect-{row}"), cleaned.get(f"count-{row}")
            if not self.castings and bool(defect) != bool(count):
                self.add_error(
                    f"count-{row}", _("Rejected pieces need both a defect and a number.")
                )
        rejected = sum(reject.quantity for reject in self.rejects())
        if rejected > self.offered:
            raise forms.ValidationError(
                _("More pieces are rejected than were offered. Count again.")
            )
        return cleaned

    def measured(self) -> list[Measured]:
        found = []
        for item in self.items:
            for sample in range(1, samples_wanted(item.sample_size, self.offered) + 1):
                value = self.cleaned_data[f"item-{item.pk}-{sample}"]
                if item.characteristic.is_measured:
                    found.append(Measured(item, sample, value))
                else:
                    found.append(Measured(item, sample, None, conforms=value == "yes"))
        return found

    def rejects(self) -> list[Reject]:
        if self.castings:
            judged = ((c, self.cleaned_data.get(f"piece-{c.pk}")) for c in self.castings)
            return [Reject(defect, 1, casting) for casting, defect in judged if defect]
        rows = (
            (self.cleaned_data.get(f"defect-{row}"), self.cleaned_data.get(f"count-{row}"))
            for row in range(1, REJECT_ROWS + 1)
        )
        return [Reject(defect, count) for defect, count in rows if defect and count]


def _field_for(item: ControlPlanItem, sample: int) -> forms.Field:
    label = _("Sample %(number)d") % {"number": sample}
    if item.characteristic.is_measured:
        return MeasuredField(label=label)
    return forms.ChoiceField(
        choices=(("", "–"), ("yes", _("Good")), ("no", _("Not good"))), label=label
    )


class HoldForm(forms.Form):
    """Why everything that came from this thing must stop."""

    reason = forms.CharField(
        max_length=160,
        label=_("What is wrong"),
        help_text=_("For example: carbon 3,52 %, limit 3,40 %."),
    )


class DecisionForm(forms.Form):
    """What becomes of the held pieces."""

    decision = forms.ChoiceField(choices=Decision, widget=forms.RadioSelect, label=_("Decision"))
    defect = forms.ModelChoiceField(
        Defect.objects.all(), required=False, label=_("Defect, for scrap"), empty_label="–"
    )
    reference = forms.CharField(
        max_length=60, required=False, label=_("Customer's reference, for a concession")
    )
    note = forms.CharField(max_length=200, label=_("Ground of the decision"))
