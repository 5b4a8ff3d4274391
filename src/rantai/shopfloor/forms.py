"""What people type on the shop floor; measured numbers are never filled in for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.parts.models import ElementWindow, Tracing
from rantai.plans.models import WorkOrder
from rantai.records.fields import CountField, MeasuredField, MomentField
from rantai.shopfloor.actions import ChargeLine
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    Defect,
    MaterialClass,
    MaterialLot,
    Place,
)
from rantai.shopfloor.queries import OrderProgress
from rantai.shopfloor.rules import latest_moment, places_of

HOTTEST_C, COLDEST_C = 1800, 900
CLOCKS = ["%H:%M:%S", "%H:%M", "%H.%M"]


def clock_input() -> forms.TimeInput:
    return forms.TimeInput({"type": "time", "step": "1"}, format="%H:%M:%S")


class FactForm(forms.Form):
    """A form that names its fact, so that a button pressed twice records it once."""

    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    occurred_at = MomentField(
        required=False, label=_("When"), help_text=_("Leave it empty if it was just now.")
    )


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


class PourForm(forms.Form):
    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    inoculated = forms.TimeField(
        label=_("Inoculated at"), input_formats=CLOCKS, widget=clock_input()
    )
    temperature_c = CountField(label=_("Temperature"), lowest=COLDEST_C, highest=HOTTEST_C)
    mass_kg = MeasuredField(label=_("Iron poured"), places=2, highest=100_000)
    ended = forms.TimeField(
        required=False,
        label=_("Pour ended at"),
        help_text=_("Leave it empty if it was just now."),
        input_formats=CLOCKS,
        widget=clock_input(),
    )
    day = forms.DateField(
        required=False,
        label=_("Day"),
        help_text=_("Only when this is written down another day."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["temperature_c"].widget.attrs["autofocus"] = "inoculated" in self.initial

    def moments(self, at: datetime) -> tuple[datetime, datetime]:
        """Inoculation and end of the pour; a clock time means the last time the clock showed it."""
        now = timezone.localtime(at)
        if day := self.cleaned_data["day"]:
            now = datetime.combine(day, datetime.max.time(), tzinfo=now.tzinfo)
        ended = self.cleaned_data["ended"]
        ended_at = latest_moment(ended, not_after=now) if ended else at
        start = latest_moment(
            self.cleaned_data["inoculated"], not_after=timezone.localtime(ended_at)
        )
        return start, ended_at


class CountForm(FactForm):
    quantity = CountField(label=_("Castings counted"), widget=forms.TextInput({"autofocus": True}))


class DefectChoice(forms.ModelChoiceField[Defect]):
    def label_from_instance(self, obj: Defect) -> str:
        english = (get_language() or "").startswith("en")
        return f"{obj.code} · {obj.name_en if english else obj.name}"


class SerialChoice(forms.ModelMultipleChoiceField[Casting]):
    """The last two figures tell pieces of one lot apart; the whole number would fill the screen."""

    def label_from_instance(self, obj: Casting) -> str:
        return str(obj.serial.rsplit("-", 1)[-1])


class ScrapForm(FactForm):
    defect = DefectChoice(Defect.objects.all(), label=_("Defect"), empty_label=_("Choose"))
    place = forms.ChoiceField(label=_("Found in"))
    spot = forms.CharField(required=False, max_length=60, label=_("Where on the piece"))

    def __init__(
        self, data: Any, *, lot: CastingLot, pieces: Any, places: Iterable[Place], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [(each.value, each.label) for each in places]
        self.is_by_piece = _is_by_piece(lot)
        if self.is_by_piece:
            self.fields["casting"] = forms.ModelChoiceField(
                lot.castings.filter(pk__in=pieces), label=_("Piece"), empty_label=_("Choose")
            )
        else:
            self.fields["quantity"] = CountField(label=_("Pieces"))


class MachiningForm(FactForm):
    machine = forms.ModelChoiceField(Machine.objects.none(), label=_("Machine"), empty_label=None)

    def __init__(
        self,
        data: Any,
        *,
        lot: CastingLot,
        pieces: Any,
        machines: QuerySet[Machine],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        machine = self.fields["machine"]
        assert isinstance(machine, forms.ModelChoiceField)
        machine.queryset = machines
        machine.initial = machines.first()
        self.is_by_piece = _is_by_piece(lot)
        if self.is_by_piece:
            self.fields["castings"] = SerialChoice(
                lot.castings.filter(pk__in=pieces),
                label=_("Pieces"),
                widget=forms.CheckboxSelectMultiple,
            )
        else:
            self.fields["quantity"] = CountField(label=_("Pieces"))


def _is_by_piece(lot: CastingLot) -> bool:
    return bool(lot.work_order.revision.part.traced_by == Tracing.PIECE)


class ReceiveForm(forms.Form):
    """The office may also receive for a workshop; a workshop's people only for their own."""

    material = forms.CharField(max_length=60, label=_("Material"))
    material_class = forms.ChoiceField(choices=MaterialClass, label=_("Kind"))
    supplier = forms.CharField(max_length=80, label=_("Supplier"))
    mass_kg = MeasuredField(label=_("Mass on the scale"), places=2, highest=10_000_000)
    received_on = forms.DateField(
        required=False,
        label=_("Received on"),
        help_text=_("Leave it empty if it came today."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, data: Any, *, workshops: QuerySet[Workshop] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["material"].widget.attrs["list"] = "materials"
        self.fields["supplier"].widget.attrs["list"] = "suppliers"
        if workshops is not None:
            self.fields["workshop"] = forms.ModelChoiceField(
                workshops,
                required=False,
                label=_("Lies in"),
                empty_label=_("The co-operative's store"),
            )


class CorrectionForm(forms.Form):
    """What a correction asks besides the reason is added by its kind."""

    because = forms.CharField(
        max_length=200,
        label=_("Why"),
        error_messages={
            "required": _("Say why this is corrected, so that the next reader understands it.")
        },
    )

    def __init__(self, data: Any, *, kind: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields = {**_correctable(kind), **self.fields}

    def changes(self) -> dict[str, Any]:
        """The new values; what was left empty stays as it is."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "because" and value is not None
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.changes():
            raise forms.ValidationError(_("No new value is written yet. Write what it should be."))
        return cleaned


def _correctable(kind: str) -> dict[str, forms.Field]:
    match kind:
        case "charge":
            return {"mass_kg": MeasuredField(label=_("Mass"), places=2, highest=100_000)}
        case "reading":
            return {"value_pct": MeasuredField(label=_("Reading"), places=4, highest=100)}
        case "pour":
            return {
                "temperature_c": CountField(
                    required=False, label=_("Temperature"), lowest=COLDEST_C, highest=HOTTEST_C
                ),
                "mass_kg": MeasuredField(
                    required=False, label=_("Iron poured"), places=2, highest=100_000
                ),
                "inoculated_at": MomentField(required=False, label=_("Inoculated at")),
                "ended_at": MomentField(required=False, label=_("Pour ended at")),
            }
        case "count":
            return {"quantity": CountField(label=_("Castings counted"))}
        case _:
            return {"quantity": CountField(lowest=0, label=_("Pieces"))}
