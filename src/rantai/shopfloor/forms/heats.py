"""A heat as it is typed: order and furnace, charge, reading, decision."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.parts.models import ElementWindow
from rantai.plans.models import WorkOrder
from rantai.records.fields import MeasuredField, MomentField
from rantai.shopfloor.actions import ChargeLine
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.models import (
    MaterialLot,
)
from rantai.shopfloor.queries import OrderProgress
from rantai.shopfloor.rules import places_of


class OrderChoice(forms.ModelChoiceField[WorkOrder]):
    progress: Mapping[int, OrderProgress]

    def label_from_instance(self, obj: WorkOrder) -> str:
        made = self.progress[obj.pk]
        return f"{obj.code} · {obj.revision.part.name} · {made.made}/{made.wanted}"


class StartForm(forms.Form):
    work_order = OrderChoice(
        WorkOrder.objects.none(), label=_("Work order"), widget=forms.RadioSelect, empty_label=None
    )
    furnace = forms.ModelChoiceField(
        Machine.objects.none(), label=_("Furnace"), widget=forms.RadioSelect, empty_label=None
    )
    occurred_at = MomentField(
        required=False, label=_("When"), help_text=_("Leave it empty if it was just now.")
    )

    def __init__(
        self,
        data: Any,
        *,
        orders: Sequence[OrderProgress],
        furnaces: QuerySet[Machine],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        order, furnace = self.fields["work_order"], self.fields["furnace"]
        assert isinstance(order, OrderChoice)
        assert isinstance(furnace, forms.ModelChoiceField)
        order.progress = {each.order.pk: each for each in orders}
        order.queryset = WorkOrder.objects.filter(
            pk__in=order.progress, cooperative_id__in={each.order.cooperative_id for each in orders}
        ).select_related("revision__part", "workshop")
        furnace.queryset = furnaces
        if orders:
            order.initial = orders[0].order
        furnace.initial = furnaces.first()


class ChargeForm(FactForm):
    """One mass for each lot offered, and one more lot chosen from the whole store."""

    other_lot = forms.ChoiceField(required=False, label=_("Another lot"))
    other_mass = MeasuredField(required=False, label=_("Its mass"), places=2, highest=100_000)

    def __init__(
        self,
        data: Any,
        *,
        offered: Sequence[MaterialLot],
        in_stock: Mapping[MaterialLot, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.offered = {f"mass_{lot.pk}": lot for lot in offered}
        self.in_stock = {str(lot.pk): lot for lot in in_stock}
        for name, lot in self.offered.items():
            self.fields[name] = MeasuredField(
                required=False,
                places=2,
                highest=100_000,
                label=lot.material,
                help_text=_("%(lot)s, %(left)s kg left")
                % {"lot": lot.code, "left": number_format(in_stock[lot].normalize())},
            )
        other = self.fields["other_lot"]
        assert isinstance(other, forms.ChoiceField)
        other.choices = [
            ("", "–"),
            *((key, f"{lot.material} · {lot.code}") for key, lot in self.in_stock.items()),
        ]

    @property
    def masses(self) -> list[forms.BoundField]:
        return [self[name] for name in self.offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("other_lot")) != (cleaned.get("other_mass") is not None):
            raise forms.ValidationError(_("Another lot needs both the lot and its mass."))
        if not self.errors and not self.lines():
            raise forms.ValidationError(_("No mass is written yet. Write at least one."))
        return cleaned

    def lines(self) -> list[ChargeLine]:
        wanted = [(name, lot, self.cleaned_data.get(name)) for name, lot in self.offered.items()]
        if key := self.cleaned_data.get("other_lot"):
            wanted.append(("other", self.in_stock[key], self.cleaned_data.get("other_mass")))
        return [
            ChargeLine(lot, mass, self._line_id(name))
            for name, lot, mass in wanted
            if mass is not None
        ]

    def _line_id(self, name: str) -> UUID | None:
        page = self.cleaned_data.get("fact")
        return uuid5(page, name) if page else None


class ReadingsForm(forms.Form):
    """One field for each element of the grade, with its limits beside it."""

    instrument = forms.ModelChoiceField(
        Machine.objects.none(), label=_("Instrument"), empty_label=None
    )

    def __init__(
        self,
        data: Any,
        *,
        windows: Iterable[ElementWindow],
        instruments: QuerySet[Machine],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["instrument"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = instruments
        field.initial = instruments.first()
        self.elements = {window.element: window for window in windows}
        for element, window in self.elements.items():
            self.fields[element] = MeasuredField(
                required=False, highest=100, places=4, label=element, help_text=limits_of(window)
            )

    @property
    def readings(self) -> list[forms.BoundField]:
        return [self[element] for element in self.elements]

    def values(self) -> dict[str, Decimal]:
        read = {element: self.cleaned_data.get(element) for element in self.elements}
        return {element: value for element, value in read.items() if value is not None}


def as_drawn(limit: Decimal) -> str:
    """A limit with the two places a grade table prints, or as many as it needs."""
    return str(number_format(limit, max(2, places_of(limit))))


def limits_of(window: ElementWindow) -> str:
    low, high = (
        "" if limit is None else as_drawn(limit)
        for limit in (window.minimum_pct, window.maximum_pct)
    )
    if low and high:
        return f"{low} – {high} %"
    return f"≥ {low} %" if low else f"≤ {high} %"


class DecisionForm(forms.Form):
    ground = forms.CharField(max_length=200, label=_("Ground"))
