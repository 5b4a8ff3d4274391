"""Castings that are scrapped or machined."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rantai.machines.models import Machine
from rantai.parts.models import Tracing
from rantai.records.fields import CountField
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    Defect,
    Place,
)


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
