"""What the inspector and the person deciding type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from rantai.machines.models import Machine
from rantai.parts.models import ChartKind, ControlPlanItem
from rantai.quality.actions import Measured, MoreThanLeft, Reject
from rantai.quality.models import Decision, Measurement
from rantai.quality.queries import ItemMeasured, limits_in_words
from rantai.quality.rules import samples_wanted
from rantai.records.fields import CountField, MeasuredField
from rantai.shopfloor.models import Casting, CastingLot, Defect

REJECT_ROWS = 3
HIGHEST = 99_999_999
"""As far as the column of a measurement reaches."""


class OfferForm(forms.Form):
    """How many pieces are on the table; the control plan's form follows from it."""

    offered = CountField(label=_("Pieces offered"))

    def __init__(self, *args: Any, lot: CastingLot, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lot, self.left = lot, left

    def clean_offered(self) -> int:
        offered: int = self.cleaned_data["offered"]
        if offered > self.left:
            raise forms.ValidationError(MoreThanLeft(self.lot, self.left).sentence)
        return offered


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan item with the fields of its samples, its limits in words, and its gauge's field."""

    item: ControlPlanItem
    fields: list[forms.BoundField]
    limits: str
    gauge: forms.BoundField | None

    @property
    def is_previewed(self) -> bool:
        """A number can be judged on its chart while it is typed."""
        return self.item.is_counted or self.item.characteristic.is_measured


class ReadingsForm(forms.Form):
    """The control plan as a form: one field for each sample, empty until someone measures."""

    def __init__(
        self,
        *args: Any,
        items: list[ControlPlanItem],
        offered: int,
        gauges: Iterable[Machine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.offered = items, offered
        known = {str(gauge.pk): gauge for gauge in gauges}
        for item in items if known else ():
            if item.gauge_id is not None:
                self.fields[f"gauge-{item.pk}"] = _gauge_field(known, item)
        for item, sample in self._samples():
            self.fields[f"item-{item.pk}-{sample}"] = (
                _count_field(item, self._looked_at(item))
                if item.is_counted
                else _field_for(item, sample)
            )

    def _samples(self) -> Iterator[tuple[ControlPlanItem, int]]:
        for item in self.items:
            many = 1 if item.is_counted else self._looked_at(item)
            for sample in range(1, many + 1):
                yield item, sample

    def _looked_at(self, item: ControlPlanItem) -> int:
        return samples_wanted(item.sample_size, self.offered)

    def rows(self) -> Iterator[PlanRow]:
        for item in self.items:
            names = [name for name in self.fields if name.startswith(f"item-{item.pk}-")]
            gauge = f"gauge-{item.pk}"
            yield PlanRow(
                item,
                [self[name] for name in names],
                limits_in_words(item.characteristic),
                self[gauge] if gauge in self.fields else None,
            )

    def measured(self) -> list[Measured]:
        found = []
        for item, sample in self._samples():
            value = self.cleaned_data[f"item-{item.pk}-{sample}"]
            gauge = self.cleaned_data.get(f"gauge-{item.pk}")
            if item.is_counted:
                found.append(self._counted(item, value, gauge))
            elif item.characteristic.is_measured:
                found.append(Measured(item, sample, value, gauge=gauge))
            else:
                found.append(Measured(item, sample, None, value == "yes", gauge))
        return found

    def _counted(self, item: ControlPlanItem, count: int, gauge: Machine | None = None) -> Measured:
        return Measured(item, 1, Decimal(count), gauge=gauge, inspected=self._looked_at(item))

    def typed_so_far(self) -> tuple[list[Measured], list[str]]:
        """What can be read already, and what cannot; a field still empty is no mistake yet."""
        wrong = [
            str(message)
            for errors in self.errors.as_data().values()
            for error in errors
            if error.code != "required"
            for message in error.messages
        ]
        read = [
            self._counted(item, value) if item.is_counted else Measured(item, sample, value)
            for item, sample in self._samples()
            if (value := self.cleaned_data.get(f"item-{item.pk}-{sample}")) is not None
        ]
        return read, list(dict.fromkeys(wrong))


class InspectionForm(ReadingsForm):
    """The samples, and what is rejected of the offered pieces."""

    # It names its fact, so that a button pressed twice records it once.
    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, castings: list[Casting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.castings = castings
        defects = {str(defect.pk): defect for defect in Defect.objects.all()}
        if castings:
            for casting in castings:
                self.fields[f"piece-{casting.pk}"] = _defect_field(
                    defects, label=casting.serial, empty=_("Good")
                )
        else:
            for row in range(1, REJECT_ROWS + 1):
                self.fields[f"defect-{row}"] = _defect_field(defects, label=_("Defect"), empty="–")
                self.fields[f"count-{row}"] = CountField(required=False, label=_("Pieces"))

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
            wrong = f"defect-{row}" in self.errors or f"count-{row}" in self.errors
            if not self.castings and not wrong and bool(defect) != bool(count):
                self.add_error(
                    f"count-{row}", _("Rejected pieces need both a defect and a number.")
                )
        rejected = sum(reject.quantity for reject in self.rejects())
        if rejected > self.offered:
            raise forms.ValidationError(
                _("More pieces are rejected than were offered. Count again.")
            )
        return cleaned

    def rejects(self) -> list[Reject]:
        if self.castings:
            judged = ((c, self.cleaned_data.get(f"piece-{c.pk}")) for c in self.castings)
            return [Reject(defect, 1, casting) for casting, defect in judged if defect]
        rows = (
            (self.cleaned_data.get(f"defect-{row}"), self.cleaned_data.get(f"count-{row}"))
            for row in range(1, REJECT_ROWS + 1)
        )
        return [Reject(defect, count) for defect, count in rows if defect and count]


class CorrectionForm(ReadingsForm):
    """The samples as they were meant; what was typed before stands in the fields."""

    because = forms.CharField(
        max_length=160,
        label=_("Why it is corrected"),
        help_text=_("For example: 22 was typed, the paper says 220."),
    )

    def __init__(self, *args: Any, earlier: list[ItemMeasured], **kwargs: Any) -> None:
        initial = {
            f"item-{row.item.pk}-{sample.sample}": _as_typed(sample)
            for row in earlier
            for sample in row.samples
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.order_fields([name for name in self.fields if name != "because"])


def _as_typed(sample: Measurement) -> str:
    if sample.value is None:
        return "yes" if sample.conforms else "no"
    return f"{sample.value.normalize():f}".replace(".", ",")


def _defect_field(
    defects: dict[str, Defect], *, label: StrOrPromise, empty: StrOrPromise
) -> forms.Field:
    """One read of the defects serves every piece: a model's own field would ask for each."""
    choices = [("", empty), *((key, str(defect)) for key, defect in defects.items())]
    return forms.TypedChoiceField(
        choices=choices, coerce=defects.__getitem__, empty_value=None, required=False, label=label
    )


def _field_for(item: ControlPlanItem, sample: int) -> forms.Field:
    label = _("Sample %(number)d") % {"number": sample}
    if item.characteristic.is_measured:
        lower = item.characteristic.lower
        goes_below = lower is not None and lower < 0
        return MeasuredField(
            label=label, lowest=-HIGHEST if goes_below else 0, highest=HIGHEST, places=4
        )
    return forms.ChoiceField(
        choices=(("", "–"), ("yes", _("Good")), ("no", _("Not good"))), label=label
    )


def _count_field(item: ControlPlanItem, looked_at: int) -> forms.Field:
    """How many of so many pieces are not good, or how many faults they have between them."""
    is_of_pieces = ChartKind(item.chart).counts_pieces
    label = (
        _("Not good, of %(number)d pieces") if is_of_pieces else _("Faults, on %(number)d pieces")
    )
    return CountField(
        lowest=0,
        highest=looked_at if is_of_pieces else HIGHEST,
        label=label % {"number": looked_at},
    )


def _gauge_field(known: dict[str, Machine], item: ControlPlanItem) -> forms.Field:
    """The plan's gauge stands chosen; another of the same kind may have been at hand."""
    return forms.TypedChoiceField(
        choices=[(key, str(gauge)) for key, gauge in known.items()],
        coerce=known.__getitem__,
        initial=str(item.gauge_id),
        label=_("Gauge"),
    )


class HoldForm(forms.Form):
    """Why everything that came from this thing must stop."""

    reason = forms.CharField(
        max_length=160,
        label=_("What is wrong"),
        help_text=_("For example: carbon 3,52 %, limit 3,40 %."),
    )


DECISIONS = [choice for choice in Decision.choices if choice[0] != Decision.WITHDRAWN]


class DecisionForm(forms.Form):
    """What becomes of the held pieces."""

    decision = forms.ChoiceField(choices=DECISIONS, widget=forms.RadioSelect, label=_("Decision"))
    defect = forms.ModelChoiceField(
        Defect.objects.all(), required=False, label=_("Defect, for scrap"), empty_label="–"
    )
    reference = forms.CharField(
        max_length=60, required=False, label=_("Customer's reference, for a concession")
    )
    note = forms.CharField(max_length=200, label=_("Ground of the decision"))
