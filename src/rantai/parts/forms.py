"""What is typed to register a part, its drawing, an approval and how it is checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.parts.actions import Check, Drawing
from rantai.parts.models import CharacteristicClass, ChartKind, Grade, RuleSet, Tracing
from rantai.records.fields import CountField, MeasuredField

CHECK_ROWS = 5
SPARE_ROWS = 2
MOST_ROWS = 60


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RevisionForm(forms.Form):
    revision = forms.CharField(max_length=8, label=gettext_lazy("Revision"))
    valid_from = day_field(gettext_lazy("In force from"))
    grade = forms.ModelChoiceField(Grade.objects.none(), label=gettext_lazy("Grade"))
    pour_within_minutes = CountField(
        highest=60, label=gettext_lazy("Longest time from inoculation to the end of the pour")
    )
    pour_temperature_min_c = CountField(
        required=False, highest=1700, label=gettext_lazy("Lowest pouring temperature")
    )
    pour_temperature_max_c = CountField(
        required=False, highest=1700, label=gettext_lazy("Highest pouring temperature")
    )

    def __init__(self, *args: Any, grades: QuerySet[Grade], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = grades  # type: ignore[attr-defined]

    def drawing(self) -> Drawing:
        names = RevisionForm.base_fields
        return Drawing(**{name: self.cleaned_data[name] for name in names})


class PartForm(RevisionForm):
    field_order = (
        "number",
        "name",
        "mass_kg",
        "pieces_per_box",
        "traced_by",
        "is_machined",
        *RevisionForm.base_fields,
    )

    number = forms.CharField(
        max_length=40,
        label=gettext_lazy("Part number"),
        help_text=gettext_lazy("As the customer writes it, with leading zeros and blanks."),
    )
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    traced_by = forms.ChoiceField(choices=Tracing, label=gettext_lazy("Traced"))
    mass_kg = MeasuredField(lowest=0, highest=10_000, places=3, label=gettext_lazy("Mass"))
    pieces_per_box = CountField(label=gettext_lazy("Pieces per box"))
    is_machined = forms.BooleanField(required=False, label=gettext_lazy("Machined after casting"))

    def clean_mass_kg(self) -> Any:
        mass_kg = self.cleaned_data["mass_kg"]
        if mass_kg is not None and not mass_kg:
            raise forms.ValidationError(_("A part weighs something: capacity is shared by it."))
        return mass_kg

    def part(self) -> dict[str, Any]:
        names = ("number", "name", "mass_kg", "pieces_per_box", "is_machined")
        values = {name: self.cleaned_data[name] for name in names}
        return {**values, "traced_by": Tracing(self.cleaned_data["traced_by"])}


class ApprovalForm(forms.Form):
    workshop = forms.ModelChoiceField(Workshop.objects.none(), label=gettext_lazy("Workshop"))
    approved_on = day_field(gettext_lazy("Approved on"))
    valid_until = day_field(gettext_lazy("Valid until"))
    reference = forms.CharField(
        max_length=60,
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("The customer's approval, such as the number of its PPAP warrant."),
    )

    def __init__(self, *args: Any, workshops: QuerySet[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = workshops  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    on = day_field(gettext_lazy("From which day"))
    because = forms.CharField(max_length=200, label=gettext_lazy("Why?"))


class ControlPlanForm(forms.Form):
    """The rows of the plan before it, to be changed, and some empty ones; without a name a row
    is left out."""

    valid_from = day_field(gettext_lazy("In force from"))

    def __init__(
        self,
        *args: Any,
        gauges: QuerySet[Machine],
        begins_with: Sequence[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {str(gauge.pk): gauge for gauge in gauges}
        sent = sum(name.startswith("name-") for name in self.data)
        self.many = min(max(CHECK_ROWS, len(begins_with) + SPARE_ROWS, sent), MOST_ROWS)
        for row in range(1, self.many + 1):
            self.fields |= _check_fields(row, known)
        for row, check in enumerate(begins_with, start=1):
            self.initial.update({f"{name}-{row}": value for name, value in check.items()})

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}-{row}"] for name in CHECK_FIELDS] for row in self._numbers()]

    def _numbers(self) -> range:
        return range(1, self.many + 1)

    def checks(self) -> list[Check]:
        rows = (self._row(row) for row in self._numbers())
        return [
            Check(
                name=row["name"],
                name_en=row["name_en"] or row["name"],
                unit=row["unit"],
                lower=row["lower"],
                upper=row["upper"],
                importance=CharacteristicClass(row["importance"]),
                method=row["method"],
                sample_size=row["sample_size"],
                reaction=row["reaction"],
                chart=ChartKind(row["chart"]) if row["chart"] else None,
                rules=RuleSet(row["rules"] or RuleSet.LIMITS),
                subgroup=row["subgroup"] or _usual_subgroup(row),
                holds_on_signal=row["holds_on_signal"],
                gauge=row["gauge"],
                accept_up_to=row["accept_up_to"] or 0,
            )
            for row in rows
            if row["name"]
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in self._numbers():
            row = self._row(number)
            missing = [
                name
                for name in ("method", "sample_size", "reaction")
                if row["name"] and not row[name]
            ]
            for name in missing:
                self.add_error(f"{name}-{number}", _("The row has a name, so this is needed too."))
        return cleaned

    def _row(self, number: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"{name}-{number}") for name in CHECK_FIELDS}


def _usual_subgroup(row: dict[str, Any]) -> int:
    """Left empty: all samples of a lot are one point of a chart of means."""
    is_of_means = row["chart"] in (ChartKind.RANGE, ChartKind.DEVIATION)
    return int(row["sample_size"] or 1) if is_of_means else 1


CHECK_FIELDS = (
    "name", "name_en", "unit", "lower", "upper", "importance", "method", "gauge", "sample_size",
    "reaction", "chart", "rules", "subgroup", "accept_up_to", "holds_on_signal",
)  # fmt: skip


def _check_fields(row: int, gauges: dict[str, Machine]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "name": forms.CharField(max_length=80, required=False, label=gettext_lazy("What")),
        "name_en": forms.CharField(max_length=80, required=False, label=gettext_lazy("In English")),
        "unit": forms.CharField(max_length=8, required=False, label=gettext_lazy("Unit")),
        "lower": MeasuredField(
            required=False, lowest=None, places=3, label=gettext_lazy("Lower limit")
        ),
        "upper": MeasuredField(
            required=False, lowest=None, places=3, label=gettext_lazy("Upper limit")
        ),
        "importance": forms.ChoiceField(
            choices=CharacteristicClass,
            initial=CharacteristicClass.STANDARD,
            label=gettext_lazy("Importance"),
        ),
        "method": forms.CharField(max_length=60, required=False, label=gettext_lazy("With what")),
        "gauge": forms.TypedChoiceField(
            choices=[("", "–"), *((key, str(gauge)) for key, gauge in gauges.items())],
            coerce=gauges.__getitem__,
            empty_value=None,
            required=False,
            label=gettext_lazy("Gauge"),
        ),
        "sample_size": CountField(
            required=False, highest=1000, label=gettext_lazy("How many a lot")
        ),
        "reaction": forms.CharField(
            max_length=200, required=False, label=gettext_lazy("What to do when it is out")
        ),
        "chart": forms.ChoiceField(
            choices=[("", "–"), *ChartKind.choices], required=False, label=gettext_lazy("Chart")
        ),
        "rules": forms.ChoiceField(
            choices=RuleSet,
            required=False,
            initial=RuleSet.LIMITS,
            label=gettext_lazy("Run rules"),
        ),
        "subgroup": CountField(required=False, highest=25, label=gettext_lazy("Samples a point")),
        "accept_up_to": CountField(
            required=False,
            lowest=0,
            highest=1000,
            label=gettext_lazy("Counted: the lot passes up to"),
        ),
        "holds_on_signal": forms.BooleanField(
            required=False, label=gettext_lazy("A signal holds all since the last good reading")
        ),
    }
    return {f"{name}-{row}": field for name, field in fields.items()}
