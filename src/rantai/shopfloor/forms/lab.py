"""What a lab technician types about an instrument and what it read."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.machines.models import ReferenceSample
from rantai.members.forms import day_field
from rantai.records.fields import MeasuredField, MomentField
from rantai.records.numbers import Plausible, read_decimal
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Burn, Sample
from rantai.shopfloor.spectrometer_files import LARGEST_BYTES, Kind, Layout, faults_of

HEAD_CHARACTERS = 8_000
MOMENTS = {
    "%d.%m.%Y %H:%M:%S": "31.12.2019 23:59:59",
    "%d/%m/%Y %H:%M:%S": "31/12/2019 23:59:59",
    "%d/%m/%Y %H:%M": "31/12/2019 23:59",
    "%d-%m-%Y %H:%M:%S": "31-12-2019 23:59:59",
    "%Y-%m-%d %H:%M:%S": "2019-12-31 23:59:59",
    "%Y-%m-%d %H:%M": "2019-12-31 23:59",
    "%m/%d/%Y %H:%M:%S": "12/31/2019 23:59:59",
}


class ExportForm(forms.Form):
    file = forms.FileField(
        required=False,
        label=gettext_lazy("The instrument's file"),
        help_text=gettext_lazy("CSV or text of fixed width, at most 5 MB."),
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if self.oversize:
            # It was refused while it arrived, so the form itself never saw it.
            raise ValidationError(
                _("%(file)s is larger than %(limit)s MB, so it was not read.")
                % {"file": self.oversize, "limit": LARGEST_BYTES // 2**20}
            )
        if not file:
            raise ValidationError(_("No file came along. Choose the instrument's file first."))
        return file


class MappingForm(forms.Form):
    """A layout as a person writes it; the head of the file travels along for the preview."""

    head = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=HEAD_CHARACTERS * 2)
    ends_with_newline = forms.BooleanField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=(
            (Kind.SEPARATED.value, gettext_lazy("cut by a sign")),
            (Kind.FIXED.value, gettext_lazy("of fixed width")),
        ),
    )
    separator = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Sign between columns"),
        choices=(
            ("", gettext_lazy("whatever the file uses")),
            (";", ";"),
            (",", ","),
            ("tab", gettext_lazy("tabulator")),
            ("|", "|"),
        ),
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal mark"),
        choices=((",", "3,41"), (".", "3.41")),
    )
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of headings"),
        min_value=0,
        max_value=50,
        help_text=gettext_lazy("Rows down to this one are no burns; 0 if there is none."),
    )
    sample = forms.CharField(
        max_length=60,
        label=gettext_lazy("Sample name"),
        help_text=gettext_lazy("The heading; #2 for the second column; 1-20 for positions."),
    )
    burn = forms.CharField(max_length=60, required=False, label=gettext_lazy("Burn number"))
    day = forms.CharField(max_length=60, required=False, label=gettext_lazy("Date"))
    clock = forms.CharField(
        max_length=60,
        required=False,
        label=gettext_lazy("Time of day"),
        help_text=gettext_lazy("Only where it stands apart from the date."),
    )
    moment_format = forms.ChoiceField(
        label=gettext_lazy("Date and time are written like"), choices=tuple(MOMENTS.items())
    )
    rows_are = forms.ChoiceField(
        label=gettext_lazy("A row is"),
        choices=(
            ("burns", gettext_lazy("one burn")),
            ("averages", gettext_lazy("the average of the burns")),
        ),
    )
    elements = forms.CharField(
        label=gettext_lazy("Elements"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line: element | place | % or ppm."),
    )
    patterns = forms.CharField(
        label=gettext_lazy("From sample name to heat"),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line, tried in this order: {heat} and {sample}."),
    )
    valid_from = day_field(gettext_lazy("Valid from"))
    layout: Layout | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = {
            name: cleaned[name]
            for name in (
                *("kind", "decimal", "header_row", "sample", "burn", "day", "clock"),
                *("moment_format", "rows_are", "ends_with_newline"),
            )
        }
        given["separator"] = {"tab": "\t"}.get(cleaned["separator"], cleaned["separator"])
        given["elements"] = [_element(line) for line in _lines(cleaned["elements"])]
        given["patterns"] = _lines(cleaned["patterns"])
        self.layout, faults = faults_of(given)
        for field, cause in faults:
            name = field.split(".")[0]
            self.add_error(name if name in self.fields else None, f"{field}: {cause}")
        return cleaned


def mapping_initial(layout: dict[str, Any], head: str, today: date) -> dict[str, Any]:
    """A layout as the form shows it."""
    elements = [
        f"{each['element']} | {each['at']} | {each.get('unit', '%')}"
        for each in layout.get("elements", ())
    ]
    separator = layout.get("separator", "")
    return {
        "rows_are": "burns",
        **layout,
        "head": head,
        "separator": "tab" if separator == "\t" else separator,
        "elements": "\n".join(elements),
        "patterns": "\n".join(layout.get("patterns", ("{heat}-{sample}", "{heat}"))),
        "valid_from": today,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _element(line: str) -> dict[str, str]:
    name, place, unit, *_more = (*(part.strip() for part in line.split("|")), "", "")
    return {"element": name, "at": place or name, "unit": unit or "%"}


class BurnChoice(forms.ModelMultipleChoiceField[Burn]):
    def label_from_instance(self, obj: Burn) -> str:
        return _("burn %s") % (obj.number or "–")


class SampleChoice(forms.ModelChoiceField[Sample]):
    def label_from_instance(self, obj: Sample) -> str:
        return f"{obj.heat.code} · {obj.number} · {obj.heat.workshop}"


class AssignForm(forms.Form):
    sample = SampleChoice(
        Sample.objects.none(),
        required=False,
        label=gettext_lazy("It is sample"),
        empty_label=gettext_lazy("none: set it aside"),
    )
    left_out = BurnChoice(
        Burn.objects.none(),
        required=False,
        label=gettext_lazy("Leave out"),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(max_length=200, label=gettext_lazy("Why"))

    def __init__(
        self, data: Any, *, samples: QuerySet[Sample], burns: QuerySet[Burn], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["sample"].queryset = samples  # type: ignore[attr-defined]
        self.fields["left_out"].queryset = burns  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """One field for each certified element of the reference."""

    occurred_at = MomentField(
        required=False,
        label=gettext_lazy("When"),
        help_text=gettext_lazy("Leave it empty if it was just now."),
    )

    def __init__(self, data: Any, *, reference: ReferenceSample, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.elements = [each.element for each in reference.values.all()]
        for element in self.elements:
            self.fields[element] = MeasuredField(highest=100, places=4, unit="%", label=element)

    @property
    def figures(self) -> list[forms.BoundField]:
        return [self[element] for element in self.elements]

    def values(self) -> dict[str, Decimal]:
        return {element: self.cleaned_data[element] for element in self.elements}


class RecalibrationForm(forms.Form):
    note = forms.CharField(max_length=200, label=gettext_lazy("What was done"))
    occurred_at = MomentField(
        required=False,
        label=gettext_lazy("When"),
        help_text=gettext_lazy("Leave it empty if it was just now."),
    )


class FiguresField(forms.CharField):
    """Lines of an element and so many figures; each is read as people write numbers."""

    def __init__(self, *, figures: int, **kwargs: Any) -> None:
        self.figures = figures
        super().__init__(widget=forms.Textarea({"rows": 6, "spellcheck": "false"}), **kwargs)

    def clean(self, value: Any) -> Any:
        found: dict[str, tuple[Decimal, ...]] = {}
        for line in _lines(super().clean(value)):
            name, *told = line.split()
            if not re.fullmatch(r"[A-Z][a-z]?", name) or len(told) != self.figures:
                raise ValidationError(
                    _("“%(line)s” is not an element and %(count)s figures.")
                    % {"line": line, "count": self.figures}
                )
            try:
                read = [
                    read_decimal(each, Plausible(highest=Decimal(100), places=5)) for each in told
                ]
            except Refusal as refused:
                raise ValidationError(f"{line}: {refused.sentence}") from refused
            if read[-1] <= 0 or name in found:
                raise ValidationError(
                    _("“%(line)s”: write each element once, its last figure above zero.")
                    % {"line": line}
                )
            found[name] = tuple(read)
        return found


class ReferenceForm(forms.Form):
    code = forms.CharField(
        max_length=40,
        label=gettext_lazy("Name typed on the instrument"),
        help_text=gettext_lazy("A reading under this name is a drift check."),
    )
    certificate = forms.CharField(max_length=80, label=gettext_lazy("Certificate"))
    values = FiguresField(
        figures=2,
        label=gettext_lazy("Certified"),
        help_text=gettext_lazy("One a line: element, percent, how far a check may lie from it."),
    )
    valid_from = day_field(gettext_lazy("Valid from"))


class RepeatabilityForm(forms.Form):
    sigmas = FiguresField(
        figures=1,
        label=gettext_lazy("Standard deviation of burns"),
        help_text=gettext_lazy("One a line: element and percent."),
    )
    ground = forms.CharField(max_length=120, label=gettext_lazy("Ground"))
    valid_from = day_field(gettext_lazy("Valid from"))


class AdditionForm(forms.Form):
    """What a material brings to a bath and costs."""

    material = forms.CharField(
        max_length=60,
        label=gettext_lazy("Material"),
        widget=forms.TextInput({"list": "materials"}),
    )
    rupiah_per_kg = forms.IntegerField(
        label=gettext_lazy("Rupiah a kilogram"), min_value=0, max_value=10_000_000
    )
    composition_pct = FiguresField(
        figures=1,
        label=gettext_lazy("Composition"),
        help_text=gettext_lazy("One a line: element and percent."),
    )
    late_recovery = FiguresField(
        figures=1,
        required=False,
        label=gettext_lazy("What reaches the iron when thrown on late"),
        help_text=gettext_lazy("One a line: element and percent of it; 100 where none is given."),
    )
    step_kg = MeasuredField(
        unit="kg", required=False, highest=1000, places=2, label=gettext_lazy("Weighed in steps of")
    )
    valid_from = day_field(gettext_lazy("Valid from"))

    def terms(self) -> dict[str, Any]:
        single = {
            name: {element: figures[0] for element, figures in self.cleaned_data[name].items()}
            for name in ("composition_pct", "late_recovery")
        }
        return {**self.cleaned_data, **single}
