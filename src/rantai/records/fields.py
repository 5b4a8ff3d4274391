"""Form fields for what people measure, count and remember the time of."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rantai.records.numbers import Plausible, read_decimal
from rantai.records.refusals import Refusal


class MeasuredField(forms.Field):
    """A number typed by hand, with comma or dot; it has no initial value, for nobody measured that.

    lowest, highest and places say what the field can hold; they are not the drawing's limits.
    unit stands beside the field.
    """

    widget = forms.TextInput
    default_error_messages = {"required": _("There is no number yet. Write it down, then save.")}

    def __init__(
        self,
        *,
        lowest: Decimal | int | None = 0,
        highest: Decimal | int | None = None,
        places: int | None = None,
        unit: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.pop("initial", None)
        self.unit = unit
        self.plausible = Plausible(
            lowest=None if lowest is None else Decimal(lowest),
            highest=None if highest is None else Decimal(highest),
            places=places,
        )
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        mode = "numeric" if self.plausible.places == 0 else "decimal"
        return {"inputmode": mode, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if value is None or not str(value).strip():
            return None
        try:
            return read_decimal(str(value), self.plausible)
        except Refusal as refused:
            raise ValidationError(refused.sentence) from refused


class CountField(MeasuredField):
    """Whole pieces."""

    def __init__(self, *, lowest: int = 1, highest: int = 100_000, **kwargs: Any) -> None:
        super().__init__(lowest=lowest, highest=highest, places=0, **kwargs)

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        return None if number is None else int(number)


class MomentField(forms.DateTimeField):
    """When it happened; left empty it means now, so nobody's old page can backdate a fact."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs
        )

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        return moment
